"""Whom or what a claim is about or directed at."""

from __future__ import annotations

import re

from kg.coreference import People, Referent
from kg.mentions import countries, demonyms, plain
from kg.model import Attribution, Link, Span
from kg.parse import Paragraph

_POSSESSIVE = re.compile(r"\b(?:ses|son|sa|leurs?|celui-ci|celle-ci|il|elle|lui|l'intéressé)\b", re.IGNORECASE)


def find_targets(
    attribution: Attribution, speaker: Link, people: People, paragraph: Paragraph, previous: str | None
) -> tuple[tuple[Link, ...], str | None]:
    """The targets of a claim, each once and never the speaker, and the main one.

    Named people, organisations and places of the content; the addressee; the country of an adjective of
    nationality. The main target is the addressee, else the first that is the subject of a clause, else
    the first. ``previous`` is the main target of the claim before: whom a bare « ses déclarations » means.
    """
    found: dict[str, tuple[Link, int]] = {}
    own = plain(speaker.name) if speaker.name else ""

    def add(name: str, rule: str, weight: int) -> None:
        key = plain(name)
        if not name or key == own or (own and (key in own.split(" et ") or own.endswith(" " + key))):
            return
        if key not in found or found[key][1] < weight:
            found[key] = (Link(name, rule), weight)

    if attribution.addressee is not None:
        link, referent = people.resolve(attribution.addressee)
        named = people.names_in(attribution.addressee)
        if referent is not None and referent.kind not in {"unnamed"} and link.name:
            add(_country(link.name), "addressee", 5)
        for _, other in named:
            add(_country(other.name), "addressee", 5)
        for name in _nationalities(paragraph, attribution.addressee, people.parsed.text):
            add(name, "addressee", 3)
    for piece in attribution.content:
        for name, referent in people.names_in(piece):
            if referent.kind == "thing" and len(referent.name.split()) == 1 and not referent.name.isupper():
                continue
            add(_country(referent.name), "named", 3 if name.subject else 2)
        for name in _nationalities(paragraph, piece, people.parsed.text):
            add(name, "demonym", 1)
    if previous and not any(w >= 2 for _, w in found.values()):
        words = " ".join(p.of(people.parsed.text) for p in attribution.content).replace("’", "'")
        if _POSSESSIVE.search(words):
            add(previous, "possessive", 2)
    ranked = sorted(found.values(), key=lambda f: -f[1])
    main = ranked[0][0].name if ranked else None
    return tuple(link for link, _ in found.values()), main


def _country(name: str) -> str:
    return countries().get(plain(name), name)


def _nationalities(paragraph: Paragraph, span: Span, text: str) -> list[str]:
    """Countries of the adjectives of nationality in a stretch, where they qualify a noun."""
    known = demonyms()
    found = []
    for token in paragraph.tokens(span):
        word = token.lower_
        if word in known and (token.pos_ in {"ADJ", "NOUN", "PROPN", "VERB"} or token.text[:1].isupper()):
            found.append(known[word])
    return found


def referent_kind(referent: Referent) -> str:
    """The kind of a referent."""
    return referent.kind
