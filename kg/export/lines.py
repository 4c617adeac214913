"""N-Triples and N-Quads, sorted within each article."""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Triple
from kg.store import Store


def nquads(store: Store) -> Iterator[str]:
    """Every quad: one graph an article, the graph of names, and that of links."""
    for graph in store.graphs():
        yield "".join(f"{s} {p} {o} {graph} .\n" for s, p, o in sorted(store.triples(graph)))


def ntriples(store: Store) -> Iterator[str]:
    """Every triple once, without the graphs."""
    for triples in merged(store):
        yield "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(triples))


def merged(store: Store) -> Iterator[set[Triple]]:
    """The triples of each article, and last all that several of them say: of names, entities and runs."""
    shared = (f"<{store.iris.base}name/", f"<{store.iris.base}run/")
    last: set[Triple] = set()
    for graph in store.graphs():
        triples = set(store.triples(graph))
        if graph in (store.iris.names, store.iris.overrules, store.iris.links):
            last |= triples
        else:
            named = {triple for triple in triples if triple[0].startswith(shared)}
            last |= named
            yield triples - named
    yield last
