"""The server: it listens, serves a snapshot of the store, takes a new one when the store changes, and ends cleanly."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette

from kg.errors import KgError, LockedError, ServeError, Stopped, unexpected
from kg.store import Store
from kg.store.snapshots import Snapshot, itself, state_of, take
from kg.web.app import application
from kg.web.columns import cached
from kg.web.endpoint.pool import Limits, Pool
from kg.web.endpoint.routes import routes
from kg.web.listening import Impatient, OnlyNamed, address_of, allow_many_connections, is_loopback, listen
from kg.web.showing import Explorer

LOOK = 2.0  # seconds between two looks at whether the store has changed
AGAIN = 30.0  # seconds, after one that found something wrong
GONE = 5  # looks that find no store before it is called gone: another one may be put in its place
_SIGNALS = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
_CONNECTIONS = 1000
_LARGE = 100 * 2**20  # bytes of a store: some 20 seconds
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """How to serve. ``port`` None: the usual one, or the next that is free. ``origins`` may read in a browser."""

    host: str = "127.0.0.1"
    port: int | None = None
    limits: Limits = field(default_factory=Limits)
    origins: tuple[str, ...] = ("*",)
    browser: bool = False


def serve(path: Path, settings: Settings, tell: Tell) -> None:
    """Serve the store in ``path`` until a signal ends it, which raises ``Stopped``.

    ``tell`` is given the address first, then what else is to be known. Raises ``StoreError`` if the store cannot be
    read, ``ServeError`` if the server cannot listen.
    """
    with _stopped_by_signals():
        listening = listen(settings.host, settings.port)
        with listening:
            served = _Served.of(path, tell)
            try:
                asyncio.run(_run(served, listening, settings, tell))
            finally:
                served.remove()


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """A signal raises ``Stopped`` as long as nothing else has taken it."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped("stopped", number)

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Served:
    """What is served now: a snapshot, and the explorer that shows it."""

    def __init__(self, path: Path, snapshot: Snapshot, explorer: Explorer) -> None:
        self.path = path
        self.snapshot = snapshot
        self.explorer = explorer
        self._old: list[Snapshot] = []

    @classmethod
    def of(cls, path: Path, tell: Tell) -> _Served:
        """The store in ``path``, by a snapshot if one can be made."""
        try:
            snapshot = take(path)
        except OSError:
            snapshot = itself(path)
        try:
            return cls(path, snapshot, _explorer(snapshot, lambda: _reading(path, tell)))
        except BaseException:
            snapshot.remove()
            raise

    @property
    def holds(self) -> bool:
        """Whether nobody can write the store while it is served."""
        return self.snapshot.folder is None

    def changed(self) -> bool:
        """Whether the store is another one by now. Raises ``OSError`` if it is gone."""
        return not self.holds and state_of(self.path) != self.snapshot.state

    def renew(self) -> Snapshot:
        """Serve the store as it is now; gives what was served until now. Raises ``StoreError`` while it is written."""
        snapshot = take(self.path)
        try:
            explorer = _explorer(snapshot)
        except BaseException:
            snapshot.remove()
            raise
        old, self.snapshot, self.explorer = self.snapshot, snapshot, explorer
        self._old.append(old)
        return old

    def forget(self, old: Snapshot) -> None:
        """Take away what nobody reads any more."""
        self._old.remove(old)
        old.remove()

    def remove(self) -> None:
        """Take all of it away."""
        self.explorer.store.close()
        for snapshot in (self.snapshot, *self._old):
            snapshot.remove()


def _explorer(snapshot: Snapshot, reading: Callable[[], None] = lambda: None) -> Explorer:
    store = Store.open(snapshot.path)
    return Explorer(store, cached(store, snapshot.state, reading))


