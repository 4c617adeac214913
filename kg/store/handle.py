"""A store that is open: who may have it, for how long, and how a change is written."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph

from kg.errors import RemoteError, StoreError
from kg.graph import BASE, Iris
from kg.remote.address import Address, place
from kg.store.bases import agreed_base, checked_base, settled_base
from kg.store.changing import Change
from kg.store.formats import check_format, is_older, settle_format
from kg.store.names import check_keys
from kg.store.opening import open_to_read, open_to_write, trouble
from kg.store.raw import Raw

log = logging.getLogger(__name__)

FLUSH_EVERY = 500  # changes

# A program that writes a store does not read it beside: one of the two would be wrong.
_WRITERS: weakref.WeakValueDictionary[Path, Handle] = weakref.WeakValueDictionary()


class Handle:
    """What opens a store, lets it go, and writes into it. Use it in ``with``."""

    def __init__(
        self,
        raw: Raw,
        iris: Iris,
        path: Path | Address | None,
        release: Callable[[], None],
        *,
        writes: bool = False,
    ) -> None:
        self._raw: Raw | None = raw
        self.iris = iris
        self.path = path
        self._release = weakref.finalize(self, release)
        self._writes = writes
        self._changes = 0

    @classmethod
    def open(cls, path: str | Path | Address, *, write: bool = False, base: str | None = None) -> Self:
        """Open the store in the folder ``path``: to read, or (``write``) to change, which creates it if need be.

        ``path`` may be the address of a SPARQL server too (``https://…``, ``kg.remote``).

        ``base`` is what the IRIs of a new store start with; the store keeps it, and no later opening needs it.

        One process may write, or any number read. A store of an older format is brought up to date first, also to be
        read: its questions would miss answers. Raises ``StoreError`` where that does not hold, where
        ``path`` is no store, or one of another base; ``UsageError`` for a ``base`` that no IRI can start with.
        """
        wanted = checked_base(base) if base is not None else None
        path = place(path)
        if isinstance(path, Address):
            return cls._open_far(path, write, wanted)
        if write:
            store = cls(open_to_write(path), Iris(), path, lambda: None, writes=True)
            store._settle(settled_base, wanted)
            _WRITERS[path.resolve()] = store
            return store
        if path.resolve() in _WRITERS:
            raise StoreError(f"{path} is already open in this program; use that one, or close it first")
        raw, release = open_to_read(path)
        if is_older(raw):
            del raw
            release()
            cls.open(path, write=True).close()
            raw, release = open_to_read(path)
        store = cls(raw, Iris(), path, release)
        store._settle(agreed_base, wanted)
        return store

    @classmethod
    def _open_far(cls, address: Address, write: bool, wanted: str | None) -> Self:
        """The store on a server. Who writes finishes what another left unfinished; who reads says that it is there."""
        store = cls._reached(address, write, wanted)
        if not write and is_older(store.raw):
            store.close()
            cls._renew_far(address, wanted)
            store = cls._reached(address, write, wanted)
            if is_older(store.raw):
                store.close()
                raise StoreError(
                    f"{address} was brought up to date and still shows its older format; "
                    "give the address of the server that takes the updates, not of a copy of it"
                )
        store._settle(settled_base if write else agreed_base, wanted)
        return store

    @classmethod
    def _reached(cls, address: Address, write: bool, wanted: str | None) -> Self:
        from kg.remote.endpoint import Endpoint

        raw = Endpoint(address, wanted, BASE)
        if write:
            try:
                raw.lock.take()
                if raw.recover():
                    log.warning("%s: what another program left unfinished is done", address)
            except BaseException:
                raw.close()
                raise
        elif raw.is_unfinished():
            log.warning("%s: an article is being written, or was left unfinished; the next kg add finishes it", address)
        return cls(raw, Iris(raw.base), address, raw.close, writes=write)

    @classmethod
    def _renew_far(cls, address: Address, wanted: str | None) -> None:
        """Bring a store on a server up to date, for somebody who reads it."""
        try:
            cls.open(address, write=True, base=wanted).close()
        except RemoteError as error:
            raise StoreError(
                f"{address} has an older format and must be brought up to date before it is read, by somebody who may "
                f"write; that failed: {error}"
            ) from None

    def within(self, seconds: float) -> AbstractContextManager[None] | None:
        """A server is given so many seconds for what is asked inside; ``None`` for a store that is near."""
        if not isinstance(self.path, Address):
            return None
        from kg.remote.endpoint import Endpoint

        assert isinstance(self.raw, Endpoint)
        return self.raw.within(seconds)

    def _settle(self, base: Callable[[Raw, Path | Address | None, str | None], str], wanted: str | None) -> None:
        path = self.path or Path()
        try:
            check_format(self.raw, path)
            self.iris = Iris(base(self.raw, self.path, wanted))
            check_keys(self.raw, self.iris, path)
            if self._writes:
                settle_format(self.raw, self.iris, path)
        except OSError as error:
            self._raw = None
            raise trouble(path, error) from None
        except StoreError as error:
            self._raw = None  # nothing may hold the folder, not even the traceback
            self._release()
            raise error.with_traceback(None) from None

    @classmethod
    def memory(cls, base: str = BASE) -> Self:
        """An empty store that is nowhere on disk."""
        return cls(pyoxigraph.Store(), Iris(checked_base(base)), None, lambda: None)

    def close(self) -> None:
        """Let other processes have it."""
        if self._raw is not None:
            raw, self._raw = self._raw, None
            try:
                if self._writes:
                    _WRITERS.pop(Path(str(self.path or "")).resolve(), None)
                    raw.flush()
            except OSError as error:
                raise trouble(self.path or Path(), error) from None
            finally:
                del raw  # lets the folder go
                self._release()

    @property
    def raw(self) -> Raw:
        """The Oxigraph store itself, or the server."""
        if self._raw is None:
            raise StoreError("the store is closed; use it inside its with")
        return self._raw

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self.close()
        except StoreError:
            if error is None:  # what went wrong first is said, not what came of it
                raise

    def _write(self, made: Change) -> None:
        if self.path and not self._writes:
            raise StoreError(f"{self.path} is open to read; open it with write=True to change it")
        try:
            self.raw.update(made.update())
            self._changes += 1
            # Whoever opens the store to read replays what is only in the log: 8 s after 5,000 articles.
            if self._writes and self._changes % FLUSH_EVERY == 0:
                self.raw.flush()
        except OSError as error:
            raise trouble(self.path or Path(), error) from None
