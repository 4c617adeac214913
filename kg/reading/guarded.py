"""Connections for one page: cut when its time is over, and none into an internal network that was not meant.

An address is looked up when it is checked, and again when it is connected to: a server of names may answer otherwise
the second time (DNS rebinding). So what counts is where the connection leads. A timeout of ``requests`` is between
two bytes: a server that sends a header's letters one by one would never meet it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Guard:
    """Use it in ``with``: after ``seconds`` every connection of its ``session`` is cut, and ``over`` is true.

    ``allow(address)`` is asked for each connection's IP address before anything is sent, and raises for one that must
    not be. A proxy of the environment is not asked about: it goes where it is told.
    """

    def __init__(self, seconds: float, allow: Callable[[str], None]) -> None:
        self.over = False
        self.session = Session()
        self._allow = allow
        self._open: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        adapter = HTTPAdapter()
        adapter.poolmanager.pool_classes_by_scheme = {
            "http": self._watched(HTTPConnectionPool), "https": self._watched(HTTPSConnectionPool),
        }  # fmt: skip
        self.session.mount("http://", adapter)
        self.session.mount("https://", adapter)

    def __enter__(self) -> Guard:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self.session.close()
        for connection in self._open:
            connection.close()

    def _watched(self, pool: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
        guard, of = self, pool.ConnectionCls

        class Connection(of):  # type: ignore[misc, valid-type]
            def _new_conn(self) -> Any:
                made = super()._new_conn()
                guard._watch(made)
                return made

        return type(pool.__name__, (pool,), {"ConnectionCls": Connection})

    def _watch(self, made: socket.socket) -> None:
        try:
            self._allow(address_of(made))
        except BaseException:
            made.close()
            raise
        self._open.append(made.dup())  # TLS takes the socket itself away
        if self.over:
            self._cut()

    def _cut(self) -> None:
        self.over = True
        for connection in list(self._open):
            with suppress(OSError):  # it has ended
                connection.shutdown(socket.SHUT_RDWR)


def address_of(connection: socket.socket) -> str:
    """The IP address that a connection leads to."""
    return str(connection.getpeername()[0]).partition("%")[0]
