"""The store that a run puts its articles in: opened when it is needed, and anew now and then."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.adding.extracting import give_back_memory
from kg.errors import LockedError
from kg.remote.address import Address
from kg.store import Store

if TYPE_CHECKING:
    from kg.entities import Overrule

FRESH_EVERY = 250  # articles
PATIENCE = 600.0  # seconds for somebody who asks in between


@dataclass(frozen=True, slots=True)
class Goal:
    """Where articles go: ``base`` is that of the IRIs of a new store, ``overrules`` hold from now on."""

    path: Path | Address
    base: str | None = None
    overrules: Sequence[Overrule] = ()

    def open(self) -> Store:
        """The store, to be changed. An overruling that does not fit is an error before the first article."""
        store = Store.open(self.path, write=True, base=self.base)
        try:
            store.overrule(self.overrules)
        except BaseException:
            store.close()
            raise
        return store

    def open_again(self) -> Store:
        """The store once more, in the middle of a run. Whoever has opened it in between is waited for."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return Store.open(self.path, write=True)
            except LockedError:
                if time.monotonic() > deadline:
                    raise


@dataclass(slots=True)
class Held:
    """The store of a run, which ends with ``closing``: ``opened`` is None until it is needed."""

    goal: Goal
    closing: ExitStack
    opened: Store | None = None
    since: int = 0  # articles put in

    def store(self) -> Store:
        """The store, opened when it is needed."""
        if self.opened is None:
            self.opened = self.closing.enter_context(self.goal.open())
        return self.opened

    def fresh(self, articles: int = 1) -> Store:
        """The store for so many more articles, opened anew now and then: Oxigraph holds more and more memory while it
        is open."""
        if self.opened and self.since >= FRESH_EVERY:
            self.opened.close()
            self.opened, self.since = None, 0
            give_back_memory()
            self.opened = self.closing.enter_context(self.goal.open_again())
        self.since += articles
        return self.store()
