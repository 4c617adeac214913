"""Whose a document is: « un communiqué publié par la présidence », « un sondage Ifop »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.lexicon import source_nouns
from kg.mentions import Name, Nominal, without_determiner
from kg.model import Span
from kg.parse import Paragraph

_MADE = re.compile(
    r"\s*(?:[^\W\d]+ ){0,2}?(?:(?:publiée?s?|diffusée?s?|émise?s?|rendue?s? publi\w+|signée?s?|"
    r"réalisée?s?|transmise?s?|rédigée?s?|"
    r"commandée?s?|menée?s?|conduite?s?|établie?s?|relayée?s?|citée?s?|envoyée?s?|adressée?s?|"
    r"mise?s? en ligne|compilée?s?|effectuée?s?|fournie?s?|annoncée?s?|présentée?s?|communiquée?s?|"
    r"avancée?s?|dévoilée?s?|révélée?s?)"
    r"(?: [^\s,.;]+){0,6}? par\s)"
)
_OF = re.compile(r"\s*(?:[^\W\d]+ )?(?:de l'|de la |du |des |de |d')")
_DATA = {
    "chiffres",
    "calculs",
    "informations",
    "données",
    "statistiques",
    "estimations",
    "estimation",
    "prévisions",
    "résultats",
    "conclusions",
    "révélations",
    "décompte",
    "comptage",
    "bilan",
}
_RIGHT = re.compile(r"\s*[«\"“]?")

_SKIPPED = re.compile(r"(?:la |le |l'|les |M\. |Mme |une? |son |sa )?")
_DETERMINER = re.compile(r"(?:la |le |l'|les |une? |du |des |au |aux |son |sa )")


def publisher_span(
    paragraph: Paragraph, span: Span, straight: str, names: Sequence[Name], nominals: Sequence[Nominal]
) -> Span | None:
    """The words that name who published the document; ``None`` where it is no document or nobody is named.

    ``straight`` is the article's text with plain apostrophes and spaces, ``names`` and ``nominals`` those of the
    paragraph.
    """
    words = straight[span.start : span.end]
    bare = without_determiner(words)
    if not bare:
        return None
    row = source_nouns().get(bare.split()[0].lower())
    word = bare.split()[0].lower()
    if word not in _DATA and (row is None or row["kind"] != "document"):
        return None
    start = span.start + words.find(bare) + len(bare.split()[0])
    sentence = paragraph.sentence_at(span.start)
    tail = straight[start : sentence.end]
    for pattern in (_MADE, _OF, _RIGHT):
        match = pattern.match(tail)
        if match is None:
            continue
        at = start + match.end()
        found = _starting(at, straight, names, nominals, by_name_only=pattern is _RIGHT)
        if found is not None:
            return found
    return None


def _starting(
    at: int, text: str, names: Sequence[Name], nominals: Sequence[Nominal], *, by_name_only: bool
) -> Span | None:
    """The name or role phrase that starts at the offset, or after its determiner."""
    skip = _SKIPPED.match(text, at)
    offsets = {at, skip.end() if skip else at}
    for name in names:
        if name.span.start in offsets and name.kind not in {"place", "thing"}:
            return name.span
    if by_name_only:
        return None
    for nominal in nominals:
        match = _DETERMINER.match(text, nominal.span.start)
        inner = match.end() if match else nominal.span.start
        if nominal.span.start in offsets or inner in offsets:
            return Span(inner, nominal.span.end) if nominal.kind == "organisation" else nominal.span
    return None
