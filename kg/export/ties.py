"""The terms of schema.org and PROV that our own are tied to, as ``kg/vocab.ttl`` says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import pyoxigraph

from kg.graph import RDF_TYPE, VOCABULARY, Triple

PREFIXES = {"prov": "http://www.w3.org/ns/prov#", "schema": "https://schema.org/"}
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True, slots=True)
class Ties:
    """For a class or a property of ours, the wider ones of schema.org and PROV (``<…>``).

    >>> ties().properties["<https://claims.example/vocab#target>"]
    ('<https://schema.org/about>',)
    """

    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.classes or self.properties)

    def wider(self, triples: Iterable[Triple]) -> set[Triple]:
        """What follows from ``triples`` in the wider terms."""
        found: set[Triple] = set()
        for subject, predicate, value in triples:
            if predicate == RDF_TYPE:
                found |= {(subject, predicate, wide) for wide in self.classes.get(value, ())}
            else:
                found |= {(subject, wide, value) for wide in self.properties.get(predicate, ())}
        return found

    def beside(self, triples: set[Triple]) -> set[Triple]:
        """``triples`` with what follows from them."""
        return triples | self.wider(triples) if self else triples


@cache
def ties() -> Ties:
    """The ties of the vocabulary, through terms of ours too: a mainTarget is a target, so it is schema:about."""
    wider: dict[str, dict[str, set[str]]] = {"subClassOf": defaultdict(set), "subPropertyOf": defaultdict(set)}
    vocabulary = files("kg").joinpath("vocab.ttl").read_bytes()
    for triple in pyoxigraph.parse(vocabulary, pyoxigraph.RdfFormat.TURTLE):
        term = str(triple.predicate)[1:-1].removeprefix(_RDFS)
        if term in wider:
            wider[term][str(triple.subject)].add(str(triple.object))
    return Ties(_all(wider["subClassOf"]), _all(wider["subPropertyOf"]))


def _all(wider: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    def above(term: str) -> set[str]:
        return {found for each in wider.get(term, ()) for found in ({each} | above(each))}

    starts = tuple(f"<{namespace}" for namespace in PREFIXES.values())
    found = {term: tuple(sorted(w for w in above(term) if w.startswith(starts))) for term in wider}
    return {term: wide for term, wide in found.items() if wide and term.startswith(f"<{VOCABULARY}")}
