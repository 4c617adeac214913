"""One file of any kind → the sources in it. Archives and compressed files are opened a few levels deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import cast

from kg.errors import ReadError, unexpected
from kg.reading import archives, limits
from kg.reading.folders import wanted
from kg.reading.formats import COMPRESSED, compression, kind_of, unpacked_name
from kg.reading.items import Job, Kind, Source, Spot, Told, leaf
from kg.reading.streams import Content, Stream, read_all, unpacked

Reader = Callable[[Stream, Content, Spot, Job], Iterator[Source]]


def expand(content: Content, spot: Spot, job: Job, format: str | None = None) -> Iterator[Source]:
    """The sources of one file; ``format`` is the user's word on what it is.

    What cannot be read goes to ``job.on_error`` by its place, and does not stop what comes after.
    """
    try:
        yield from _expanded(content, spot, job, format)
    except Told:
        raise
    except ReadError as error:
        job.on_error(spot.place, str(error))
    except OSError as error:
        job.on_error(spot.place, f"cannot be opened ({error.strerror or error}); check its permissions")
    except Exception as error:  # of a library that a file was made to break: the files after it are read
        job.on_error(spot.place, unexpected(error))


def _expanded(content: Content, spot: Spot, job: Job, format: str | None) -> Iterator[Source]:
    with content.open() as stream:
        head = stream.peek(4096)[:4096]
        kind = (compression(head) or format) if format else kind_of(content.name, head)
        if kind in COMPRESSED or kind in ("zip", "tar"):
            if spot.level >= limits.LEVELS:
                raise ReadError(f"an archive more than {limits.LEVELS} levels deep; unpack it first")
            content = _rewound(content, stream)
        if kind in COMPRESSED:
            inner = unpacked(kind, content, unpacked_name(content.name))
            yield from _expanded(inner, replace(spot, level=spot.level + 1), job, format if format != kind else None)
        elif kind in ("zip", "tar"):
            for member, at in archives.members(kind, content, spot, job, partial(wanted, options=job.options)):
                yield from expand(member, at, job)
        else:
            yield from _reader(kind)(stream, content, spot, job)


def _rewound(content: Content, stream: Stream) -> Content:
    """The content with the stream that was looked into: what comes once cannot be opened again."""
    return content if content.again else replace(content, open=lambda: stream)


def _reader(kind: str) -> Reader:
    """What reads a kind of file; it imports its library when it is called."""
    if kind == "text" or kind == "html":
        return partial(_article, cast(Kind, kind))
    if kind == "feed":
        from kg.reading.feeds import feed

        return feed
    if kind == "warc":
        from kg.reading.warcs import warc

        return warc
    from kg.reading import tables

    return {
        "jsonl": tables.jsonl, "json": tables.json_file, "csv": tables.delimited, "parquet": tables.parquet,
    }[kind]  # fmt: skip


def _article(kind: Kind, stream: Stream, content: Content, spot: Spot, job: Job) -> Iterator[Source]:
    yield leaf(kind, read_all(stream, job.options.max_size), spot, job)
