"""Put articles in a store, each as soon as it is extracted, and pass over what has not changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.adding.extracting import Extractor, bug, give_back_memory
from kg.adding.outcome import Event, Outcome
from kg.adding.pruning import gone, prune, whereabouts
from kg.errors import KgError, LockedError, ReadError
from kg.reading import Options, Same, Source, sources
from kg.remote.address import Address
from kg.store import Head, Origin, Store
from kg.versions import current_run

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


def add_articles(
    paths: Iterable[Path | str],
    goal: Goal,
    tell: Callable[[Event], None],
    *,
    options: Options | None = None,
    force: bool = False,
    pruning: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Put the articles of files, folders, archives and addresses in a store; ``tell`` gets an event for each place.

    A place is passed over if it is as it was, and the store has its article as these versions of program, model
    and words made it, unless ``force``. ``pruning`` takes out, at the end, what came from ``paths`` before and is
    gone. The folder of the store is made only if there is an article to put in. When ``stop()`` is true, the
    article in hand is the last one, and nothing is pruned.
    """
    paths = list(paths)
    run = _Adding(goal, tell, force, some=bool(options and (options.include or options.exclude)))
    found = sources(paths, options=options, on_error=run.fail)
    with ExitStack() as closing:
        run.closing = closing
        if isinstance(goal.path, Address) or goal.path.exists():
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
    """A run: ``reached`` are the places met, as the store notes them, with their articles."""

    goal: Goal
    tell: Callable[[Event], None]
    force: bool
    closing: ExitStack = field(default_factory=ExitStack)
    outcome: Outcome = field(default_factory=Outcome)
    reached: dict[str, str | None] = field(default_factory=dict)
    same: Same = field(default_factory=Same)
    new: dict[str, Event] = field(default_factory=dict)
    some: bool = False
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
            give_back_memory()
            self.opened = self.closing.enter_context(self.goal.open_again())
        self.since += 1
        return self.store()

    def event(self, event: Event) -> None:
        """Count it and tell it."""
        self.outcome.count(event)
        self.tell(event)

    def fail(self, place: str, reason: str) -> None:
        """A place that gives no article."""
        self.reached[whereabouts(place, place)] = None
        self.event(Event("failed", place, reason=reason))

    def take(self, source: Source) -> None:
        """One place: its article is put in the store, unless it is there."""
        where = whereabouts(source.place, source.root)
        known = None if self.force or not self.opened else self.opened.knows(where, source.digest, current_run())
        if known:
            self.reached[where] = known.article
            if not known.twin:
                self.same.places.setdefault(known.article, source.place)
            self.event(Event("unchanged", source.place, known.article))
            return
        self.reached[where] = None
        try:
            self._put(source, where)
        except ReadError as error:
            self.event(Event("failed", source.place, reason=str(error)))

    def _put(self, source: Source, where: str) -> None:
        """Read the article of a place and put it in. Raises ``ReadError`` with the reason where that cannot be."""
        try:
            article = source.article()
        except KgError:
            raise
        except Exception as error:
            raise bug(error) from None
        wrong = self.same.told(article, source.place)
        stands_for_it = self.store().twin(article) if wrong else self._fresh().give_way(article)
        if wrong and not stands_for_it:
            raise ReadError(wrong)
        origin = Origin(where, source.digest, article.id)
        if stands_for_it:
            self.store().note(replace(origin, article=stands_for_it.id, twin=True))
            self._stands(stands_for_it, where, source.place)
            return
        extraction = self.extract(article)
        store = self.store()
        there = store.has(article.id)
        try:
            put = store.add(extraction, origin)
        except KgError:
            raise  # the disk is full, or the like: the next article would fare no better
        except Exception as error:
            raise bug(error) from None
        self.reached[where] = article.id
        event = Event.of("replaced" if there else "added", source.place, extraction)
        self.event(event)
        self.new[article.id] = event
        for twin in put.displaced:
            if twin.id in self.new:
                self.outcome.take_back(self.new.pop(twin.id))
        for place in [origin.place for origin in put.moved] or [twin.path for twin in put.displaced]:
            self._stands(store.find(article.id), place, place)

    def _stands(self, other: Head, where: str, place: str) -> None:
        """Another article stands for that of a place, with its text."""
        from kg.show import same_text

        self.reached[where] = other.id
        self.event(Event("same text", place, other.id, reason=same_text(other)))

    def prune(self, roots: list[str]) -> None:
        """Take out what is gone from ``roots``."""
        if self.opened is None:
            return
        found = list(gone(self.opened.origins(), roots, self.reached, some=self.some))
        for origin, title, why in prune(self.opened, found):
            self.event(Event("removed", origin.place, origin.article, title, why))
