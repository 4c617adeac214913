"""The day of each claim of an article: its own date, one that still holds, or the article's day."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from kg.dates.expressions import VIEW, Found, expressions
from kg.dates.saying import Sentences, best
from kg.model import Article, Attribution, Span, When

RECENT = 7  # days before publication: an older day is background and does not hold on
OPENING = 1500  # characters that a day in the first sentence of a paragraph holds for any source

_DAY = r"(?:1er|\d{1,2})\s\w{3,9}"
_DATELINE = re.compile(rf"\W*(?:le )?(?P<date>{_DAY}\s(?:19|20)\d\d)\s*\.?\s*[-–—]", re.I)
_AGENCY = re.compile(
    rf"\W*[A-ZÀ-Þ][\w' ./-]{{1,40}}(?:\([\w ]+\))?,? (?:le )?(?P<date>{_DAY}(?: (?:19|20)\d\d)?)\W{{1,4}}"
    r"(?:AFP|Reuters|REUTERS|Belga|BELGA|AP|ATS)\b"
)
_PUBLISHED = re.compile(
    r"\W*(?:article )?(?:publié|mis en ligne|posté|paru|date de publication)\w*(?: le|\s?:)?\s(?P<date>.{6,40})", re.I
)
_FOOTER = re.compile(r"(?P<date>\d\d/\d\d/\d{4}) \d\d:\d\d(?::\d\d)? ?-?$")


def fallback(published: date | None) -> When:
    """The article's own day, where nothing in the text says more.

    >>> fallback(None)
    When(first=None, last=None, basis=None, rule='no date known')
    """
    if published is None:
        return When(None, None, None, "no date known")
    return When(published, None, "published", "the article's date")


def dateline(text: str, published: date | None = None) -> date | None:
    """The day the page itself gives for the article, from its first lines or an agency's last ones.

    ``published`` only completes a day with no year.

    >>> dateline("La route rouvre\\n26 juin 2012. - Le maire a dit …").isoformat()
    '2012-06-26'
    >>> dateline("PARIS, 3 mars (AFP) - Le maire a dit …", date(2021, 3, 4)).isoformat()
    '2021-03-03'
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    for place, line in [*enumerate(lines[:8]), *enumerate(lines[-5:], 8)]:
        start = line[:200].translate(VIEW)
        for pattern in (_DATELINE, _AGENCY, _PUBLISHED) if place < 8 else (_FOOTER, _PUBLISHED):
            if match := pattern.match(start):
                for found in expressions(match["date"], 0, len(match["date"]), published=published):
                    if found.when.first and found.when.basis == "stated" and not found.when.last:
                        return found.when.first
    return None


@dataclass(frozen=True, slots=True)
class Scene:
    """The day that holds at some place of the article: since where, and who spoke then."""

    place: int  # paragraph
    end: int  # offset up to which it is known to hold
    when: When
    source: str | None
    opening: bool  # it stands in the first sentence of its paragraph


def find_dates(
    article: Article, kept: Sequence[Span], found: Sequence[Attribution], speakers: Sequence[str | None] | None = None
) -> tuple[When, ...]:
    """The day of each attribution, in the order of ``found``.

    ``kept`` are the article's paragraphs. ``speakers`` are the names that coreference found, where
    known; without them the same source is recognised by its last name or a pronoun.

    >>> text = "Le maire a dit mardi : « Non. »\\n« Jamais », a-t-il ajouté."
    >>> said = (Attribution((Span(25, 29),), Span(9, 14), Span(0, 8), "direct", "quote"),
    ...         Attribution((Span(34, 40),), Span(44, 57), None, "direct", "quote"))
    >>> article = Article("0", "a", text, "a.txt", published=date(2024, 6, 6))
    >>> [when.first.isoformat() for when in find_dates(article, (Span(0, 31), Span(32, 58)), said)]
    ['2024-06-04', '2024-06-04']
    """
    return _Days(article, kept, found, speakers).all()


