"""N-Triples and N-Quads, sorted within each article."""

from __future__ import annotations

from collections.abc import Iterator

from kg.export.part import Part


def nquads(part: Part) -> Iterator[str]:
    """Every quad: one graph an article, the graph of names, that of overrulings, and that of links."""
    for graph, triples in part.articles():
        yield "".join(f"{s} {p} {o} {graph} .\n" for s, p, o in sorted(triples))
    for graph, subjects in part.shared():
        for triples in subjects:
            yield "".join(f"{s} {p} {o} {graph} .\n" for s, p, o in sorted(triples))


def ntriples(part: Part) -> Iterator[str]:
    """Every triple once, without the graphs."""
    for triples in part.merged():
        yield "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(triples))
