"""A file that is a whole graph of ours already, who is who decided: it can be taken as it is.

Whatever is doubtful makes a file not whole: then its articles go in one by one, which costs twice as much
(``python -m tests.bench loading``) and decides everything again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from kg.entities import Overrules, resolve
from kg.export.ties import ties
from kg.graph import RDF_TYPE, Iris, Triple, kg, name_triples
from kg.resemblance import same_text_key
from kg.store import who
from kg.store.bases import URI_SPACE, agreed_base
from kg.store.names import node

# No claim has a role of somebody that the names graph does not describe, or lacks a key of its roles.
_GAPS = (
    "?claim kg:speaker|kg:target|kg:mainTarget ?who FILTER NOT EXISTS { GRAPH ?names { ?who rdfs:label ?label } }",
    "?claim kg:speaker ?who ; kg:target ?whom FILTER NOT EXISTS { ?claim kg:pair ?pair }",
    "?claim a kg:Claim FILTER NOT EXISTS { ?claim kg:article ?article . GRAPH ?article { ?claim kg:text ?text } }",
)
_PREFIXES = {"kg": kg("")[1:-1], "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}


def is_whole(raw: pyoxigraph.Store, iris: Iris, articles: Sequence[str]) -> bool:
    """Whether the graph in ``raw`` is what ``kg add`` would have made of its ``articles`` (ids) and overrulings."""
    return (
        agreed_base(raw, None, None) == iris.base
        and all(_has_its_text(raw, iris, article) for article in articles)
        and _texts_differ(raw, iris, articles)
        and not _has_wider_terms(raw)
        and _names_are_those_of_its_articles(raw, iris)
        and not any(_asks(raw, iris, gap) for gap in _GAPS)
    )


def _has_its_text(raw: pyoxigraph.Store, iris: Iris, article: str) -> bool:
    me = node(iris.article(article))
    of = {str(quad.predicate): quad.object for quad in raw.quads_for_pattern(me, None, None, me)}
    text, digest = of.get(kg("text")), of.get(kg("hash"))
    if RDF_TYPE not in of or kg("name") not in of or not isinstance(text, Literal) or not isinstance(digest, Literal):
        return False
    days = raw.quads_for_pattern(me, node(kg("published")), None, me)
    if not all(isinstance(quad.object, Literal) and is_day(quad.object.value) for quad in days):
        return False
    return digest.value == sha256(text.value.encode()).hexdigest()


def is_day(text: str) -> bool:
    """Whether ``text`` is a day as ``xsd:date`` writes it."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _texts_differ(raw: pyoxigraph.Store, iris: Iris, articles: Iterable[str]) -> bool:
    """Whether no two articles have one text: which of them stays is to be decided."""
    keys = set()
    for article in articles:
        me = node(iris.article(article))
        text = next(iter(raw.quads_for_pattern(me, node(kg("text")), None, me))).object
        key = same_text_key(text.value) if isinstance(text, Literal) else ""
        if key in keys:
            return False
        keys.add(key)
    return True


def _has_wider_terms(raw: pyoxigraph.Store) -> bool:
    """Whether it was exported with the terms of schema.org and PROV, which no store has."""
    wider = {term for terms in ties().properties.values() for term in terms}
    return any(next(iter(raw.quads_for_pattern(None, node(term), None)), None) for term in wider)


def _names_are_those_of_its_articles(raw: pyoxigraph.Store, iris: Iris) -> bool:
    used = raw.query(f"SELECT DISTINCT ?name {{ ?article {kg('names')} ?name }}", use_default_graph_as_union=True)
    assert isinstance(used, pyoxigraph.QuerySolutions)
    names = [iris.name_back(str(row["name"])) for row in used]
    groups = resolve(names, Overrules.of(who.stored_overrules(raw, iris)))
    expected = name_triples({group.id: group for group in groups.values()}.values(), iris)
    quads = raw.quads_for_pattern(None, None, None, node(iris.names))
    found: set[Triple] = {
        (str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads if quad.predicate != URI_SPACE
    }
    return found == expected


def _asks(raw: pyoxigraph.Store, iris: Iris, pattern: str) -> bool:
    names = pattern.replace("?names", iris.names)
    found = raw.query(f"ASK {{ {names} }}", prefixes=_PREFIXES, use_default_graph_as_union=True)
    return bool(found)


def counted(raw: pyoxigraph.Store) -> int:
    """How many claims there are."""
    return sum(1 for _ in raw.quads_for_pattern(None, node(RDF_TYPE), NamedNode(kg("Claim")[1:-1])))
