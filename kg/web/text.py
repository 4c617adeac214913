"""A text as a page shows it: paragraphs of parts, each with the claims it belongs to, or why it was set aside."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kg.model import Span

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Marked:
    """What is marked in a text, each in the order of its start: pieces of claims (with the number of the claim), and
    stretches set aside (with the rule)."""

    pieces: tuple[tuple[Span, int], ...]
    aside: tuple[tuple[Span, str], ...]


def paragraphs(text: str, marked: Marked, within: Span | None = None) -> list[Data]:
    """The paragraphs of ``text``, or those that ``within`` touches, in the order of the text.

    A paragraph has ``start`` and ``end`` (characters of the text) and ``parts``; a part its ``text``, the numbers of
    the ``claims`` that it belongs to, the shortest last, those that it ``opens``, and why it was set ``aside``.

    >>> found = paragraphs("Oui.\\n\\nNon, dit-il.", Marked(((Span(6, 9), 0),), ()))
    >>> [(part["text"], part["claims"]) for part in found[1]["parts"]]
    [('Non', [0]), (', dit-il.', [])]
    """
    found, opened = [], set[int]()
    starts = [span.start for span, _ in marked.pieces]
    longest = max((span.end - span.start for span, _ in marked.pieces), default=0)
    for match in _PARAGRAPH.finditer(text):
        here = Span(match.start(), match.end())
        if within is not None and (here.end <= within.start or here.start >= within.end):
            continue
        near = slice(bisect_left(starts, here.start - longest), bisect_right(starts, here.end))
        pieces = [(span, claim) for span, claim in marked.pieces[near] if span.overlaps(here)]
        aside = [(span, rule) for span, rule in marked.aside if span.overlaps(here)]
        found.append({"start": here.start, "end": here.end, "parts": list(_parts(text, here, pieces, aside, opened))})
    return found


def _parts(
    text: str, here: Span, pieces: Sequence[tuple[Span, int]], aside: Sequence[tuple[Span, str]], opened: set[int]
) -> Iterator[Data]:
    borders = {here.start, here.end}
    for span in (*(span for span, _ in pieces), *(span for span, _ in aside)):
        borders |= {min(max(span.start, here.start), here.end), min(max(span.end, here.start), here.end)}
    order = sorted(borders)
    for start, end in pairwise(order):
        inside = sorted(
            ((span.end - span.start, claim) for span, claim in pieces if span.start <= start and end <= span.end),
            reverse=True,
        )
        claims = [claim for _, claim in inside]
        opens = [claim for claim in claims if claim not in opened]
        opened.update(opens)
        why = next((rule for span, rule in aside if span.start <= start and end <= span.end), None)
        yield {"text": text[start:end], "claims": claims, "opens": opens, "aside": why}


def beside(text: str, words: str | None, content: Span, reach: Span) -> Span | None:
    """Where ``words`` (a source or a cue, as an article has them) stand nearest to a claim, in ``reach``.

    >>> beside("Il dit que Luc dit non", "dit", Span(19, 22), Span(0, 22))
    Span(start=15, end=18)
    """
    if not words:
        return None
    places = [match.start() for match in re.finditer(re.escape(words), text[reach.start : reach.end])]
    spans = [Span(reach.start + at, reach.start + at + len(words)) for at in places]
    free = [span for span in spans if not span.overlaps(content)] or spans
    return min(free, key=lambda span: min(abs(span.end - content.start), abs(span.start - content.end)), default=None)
