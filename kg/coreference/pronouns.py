"""Whom a pronoun stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.coreference.referents import Referent, agrees
from kg.model import Mention, Span

if TYPE_CHECKING:
    from kg.coreference.people import People

_REACH = 3  # paragraphs back that a pronoun may reach


# What stands before the name of somebody who is beside, against, before, or acts upon the one who speaks.
_ASIDE = re.compile(
    r"(?:\b[Aa]ux? côtés? d(?:e|u|es|')|\b[Aa]vec|\b[Aa]uprès d(?:e|u|es|')|\b[Ff]ace (?:à|au|aux)|\b[Cc]ontre|"
    r"\b[Dd]evant|\b[Cc]hez|\b[Ee]n compagnie d(?:e|u|es|')|\bComme|\b[Cc]ontrairement (?:à|au|aux)|"
    r"\b[ÀAà] l'instar d(?:e|u|es|')|\bAprès|\bAvant|\b[A-ZÉÀ][a-zéèêâîôûç]+(?:é|i|u|is|it)e?s? par) ?"
    r"(?:la |le |les |l'|M\. |Mme )?(?:[a-zéèêçâô-]+ ){0,3}$"
)


_TOPIC = re.compile(r"\bQuant (?:à|au|aux) (?:la |l['’]|les |M\. |Mme )?$")


def _is_topic(people: People, start: int, offset: int) -> bool:
    """« Quant au Courrier, dans un dossier complet, il a dit »: nobody else is a subject before the pronoun."""
    if not _TOPIC.search(people.parsed.text[max(0, start - 16) : start]):
        return False
    between = people.seen.between(start + 1, offset)
    return not any(s.subject and not s.inside for s in between)


def _aside(people: People, offset: int) -> bool:
    """« Au côté de Paul Vial, il a salué P »: who stands beside is not who speaks."""
    return bool(_ASIDE.search(people.parsed.text[max(0, offset - 60) : offset].replace("’", "'")))


def antecedent(
    people: People,
    mention: Mention,
    offset: int,
    but: Referent | None = None,
    named: bool = False,
    said: Sequence[Span] = (),
) -> Referent | None:
    """The best antecedent before ``offset``: near, subject or speaker, of the same gender and number.

    Never ``but``, and only somebody ``named`` if so asked. Whoever stands in what others say counts little,
    in ``said``, which are the pronoun's own words, not at all; nor do places and things.
    """
    here, sentence = people.parsed.paragraph_at(offset).index, people.parsed.sentence_number(offset)
    inside = people.inside_content(offset)
    number = mention.number or "sing"
    person = "intéressé" in mention.span.of(people.parsed.text)  # « l’intéressé » is no parquet
    best: tuple[float, int, Referent] | None = None
    opens = people.parsed.paragraphs[here].span.start
    reach = people.parsed.paragraphs[max(0, here - _REACH)].span.start
    for seen in people.seen.between(reach, offset):
        referent = seen.referent
        if person and referent.kind in {"organisation", "group"}:
            continue
        if referent is but or (named and not referent.named):
            continue
        if any(own.start <= seen.offset < own.end for own in said):
            continue
        topic = sentence == people.parsed.sentence_number(seen.offset) and _is_topic(people, seen.offset, offset)
        if referent.kind in {"place", "thing"} and not seen.speaker and not topic:
            continue
        if (
            referent.kind == "group"
            and referent.named
            and " " not in referent.name
            and not (seen.speaker or seen.subject)
        ):
            continue  # « les Français » in passing
        if not agrees(referent, mention.gender, number):
            continue
        if referent.kind == "organisation" and not (seen.subject or seen.speaker or topic):
            continue
        distance = sentence - people.parsed.sentence_number(seen.offset)
        score = -1.3 * min(distance, 8) - 0.7 * (here - seen.paragraph)
        score += 2.0 * seen.speaker + 1.5 * seen.subject - (0.0 if inside else 3.0) * seen.inside
        if opens <= seen.offset < opens + 60 and seen.subject and referent.named and referent.kind == "person":
            score += 1.0  # whom the first words of the paragraph bring in
        aside = distance == 0 and _aside(people, seen.offset)
        if distance == 0 and not seen.inside:
            score += -1.0 - 1.5 * seen.subject if aside else 1.0 + 0.5 * seen.subject
        if topic:
            score += 4.0  # « Quant au Courrier, dans un dossier complet, il affichait P »
        elif distance == 0 and not aside:
            between = people.parsed.text[seen.offset : offset]
            if between.rstrip(", \u00a0") == referent.name and between.rstrip().endswith(","):
                score += 4.0  # « Quant à Paul Vial, il a dit »
        if number == "sing":
            score += 1.0 if referent.kind == "person" else 0.0
            score += 0.7 if mention.gender and referent.gender() == mention.gender else 0.0
            score -= 1.5 if not referent.named and not seen.subject else 0.0
            score -= 1.0 if referent.kind == "organisation" and not referent.gender() else 0.0
        elif referent.number == "plur":
            score += 1.0 + (0.5 if referent.named else 0.0)
        if best is None or (score, seen.offset) > best[:2]:
            best = (score, seen.offset, referent)
    return best[2] if best is not None and best[0] >= -9 else None
