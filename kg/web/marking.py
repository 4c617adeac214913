"""A text cut where marks begin and end, so that a template can nest them: claims in claims, and what was set aside.

Marks may lie in each other, overlap, and go over several paragraphs: HTML elements may not. Where one ends inside of
another, the other is closed too and opened again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kg.model import Span

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a text that are ``what`` (``claim``, ``aside``, ``mention``, ``cue``), number ``of`` its kind.

    ``first``: the first piece of several, and so the place that links lead to.
    """

    span: Span
    what: str
    of: int = 0
    first: bool = True


def lines(text: str, within: Span | None = None) -> Iterator[Span]:
    """The lines of a text that are not empty, or those that ``within`` touches.

    >>> [(one.start, one.end) for one in lines("Un\\n\\nDeux")]
    [(0, 2), (4, 8)]
    >>> [(one.start, one.end) for one in lines("Un\\n\\nDeux", Span(5, 6))]
    [(4, 8)]
    """
    start = 0 if within is None else text.rfind("\n", 0, within.start) + 1
    end = len(text) if within is None else text.find("\n", max(within.end - 1, within.start))
    for found in re.finditer(r"[^\n]*[^\s][^\n]*", text[start : len(text) if end < 0 else end]):
        yield Span(start + found.start(), start + found.end())


def marked(text: str, parts: Iterable[Span], marks: Sequence[Mark]) -> list[list[Data]]:
    """Each of ``parts`` (in order) as segments: ``text``, the marks that open before it, how many close after it.

    A mark that opens again after a break has ``first`` false.

    >>> marks = [Mark(Span(0, 4), "claim", 0), Mark(Span(2, 6), "claim", 1)]
    >>> for segment in marked("abcdefg", [Span(0, 7)], marks)[0]:
    ...     print(segment["text"], [(one["of"], one["first"]) for one in segment["opens"]], segment["closes"])
    ab [(0, True)] 0
    cd [(1, True)] 2
    ef [(1, False)] 1
    g [] 0
    """
    waiting = sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end))
    seen: set[int] = set()
    at, found = 0, []
    reaching: list[Mark] = []
    for part in parts:
        here = [mark for mark in reaching if mark.span.end > part.start]
        while at < len(waiting) and waiting[at].span.start < part.end:
            if waiting[at].span.end > part.start:
                here.append(waiting[at])
            at += 1
        found.append(_segments(text, part, here, seen))
        reaching = here
    return found


def _segments(text: str, part: Span, marks: list[Mark], seen: set[int]) -> list[Data]:
    """One part; ``seen`` are the marks that have been opened before."""
    edges = {part.start, part.end}
    edges.update(edge for mark in marks for edge in (mark.span.start, mark.span.end) if part.start < edge < part.end)
    places = sorted(edges)
    waiting = list(reversed(marks))  # the next to open is the last
    open_now: list[Mark] = []
    again: list[Mark] = []
    segments: list[Data] = []
    for start, end in pairwise(places):
        opening = again
        while waiting and max(waiting[-1].span.start, part.start) <= start:
            opening.append(waiting.pop())
        opens = [_opened(mark, seen) for mark in opening]
        open_now += opening
        ending = next((at for at, mark in enumerate(open_now) if mark.span.end <= end), len(open_now))
        if end == part.end:
            ending = 0
        closed, open_now = open_now[ending:], open_now[:ending]
        again = [mark for mark in closed if mark.span.end > end]
        segments.append({"text": text[start:end], "opens": opens, "closes": len(closed)})
    return segments


def _opened(mark: Mark, seen: set[int]) -> Data:
    first = mark.first and id(mark) not in seen
    seen.add(id(mark))
    return {"what": mark.what, "of": mark.of, "first": first}
