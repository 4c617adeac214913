"""What does not come from a file: standard input, and an address on the web."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import cast

from kg.errors import ReadError
from kg.reading.expanding import expand
from kg.reading.items import STDIN, Job, Kind, Source, Spot, leaf, stem
from kg.reading.streams import Content, Through, buffered
from kg.reading.web import Page, fetch

_MEDIA: dict[str, Kind] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}


def standard_input(job: Job) -> Iterator[Source]:
    """What standard input holds: a text, a page, an archive … by ``--input-format``, or by how it begins."""
    stream = buffered(Through(sys.stdin.buffer))
    spot = Spot("standard input", "stdin", STDIN, job.options.known)
    yield from expand(Content("", lambda: stream), spot, job, job.options.input_format)


def from_web(url: str, job: Job) -> Iterator[Source]:
    """What an address gives: a page, mostly."""
    try:
        page = fetch(url, job.options.max_size)
    except ReadError as error:
        job.on_error(url, str(error))
        return
    spot = Spot(url, page.url, url, job.options.known)
    kind = job.options.input_format or _MEDIA.get(page.media_type)
    if kind == "html" or kind == "text":
        name = stem(page.url)
        yield leaf(cast(Kind, kind), page.data, spot, job, name=name, charset=page.charset, address=page.url)
    else:
        yield from expand(_content(page), spot, job, kind)


def _content(page: Page) -> Content:
    return Content(
        page.url.partition("?")[0].rpartition("/")[2],
        lambda: buffered(Through(io.BytesIO(page.data))),
        again=True,
    )
