"""Quotation marks, found on characters: paired, nested, missing, turned round, going on after a paragraph.

Nothing is known here of who speaks: scare quotes and titles are quotations too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    singles = [Span(m.start(), m.end() - 1) for m in SINGLE.finditer(text, span.start, span.end)]
    for match in _MARK.finditer(text, span.start, span.end):
        mark, start, end = match.group(), match.start(), match.end()
        if mark in {"‘", "’"}:
            if any(start in {pair.start, pair.end} for pair in singles):
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
    before = text[span.start : start].rstrip(_SPACE)
    if not before:
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
    for number, span in enumerate(paragraphs):
        marks = list(_marks(text, span))
        following = list(_marks(text, paragraphs[number + 1])) if number + 1 < len(paragraphs) else []
        quotes, open_family = _pair(text, span, marks, open_family, following)
        found.append(tuple(sorted(quotes, key=lambda q: (q.span.start, -q.span.end))))
    return found


def _pair(
    text: str, span: Span, marks: list[_Mark], carried: str | None, following: list[_Mark]
) -> tuple[list[Quote], str | None]:
    quotes: list[Quote] = []
    stack: list[tuple[_Mark, bool]] = []
    if carried and marks and marks[0].side <= 0 and marks[0].family == carried:
        stack.append((_Mark(span.start, span.start, carried, 1), True))
    reopened = bool(carried and marks and marks[0].start == span.start and marks[0].side > 0)
    for i, mark in enumerate(marks):
        side = mark.side
        if side == 0:
            side = -1 if any(m.family == mark.family for m, _ in stack) else 1
        elif side > 0 and mark.family in '"' and stack and stack[-1][0].family == mark.family:
            # straight marks do not nest: a second opening one is the missing end of the first
            closes_later = sum(1 for m in marks[i + 1 :] if m.family == mark.family and m.side < 0)
            opens_later = sum(1 for m in marks[i + 1 :] if m.family == mark.family and m.side > 0)
            if closes_later <= opens_later:
                outer, _ = stack.pop()
                quotes.append(_unclosed(text, outer, mark.start, len(stack)))
        if side > 0:
            stack.append((mark, reopened and i == 0))
            continue
        at = next((k for k in range(len(stack) - 1, -1, -1) if stack[k][0].family == mark.family), None)
        if (
            at is None
            and len(stack) == 1
            and stack[0][0].family != mark.family
            and not any(m.family == stack[0][0].family and m.side <= 0 for m in marks[i + 1 :])
        ):  # « opened with one kind, closed with another ”
            at = 0
        if at is None:
            if not stack and mark.side < 0:
                orphan = _unopened(text, span, mark, quotes)
                if orphan:
                    quotes.append(orphan)
            continue
        while len(stack) > at + 1:
            inner, _ = stack.pop()
            quotes.append(_unclosed(text, inner, mark.start, len(stack)))
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
    left = stack[0][0].family if stack else None
    goes_on = bool(
        left
        and following
        and following[0].family == left
        and (following[0].side <= 0 or (following[0].side > 0 and _first_in(text, following[0])))
    )
    while stack:
        opening, continues = stack.pop()
        if goes_on and not stack:
            quotes.append(
                Quote(
                    Span(opening.start, span.end), _trim(text, opening.end, span.end), closed=False, continues=continues
                )
            )
        else:
            later = [q.span.start for q in quotes if q.span.start > opening.end]
            quotes.append(_unclosed(text, opening, min(later, default=span.end), len(stack), whole=not later))
    quotes = [q for q in quotes if q.inner.end > q.inner.start]
    return _depths(quotes), left if goes_on else None


def _depths(quotes: list[Quote]) -> list[Quote]:
    """The quotations with their depth counted anew, from which one holds which."""
    return [
        Quote(
            q.span,
            q.inner,
            sum(o is not q and o.span.covers(q.span) and o.span != q.span for o in quotes),
            q.opened,
            q.closed,
            q.continues,
        )
        for q in quotes
    ]


def _first_in(text: str, mark: _Mark) -> bool:
    line = text.rfind("\n", 0, mark.start) + 1
    return not text[line : mark.start].strip()


def _unclosed(text: str, opening: _Mark, limit: int, depth: int, *, whole: bool = False) -> Quote:
    """A quotation whose end is missing: to the end of its sentence, or of the paragraph where it fills it."""
    end = limit
    if not whole or not _first_in(text, opening):
        stop = re.search(r"[.!?…](?=\s+[A-ZÉÈÀÎ«“\"]|$)", text[opening.end : limit])
        if stop:
            end = opening.end + stop.end()
    return Quote(Span(opening.start, end), _trim(text, opening.end, end), depth=depth, closed=False)


def _unopened(text: str, span: Span, mark: _Mark, quotes: list[Quote]) -> Quote | None:
    """A quotation whose beginning is missing: from the start of the sentence that the mark ends."""
    floor = max([q.span.end for q in quotes if q.span.end <= mark.start], default=span.start)
    last = list(re.finditer(r"[.!?…][\s»”\"]+(?=\S)", text[floor : mark.start - 1]))
    start = floor + last[-1].end() if last else floor
    if floor > span.start and not last:
        return None  # the mark closes nothing: words after a quotation of the same sentence
    if mark.start - start > _LONGEST:
        return None
    return Quote(Span(start, mark.end), _trim(text, start, mark.start), opened=False)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _SPACE:
        start += 1
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return Span(start, end)
