"""The phrase before what is inserted between commas or dashes: « Me Morel, qui représente la famille, a demandé »."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.attributions.antecedents import start_of_run
from kg.attributions.evidence import Source, is_time
from kg.attributions.sources import head_of, noun_source
from kg.lexicon import word_class
from kg.phrases import is_finite, is_namelike, is_number, phrase_start

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: What opens an insertion.
INSERTED = word_class("inserted")


def over_insertion(doc: Doc, first: int) -> Source | None:
    """« Me Morel, qui représente la famille, a demandé »: the phrase before an insertion between commas.

    An insertion opens with a relative, a participle or an age, or is short and has no verb.
    """
    if first > 5 and doc[first - 1].text == "–":
        opening = next((k for k in range(first - 3, max(0, first - 40), -1) if doc[k].text == "–"), None)
        named = opening is not None and (
            doc[opening - 1].pos_ in {"NOUN", "PROPN", "ADJ"} or is_namelike(doc[opening - 1])
        )
        return noun_source(doc, start_of_run(doc, opening - 1), opening) if opening and named else None
    if first < 3 or doc[first - 1].text != ",":
        return None
    over = _name_over_groups(doc, first)
    if over is not None:
        return over
    for k in range(first - 2, max(0, first - 32), -1):
        if doc[k].text in {".", ";", ":", '"'}:
            return None
        if doc[k].text != ",":
            continue
        short = first - k <= 7 and not any(is_finite(t) for t in doc[k:first])
        short = short and (_opens_clause(doc, k) or _described_opening(doc, k) is not None)
        if doc[k + 1].lower_ in INSERTED or is_number(doc[k + 1]) or short:
            head = k - 1
            opening = _described_opening(doc, k) if short else None
            if opening is not None:
                return noun_source(doc, opening, k)
            if doc[head].pos_ not in {"NOUN", "PROPN", "ADJ"} and not is_namelike(doc[head]):
                return None
            return noun_source(doc, start_of_run(doc, head), first if short else k)
    return None


_BEFORE_SUBJECT = {",", "que", "qu'", "et", ":", '"', "où", "car"}


def _opens_clause(doc: Doc, comma: int) -> bool:
    """Whether the words before a comma are a noun phrase that opens its sentence or clause."""
    head = start_of_run(doc, comma - 1)
    start = phrase_start(doc, head)
    named = doc[head].pos_ in {"NOUN", "PROPN"} and not is_time(doc[head])
    return named and (start == 0 or bool(doc[start].is_sent_start) or doc[start - 1].lower_ in _BEFORE_SUBJECT)


def _name_over_groups(doc: Doc, first: int) -> Source | None:
    """« François Morel, président de la Fedor, la fédération du secteur, a dit »: the name over its appositions."""
    end = first - 1
    for group in range(4):
        start = end
        while start > 0 and doc[start - 1].text not in {",", ".", ":", ";", "(", ")", "–"} and end - start < 14:
            start -= 1
            if is_finite(doc[start]) or doc[start].lower_ in {"que", "qu'", "et", "mais"}:
                return None
        if start >= end:
            return None
        words = doc[start:end]
        name = all(is_namelike(t) for t in words) and any(t.ent_type_ == "PER" for t in words)
        if name:
            opens = start == 0 or doc[start - 1].text == "," or bool(doc[start].is_sent_start)
            return noun_source(doc, start, end) if group >= 2 and opens else None
        if doc[start - 1].text != "," or not (doc[start].pos_ in {"NOUN", "ADJ", "DET"} or is_number(doc[start])):
            return None
        end = start - 1
    return None


def _described_opening(doc: Doc, comma: int) -> int | None:
    """The head of a phrase with a participle that opens its sentence: « Un homme vêtu de noir, »."""
    start = comma
    while start > 0 and comma - start < 12 and not doc[start].is_sent_start:
        start -= 1
        if doc[start].text in {",", ":", ";", '"'} or is_finite(doc[start]):
            return None
    if not doc[start].is_sent_start or doc[start].pos_ != "DET" or is_time(doc[start + 1]):
        return None
    head = head_of(doc, start, comma)
    described = any("VerbForm=Part" in str(t.morph) for t in doc[head + 1 : comma])
    return head if described and doc[head].pos_ == "NOUN" else None
