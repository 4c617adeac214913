"""Sources that only pass on what another says, and words that are no source at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.lexicon import source_nouns
from kg.mentions import Name
from kg.model import Span
from kg.parse import Paragraph
from kg.phrases import is_namelike, is_trade, phrase_end

_CITING = re.compile(r"(?<![^\W\d])(?:(?:en )?citant|qui cite(?:nt)?) (?=[^\W\d])", re.IGNORECASE)
_DEMONSTRATIVE = {
    "celui",
    "celle",
    "ceux",
    "celles",
    "ce",
    "cela",
    "ça",
    "un",
    "une",
    "l'un",
    "l'une",
    "autre",
    "autres",
}


#: Indefinite pronouns: nobody in particular, but somebody: « certains doutent que », « d'autres demandent ».
_SOME = {"certains", "certaines", "autres", "plusieurs", "beaucoup", "aucuns"}


_ALL = {"tous", "toutes", "mêmes", "seuls", "seules"}


def _may_stand_alone(word: str) -> bool:
    """Whether a small word without a determiner can be somebody: « manifestants », not « bon », « faussement »."""
    return word in source_nouns() or word.removesuffix("s") in source_nouns() or word in _SOME | _ALL or is_trade(word)


def cited_span(paragraph: Paragraph, source: Span, text: str, names: Sequence[Name]) -> Span | None:
    """The phrase after « citant » in the sentence of ``source``, with the name beside it."""
    sentence = paragraph.sentence_at(source.start)
    match = _CITING.search(text, sentence.start, sentence.end)
    if match is None or match.start() > source.end + 80 or source.start <= match.end() < source.end:
        return None
    doc = paragraph.doc
    k = paragraph.token_at(match.end())
    while k < len(doc) and doc[k].pos_ in {"DET", "NUM"} and not is_namelike(doc[k]):
        k += 1
    if k >= len(doc) or not (is_namelike(doc[k]) or doc[k].lower_ in source_nouns()):
        return None  # « a-t-il dit, citant la taxe »
    end = phrase_end(doc, k, len(doc))
    if end + 1 < len(doc) and doc[end].text == ",":
        after = paragraph.start(doc[end + 1])
        beside = next((n for n in names if n.span.start == after and n.kind == "person" and n.span != source), None)
        if beside is not None:
            return Span(match.end(), beside.span.end)
    return Span(match.end(), paragraph.end(doc[end - 1]))


def is_source_like(paragraph: Paragraph, span: Span) -> bool:
    """Whether a phrase without a name can be somebody: not « an », « Néanmoins », « celui »."""
    alone = list(paragraph.tokens(span))
    if len(alone) == 1 and alone[0].text.islower() and not _may_stand_alone(alone[0].lower_):
        return False
    tokens = [
        t
        for t in paragraph.tokens(span)
        if t.pos_ not in {"DET", "PUNCT", "NUM"} and t.lower_ not in {"m.", "mme", "mm.", "me", "numéro"}
    ]
    if not tokens or all(
        t.lower_ in _DEMONSTRATIVE or t.pos_ in {"ADV", "CCONJ", "SCONJ", "ADP", "PRON"} for t in tokens
    ):
        words = {t.lower_ for t in paragraph.tokens(span)}
        return any(t.lower_ in source_nouns() for t in tokens) or bool(words & _SOME)
    return True