def _reading(path: Path, tell: Tell) -> None:
    """Why nothing answers yet: only a large store takes so long that one wonders."""
    if sum(file.stat().st_size for file in path.iterdir()) > _LARGE:
        tell(f"reading the claims of {path} first, once for each state of it; a million take a minute or two")


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to ``_run``."""
        yield


async def _run(served: _Served, listening: socket.socket, settings: Settings, tell: Tell) -> None:
    allow_many_connections()
    pool = Pool(served.snapshot.path, settings.limits, served.snapshot.folder)
    app = application(served.explorer, routes(pool, origins=settings.origins))
    app.state.pool = pool
    server = _Server(_config(_guarded(app, listening, settings.host)))
    caught: list[int] = []

    def stop(number: int) -> None:
        caught.append(number)
        server.should_exit = True

    _on_signals(stop)
    try:
        await pool.start()
        _announce(served, listening, settings, tell)
        looking = asyncio.create_task(_look(served, pool, app, settings.limits.seconds, tell))
        serving = asyncio.create_task(server.serve([listening]))
        while not server.should_exit and not serving.done():
            await asyncio.sleep(0.05)
        looking.cancel()
        await pool.stop()  # answers that are on their way break off, so that their connections end
        await serving
    except OSError as error:
        raise ServeError(f"cannot serve: {error}") from None
    finally:
        await pool.stop()
    raise Stopped("stopped", caught[0] if caught else signal.SIGTERM)


def _on_signals(stop: Callable[[int], None]) -> None:
    """Call ``stop`` with the number of a signal; where the event loop takes none (Windows), in the middle of things."""
    for number in _SIGNALS:
        try:
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
        except NotImplementedError:
            signal.signal(number, lambda taken, _: stop(taken))


def _guarded(app: Starlette, listening: socket.socket, host: str) -> Any:
    if not is_loopback(listening):
        return OnlyNamed(app)
    return OnlyNamed(app, tuple(dict.fromkeys(("localhost", "127.0.0.1", "::1", host.lower()))))


def _config(app: Any) -> uvicorn.Config:
    logging.getLogger("uvicorn.error").addFilter(_only_faults)
    return uvicorn.Config(
        app, http=Impatient, ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, limit_concurrency=_CONNECTIONS, timeout_graceful_shutdown=1,
    )  # fmt: skip


def _only_faults(record: logging.LogRecord) -> bool:
    """Our own faults are printed; that a client sends nonsense or an answer was cut off is not one."""
    return record.levelno >= logging.ERROR and "without completing response" not in record.getMessage()


def _announce(served: _Served, listening: socket.socket, settings: Settings, tell: Tell) -> None:
    address = address_of(listening, settings.host)
    tell(f"{address} shows {served.path}; SPARQL at {address}sparql; Ctrl-C ends it")
    if not is_loopback(listening):
        tell(
            "everybody who reaches this machine over the network can read all of the graph: there is no password and "
            "no encryption; put a proxy that has them before it"
        )
    if served.holds:
        tell(f"{served.path} cannot be changed while it is served: no snapshot can be made beside it")
    if settings.browser:
        _open_browser(address)


def _open_browser(address: str) -> None:
    """Open the first page, if there is a screen to show it on; a browser in the terminal would take that over."""
    if sys.platform in ("win32", "darwin") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ:
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, address)


async def _look(served: _Served, pool: Pool, app: Starlette, grace: float, tell: Tell) -> None:
    """Serve the store anew whenever it has changed and nobody writes it. What goes wrong is told once; it goes on."""
    told, missed = "", 0
    while True:
        await asyncio.sleep(LOOK if not told else AGAIN)
        wrong = ""
        try:
            await _follow(served, pool, app, grace, tell)
            missed = 0
        except LockedError:  # it is being written: look again
            continue
        except FileNotFoundError:  # it is being put in place, or gone
            missed += 1
            wrong = f"{served.path} is gone, what it was is served on" if missed >= GONE else ""
        except KgError as error:
            wrong = f"the graph has changed and cannot be read, what it was is served on: {error}"
        except OSError as error:
            wrong = f"the graph has changed and cannot be served anew: {error.strerror or error}; it is tried again"
        except Exception as error:
            wrong = f"the graph has changed and cannot be served anew: {unexpected(error)}; it is tried again"
        if wrong and wrong != told:
            tell(wrong)
        told = wrong


async def _follow(served: _Served, pool: Pool, app: Starlette, grace: float, tell: Tell) -> None:
    """Serve the store anew if it has changed."""
    if not served.changed():
        return
    old = await asyncio.to_thread(served.renew)
    asyncio.get_running_loop().call_later(grace + 10, served.forget, old)
    app.state.explorer = served.explorer
    await pool.use(served.snapshot.path, served.snapshot.folder)
    tell(f"{served.path} has changed: {len(served.explorer.columns):,} claims now")
