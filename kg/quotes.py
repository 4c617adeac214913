"""Quotation marks, found on characters: paired, nested, missing, turned round, going on after a paragraph.

Nothing is known here of who speaks: scare quotes and titles are quotations too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.model import Span

_MARK = re.compile(r"‘‘|’’|''|[«»“”„‟\"‹›]|(?<!\w)‘(?=\w)|(?<=[\w.!?…])’(?!\w)")
#: Several words between single curly marks: « ‘Nous n’irons pas’, a dit X ». An apostrophe closes nothing.
SINGLE = re.compile(
    r"(?<!\w)‘(?=\w)(?:[^‘’\n]|(?<=\w)’(?=\w)){2,200}?\s(?:[^‘’\n]|(?<=\w)’(?=\w)){2,200}?’(?=\s?[,.;:!?)]|\s*$)"
)
_SPACE = " \u00a0\u202f\u2009\u2007\t\n\r"
_FAMILY = {
    "«": "«",
    "»": "«",
    "‹": "‹",
    "›": "‹",
    "“": "“",
    "”": "“",
    "„": "“",
    "‟": "“",
    '"': '"',
    "‘‘": "‘",
    "’’": "‘",
    "''": "‘",
    "‘": "'",
    "’": "'",
}
_OPENS = {"«", "„", "‘‘", "‹"}
_CLOSES = {"»", "’’", "''", "›"}
_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch between quotation marks. ``span`` holds the marks, ``inner`` only the words.

    ``depth`` is 0 for an outermost one. ``opened`` and ``closed`` say whether the page has the mark:
    where it lacks one, the quotation reaches to the border of its sentence or paragraph.
    ``continues`` is true where it was opened in an earlier paragraph.
    """

    span: Span
    inner: Span
    depth: int = 0
    opened: bool = True
    closed: bool = True
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    family: str
    side: int  # 1 opens, -1 closes, 0 could be either


def _marks(text: str, span: Span) -> Iterator[_Mark]:
    singles = {at for m in SINGLE.finditer(text, span.start, span.end) for at in (m.start(), m.end() - 1)}
    for match in _MARK.finditer(text, span.start, span.end):
        mark, start, end = match.group(), match.start(), match.end()
        if mark in {"‘", "’"}:
            if start in singles:
                yield _Mark(start, end, "'", 1 if mark == "‘" else -1)
            continue
        before = text[start - 1] if start > span.start else " "
        after = text[end] if end < span.end else " "
        can_open = (
            after not in ",.;:!?)…"
            and (before in _SPACE or before in "([{'’‘-–—/:«“\"„")
            and (after not in _SPACE or mark in "«»")
        )
        can_close = before not in _SPACE and (after in _SPACE or not after.isalnum())
        if mark in _OPENS:
            # turned round: « written where a quotation ends
            side = (
                0
                if before not in _SPACE + "([{'’:"
                and (after in _SPACE + ".,;)" and text[end : end + 2].strip()[:1] in ",.;)")
                else 1
            )
        elif mark in _CLOSES:
            side = 0 if mark == "»" and _opens_turned_round(text, span, start, end) else -1
        elif mark == "''" and not (can_open or can_close):
            continue
        elif mark == "“":
            side = 1 if can_open else 0
        elif mark == "”":
            side = -1 if can_close else 0
        elif mark == '"' and before in "'’" and after in _SPACE:
            side = 1  # « qu'" il n'ira pas " »
        elif can_open and not can_close:
            side = 1
        elif can_close and not can_open:
            side = -1
        else:
            side = 0
        yield _Mark(start, end, _FAMILY[mark], side)


def _opens_turned_round(text: str, span: Span, start: int, end: int) -> bool:
    """Whether this » stands where a quotation opens: « d' »hystérie » », or first in its paragraph."""
    if _words_end(text, span.start, start) == span.start:
        return True
    glued = end < span.end and text[end].isalpha()
    return glued and (text[start - 1] in _SPACE or text[start - 1] in "'’")


def find_quotes(text: str, paragraphs: Sequence[Span]) -> list[tuple[Quote, ...]]:
    """The quotations of each paragraph, in order of their first character, outer before inner.

    A quotation that a paragraph leaves open goes on in the next one only where that one reopens it
    or holds the mark that closes it.

    >>> text = "« Nous irons », dit-elle."
    >>> [q.inner.of(text) for q in find_quotes(text, [Span(0, len(text))])[0]]
    ['Nous irons']
    """
    found: list[tuple[Quote, ...]] = []
    open_family: str | None = None
    following = list(_marks(text, paragraphs[0])) if paragraphs else []
    for number, span in enumerate(paragraphs):
        marks = following
        following = list(_marks(text, paragraphs[number + 1])) if number + 1 < len(paragraphs) else []
        quotes, open_family = _pair(text, span, marks, open_family, following)
        found.append(tuple(quotes))
    return found


