"""Direct speech with its incise inside the marks: « Nous irons, a promis Anne Morel. Demain. »."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.attributions.borders import occasion
from kg.attributions.content import trim
from kg.attributions.evidence import Cue
from kg.attributions.found import Ground, attribution
from kg.attributions.incises import incise_source, is_inverted
from kg.attributions.quoted import named_after
from kg.lexicon import source_nouns
from kg.model import Attribution, Span
from kg.phrases import is_finite, is_number

if TYPE_CHECKING:
    from spacy.tokens import Doc


def quote_with_incise(ground: Ground) -> Iterator[Attribution]:
    """«Nous ne partirons pas, a prévenu la porte-parole. Pas sans réponse.»: the incise stands inside the marks."""
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for quote in ground.quotes:
        first, limit = paragraph.token_at(quote.inner.start), paragraph.token_at(quote.inner.end)
        for cue in ground.cues_between(first + 1, limit - 1):
            if (
                cue.mood != "finite"
                or not cue.verb.quotes()
                or not (doc[_before_us(doc, cue)].text in _BORDERS or _lost_comma(ground, cue, first))
            ):
                continue
            source = incise_source(cue, limit)
            inverted = source is not None and is_inverted(cue, source) and ground.is_plausible(source)
            if source is None or (cue.clitic is None and not inverted):
                continue
            stop = _incise_end(doc, max(source.end, cue.last + 1), limit)
            if stop is None:
                continue
            after = paragraph.start(doc[stop]) if stop < limit else quote.inner.end
            until = paragraph.start(doc[_before_us(doc, cue) + 1])
            spans = [Span(quote.inner.start, until), Span(after, quote.inner.end)]
            pieces = tuple(p for s in spans if (p := trim(text, s.start, s.end)).end > p.start)
            yield attribution(ground, pieces, cue, source, "direct", "quote-with-incise")
            break


def _before_us(doc: Doc, cue: Cue) -> int:
    """The token before a verb that speaks to the reporters: « P, nous explique Jean Vial. Q »."""
    return cue.first - 1 - (doc[cue.first - 1].lower_ == "nous")


_BORDERS = {",", "!", "?", "…", "–"}


def _lost_comma(ground: Ground, cue: Cue, first: int) -> bool:
    """« « Le prévoir est impossible écrit Jean Vial, mais P » »: a whole clause, and somebody behind the verb."""
    doc, before = ground.paragraph.doc, ground.paragraph.doc[cue.first - 1]
    if cue.clitic is not None or before.pos_ not in {"NOUN", "ADJ", "PROPN", "VERB"} or not cue.verb.quotes():
        return False
    clause = doc[first : cue.first]
    if not any(is_finite(t) for t in clause) or any(t.lower_ in _OPEN_CLAUSE for t in clause):
        return False
    after = doc[cue.last + 1 : cue.last + 2]
    return bool(len(after)) and (after[0].text == "," or named_after(ground, cue.last))


_OPEN_CLAUSE = {"qui", "que", "qu'", "dont", "où", "comme", "quand", "si", "lorsque", "puisque"}


def _incise_end(doc: Doc, start: int, limit: int) -> int | None:
    """The token that ends an incise inside the marks, ``None`` if the words after the name belong to no incise.

    « …, explique Maud Kerven, qui étudie la faille. », « …, souffle Nora, 34 ans, … », « …, lâche Nora en riant. »
    """
    borders = {".", "!", "?", ";", ":", "–"}
    if start >= limit or doc[start].text in borders:
        return start
    word, following = doc[start].lower_, doc[start + 1] if start + 1 < limit else None
    if (
        word == ","
        and following is not None
        and (following.lower_ in {"qui", "dont", "âgé", "âgée"} or is_number(following))
    ):
        ends = borders if following.lower_ in {"qui", "dont"} else {*borders, ","}
        return next((k for k in range(start + 1, limit) if doc[k].text in ends), limit)
    if word == "," and following is not None and following.lower_ in source_nouns():
        return next((k for k in range(start + 1, limit) if doc[k].text in {*borders, ","}), limit)
    if word == ",":
        return start
    manner = word in {"en", "avec", "dans", "devant", "au", "à"} or word == "("
    if not manner and not occasion(doc, start):
        return None
    return next((k for k in range(start, min(limit, start + 14)) if doc[k].text in {*borders, ","}), None)
