"""Attributions: source, cue and content, found by rules in order of trust. The earlier rule keeps the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.attributions.alone import quote_signed, quote_that_continues, quote_then_subject
from kg.attributions.clauses import quote_in_clause, verb_frames
from kg.attributions.clefts import cleft
from kg.attributions.found import Ground
from kg.attributions.free import according_to, according_to_source
from kg.attributions.incises import as_said, incise
from kg.attributions.inside import quote_with_incise
from kg.attributions.opened import cue_then_quote
from kg.attributions.quoted import quote_according_to, quote_then_cue
from kg.model import Attribution
from kg.parse import Parsed

Rule = Callable[[Ground], Iterable[Attribution]]

#: In order of trust. Every rule yields attributions one by one; words that are taken are not taken again.
RULES: tuple[Rule, ...] = (
    quote_with_incise,
    quote_then_cue,
    quote_according_to,
    cue_then_quote,
    incise,
    cleft,
    according_to_source,
    verb_frames,
    as_said,
    according_to,
    quote_then_subject,
    quote_signed,
    quote_that_continues,
    quote_in_clause,
)


def find_attributions(parsed: Parsed) -> tuple[Attribution, ...]:
    """All attributions of an article, in the order of their contents."""
    earlier: list[Attribution] = []
    for paragraph in parsed.paragraphs:
        ground = Ground(parsed, paragraph, earlier)
        for rule in RULES:
            for found in rule(ground):
                ground.add([found])
        earlier.extend(sorted(ground.found, key=lambda a: a.content[0].start))
    return tuple(sorted(earlier, key=lambda a: (a.content[0].start, a.content[-1].end)))


__all__ = ["RULES", "find_attributions"]
