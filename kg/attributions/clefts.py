"""« P. C'est ce qu'a indiqué X »: the cleft sentence that says afterwards who said what stands before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.attributions.content import pieces_of
from kg.attributions.evidence import Cue, Source
from kg.attributions.found import Ground, attribution
from kg.attributions.incises import incise_source
from kg.model import Attribution, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


def cleft(ground: Ground) -> Iterator[Attribution]:
    """P : c'est ce qu'a annoncé X. P. C'est ce que dit X."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    for cue in ground.cues:
        opening = _opening(doc, cue)
        if opening is None or cue.head in ground.spent or cue.negated or not cue.verb.quotes():
            continue
        sentence = paragraph.sentence_at(paragraph.start(doc[opening]))
        limit = paragraph.token_at(sentence.end)
        source = _source(cue, opening, limit)
        if source is None or not ground.is_plausible(source):
            continue
        said = _before(ground, opening, sentence)
        if said is None or ground.used(said):
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, [said])
        if sum(len(p.of(ground.parsed.text).split()) for p in pieces) >= 3:
            yield attribution(ground, pieces, cue, source, form, "cleft")


def _opening(doc: Doc, cue: Cue) -> int | None:
    """The « c' » of « c'est (du moins) ce que » before the verb, or before its subject."""
    floor = max(0, cue.first - 14)
    for k in range(cue.first - 1, floor, -1):
        if doc[k].text in {".", ";", ":", ",", '"'}:
            return None
        if doc[k].lower_ in {"que", "qu'"} and doc[k - 1].lower_ == "ce":
            start = next((n for n in range(k - 2, max(-1, k - 6), -1) if doc[n].lower_ in {"c'", "voilà"}), None)
            return start if start is not None and k - start <= 5 else None
    return None


def _source(cue: Cue, opening: int, limit: int) -> Source | None:
    own = cue.subject
    if own is not None and opening + 2 < own.start < cue.first:
        return own
    return incise_source(cue, limit)


def _before(ground: Ground, opening: int, sentence: Span) -> Span | None:
    """What stands before the colon of the sentence, or else the sentence before it."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    first = paragraph.token_at(sentence.start)
    if opening > first + 1 and doc[opening - 1].text in {":", "–", ","}:
        return Span(sentence.start, paragraph.start(doc[opening - 1]))
    if opening > first:
        return None
    return next((s for s in reversed(paragraph.sentences) if s.end <= sentence.start), None)