class _Later:
    """Which marks are still to come after each mark of a paragraph, counted once."""

    def __init__(self, marks: Sequence[_Mark]) -> None:
        self.sides: Counter[tuple[str, int]] = Counter((mark.family, mark.side) for mark in marks)

    def passed(self, mark: _Mark) -> None:
        """Go on to the next mark."""
        self.sides[mark.family, mark.side] -= 1

    def closing(self, family: str, *, surely: bool) -> int:
        """How many marks to come close a quotation of this kind; with those that could open one too, unless surely."""
        return self.sides[family, -1] + (0 if surely else self.sides[family, 0])

    def opening(self, family: str) -> int:
        """How many marks to come surely open a quotation of this kind."""
        return self.sides[family, 1]


class _Stops:
    """Where the sentences of one paragraph end, found once for all its quotations that lack a mark."""

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        ends = re.compile(r"[.!?…](?=\s+([A-ZÉÈÀÎ«“\"]))")
        self._ends = [(m.start(), m.end(1)) for m in ends.finditer(text, span.start, span.end)]
        self._runs = [m.span() for m in re.finditer(r"[.!?…][\s»”\"]+", text[span.start : span.end])]
        self._first = span.start

    def next(self, start: int, limit: int) -> int | None:
        """The end of the first sentence that ends between two offsets: before a capital or a mark, or at the limit."""
        at = bisect_left(self._ends, (start, 0))
        if at < len(self._ends) and self._ends[at][1] <= limit:
            return self._ends[at][0] + 1
        end = limit - 1 if self.text[limit - 1 : limit] == "\n" else limit
        for last in (end, limit):
            if last > start and self.text[last - 1] in ".!?…":
                return last
        return None

    def last(self, start: int, limit: int) -> int | None:
        """Where the last sentence before ``limit`` begins, if one before it ends behind ``start``."""
        at = bisect_left(self._runs, (limit - self._first, 0))
        for begin, end in reversed(self._runs[max(0, at - 2) : at]):
            if begin + self._first < start:
                return None
            following = end + self._first
            if following >= limit:  # the run goes on behind the limit: up to its last mark
                following = _words_end(self.text, begin + self._first + 2, limit) - 1
            if following >= begin + self._first + 2:
                return following
        return None


class _Open:
    """The quotations that are open at a place of a paragraph, the innermost last."""

    def __init__(self) -> None:
        self.marks: list[tuple[_Mark, bool]] = []
        self.families: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self.marks)

    def push(self, mark: _Mark, continues: bool) -> None:
        """Open one more."""
        self.marks.append((mark, continues))
        self.families[mark.family] += 1

    def pop(self) -> tuple[_Mark, bool]:
        """Take the innermost one off."""
        mark, continues = self.marks.pop()
        self.families[mark.family] -= 1
        return mark, continues

    def innermost(self, family: str) -> int | None:
        """The place in the pile of the innermost quotation of a kind."""
        if not self.families[family]:
            return None
        return next(k for k in range(len(self.marks) - 1, -1, -1) if self.marks[k][0].family == family)


