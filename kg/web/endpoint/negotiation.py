"""Which format a client is given: what its ``Accept`` says, against what there is."""

from __future__ import annotations

from collections.abc import Iterator

# The media type that is sent, and the others that ask for it; the first is for whoever takes anything.
TABLES = {
    "application/sparql-results+json": ("application/json", "text/json"),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    "text/csv": (),
    "text/tab-separated-values": ("text/tsv",),
}
GRAPHS = {
    "text/turtle": ("application/x-turtle", "application/turtle", "text/n3"),
    "application/n-triples": ("text/plain",),
    "application/rdf+xml": ("application/xml", "text/xml"),
    "application/ld+json": ("application/json",),
}


def chosen(accept: str, offers: dict[str, tuple[str, ...]]) -> str | None:
    """The type of ``offers`` that ``accept`` wants most, or None if it wants none of them.

    A range that is more exact says more of a type than one that is less; of types that are wanted equally, the first.

    >>> chosen("text/csv;q=0.5, application/json;q=0.9, */*;q=0.1", TABLES), chosen("", GRAPHS), chosen("a/b", TABLES)
    ('application/sparql-results+json', 'text/turtle', None)
    >>> chosen("*/*, text/turtle;q=0", GRAPHS), chosen("text/*", TABLES)
    ('application/n-triples', 'text/csv')
    """
    ranges = list(_ranges(accept)) or [("*/*", 1.0)]
    best, most = None, 0.0
    for type, others in offers.items():
        own = _quality(type, ranges)
        quality = own if own == 0 else max(own, *(_quality(name, ranges, exactly=True) for name in others), 0)
        if quality > most:
            best, most = type, quality
    return best


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, text = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(text)
                except ValueError:
                    quality = 0.0
        if "/" in name:
            yield name, min(1.0, max(0.0, quality))


def _quality(name: str, ranges: list[tuple[str, float]], *, exactly: bool = False) -> float:
    """How much a type is wanted; -1 where no range says anything of it. ``exactly``: by its own name only."""
    asked = {name: 2} if exactly else {name: 2, f"{name.partition('/')[0]}/*": 1, "*/*": 0}
    fitting = [(asked[range], quality) for range, quality in ranges if range in asked]
    return max(fitting, default=(0, -1.0))[1]
