"""What a process that answers and the server say to each other over a pipe: a kind, a length, and so many bytes."""

from __future__ import annotations

import json
import struct
from enum import IntEnum
from typing import IO, Any

HEAD = struct.Struct(">BI")
CHUNK = 64 * 1024  # bytes of an answer that travel together


class Kind(IntEnum):
    """What a frame holds."""

    ASKED = 1  # JSON: what is asked for (``worker.Asked``)
    BEGUN = 2  # JSON: the status and the media type of the answer
    DATA = 3  # bytes of the answer
    DONE = 4  # the answer is whole; JSON: whether the process goes on
    BROKEN = 5  # the answer cannot be finished; the reason as text
    READY = 6  # the store is open


def frame(kind: Kind, data: bytes) -> bytes:
    """One frame.

    >>> frame(Kind.DATA, b"abc")
    b'\\x03\\x00\\x00\\x00\\x03abc'
    """
    return HEAD.pack(kind, len(data)) + data


def said(kind: Kind, value: object) -> bytes:
    """One frame of JSON."""
    return frame(kind, json.dumps(value).encode())


def read(source: IO[bytes]) -> tuple[Kind, bytes] | None:
    """The next frame, or None at the end."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    data = source.read(length)
    return (Kind(kind), data) if len(data) == length else None


def value(data: bytes) -> Any:
    """What a frame of JSON says."""
    return json.loads(data)