def _pair(
    text: str, span: Span, marks: list[_Mark], carried: str | None, following: list[_Mark]
) -> tuple[list[Quote], str | None]:
    if not marks and not carried:
        return [], None
    quotes: list[Quote] = []
    stack, later, stops = _Open(), _Later(marks), _Stops(text, span)
    floor = span.start  # where the last quotation ends
    if carried and marks and marks[0].side <= 0 and marks[0].family == carried:
        stack.push(_Mark(span.start, span.start, carried, 1), True)
    reopened = bool(carried and marks and marks[0].start == span.start and marks[0].side > 0)
    for i, mark in enumerate(marks):
        later.passed(mark)
        side = mark.side
        if side == 0:
            side = -1 if stack.families[mark.family] else 1
        elif (
            side > 0
            and mark.family == '"'
            and stack
            and stack.marks[-1][0].family == mark.family
            and later.closing(mark.family, surely=True) <= later.opening(mark.family)
        ):  # straight marks do not nest: a second opening one is the missing end of the first
            outer, _ = stack.pop()
            quotes.append(_unclosed(stops, outer, mark.start, len(stack)))
            floor = max(floor, quotes[-1].span.end)
        if side > 0:
            stack.push(mark, reopened and i == 0)
            continue
        at = stack.innermost(mark.family)
        if (
            at is None
            and len(stack) == 1
            and stack.marks[0][0].family != mark.family
            and not later.closing(stack.marks[0][0].family, surely=False)
        ):  # « opened with one kind, closed with another ”
            at = 0
        if at is None:
            if not stack and mark.side < 0:
                orphan = _unopened(stops, span, mark, floor)
                if orphan:
                    quotes.append(orphan)
                    floor = orphan.span.end
            continue
        while len(stack) > at + 1:
            inner, _ = stack.pop()
            quotes.append(_unclosed(stops, inner, mark.start, len(stack)))
        opening, continues = stack.pop()
        begin = opening.start if opening.end > opening.start else span.start
        quotes.append(
            Quote(
                Span(begin, mark.end),
                _trim(text, opening.end, mark.start),
                depth=len(stack),
                opened=opening.end > opening.start,
                continues=continues,
            )
        )
        floor = mark.end
    left = stack.marks[0][0].family if stack else None
    goes_on = bool(
        left
        and following
        and following[0].family == left
        and (following[0].side <= 0 or (following[0].side > 0 and _first_in(text, following[0])))
    )
    quotes += _left_open(stops, span, stack, sorted(quote.span.start for quote in quotes), goes_on)
    return _depths([q for q in quotes if q.inner.end > q.inner.start]), left if goes_on else None


def _left_open(stops: _Stops, span: Span, stack: _Open, starts: list[int], goes_on: bool) -> Iterator[Quote]:
    """The quotations that the paragraph leaves open, the innermost first; none reaches into one that starts later.

    ``starts``, sorted, are those of the paragraph's other quotations.
    """
    opened: list[int] = []  # those of the ones given, the last one leftmost
    while stack:
        opening, continues = stack.pop()
        if goes_on and not stack:
            inner = _trim(stops.text, opening.end, span.end)
            yield Quote(Span(opening.start, span.end), inner, closed=False, continues=continues)
            return
        at = bisect_right(starts, opening.end)
        later = next((start for start in reversed(opened) if start > opening.end), span.end)
        limit = min(later, starts[at]) if at < len(starts) else later
        yield _unclosed(stops, opening, limit, len(stack), whole=limit == span.end)
        opened.append(opening.start)


def _depths(quotes: list[Quote]) -> list[Quote]:
    """The quotations by their first character, outer before inner, with their depth: how many others hold each."""
    found: list[Quote] = []
    ends: list[int] = []  # of the quotations that reach over this place, negative, the widest first
    same: list[int] = []  # of those with the very span of the last one: none of them holds another
    for quote in sorted(quotes, key=lambda q: (q.span.start, -q.span.end)):
        if not found or quote.span != found[-1].span:
            for end in same:
                insort(ends, end)
            same = []
        while ends and -ends[-1] <= quote.span.start:
            ends.pop()
        found.append(replace(quote, depth=bisect_right(ends, -quote.span.end)))
        same.append(-quote.span.end)
    return found


def _words_end(text: str, start: int, end: int) -> int:
    """Where the words before ``end`` end, over the spaces before it; at least ``start``."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _first_in(text: str, mark: _Mark) -> bool:
    """Whether only spaces stand before a mark on its line."""
    at = mark.start
    while at and text[at - 1] != "\n" and text[at - 1].isspace():
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def _unclosed(stops: _Stops, opening: _Mark, limit: int, depth: int, *, whole: bool = False) -> Quote:
    """A quotation whose end is missing: to the end of its sentence, or of the paragraph where it fills it."""
    end = limit
    if not whole or not _first_in(stops.text, opening):
        end = stops.next(opening.end, limit) or limit
    return Quote(Span(opening.start, end), _trim(stops.text, opening.end, end), depth=depth, closed=False)


def _unopened(stops: _Stops, span: Span, mark: _Mark, floor: int) -> Quote | None:
    """A quotation whose beginning is missing: from the start of the sentence that the mark ends, behind ``floor``."""
    last = stops.last(floor, mark.start - 1)
    if floor > span.start and last is None:
        return None  # the mark closes nothing: words after a quotation of the same sentence
    start = floor if last is None else last
    if mark.start - start > _LONGEST:
        return None
    return Quote(Span(start, mark.end), _trim(stops.text, start, mark.start), opened=False)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _SPACE:
        start += 1
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return Span(start, end)
