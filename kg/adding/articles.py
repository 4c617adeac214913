"""Put articles in a store, each as soon as it is extracted, and pass over what has not changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.adding.ahead import Ahead
from kg.adding.crew import Crew, Ticket, crew_of
from kg.adding.extracting import Extractor, bug
from kg.adding.goal import Goal, Held
from kg.adding.outcome import Event, Outcome
from kg.adding.pruning import gone, prune, whereabouts
from kg.adding.seen import Seen
from kg.errors import KgError, ReadError
from kg.model import Article, Extraction
from kg.reading import Options, Same, Source, sources
from kg.remote.address import Address
from kg.store import Head, Origin
from kg.versions import current_run


def add_articles(
    paths: Iterable[Path | str],
    goal: Goal,
    tell: Callable[[Event], None],
    *,
    options: Options | None = None,
    force: bool = False,
    pruning: bool = False,
    jobs: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Put the articles of files, folders, archives and addresses in a store; ``tell`` gets an event for each place.

    A place is passed over if it is as it was, and the store has its article as these versions of program, model
    and words made it, unless ``force``. ``pruning`` takes out, at the end, what came from ``paths`` before and is
    gone. A place whose text another article stood for is read again if that has changed or gone in this run. The
    folder of the store is made only if there is an article to put in. With ``jobs`` over 1 so many processes extract;
    what is told and what is stored are the same, in the same order. When ``stop()`` is true, the article in hand
    (with ``jobs``, those in hand) is the last one, and nothing is pruned.
    """
    paths = list(paths)
    with ExitStack() as closing:
        run = _Adding(Held(goal, closing), tell, force, some=bool(options and (options.include or options.exclude)))
        run.crew = closing.enter_context(crew_of(jobs, stop))
        ahead = Ahead(run.look, run.fail, stop, run.crew)
        found = sources(paths, options=options, on_error=ahead.wrong)
        if isinstance(goal.path, Address) or goal.path.exists():
            run.held.store()
        for seen in ahead(found):
            run.take(seen)
        if pruning and not stop():
            run.prune([whereabouts(str(path), str(path)) for path in paths])
        left = {} if stop() else run.left_alone()
        roots = [path for path in paths if str(path) in {twin.root for twin in left.values()}]
        for source in sources(roots, options=options, on_error=run.fail_once) if roots else ():
            if stop():
                return run.outcome
            run.take_again(source, left)
    return run.outcome


@dataclass(frozen=True, slots=True)
class _Twin:
    """A place whose text another article stood for when it was met: what was told of it, and the path it is from."""

    told: Event
    root: str


@dataclass(slots=True)
class _Adding:
    """A run: ``reached`` are the places met, as the store notes them, with their articles, ``twins`` those of them
    that have their text only."""

    held: Held
    tell: Callable[[Event], None]
    force: bool
    outcome: Outcome = field(default_factory=Outcome)
    reached: dict[str, str | None] = field(default_factory=dict)
    twins: dict[str, _Twin] = field(default_factory=dict)
    same: Same = field(default_factory=Same)
    new: dict[str, Event] = field(default_factory=dict)
    some: bool = False
    extract: Extractor = field(default_factory=Extractor)
    crew: Crew | None = None

    def event(self, event: Event) -> None:
        """Count it and tell it."""
        self.outcome.count(event)
        self.tell(event)

    def fail(self, place: str, reason: str) -> None:
        """A place that gives no article."""
        self.reached[whereabouts(place, place)] = None
        self.event(Event("failed", place, reason=reason))

    def look(self, source: Source) -> Seen:
        """A place before its turn: the crew gets its article, unless the store as it is now makes that useless."""
        seen = Seen(source)
        if self.crew and not self._known(source):
            with suppress(ReadError):  # it is told in its turn
                article = seen.article()
                if not (self.held.opened and self.held.opened.stands_for(article)):
                    seen.ticket = self.crew.give(article)
        return seen

    def _known(self, source: Source) -> Origin | None:
        """What the store has of a place that is as it was."""
        if self.force or not self.held.opened:
            return None
        return self.held.opened.knows(whereabouts(source.place, source.root), source.digest, current_run())

    def take(self, seen: Seen) -> None:
        """One place: its article is put in the store, unless it is there."""
        source = seen.source
        where = whereabouts(source.place, source.root)
        if known := self._known(source):
            self.reached[where] = known.article
            event = Event("unchanged", source.place, known.article)
            if known.twin:
                self.twins[where] = _Twin(event, source.root)
            else:
                self.same.places.setdefault(known.article, source.place)
            self.event(event)
            return
        self.reached[where] = None
        try:
            self._put(seen, where)
        except ReadError as error:
            self.event(Event("failed", source.place, reason=str(error)))

    def _put(self, seen: Seen, where: str) -> None:
        """Read the article of a place and put it in. Raises ``ReadError`` with the reason where that cannot be."""
        source, article = seen.source, seen.article()
        wrong = self.same.told(article, source.place)
        stands_for_it = self.held.store().twin(article) if wrong else self.held.fresh().give_way(article)
        if wrong and not stands_for_it:
            raise ReadError(wrong)
        origin = Origin(where, source.digest, article.id)
        if stands_for_it:
            self.held.store().note(replace(origin, article=stands_for_it.id, twin=True))
            self.twins[where] = _Twin(self._stands(stands_for_it, where, source.place), source.root)
            return
        extraction = self._extracted(article, seen.ticket)
        store = self.held.store()
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

    def _extracted(self, article: Article, ticket: Ticket | None) -> Extraction:
        """The claims of an article. Raises ``ReadError`` with the reason where it has none to give."""
        if self.crew:
            return self.crew.result(ticket or self.crew.give(article))
        return self.extract(article)

    def _stands(self, other: Head, where: str, place: str) -> Event:
        """Another article stands for that of a place, with its text."""
        from kg.show import same_text

        if where in self.reached:  # else it may be gone
            self.reached[where] = other.id
        event = Event("same text", place, other.id, reason=same_text(other))
        self.event(event)
        return event

    def left_alone(self) -> dict[str, _Twin]:
        """The twins of articles that had another text after them, or went: it is their turn."""
        return {where: twin for where, twin in self.twins.items() if not self._still(where)}

    def _still(self, where: str) -> bool:
        article = self.reached[where]
        return article is not None and self.held.store().gave(where, article)

    def take_again(self, source: Source, left: dict[str, _Twin]) -> None:
        """One place, if it is among those ``left`` alone."""
        twin = left.pop(whereabouts(source.place, source.root), None)
        if twin:
            self.outcome.take_back(twin.told)
            self.take(self.look(source))

    def fail_once(self, place: str, reason: str) -> None:
        """A place that gives no article, and did before: what failed the first time was told then."""
        if all(event.place != place for event in self.outcome.failed):
            self.fail(place, reason)

    def prune(self, roots: list[str]) -> None:
        """Take out what is gone from ``roots``."""
        if self.held.opened is None:
            return
        found = list(gone(self.held.opened.origins(), roots, self.reached, some=self.some))
        for origin, title, why in prune(self.held.opened, found, self.reached):
            self.event(Event("removed", origin.place, origin.article, title, why))
