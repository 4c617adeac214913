"""What is in a shard: the quads of its articles, and those of their names."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence

from kg.entities import resolve
from kg.graph import BASE, Iris, Triple, article_triples, literal, name_triples, names_used
from kg.model import Extraction

_URI_SPACE = "<http://rdfs.org/ns/void#uriSpace>"


def quads(extractions: Sequence[Extraction], base: str = BASE) -> Iterator[str]:
    """The N-Quads of articles, one article a piece, in the order of their ids: the same articles, the same bytes."""
    iris = Iris(base)
    groups = resolve({name for extraction in extractions for name in names_used(extraction)})
    for extraction in sorted(extractions, key=lambda each: each.article.id):
        triples = article_triples(extraction, groups.__getitem__, iris)
        yield _lines(triples, iris.article(extraction.article.id))
    names = name_triples({group.id: group for group in groups.values()}.values(), iris)
    if base != BASE:
        names.add((f"<{base}>", _URI_SPACE, literal(base)))
    yield _lines(names, iris.names)


def packed(pieces: Iterable[str]) -> bytes:
    """Compressed, without a time of day.

    >>> gzip.decompress(packed(["a", "b"]))
    b'ab'
    """
    return gzip.compress("".join(pieces).encode(), compresslevel=6, mtime=0)


def _lines(triples: set[Triple], graph: str) -> str:
    return "".join(f"{s} {p} {o} {graph} .\n" for s, p, o in sorted(triples))
