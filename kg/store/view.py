"""The store as an rdflib graph: rdflib's tools on the triples where they are, without a copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph
import rdflib
from rdflib.store import Store as RdflibStore
from rdflib.term import Node

from kg.graph import Iris
from kg.store.raw import Raw


def view(store: Raw, iris: Iris) -> rdflib.Graph:
    """All triples of all articles and of the names, to read; each triple once, in whatever graphs it is.

    As in exports, the sketches and what the store notes of itself are not among them.
    """
    graph = rdflib.Graph(store=_Oxigraph(store, (iris.sketches, iris.store)), bind_namespaces="none")
    for prefix, namespace in iris.prefixes().items():
        graph.bind(prefix, namespace)
    return graph


class _Oxigraph(RdflibStore):
    """What ``rdflib.Graph`` asks of a store, answered by pyoxigraph."""

    def __init__(self, store: Raw, hidden: Iterable[str]) -> None:
        super().__init__()
        self._store, self._hidden = store, {pyoxigraph.NamedNode(graph[1:-1]) for graph in hidden}
        self._prefixes: dict[str, rdflib.URIRef] = {}

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        if any(isinstance(term, rdflib.Literal) for term in triple_pattern[:2]):
            return
        subject, predicate, value = (_to_oxigraph(term) for term in triple_pattern)
        seen = set()
        # Only a name's offices and wordings, an entity's identifiers, and a run can be in several graphs.
        for quad in self._store.quads_for_pattern(subject, predicate, value, None):
            if quad.graph_name in self._hidden:
                continue
            triple = quad.triple
            if any(part in str(triple.subject) for part in ("/name/", "/entity/", "/run/")):
                if triple in seen:
                    continue
                seen.add(triple)
            yield (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)), iter(())

    def __len__(self, context: Any = None) -> int:
        return sum(1 for _ in self.triples((None, None, None)))

    def bind(self, prefix: str, namespace: rdflib.URIRef, override: bool = True) -> None:
        if override or prefix not in self._prefixes:
            self._prefixes[prefix] = namespace

    def namespace(self, prefix: str) -> rdflib.URIRef | None:
        return self._prefixes.get(prefix)

    def prefix(self, namespace: rdflib.URIRef) -> str | None:
        return next((p for p, n in self._prefixes.items() if n == namespace), None)

    def namespaces(self) -> Iterator[tuple[str, rdflib.URIRef]]:
        yield from self._prefixes.items()

    def add(self, *_: Any, **__: Any) -> None:
        raise TypeError("this graph is a view of a kg store: to change it, add or remove articles")

    remove = addN = add


def _to_oxigraph(term: Node | None) -> Any:
    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return pyoxigraph.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return pyoxigraph.BlankNode(str(term))
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return pyoxigraph.Literal(str(term), language=term.language)
    datatype = pyoxigraph.NamedNode(str(term.datatype)) if term.datatype else None
    return pyoxigraph.Literal(str(term), datatype=datatype)


def to_rdflib(term: Any) -> Node:
    """A term of pyoxigraph as one of rdflib."""
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return rdflib.BNode(term.value)
    plain = term.language or term.datatype.value.endswith("#string")
    return rdflib.Literal(term.value, lang=term.language, datatype=None if plain else term.datatype.value)
