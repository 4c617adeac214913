"""How much is in a store."""

from __future__ import annotations

import pyoxigraph

from kg.graph import KINDS, VOCABULARY
from kg.store.raw import Raw


def numbers(store: Raw) -> dict[str, dict[str, int]]:
    """How many articles, claims and entities there are, and of what sort."""
    prefix = f"PREFIX kg: <{VOCABULARY}> PREFIX skosxl: <http://www.w3.org/2008/05/skos-xl#>\n"

    def count(pattern: str) -> int:
        return _pairs(store, f"{prefix}SELECT ('n' AS ?k) (COUNT(*) AS ?n) WHERE {{ {pattern} }}")["n"]

    def by(term: str) -> dict[str, int]:
        return _pairs(store, f"{prefix}SELECT ?k (COUNT(*) AS ?n) WHERE {{ ?c a kg:Claim ; kg:{term} ?k }} GROUP BY ?k")

    claims = {
        "all": count("?c a kg:Claim"),
        "with a speaker": count("?c a kg:Claim ; kg:speaker ?s"),
        "with a target": count("?c a kg:Claim FILTER EXISTS { ?c kg:target ?t }"),
        "with a day of saying": count("?c kg:date ?d FILTER NOT EXISTS { ?c kg:dateBasis kg:publicationDay }"),
    }
    entities = _pairs(
        store, f"{prefix}SELECT ?k (COUNT(*) AS ?n) WHERE {{ ?e skosxl:prefLabel ?name ; a ?k }} GROUP BY ?k"
    )
    aside = count("?a kg:setAside ?s")
    articles = {
        "all": count("?a a kg:Article"),
        "copies of others": count("?a a kg:Article ; kg:copyOf ?original"),
        "paragraphs set aside": aside,
    }
    entities = {KINDS.get(name, name): number for name, number in entities.items()}
    return {"articles": articles, "claims": claims, "acts": by("act"), "forms": by("form"), "entities": entities}


def _pairs(store: Raw, query: str) -> dict[str, int]:
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    pairs = [(row[0].value.rpartition("#")[2], int(row[1].value)) for row in rows if row[0] is not None]
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
