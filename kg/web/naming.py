"""What the graph has of one entity beside its claims: names and offices with the articles that gave them, identifiers
elsewhere, and all of it as Turtle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, cast

import numpy
import pyoxigraph
from pyoxigraph import NamedNode

from kg.export.turtle import Writer
from kg.graph import ALT_LABEL, ALT_NAME, EXACT_MATCH, LABEL, PREF_NAME, Triple, kg
from kg.store import Store
from kg.web.columns import Columns, Numbers

_CLOSE_MATCH = "<http://www.w3.org/2004/02/skos/core#closeMatch>"
Given = dict[tuple[str, str], Numbers]


def given(store: Store, columns: Columns, entity: str, *, without: str | None = None) -> Given:
    """What articles call an entity (its id): (``name`` or ``office``, words) → the articles that do so, the latest
    first. Names come before offices, what most articles say first. The articles that use the name ``without`` are not
    looked for: those of a country are many."""
    articles: dict[tuple[str, str], set[int]] = defaultdict(set)
    names = list(_names(store, entity))
    for name in names:
        called = store.iris.name_back(str(name)).name
        articles["name", called] |= set() if called == without else _using(store, columns, entity, name, names)
        for quad in store.raw.quads_for_pattern(name, None, None):
            what = {ALT_LABEL: "name", kg("office"): "office"}.get(str(quad.predicate))
            if what:
                words = _text(quad)
                articles[what, words].add(_article(store, columns, quad.graph_name))
    found = {key: _latest_first(columns, some - {-1}) for key, some in articles.items()}
    order = sorted(found, key=lambda key: (key[0] != "name", -len(found[key]), key[1]))
    return {key: found[key] for key in order}


def _using(store: Store, columns: Columns, entity: str, name: NamedNode, names: list[NamedNode]) -> set[int]:
    """The articles whose claims use a name of an entity: all with a claim by or about it, where it is the only name."""
    if len(names) == 1:
        me = columns.number[entity]
        claims = numpy.concatenate([columns.said_by(me), columns.about(me)])
        return set(numpy.unique(columns.article[claims]).tolist())
    quads = store.raw.quads_for_pattern(None, _node(kg("names")), name)
    return {_article(store, columns, quad.subject) for quad in quads}


def _article(store: Store, columns: Columns, iri: object) -> int:
    return columns.article_number.get(cast(NamedNode, iri).value.removeprefix(f"{store.iris.base}article/"), -1)


def _latest_first(columns: Columns, articles: Iterable[int]) -> Numbers:
    found = numpy.array(sorted(articles), numpy.int64)
    return cast(Numbers, found[numpy.argsort(-columns.article_day[found], kind="stable")])


def identifiers(store: Store, entity: str) -> list[dict[str, Any]]:
    """The outside identifiers of an entity (its id): ``iri``, ``label`` where the store has one, and whether it is
    ``exact``; exact ones first."""
    found = []
    for term in (EXACT_MATCH, _CLOSE_MATCH):
        for quad in store.raw.quads_for_pattern(_node(store.iris.entity(entity)), _node(term), None):
            iri = cast(NamedNode, quad.object)
            found.append({"iri": iri.value, "label": _label_of(store, iri), "exact": term == EXACT_MATCH})
    return sorted(found, key=lambda one: (not one["exact"], one["iri"]))


def _label_of(store: Store, candidate: NamedNode) -> str | None:
    """What a service called the thing that it has this identifier for."""
    for match in store.raw.quads_for_pattern(None, _node(kg("candidate")), candidate):
        for quad in store.raw.quads_for_pattern(cast(NamedNode, match.subject), _node(LABEL), None):
            return _text(quad)
    return None


def other_names(store: Store, entity: str) -> list[str]:
    """What an entity (its id) is called beside its label, then the offices that articles give it."""
    me, names = _node(store.iris.entity(entity)), list(_names(store, entity))
    also = {_text(quad) for quad in store.raw.quads_for_pattern(me, _node(ALT_LABEL), None)}
    also |= {_text(quad) for name in names for quad in store.raw.quads_for_pattern(name, _node(ALT_LABEL), None)}
    offices = {_text(quad) for name in names for quad in store.raw.quads_for_pattern(name, _node(kg("office")), None)}
    return [*sorted(also), *sorted(offices - also)]


def _text(quad: pyoxigraph.Quad) -> str:
    return cast(pyoxigraph.Literal, quad.object).value


def turtle(store: Store, entity: str) -> str:
    """All that the graph says of an entity (its id) and of its names, as Turtle; its claims point to it."""
    triples = set(_about(store, _node(store.iris.entity(entity))))
    for name in _names(store, entity):
        triples |= set(_about(store, name))
        for match in store.raw.quads_for_pattern(None, _node(kg("matchOf")), name):
            triples |= set(_about(store, cast(NamedNode, match.subject)))
    writer = Writer(store.iris)
    return "\n".join([writer.head(), *writer.blocks(triples)])


def _about(store: Store, subject: NamedNode) -> Iterator[Triple]:
    for quad in store.raw.quads_for_pattern(subject, None, None):
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def _names(store: Store, entity: str) -> Iterator[NamedNode]:
    graph, me = _node(store.iris.names), _node(store.iris.entity(entity))
    for term in (PREF_NAME, ALT_NAME):
        for quad in store.raw.quads_for_pattern(me, _node(term), None, graph):
            yield cast(NamedNode, quad.object)


def _node(iri: str) -> NamedNode:
    return NamedNode(iri[1:-1])
