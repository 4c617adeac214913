"""RSS and Atom files, by feedparser: an entry is an article, its text the fullest that the feed gives."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.reading import limits
from kg.reading.items import Job, Source, Spot, leaf, stem, too_large
from kg.reading.known import Known, day, names_of, string
from kg.reading.pages import is_markup
from kg.reading.streams import Content, Stream

# A feed needs no entities of its own, and an attack does (« billion laughs », XML 1.0 section 4.4).
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def feed(stream: Stream, content: Content, spot: Spot, job: Job) -> Iterator[Source]:
    """The entries of a feed."""
    import feedparser

    data = stream.read(limits.FEED + 1)
    if len(data) > limits.FEED:
        raise ReadError(f"larger than {limits.megabytes(limits.FEED)}; split it")
    if data.count(b"<") > limits.FEED_TAGS:
        raise ReadError(f"more than {limits.FEED_TAGS:,} tags; split it")
    if _ENTITY.search(data.replace(b"\0", b"")):  # in UTF-16 too
        raise ReadError("declares XML entities, which no feed needs and bombs are made of; remove the DOCTYPE")
    try:
        # From memory: given text, feedparser would take it for an address and fetch it.
        found = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False)
    except Exception as error:  # a feed made to break its reader must not cost what comes after it
        raise ReadError(f"no feed that can be read ({type(error).__name__}); correct it") from None
    if found.bozo and not found.entries:
        raise ReadError(f"no feed that can be read ({_short(found.get('bozo_exception'))}); correct it")
    if found.bozo and "encoding" not in type(found.bozo_exception).__name__.lower():
        job.on_error(spot.place, f"broken XML ({_short(found.bozo_exception)}); what could be read of it was read")
    publisher = string(found.feed.get("publisher")) or string(found.feed.get("title"))
    for number, entry in enumerate(found.entries, 1):
        at = spot.row(number, "entry")
        source = _source(entry, publisher, at, job)
        if source:
            yield source


def _source(entry: Any, publisher: str | None, spot: Spot, job: Job) -> Source | None:
    text = max((str(part.get("value") or "") for part in _texts(entry)), key=len)
    if not text.strip():
        job.on_error(spot.place, "no text; the feed gives only a title")
        return None
    title, url = string(entry.get("title")), string(entry.get("link"))
    published, wrong = day(entry.get("published") or entry.get("updated"))
    if wrong:
        job.on_error(spot.place, wrong)
    authors = names_of([author.get("name") for author in entry.get("authors") or ()])
    also = Known(title, published, publisher, url, None, authors)
    spot = spot.called(string(entry.get("id")))
    name = stem(url) if url else None
    if len(text) > job.options.max_size:
        job.on_error(spot.place, too_large(job.options.max_size))
        return None
    return leaf("html" if is_markup(text) else "text", text, spot, job, also=also, name=name)


def _texts(entry: Any) -> list[Any]:
    return [*(entry.get("content") or ()), {"value": entry.get("summary")}]


def _short(error: object) -> str:
    return " ".join(str(error).split())[:120]
