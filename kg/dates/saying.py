"""Which date of a sentence says when the cue's words were said."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from kg.dates.expressions import Found, expressions, plain_view
from kg.model import Span, When

FAR = 200  # characters outside the content: a date farther from the cue dates something else
NEAR_INTERVAL = 40  # characters: « a déclaré en mai que »

_CLAUSE = re.compile(r"[,;:()–—]")
_FUTURE = re.compile(r"\b(?:\w*(?:er|ir|dr|rr|ttr|îtr|vr|aur|ser)(?:a|ont)|va|vont)\b", re.I)
_SUBORDINATE = re.compile(
    r"\b(?:qui|dont|où|que|lorsque|quand|si|car|puisque|tandis que|selon|d'après)\b|\b(?:lorsqu|puisqu|qu)'", re.I
)


def day_of_saying(
    text: str,
    start: int,
    end: int,
    *,
    published: date | None,
    exclude: Sequence[Span] = (),
    cue: Span | None = None,
    past: bool = True,
) -> When | None:
    """The date in the sentence ``text[start:end]`` that dates the cue, or ``None`` if there is none.

    ``exclude`` are the content's pieces: a date in them says when something happens. ``past`` is
    whether the cue is in a past or present tense; in the future tense only days from publication on
    count. With no publication day, what needs one has ``first`` ``None``.

    >>> text = "« La route rouvrira jeudi », a dit mardi le maire, élu en 2014."
    >>> when = day_of_saying(text, 0, len(text), published=date(2024, 6, 6), exclude=[Span(2, 24)], cue=Span(28, 33))
    >>> when.first.isoformat(), when.basis, when.rule
    ('2024-06-04', 'weekday', '« mardi »')
    """
    found = best(text, Span(start, end), published=published, exclude=exclude, cue=cue, past=past)
    return found.when if found else None


def best(
    text: str, sentence: Span, *, published: date | None, exclude: Sequence[Span], cue: Span | None, past: bool
) -> Found | None:
    """As ``day_of_saying``, with where the date stands; « le lendemain » has a ``shift`` and no day yet."""
    outside = _outside(text, sentence, exclude)
    anchor = cue or (exclude[0] if exclude else None)
    ranked = []
    for found in expressions(text, sentence.start, sentence.end, published=published, past=past):
        inside = any(found.span.overlaps(span) for span in exclude) and not _touches(text, cue, found.span)
        if inside or found.tie or not _fits(found, published, past):
            continue
        distance = 0
        if anchor:
            here = Span(found.span.start - sentence.start, found.span.end - sentence.start)
            there = Span(max(0, anchor.start - sentence.start), max(0, anchor.end - sentence.start))
            left, right = sorted((here, there))
            if not _same_clause(outside, here, there) or (past and _FUTURE.search(outside, left.end, right.start)):
                continue
            distance = len(outside[left.end : right.start].replace("\0", ""))
            opens = not outside[: here.start].strip(" «»“”\"'(-–—.\0")
            if distance > (NEAR_INTERVAL if found.when.last else FAR) and not opens:
                continue
        ranked.append((found.when.last is not None, distance, found.span.start, found))
    return min(ranked, key=lambda item: item[:3])[3] if ranked else None


def _touches(text: str, cue: Span | None, span: Span) -> bool:
    """« a annoncé mardi un plan »: right behind the cue a date is no part of what is said."""
    return cue is not None and cue.end < span.start and text[cue.end : span.start].isspace()


def _fits(found: Found, published: date | None, past: bool) -> bool:
    if past:
        return not found.future
    return published is None or found.when.first is None or found.when.first >= published


def _outside(text: str, sentence: Span, exclude: Sequence[Span]) -> str:
    """The sentence, its content blanked out with zeros."""
    words = plain_view(text)[sentence.start : sentence.end]
    for piece in exclude:
        start, end = (min(max(at - sentence.start, 0), len(words)) for at in (piece.start, piece.end))
        words = words[:start] + "\0" * (end - start) + words[end:]
    return words


def _same_clause(outside: str, here: Span, there: Span) -> bool:
    """Whether a date is not in a subordinate clause of its own: « X, qui a rencontré mardi le maire, a déclaré »."""
    if here > there:
        return not _SUBORDINATE.search(outside[there.end : here.start])
    between = outside[here.end : there.start]
    opened = max((found.end() for found in _CLAUSE.finditer(outside, 0, here.start)), default=0)
    if _CLAUSE.search(between):
        return not _SUBORDINATE.search(outside[opened : here.start])
    return not _SUBORDINATE.search(between) or outside[: here.start].lower().endswith("c'est ")


# --- sentences, on characters ---

_END = re.compile(
    r"[.!?…]+[\s»”\")]*(?=\s[«“\"(]?\s?[A-ZÀ-ÖØ-Þ«“\"]|(?<=[.!?…])(?:[«“]|[A-ZÀ-ÖØ-Þ][a-zà-ÿ ’']))|[.!?…]+[\s»”\"]*$"
)
_ABBREVIATION = re.compile(r"(?:^|[\s('’«-])(?:[A-ZÀ-Þ]|M[mM]|Mmes?|Mlle|Dr|Me|St|av|J\.-[A-Z])$")


def sentence_of(text: str, paragraph: Span, extent: Span) -> Span:
    """The sentence or sentences of a paragraph that hold ``extent``, found on characters.

    >>> text = "Il pleut. M. Petit a dit non. Fin."
    >>> sentence_of(text, Span(0, 34), Span(19, 28)).of(text).strip()
    'M. Petit a dit non.'
    """
    return Sentences(text).of(paragraph, extent)


class Sentences:
    """The sentences of a text's paragraphs, each paragraph looked through once: time in proportion to its length."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: dict[Span, tuple[list[int], list[int]]] = {}

    def of(self, paragraph: Span, extent: Span) -> Span:
        """As ``sentence_of``."""
        whole = Span(paragraph.start, max(paragraph.end, extent.end))
        marks, after = self._ends.get(whole) or self._ends.setdefault(whole, self._look(whole))
        before = bisect_right(after, extent.start)
        last = bisect_left(marks, extent.end, before)
        return Span(after[before - 1] if before else whole.start, after[last] if last < len(after) else whole.end)

    def _look(self, whole: Span) -> tuple[list[int], list[int]]:
        """Where the marks that end a sentence begin, and where they end."""
        found = [
            match
            for match in _END.finditer(self._text, whole.start, whole.end)
            if not _ABBREVIATION.search(self._text[max(whole.start, match.start() - 6) : match.start()])
        ]
        return [match.start() for match in found], [match.end() for match in found]
