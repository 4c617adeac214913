"""Byte streams that do not run away: what is too large, or grows too much out of a small file, is an error."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, TypeAlias, cast

from kg.errors import ReadError
from kg.reading import limits
from kg.reading.items import too_large

Stream: TypeAlias = "io.BufferedReader[Any]"
_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes with a file name. ``open`` may be called again if ``again``; a real file can also be read from its end."""

    name: str
    open: Callable[[], Stream]
    again: bool = False
    file: bool = False


class Through(io.RawIOBase):
    """A raw stream of the bytes of another one, which stays open when this one is closed."""

    def __init__(self, inner: IO[bytes]) -> None:
        self.inner, self.count = inner, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.inner.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


def buffered(stream: io.RawIOBase) -> Stream:
    """A stream that can be looked into before it is read."""
    return io.BufferedReader(stream, _BUFFER)


class _Unpacked(Through):
    """What a decompressor gives; an error when it grows as no text does."""

    def __init__(self, inner: IO[bytes], source: Through) -> None:
        super().__init__(inner)
        self.source = source

    def readinto(self, buffer: Any) -> int:
        try:
            read = super().readinto(buffer)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, _zstd_error()) as error:
            what = "truncated" if isinstance(error, EOFError) else "broken"
            raise ReadError(f"{what} compressed file ({error}); get it again") from None
        check_ratio(self.count, self.source.count)
        return read


def check_ratio(out: int, packed: int) -> None:
    """Raise ``ReadError`` when ``out`` bytes came out of ``packed`` ones and no text shrinks like that."""
    if out > limits.UNJUDGED and out > limits.RATIO * packed:
        raise ReadError(f"grows more than {limits.RATIO} times (a bomb?); unpack it yourself if it is an honest file")


def unpacked(kind: str, content: Content, name: str) -> Content:
    """What is inside a compressed file. ``kind`` is gz, zst, xz or bz2."""

    def open() -> Stream:
        source = Through(content.open())
        return buffered(_Unpacked(_opener(kind)(buffered(source)), source))

    return Content(name, open, again=content.again)


def _opener(kind: str) -> Callable[[IO[bytes]], IO[bytes]]:
    if kind == "gz":
        return lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if kind == "xz":
        return lambda file: cast(IO[bytes], lzma.LZMAFile(file))
    if kind == "bz2":
        return lambda file: cast(IO[bytes], bz2.BZ2File(file))
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdFile
    else:
        from backports.zstd import ZstdFile
    return lambda file: cast(IO[bytes], ZstdFile(file))


def _zstd_error() -> type[Exception]:
    """The error of the zstd module, if it is in use: it is no OSError."""
    module = sys.modules.get("compression.zstd") or sys.modules.get("backports.zstd")
    return cast(type[Exception], module.ZstdError) if module else EOFError


def read_all(stream: IO[bytes], limit: int) -> bytes:
    """All bytes of a stream. Raises ``ReadError`` if there are more than ``limit``."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise ReadError(too_large(limit))
    return data


def seekable(content: Content) -> Stream:
    """The same bytes, to be read in any order: a real file, or a copy in memory or a nameless temporary file."""
    if content.file:
        return content.open()
    spool = tempfile.SpooledTemporaryFile(max_size=50_000_000)  # noqa: SIM115 (closed with the stream)
    with content.open() as stream:
        while block := stream.read(1 << 20):
            spool.write(block)
            if spool.tell() > limits.SPOOL:
                spool.close()
                raise ReadError(
                    f"an archive larger than {limits.megabytes(limits.SPOOL)} inside another; unpack it first"
                )
    spool.seek(0)
    return cast(Stream, spool)
