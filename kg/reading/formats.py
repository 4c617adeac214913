"""What a file is: by the ending of its name, else by how it begins. Nothing is ever executed or opened by a program."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from kg.errors import ReadError

ENDINGS = {
    ".txt": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv", ".tsv": "csv",
    ".parquet": "parquet",
    ".rss": "feed", ".atom": "feed", ".xml": "xml",
    ".warc": "warc",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "gz", ".txz": "xz", ".tbz2": "bz2", ".tzst": "zst",
    ".gz": "gz", ".zst": "zst", ".xz": "xz", ".bz2": "bz2",
}  # fmt: skip
COMPRESSED = ("gz", "zst", "xz", "bz2")
FORMATS = tuple(dict.fromkeys(kind for kind in ENDINGS.values() if kind != "xml"))
_TARRED = (".tgz", ".txz", ".tbz2", ".tzst")
_MAGIC = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gz"), (b"\x28\xb5\x2f\xfd", "zst"), (b"\xfd7zXZ\x00", "xz"), (b"BZh", "bz2"),
    (b"PAR1", "parquet"), (b"WARC/", "warc"),
)  # fmt: skip
_FOREIGN = (
    (b"%PDF", "a PDF"), (b"\xd0\xcf\x11\xe0", "an old Office document"), (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"), (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"),
)  # fmt: skip
_OFFICE = (".docx", ".odt", ".xlsx", ".ods", ".pptx", ".epub", ".jar")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*|<!--.{0,2000}?-->\s*)*<(!doctype\s+)?([\w:]+)", re.I | re.S
)


def ending_kind(name: str) -> str | None:
    """What the ending of a name says, or ``None``.

    >>> ending_kind("a.TXT"), ending_kind("dump.csv.gz"), ending_kind("route")
    ('text', 'gz', None)
    """
    return ENDINGS.get(PurePosixPath(name).suffix.lower())


def unpacked_name(name: str) -> str:
    """The name of what is inside a compressed file.

    >>> unpacked_name("dump.csv.gz"), unpacked_name("seeds.tgz")
    ('dump.csv', 'seeds.tar')
    """
    path = PurePosixPath(name)
    return path.stem + (".tar" if path.suffix.lower() in _TARRED else "")


def kind_of(name: str, head: bytes) -> str:
    """What an item is, by its name, else by its first bytes. Raises ``ReadError`` for what cannot be read.

    >>> kind_of("route", b"<!DOCTYPE html><html>"), kind_of("route", "Le maire a dit".encode())
    ('html', 'text')
    """
    if PurePosixPath(name).suffix.lower() in _OFFICE:
        raise ReadError("an office document or book; save its text as a .txt or .html file")
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise ReadError(f"{what}, no article that can be read; save its text as a .txt file")
    kind = ending_kind(name)
    if kind == "xml" or (kind is None and _MARKUP.match(head)):
        return _markup(head)
    return kind or _sniffed(head)


def compression(head: bytes) -> str | None:
    r"""How an item is compressed, by its first bytes, or ``None``.

    >>> compression(b"\x1f\x8b\x08"), compression(b"Le maire")
    ('gz', None)
    """
    return next((kind for magic, kind in _MAGIC if kind in COMPRESSED and head.startswith(magic)), None)


def _markup(head: bytes) -> str:
    found = _MARKUP.match(head)
    name = found[2].decode().lower() if found else ""
    # A document type names its root: <!DOCTYPE rss …>, <!DOCTYPE html>.
    if name in ("rss", "feed", "atom:feed", "rdf:rdf", "rdf"):
        return "feed"
    if found and name in ("html", "head", "body", "p", "div", "article", "h1", "title", "meta"):
        return "html"
    raise ReadError("XML, but no RSS, Atom or XHTML; save its text as a .txt file")


def _sniffed(head: bytes) -> str:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[{")):
        return "jsonl" if re.match(rb"\{.*\}\s*\n\s*\{", head) or start.startswith(b'{"') else "json"
    return "text"
