"""``kg extract --shards``: articles to shards, without a store; what is finished is passed over the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kg.adding.ahead import Ahead
from kg.adding.crew import Crew, crew_of
from kg.adding.extracting import Extractor
from kg.adding.outcome import Event, Outcome
from kg.adding.pruning import whereabouts
from kg.adding.seen import Seen
from kg.errors import ReadError
from kg.graph import BASE
from kg.model import Extraction, Run
from kg.reading import Options, Same, Source, sources
from kg.shards import Failed, Folder, Given, Listing, belongs, packed, quads
from kg.shards.listing import listings
from kg.versions import current_run

ARTICLES = 100  # in one shard: a minute is lost at most


@dataclass(frozen=True, slots=True)
class Part:
    """Which shards are to be made: share i of n of the places, so many articles in each, with the IRIs of ``base``."""

    folder: Folder
    share: tuple[int, int] = (1, 1)
    articles: int = ARTICLES
    base: str = BASE
    force: bool = False


@dataclass(slots=True)
class Shard:
    """A shard that fills: the extractions of its articles, and what its list will say."""

    extractions: list[Extraction] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)

    def put(self, place: str, digest: str, extraction: Extraction) -> Given:
        """One more article."""
        event = Event.of("added", place, extraction)
        numbers = event.claims or 0, event.speakers or 0, event.aside or 0
        given = Given(place, digest, extraction.article.id, event.title or "", *numbers)
        self.extractions.append(extraction)
        self.given.append(given)
        return given

    def write(self, folder: Folder, run: Run, round: int = 0, base: str = BASE) -> str:
        """Write it. Returns its name. Raises ``ShardError`` where the folder takes no more."""
        pieces = list(quads(self.extractions, base))
        given, failed = sorted(self.given, key=lambda g: (g.place, g.article)), sorted(self.failed, key=str)
        return Listing(run, round, tuple(given), tuple(failed)).write(folder, pieces, packed(pieces))


def extract_shards(
    paths: Iterable[Path | str],
    part: Part,
    tell: Callable[[Event], None],
    *,
    options: Options | None = None,
    jobs: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Write shards of the articles of ``paths`` that are in the share of ``part``; ``tell`` hears of each place.

    A place that a finished shard of the folder has as it is now, made by these versions, is passed over. What fails is
    in a list too, and is tried again the next time. When ``stop()`` is true the shard in hand ends with the article in
    hand. Raises ``ShardError`` where the folder cannot be written.
    """
    with crew_of(jobs, stop) as crew:
        run = _Sharding(part, tell, crew)
        run.remember()
        ahead = Ahead(run.look, run.fail, stop, crew)
        for seen in ahead(run.own(sources(paths, options=options, on_error=ahead.wrong))):
            run.take(seen)
        run.end_shard()
    return run.outcome


@dataclass(slots=True)
class _Sharding:
    """A run. ``had`` are the places of this share in shards that are there: their digest, article and round;
    ``failures`` those that failed, with the reason and the round."""

    part: Part
    tell: Callable[[Event], None]
    crew: Crew | None
    outcome: Outcome = field(default_factory=Outcome)
    had: dict[str, tuple[int, str, str, bool]] = field(default_factory=dict)
    failures: dict[str, tuple[int, str]] = field(default_factory=dict)
    same: Same = field(default_factory=Same)
    shard: Shard = field(default_factory=Shard)
    extract: Extractor = field(default_factory=Extractor)

    def remember(self) -> None:
        """What finished shards have of this share."""
        run = current_run()
        for _, listing in listings(self.part.folder):
            for given in listing.articles:
                if belongs(given.place, self.part.share):
                    now = (listing.round, given.digest, given.article, listing.run == run)
                    self.had[given.place] = max(now, self.had.get(given.place, now))
            for failed in listing.failed:
                if belongs(failed.place, self.part.share):
                    bad = (listing.round, failed.reason)
                    self.failures[failed.place] = max(bad, self.failures.get(failed.place, bad))

    def own(self, found: Iterable[Source]) -> Iterable[Source]:
        """The places of this share."""
        return (source for source in found if belongs(whereabouts(source.place, source.root), self.part.share))

    def _known(self, source: Source) -> str | None:
        """The article that a shard has of a place that is as it was."""
        _, digest, article, current = self.had.get(whereabouts(source.place, source.root), (0, "", "", False))
        return article if digest == source.digest and current and not self.part.force else None

    def look(self, source: Source) -> Seen:
        """A place before its turn."""
        seen = Seen(source)
        if self.crew and not self._known(source):
            with suppress(ReadError):  # it is told in its turn
                seen.ticket = self.crew.give(seen.article())
        return seen

    def take(self, seen: Seen) -> None:
        """One place: its article is in the shard that fills, unless another one has it."""
        source = seen.source
        if known := self._known(source):
            self.same.places.setdefault(known, source.place)
            self._event(Event("unchanged", source.place, known))
            return
        where = whereabouts(source.place, source.root)
        try:
            article = seen.article()
            if wrong := self.same.told(article, source.place):
                raise ReadError(wrong)
            if self.crew:
                extraction = self.crew.result(seen.ticket or self.crew.give(article))
            else:
                extraction = self.extract(article)
        except ReadError as error:
            self.fail(source.place, str(error), where)
            return
        self.shard.put(where, source.digest, extraction)
        self._event(Event.of("added", source.place, extraction))
        if len(self.shard.extractions) >= self.part.articles:
            self.end_shard()

    def fail(self, place: str, reason: str, where: str | None = None) -> None:
        """A place that gives no article, if it is of this share."""
        own = where or whereabouts(place, place)
        if where or belongs(own, self.part.share):
            self.shard.failed.append(Failed(own, reason))
            self._event(Event("failed", place, reason=reason))

    def _event(self, event: Event) -> None:
        self.outcome.count(event)
        self.tell(event)

    def end_shard(self) -> None:
        """Write what there is, if a list does not say it already."""
        shard, self.shard = self.shard, Shard()
        new = [each for each in shard.failed if self.failures.get(each.place, (0, None))[1] != each.reason]
        if not (shard.given or new):
            return
        places = {*(given.place for given in shard.given), *(each.place for each in shard.failed)}
        rounds = [self.had[place][0] for place in places & self.had.keys()]
        rounds += [self.failures[place][0] for place in places & self.failures.keys()]
        shard.write(self.part.folder, current_run(), max(rounds, default=-1) + 1, self.part.base)
