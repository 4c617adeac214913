"""The proper names of an article as coreference takes them: with its groups and acronyms, without portfolios."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kg.coreference.acronyms import by_opening, opening_of
from kg.coreference.places import Stretches
from kg.mentions import Name, find_groups, find_names
from kg.model import Span
from kg.parse import Parsed

_PORTFOLIO = re.compile(
    r"(?:minist(?:re|ère)s?|secrétaires? d'[ÉEée]tat|commission|comité|délégué[es]*|chargé[es]*)(?: "
    r"\w+)? (?:de la |de l'|des |du |à la |à l'|aux |au |de |d')$",
    re.IGNORECASE,
)


def read_names(parsed: Parsed, acronyms: Mapping[str, str]) -> tuple[Name, ...]:
    """Proper names, without portfolios (« ministre de l'Intérieur »), and groups named in common words; in order.

    ``acronyms`` are those of the article: what they stand for tells how far a name goes.
    """
    text = parsed.straight
    groups = [Name(span, group.name, "group", False, 0) for group in find_groups(parsed) for span in group.spans]
    taken = Stretches(group.span for group in groups)
    spelled_out = by_opening(acronyms.values())
    kept = []
    for name in find_names(parsed):
        if taken.overlap(name.span):
            continue
        if name.kind != "person" and _PORTFOLIO.search(text[max(0, name.span.start - 60) : name.span.start]):
            continue
        full = _spelled_out(name, text, spelled_out)
        kept.append(replace(name, span=full, text=full.of(text), kind="organisation") if full else name)
    return tuple(sorted([*kept, *groups], key=lambda n: n.span.start))


def _spelled_out(name: Name, text: str, full_names: Mapping[str, list[str]]) -> Span | None:
    """The whole of « Organisation des transports routiers européens », where an acronym tells how far it goes."""
    for full in full_names.get(opening_of(text, name.span.start), ()):
        end = name.span.start + len(full)
        if text[name.span.start : end].lower() == full.lower() and end > name.span.end:
            return Span(name.span.start, end)
    return None
