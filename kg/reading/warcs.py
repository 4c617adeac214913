"""Web archives (WARC, ISO 28500), by warcio: every page that was answered with success."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.reading.items import Job, Kind, Source, Spot, leaf, stem
from kg.reading.streams import Content, Stream, read_all

_KINDS: dict[str, Kind] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}


def warc(stream: Stream, content: Content, spot: Spot, job: Job) -> Iterator[Source]:
    """The HTML pages and plain texts of a web archive; images, style sheets and failed requests are no articles."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for number, record in enumerate(ArchiveIterator(stream), 1):
            found = _kind(record)
            if not found:
                continue
            url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
            at = spot.member(url) if url else spot.row(number, "record")
            try:
                data = read_all(record.content_stream(), job.options.max_size)
            except (ReadError, zlib.error, OSError, EOFError) as error:
                job.on_error(at.place, str(error))
                continue
            kind, charset = found
            address = url if url.startswith(("http://", "https://")) else None
            yield leaf(kind, data, at, job, name=stem(url) if url else None, charset=charset, address=address)
    except (ArchiveLoadFailed, EOFError, ValueError, zlib.error) as error:
        raise ReadError(f"no WARC file that can be read ({str(error).strip()[:120]}); get it again") from None


def _kind(record: Any) -> tuple[Kind, str | None] | None:
    """What kind of article a record is, with the charset that its server declares; ``None`` for all that is none."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    headers = record.http_headers
    if headers and headers.get_statuscode() != "200":
        return None
    stated = str((headers or record.rec_headers).get_header("Content-Type") or "")
    kind = _KINDS.get(stated.partition(";")[0].strip().lower())
    charset = re.search(r"charset=\s*[\"']?([\w.:-]+)", stated, re.IGNORECASE)
    return (kind, charset[1] if charset else None) if kind else None
