"""Where the server listens: a port that is free, and who may speak to it and how slowly."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import os
import re
import socket
from contextlib import suppress
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import ServeError

PORT = 8765
_TRIED = 20  # ports after the one that is taken
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.~%!$&'()*+,;=-]*)(?::(\d{0,5}))?", re.ASCII)  # RFC 9110, RFC 3986
STALLED = 15.0  # seconds in which a client takes something of what waits for it
_HEAD = 20.0  # seconds that a client may take for the head of a request


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens on ``port`` of ``host``; without a port on ``PORT``, or the next one that is free.

    Raises ``ServeError`` if that cannot be.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ServeError(f"--host {host}: no such address; use an address of this machine, such as 127.0.0.1") from None
    family, address = found[0][0], str(found[0][4][0])
    ports = [port] if port is not None else range(PORT, PORT + _TRIED + 1)
    for number in ports:
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio: without Nagle
        try:
            if os.name == "posix":  # elsewhere it would let two servers have one port
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((address, number))
            listening.listen(512)
            return listening
        except (OSError, OverflowError) as error:
            listening.close()
            if not (isinstance(error, OSError) and error.errno == errno.EADDRINUSE and port is None):
                raise ServeError(_why(host, number, error)) from None
    raise ServeError(f"the ports {PORT} to {PORT + _TRIED} of {host} are taken; choose another one with --port")


def _why(host: str, port: int, error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; leave --port out to take the next one that is free"
    if code == errno.EACCES:
        return f"port {port} may not be used: permission denied; choose one above 1023 with --port"
    if code == errno.EADDRNOTAVAIL:
        return f"--host {host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all it has"
    return f"cannot listen on port {port} of {host}: {error}; choose another one with --port"


def address_of(listening: socket.socket, host: str) -> str:
    """The address of the first page, as a browser on this machine takes it."""
    at = listening.getsockname()
    name = "127.0.0.1" if at[0] == "0.0.0.0" else "[::1]" if at[0] == "::" else host
    return f"http://{f'[{name}]' if ':' in name and name[0] != '[' else name}:{at[1]}/"


def is_loopback(listening: socket.socket) -> bool:
    """Whether only this machine reaches it."""
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


class OnlyNamed:
    """Answers requests whose ``Host`` is one; where ``names`` are given, one of them, with any port.

    A page from elsewhere whose name its owner has pointed to 127.0.0.1 (DNS rebinding) would otherwise read everything
    as if it came from here.
    """

    def __init__(self, app: ASGIApp, names: tuple[str, ...] = ()) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"host"), "")
            refused = self._refused(host)
            if refused:
                await PlainTextResponse(f"{refused[1]}\n", refused[0])(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refused(self, host: str) -> tuple[int, str] | None:
        """The status and the line for a ``Host`` that is not answered."""
        found = _HOST.fullmatch(host)
        if not found or int(found[2] or 0) > 65535:
            return 400, f"Host {host!r} is no name with a port; for example: localhost:{PORT}"
        if self._names and found[1].strip("[]").lower() not in self._names:
            return 421, f"this server is not called {found[1]!r}; call it by: {', '.join(self._names)}"
        return None


class Impatient(H11Protocol):
    """Closes a connection on which the head of a request does not come in time, or of whose answer nothing is taken.

    uvicorn waits for both for ever: a few hundred clients that send a byte now and then, or that read nothing, would
    take all connections.
    """

    _late: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Take a client."""
        super().connection_made(transport)
        self._late = self.loop.call_later(_HEAD, self._give_up)
        self._look(0)

    def _look(self, waited: int) -> None:
        """Cut the client off if ``waited`` bytes waited for it and still do. Nothing is added while it is behind."""
        behind = self.flow.write_paused or self.transport.is_closing()
        waits = self.transport.get_write_buffer_size() if behind else 0
        if waits and waits == waited:
            self.transport.abort()
        else:
            self._stalled = self.loop.call_later(STALLED, self._look, waits)

    def data_received(self, data: bytes) -> None:
        """Take what it sends."""
        super().data_received(data)
        if self._in_hand():
            if self._late:
                self._late.cancel()
                self._late = None
        elif self._late is None:
            self._late = self.loop.call_later(_HEAD, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let it go."""
        for timer in (self._late, self._stalled):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def _in_hand(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _give_up(self) -> None:
        self._late = None
        if not self._in_hand():
            self.transport.close()


def allow_many_connections() -> None:
    """Raise the number of files that this process may have open, as far as it may."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096 if most == resource.RLIM_INFINITY else min(most, 4096), most))
