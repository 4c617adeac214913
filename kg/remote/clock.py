"""How long a server may take, looked at before each read from the network: neither requests nor urllib3 bound an answer
that comes byte by byte, as long as each byte comes in time.
"""

from __future__ import annotations

import http.client
import io
import math
import socket
import time
from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

FLOW = 1 << 16  # bytes that must come each time anew where an answer may last


class Clock:
    """The time of one answer: all of it within ``seconds`` (``whole``), or so many for each ``FLOW`` bytes of it."""

    def __init__(self) -> None:
        self.until = math.inf  # by time.monotonic()
        self.asked = False  # the request has been sent
        self.begun = False  # the answer has begun
        self._seconds, self._whole, self._came = math.inf, True, 0

    def start(self, seconds: float, *, whole: bool) -> None:
        """Let the time run."""
        self.until, self._seconds, self._whole = time.monotonic() + seconds, seconds, whole
        self.again()

    def again(self) -> None:
        """The same is asked once more, in the time that is left."""
        self.asked, self.begun, self._came = False, False, 0

    def left(self) -> float:
        """Seconds that the next read may take. Raises ``TimeoutError`` if there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    def came(self, count: int) -> None:
        """So many bytes have come."""
        self._came += count
        if self._came >= FLOW and not self._whole:
            self.until, self._came = time.monotonic() + self._seconds, 0


class _Read(io.RawIOBase):
    """What comes from a socket, each piece in the time that is left."""

    def __init__(self, source: socket.socket, clock: Clock) -> None:
        self._socket, self._raw, self._clock = source, source.makefile("rb", buffering=0), clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._clock.left()
        if self._socket.fileno() >= 0:  # else it is closed, and what is left of it is read
            self._socket.settimeout(left)
        count = self._raw.readinto(buffer)
        self._clock.came(count or 0)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, source: socket.socket, *arguments: Any, clock: Clock, **options: Any) -> None:
        super().__init__(source, *arguments, **options)
        clock.asked = True
        self.fp.close()
        self.fp = io.BufferedReader(_Read(source, clock))


class _Adapter(HTTPAdapter):
    """Connections that read by the ``clock``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        answers = {"response_class": partial(_Response, clock=self._clock)}
        plain = type("Plain", (HTTPConnection,), answers)
        secret = type("Secret", (HTTPSConnection,), answers)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecretPool", (HTTPSConnectionPool,), {"ConnectionCls": secret}),
        }


def session(clock: Clock) -> requests.Session:
    """Connections whose answers take no longer than the ``clock`` says."""
    made = requests.Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter(clock))
    return made
