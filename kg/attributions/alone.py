"""Quotations with no cue of their own: those that go on, are signed, or stand beside a subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.attributions.content import pieces_of
from kg.attributions.evidence import Source
from kg.attributions.found import Ground, attribution
from kg.attributions.opened import quotes_following
from kg.attributions.quoted import speech_like
from kg.attributions.sources import head_of, noun_source
from kg.attributions.subjects import subject_of
from kg.lexicon import word_class
from kg.model import Attribution, Span
from kg.phrases import is_finite, is_namelike, name_end
from kg.quotes import Quote

_CONNECTIVES = word_class("connectives")


def quote_that_continues(ground: Ground) -> Iterator[Attribution]:
    """A quotation with no cue of its own, whole sentences, after one that had a speaker: the same source goes on."""
    paragraph, text = ground.paragraph, ground.parsed.text
    for number, quote in enumerate(ground.quotes):
        if ground.used(quote.inner) or not speech_like(ground, quote):
            continue
        sentence = paragraph.sentence_at(quote.span.start)
        before = text[sentence.start : quote.span.start].strip(' \u00a0\u202f\u2009-–—"«“”»(.,')
        after = text[quote.span.end : sentence.end].strip(' \u00a0\u202f\u2009.!?…"«»”“)')
        if len(quote.inner.of(text).split()) < 4:
            continue
        trailing = after.startswith((", même s", ", alors que", ", tandis que", ", malgré")) and not before
        whole = trailing or (not after and (not before or _connects(before)))
        if not whole and not (not before and quote.inner.of(text).rstrip()[-1:] in ".!?…"):
            continue
        following = [] if after else quotes_following(ground, number)
        pieces, form = pieces_of(paragraph, ground.parsed, [quote.inner, *following])
        if not pieces:
            continue
        source = _just_named(ground, sentence)
        continued = "quote-continues" if ground.spoken_before(quote.span.start) else "quote-alone"
        yield attribution(ground, pieces, None, source, form, "quote-after-subject" if source else continued)


def _connects(before: str) -> bool:
    """Whether words before a quotation only join it to what was said: « Mais », « Et surtout »."""
    words = before.lower().rstrip(",: ")
    return words in _CONNECTIVES or all(word.strip(",") in _CONNECTIVES for word in words.split())


def _just_named(ground: Ground, sentence: Span) -> Source | None:
    """Somebody named as the subject of the sentence before, where nobody speaks: « Nora ne décolère pas. « P » »."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    before = next((s for s in reversed(paragraph.sentences) if s.end <= sentence.start), None)
    if before is None or any(before.overlaps(taken) for taken in ground.taken):
        return None
    first = paragraph.token_at(before.start)
    for k in range(first, paragraph.token_at(before.end)):
        if is_finite(doc[k]) and not doc[k].dep_.startswith("acl"):
            verb = doc[k].head.i if doc[k].pos_ == "AUX" and doc[k].head.i > k else k
            source = subject_of(doc, verb, k)
            named = source is not None and any(
                (t.ent_type_ == "PER" or doc[source.end].text == ",") and is_namelike(t)
                for t in doc[source.start : source.end]
            )
            return source if named else None
    return None


def quote_then_subject(ground: Ground) -> Iterator[Attribution]:
    """« P », la ministre persiste et signe: a whole quotation, a comma, and a subject that speaks in it."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    for quote in ground.quotes:
        if (
            ground.used(quote.inner)
            or not quote.opened
            or not speech_like(ground, quote)
            or len(quote.inner.of(ground.parsed.text).split()) < 4
        ):
            continue
        sentence = paragraph.sentence_at(quote.span.start)
        if ground.parsed.text[sentence.start : quote.span.start].strip(" \u00a0\u202f\u2009-–—"):
            continue
        k = paragraph.token_at(quote.span.end)
        limit = paragraph.token_at(sentence.end)
        headline = doc[k].text == ":" if k < limit else False  # « « P » : le maire accuse l'État »
        if k + 2 >= limit or not (doc[k].text == "," or headline) or doc[k + 1].pos_ not in {"DET", "PROPN"}:
            continue
        source = noun_source(doc, head_of(doc, k + 1, limit), limit, floor=k + 1)
        if (
            source is None
            or not ground.is_plausible(source)
            or source.end >= limit
            or doc[source.end].pos_ not in {"VERB", "AUX"}
        ):
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, [quote.inner])
        if pieces:
            yield attribution(ground, pieces, None, source, form, "quote-then-subject")


def _signed_below(ground: Ground, quote: Quote) -> Attribution | None:
    """A pull quote: the quotation is its paragraph, and the next paragraph is a name with an office."""
    parsed, paragraph = ground.parsed, ground.paragraph
    if parsed.text[paragraph.span.start : quote.span.start].strip() or paragraph.index + 1 >= len(parsed.paragraphs):
        return None
    below = parsed.paragraphs[paragraph.index + 1]
    doc = below.doc
    first = 1 if len(doc) and doc[0].text in {"-", "–"} else 0  # « - Anne Morel, routière »
    if (
        not 2 <= len(doc) - first <= 18
        or not is_namelike(doc[first])
        or doc[first].ent_type_ != "PER"
        or any(is_finite(t) for t in doc)
    ):
        return None
    pieces, form = pieces_of(paragraph, parsed, [quote.inner])
    if not pieces or name_end(doc, first) < first + 2:
        return None
    name = Span(below.start(doc[first]), below.end(doc[len(doc) - 1 - (doc[-1].text == ".")]))
    return replace(attribution(ground, pieces, None, None, form, "quote-signed"), source=name)


def quote_signed(ground: Ground) -> Iterator[Attribution]:
    """« P » – X: a quotation and its author's name, after a dash or in brackets, at the end of its paragraph."""
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for quote in ground.quotes:
        if ground.used(quote.inner) or not speech_like(ground, quote):
            continue
        tail = text[quote.span.end : paragraph.span.end].lstrip(" .\u00a0\u202f\u2009")
        if not tail:
            signed = _signed_below(ground, quote)
            if signed is not None:
                yield signed
            continue
        if not tail.startswith(("–", "—", "-", "(")):
            continue
        name = tail.lstrip("–—-( \u00a0\u202f\u2009")
        k = paragraph.token_at(paragraph.span.end - len(name))
        if k >= len(doc) or not is_namelike(doc[k]) or doc[k].ent_type_ != "PER":
            continue
        source = noun_source(doc, k, len(doc))
        pieces, form = pieces_of(paragraph, ground.parsed, [quote.inner])
        if pieces and source is not None and source.end >= len(doc) - 2:
            yield attribution(ground, pieces, None, source, form, "quote-signed")