class _Days:
    """One walk over the claims of an article in the order of the text, with the scene they play in."""

    def __init__(
        self,
        article: Article,
        kept: Sequence[Span],
        found: Sequence[Attribution],
        speakers: Sequence[str | None] | None,
    ) -> None:
        self.text = article.text
        self.sentences = Sentences(article.text)
        self.published = article.published or dateline(article.text)
        self.kept = kept or (Span(0, len(article.text)),)
        self.starts = [span.start for span in self.kept]
        self.found = found
        self.speakers = speakers
        # A date in somebody's words, and the article's own dateline, date no saying.
        self.exclude = [piece for one in found for piece in one.content] + list(self._datelines())
        self._by_start = sorted((piece, number) for number, piece in enumerate(self.exclude))
        self._reach = list(accumulate((piece.end for piece, _ in self._by_start), max))
        self.scene: Scene | None = None
        self.interrupted = False  # another source has spoken since: « a-t-il ajouté » is not the scene's

    def all(self) -> tuple[When, ...]:
        days: dict[int, When] = {}
        at = 0
        order = sorted(range(len(self.found)), key=lambda index: _extent(self.found[index]))
        for index in order:
            extent = _extent(self.found[index])
            sentence = self.sentences.of(self.kept[self._place(extent)], extent)
            self._pass(at, sentence.start)
            at = max(at, sentence.end)
            days[index] = self._day(index, sentence)
        self._date_headline(order, days)
        return tuple(days[index] for index in range(len(self.found)))

    def _day(self, index: int, sentence: Span) -> When:
        one, place = self.found[index], self._place(sentence)
        past = not is_future(one.cue.of(self.text) if one.cue else "")
        own = best(
            self.text, sentence, published=self.published, exclude=self._around(sentence), cue=one.cue, past=past
        )
        if own and own.shift is not None:
            own = self._counted(own)
        source = (self.speakers[index] if self.speakers else None) or (one.source.of(self.text) if one.source else None)
        if own:
            if past and own.when.first and not own.when.last:
                self.scene = Scene(place, sentence.end, own.when, source, self._is_first(place, sentence))
                self.interrupted = False
            return own.when
        scene = self.scene
        if scene and past:
            same = self._same_source(index, source, scene)
            if (same and place - scene.place <= 1) or (place == scene.place and self._reaches(scene, sentence, same)):
                when = replace(scene.when, rule=f"{scene.when.rule.removesuffix(' holds on')} holds on")
                if same or scene.source is None:
                    self.scene = replace(scene, place=place, end=sentence.end, source=source or scene.source)
                    self.interrupted = False
                return when
        self.interrupted = True
        return fallback(self.published)

    def _reaches(self, scene: Scene, sentence: Span, same: bool) -> bool:
        """Whether a day holds for another source in its paragraph: next to it, or under a dated first sentence."""
        if scene.opening:
            return sentence.start - self.starts[scene.place] <= OPENING
        return same or (scene.source is None and sentence.start <= scene.end + 1)

    def _same_source(self, index: int, source: str | None, scene: Scene) -> bool:
        if scene.source is None:
            return False
        if self.speakers and self.speakers[index]:
            return source == scene.source
        cue = self.found[index].cue
        if source is None and cue is not None and not re.search(r"-(?:t-)?(?:ils?|elles?)\b", cue.of(self.text)):
            return False
        if source is None or source.lower() in ("il", "elle", "ils", "elles"):
            return not self.interrupted
        return _last_name(source) == _last_name(scene.source) != ""

    def _pass(self, start: int, end: int) -> None:
        """Take the last recent day that is named between two claims as the scene."""
        for place in range(self._place(Span(start, start)), self._place(Span(end, end)) + 1):
            paragraph = self.kept[place]
            low, high = max(paragraph.start, start), min(paragraph.end, end)
            for found in expressions(self.text, low, max(low, high), published=self.published):
                if found.tie or found.future or found.when.last or self._around(found.span):
                    continue
                counted = self._counted(found) if found.shift is not None else found
                day = counted.when.first if counted else None
                if day and self.published and timedelta(0) <= self.published - day <= timedelta(days=RECENT):
                    sentence = self.sentences.of(paragraph, found.span)
                    first = self._is_first(place, sentence)
                    self.scene = Scene(place, sentence.end, counted.when if counted else found.when, None, first)
                    self.interrupted = False

    def _counted(self, found: Found) -> Found | None:
        """« le lendemain » counts from the day last named; ``None`` where none was."""
        scene = self.scene
        if scene is None or scene.when.first is None or found.shift is None:
            return None
        day = scene.when.first + timedelta(days=found.shift)
        rule = f"{found.when.rule} after {scene.when.rule.removesuffix(' holds on')}"
        return replace(found, when=replace(found.when, first=day, rule=rule))

    def _date_headline(self, order: Sequence[int], days: dict[int, When]) -> None:
        """A claim in the headline was made when the first dated claim of the first paragraph was."""
        if self.kept[0].of(self.text).endswith("."):
            return
        places = {index: self._place(_extent(self.found[index])) for index in order}
        dated = (days[index] for index in order if places[index] == 1 and days[index].basis not in (None, "published"))
        if first := next(dated, None):
            for index in order:
                if places[index] == 0 and days[index].basis in (None, "published"):
                    days[index] = replace(first, rule=f"headline: {first.rule} below")

    def _place(self, span: Span) -> int:
        return max(0, bisect_right(self.starts, span.start) - 1)

    def _is_first(self, place: int, sentence: Span) -> bool:
        return not self.text[self.starts[place] : max(self.starts[place], sentence.start)].strip()

    def _around(self, sentence: Span) -> list[Span]:
        """What dates no saying and shares a character with a stretch, in the order of ``exclude``."""
        at = bisect_left(self._by_start, (Span(sentence.end, 0), 0))
        found: list[int] = []
        while at and self._reach[at - 1] > sentence.start:
            at -= 1
            piece, number = self._by_start[at]
            if piece.overlaps(sentence):
                found.append(number)
        return [self.exclude[number] for number in sorted(found)]

    def _datelines(self) -> list[Span]:
        spans = []
        for paragraph in self.kept[:8]:
            head = self.text[paragraph.start : paragraph.start + 100].translate(VIEW)
            if match := _DATELINE.match(head) or _AGENCY.match(head):
                spans.append(Span(paragraph.start, paragraph.start + match.end()))
        return spans


def _extent(one: Attribution) -> Span:
    spans = [*one.content, *([one.cue] if one.cue else []), *([one.source] if one.source else [])]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _last_name(words: str) -> str:
    names = re.findall(r"[A-ZÀ-ÖØ-Þ][\w-]{2,}", words)
    return names[-1] if names else ""


def is_future(cue: str) -> bool:
    """Whether the words of a cue speak of something yet to be said; « déclara » is past.

    >>> is_future("annoncera"), is_future("doit s'exprimer"), is_future("déclara"), is_future("a annoncé")
    (True, True, False, False)
    """
    future = r"\w*(?:er|ir|dr|rr|ttr|îtr|vr|aur)(?:a|ont)"
    return bool(re.search(rf"\b(?:{future}|(?:va|vont|doit|doivent|devrait|devraient)\s.+)\b", cue))
