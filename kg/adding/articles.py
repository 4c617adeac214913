"""Put articles in a store, each as soon as it is extracted, and pass over what has not changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.adding.extracting import Extractor, bug
from kg.adding.outcome import Event, Outcome
from kg.adding.pruning import gone, prune, whereabouts
from kg.adding.sources import Source, sources
from kg.errors import KgError, LockedError, ReadError
from kg.store import Origin, Store
from kg.versions import current_run

if TYPE_CHECKING:
    from kg.entities import Overrule

FRESH_EVERY = 250  # articles
PATIENCE = 600.0  # seconds for somebody who asks in between


@dataclass(frozen=True, slots=True)
class Goal:
    """Where articles go: ``base`` is that of the IRIs of a new store, ``overrules`` hold from now on."""

    path: Path
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


def add_articles(
    paths: Iterable[Path],
    goal: Goal,
    tell: Callable[[Event], None],
    *,
    force: bool = False,
    pruning: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Put the articles of files and folders in a store; ``tell`` gets an event for each place.

    A place is passed over if it is as it was, and the store has its article as these versions of program, model
    and words made it, unless ``force``. ``pruning`` takes out, at the end, what came from ``paths`` before and is
    gone. The folder of the store is made only if there is an article to put in. When ``stop()`` is true, the
    article in hand is the last one, and nothing is pruned.
    """
    paths = list(paths)
    run = _Adding(goal, tell, force)
    found = sources(paths, on_error=run.fail)
    with ExitStack() as closing:
        run.closing = closing
        if goal.path.exists():
            run.store()
        for source in found:
            if stop():
                return run.outcome
            run.take(source)
        if pruning and not stop():
            run.prune([whereabouts(str(path), str(path)) for path in paths])
    return run.outcome


@dataclass(slots=True)
class _Adding:
    """A run: ``reached`` are the places met, as the store notes them, with their articles; ``taken`` the other way."""

    goal: Goal
    tell: Callable[[Event], None]
    force: bool
    closing: ExitStack = field(default_factory=ExitStack)
    outcome: Outcome = field(default_factory=Outcome)
    reached: dict[str, str | None] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    extract: Extractor = field(default_factory=Extractor)
    opened: Store | None = None
    since: int = 0

    def store(self) -> Store:
        """The store, opened when it is needed."""
        if self.opened is None:
            self.opened = self.closing.enter_context(self.goal.open())
        return self.opened

    def _fresh(self) -> Store:
        """The store, opened anew every few hundred articles: Oxigraph holds more and more memory while it is open."""
        if self.opened and self.since >= FRESH_EVERY:
            self.opened.close()
            self.opened, self.since = None, 0
            self.opened = self.closing.enter_context(self.goal.open_again())
        self.since += 1
        return self.store()

    def event(self, event: Event) -> None:
        """Count it and tell it."""
        self.outcome.count(event)
        self.tell(event)

    def fail(self, place: Path | str, reason: str) -> None:
        """A place that gives no article."""
        self.reached[whereabouts(str(place), str(place))] = None
        self.event(Event("failed", str(place), reason=reason))

    def take(self, source: Source) -> None:
        """One place: its article is put in the store, unless it is there."""
        where = whereabouts(source.place, source.root)
        known = None
        if self.opened and source.digest and not self.force:
            known = self.opened.knows(where, source.digest, current_run())
        if known:
            self.reached[where] = known
            self.taken.setdefault(known, source.place)
            self.event(Event("unchanged", source.place, known))
            return
        try:
            article = source.article()
            other = self.taken.get(article.id)
            if other is not None:
                way_out = "correct its URL" if article.url else "add the folder above both instead"
                raise ReadError(f"same URL or same path in the corpus as {other}; {way_out}")
            extraction = self.extract(article)
        except ReadError as error:
            self.reached[where] = None
            self.event(Event("failed", source.place, reason=str(error)))
            return
        store = self._fresh()
        there = store.has(article.id)
        try:
            store.add(extraction, Origin(where, source.digest, article.id))
        except KgError:
            raise  # the disk is full, or the like: the next article would fare no better
        except Exception as error:
            self.reached[where] = None
            self.event(Event("failed", source.place, article.id, reason=str(bug(error))))
            return
        self.reached[where], self.taken[article.id] = article.id, source.place
        self.event(Event.of("replaced" if there else "added", source.place, extraction))

    def prune(self, roots: list[str]) -> None:
        """Take out what is gone from ``roots``."""
        if self.opened is None:
            return
        found = list(gone(self.opened.origins(), roots, self.reached))
        for origin, title in prune(self.opened, found):
            self.event(Event("removed", origin.place, origin.article, title, f"{origin.place} is gone"))
