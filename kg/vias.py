"""By way of what a claim reached the page: « dans un communiqué », « à l’AFP », « sur Twitter »."""

from __future__ import annotations

import re

from kg.lexicon import source_nouns
from kg.mentions import without_determiner, words_of
from kg.model import Attribution, Span
from kg.parse import Paragraph

_NAME = r"(?-i:[A-ZÉÈÀ][\w’'.-]*(?:\s(?:de |du |des |la )?[A-ZÉÈÀ][\w’'.-]*)*)"
_IN_DOCUMENT = re.compile(
    r"\b(?:dans|par|via|par le biais d['’]|au cours d['’]|lors d['’])\s*((?:un|une|son|sa|leur|ce|"
    r"cette|le|la)\s[\w’'-]+(?:\s(?:de|d['’])\s?[\w’'-]+)?)",
    re.IGNORECASE,
)
_TO_MEDIUM = re.compile(
    rf"\b(?:(?:à|auprès de|au micro de|sur|au journal|au quotidien|à la chaîne|au site|au magazine|"
    rf"par)\s(?:la |le |l['’])?|(?:au|du)\s)({_NAME})",
    re.IGNORECASE,
)
_NEWSPAPER = re.compile(r"^(?:Le [A-ZÉ]\w+|La [A-ZÉ]\w+|L['’][A-ZÉ]\w+)$")


def find_via(found: Attribution, paragraph: Paragraph, text: str) -> tuple[str, ...]:
    """The documents and media named beside the cue, outside the content."""
    anchor = found.cue or found.source
    if anchor is None:
        return found.via
    sentence = paragraph.sentence_at(anchor.start)
    start, end = anchor.start, min(sentence.end, anchor.end + 160)
    if found.source is not None:
        start, end = min(start, found.source.start), max(end, found.source.end)
    stretches = [Span(start, end)]
    for piece in found.content:
        stretches = [s for stretch in stretches for s in _minus(stretch, piece)]
    seen = dict.fromkeys(found.via)
    for stretch in stretches:
        words = stretch.of(text)
        for match in _IN_DOCUMENT.finditer(words):
            noun = without_determiner(match.group(1))
            head = source_nouns().get(noun.split()[0].lower()) if noun else None
            if head is not None and head["kind"] in {"document", "media"}:
                seen.setdefault(noun.split()[0] if " " in noun and noun.split()[1] not in {"de", "d’"} else noun)
        for match in _TO_MEDIUM.finditer(words):
            if _is_medium(match.group(1)):
                seen.setdefault(match.group(1))
    if found.source is not None:
        phrase = without_determiner(found.source.of(text)).split()
        head = source_nouns().get(phrase[0].lower()) if phrase else None
        if head is not None and head["kind"] == "document" and len(phrase) > 1:
            seen.setdefault(phrase[0])
    return tuple(seen)


def _is_medium(name: str) -> bool:
    return name.lower() in words_of("media") or bool(_NEWSPAPER.match(name))


def _minus(stretch: Span, piece: Span) -> list[Span]:
    if not stretch.overlaps(piece):
        return [stretch]
    parts = [Span(stretch.start, piece.start), Span(piece.end, stretch.end)]
    return [p for p in parts if p.end - p.start > 1]
