"""Whom or what a claim is about or directed at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from kg.acts import act_of
from kg.coreference import People, Referent, fuller_title
from kg.lexicon import source_nouns, table
from kg.mentions import Nominal, countries, demonyms, plain, words_of
from kg.model import Attribution, Link, Span
from kg.parse import Paragraph

#: The acts whose object may be a group without a name: « accuse les automobilistes ».
_DIRECTED = {"demand", "accusation", "warning", "evaluation"}
_SCENE = re.compile(
    r"(?:\b(?:à|en|dans (?:le|la|l'|les)|dans|au|aux|depuis|vers|près de|sur|via|hors de|jusqu'(?:à|en))\s|\bd')$",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"\s+(?:n'|ne\s)?(?:\w+\s){0,3}?(?:y\s(?:a|avait|aura|aurait|avoir)|est\sencore|faut|fallait|faudra\w*|s'agit|s'agissait|semble|paraît|suffit|reste|convient|importe|vaut|est\s(?:\w+\s)?(?:temps|important|possible|clair|nécessaire|vrai|difficile|impossible|urgent|évident|inutile|normal|question|trop|tout|interdit|prévu|essentiel))\b",
    re.IGNORECASE,
)
_OPENING_DASH = re.compile(r"\s*(?:—|–|\()\s*\w")
_THIRD = re.compile(r"(?<![\w'-])(il|elle|ils|elles|lui|celui-ci|celle-ci)(?![\w-])", re.IGNORECASE)
_THEIRS = re.compile(r"(?<!\w)(?:ses|son|sa|leurs?|lui) (?!\w+-)", re.IGNORECASE)

Found = tuple[str, str, float]  # name, rule, weight


def find_targets(
    attribution: Attribution, speaker: Link, people: People, paragraph: Paragraph
) -> tuple[tuple[Link, ...], str | None]:
    """The targets of a claim, each once and never the speaker, and the main one.

    The addressee; named people, organisations, groups and places of the content; institutions named by a
    common noun; whom its offices and pronouns stand for; the country of an adjective of nationality. The main
    target is the addressee, else the subject of a clause, else the first.
    """
    text = people.parsed.text
    own = people.known(speaker.name) if speaker.name else None
    act, _ = act_of(attribution, text)
    found: dict[str, Found] = {}
    candidates = [*_addressed(attribution, people)]
    if not candidates and act in {"demand", "accusation", "warning", "promise"} and attribution.verb is not None:
        candidates = [*_between(attribution, people)]
    for piece in attribution.content:
        candidates.extend(_named(piece, people, act))
        candidates.extend(_common(piece, people, act))
        candidates.extend(_nationalities(paragraph, piece))
    if not any(weight >= 3 for _, _, weight in candidates):
        candidates.extend(_pronouns(attribution, people, own))
    topic = people.last_target
    where = people.parsed.paragraph_at(attribution.content[0].start).index
    said = " ".join(p.of(text) for p in attribution.content)
    if (
        not candidates
        and attribution.form == "direct"
        and topic is not None
        and _THEIRS.search(said)
        and topic[0] == speaker.name
        and where - topic[2] <= 1
    ):
        going_on = people.known(topic[1])
        if going_on is not None and going_on.kind in {"person", "organisation", "group"}:
            candidates.append((topic[1], "topic", 1.0))
    for name, rule, weight in candidates:
        key = _voice(name)
        if not key or _is_own(name, speaker, own):
            continue
        if key not in found or found[key][2] < weight:
            found[key] = (found[key][0] if key in found else name, rule, weight)
    ranked = sorted(found.values(), key=lambda f: -f[2])
    main = ranked[0][0] if ranked else None
    people.last_target = (speaker.name, main, where) if speaker.name and main else topic
    return tuple(Link(name, rule) for name, rule, _ in found.values()), main


@cache
def _voices() -> dict[str, str]:
    return {row["name"]: row["group"] for row in table("fr", "same_voice")}


def _voice(name: str) -> str:
    """The key under which two names are one target: « Washington » and « les États-Unis » are."""
    key = plain(name)
    return plain(_voices().get(key, key))


def _is_own(name: str, speaker: Link, own: Referent | None) -> bool:
    if speaker.name is None:
        return False
    mine = {_voice(speaker.name)}
    if own is not None:
        mine |= {_voice(n) for n in own.names}
    key = _voice(name)
    return key in mine or any(key in m.split(" et ") or m.endswith(" " + key) for m in mine)


def _shown(name: str) -> str:
    """A country under its usual name where only spelling differs or it is abbreviated: « Etats-Unis », « USA »."""
    usual = countries().get(plain(name))
    return usual if usual and (plain(usual) == plain(name) or name.replace(".", "").isupper()) else name


def _addressed(attribution: Attribution, people: People) -> Iterator[Found]:
    """The addressee of a demand, a warning, a promise; whom an accusation hits."""
    text = people.parsed.straight
    if attribution.addressee is None:
        return
    named = [(n, r) for n, r in people.names_in(attribution.addressee) if r.kind != "thing"]
    link, referent = people.resolve(attribution.addressee)
    one = not named or (referent is not None and referent.named and " et " not in (link.name or ""))
    if link.name and one and (link.rule != "noun-phrase" or _speakable(link.name)):
        yield _shown(link.name), "addressee", 6
        return
    for name, other in named:
        if other.kind != "place" or not _SCENE.search(text[max(0, name.span.start - 16) : name.span.start]):
            yield _shown(other.name), "addressee", 5


def _between(attribution: Attribution, people: People) -> Iterator[Found]:
    """Whom the words between cue and content name: « a averti mardi la Russie que », « demande à X à ce que »."""
    cue, first = attribution.cue, attribution.content[0]
    if cue is None or not cue.end <= first.start <= cue.end + 90:
        return
    text = people.parsed.straight
    span = Span(cue.end, first.start)
    for name, referent in people.names_in(span):
        before = text[max(cue.end, name.span.start - 30) : name.span.start]
        if (attribution.source is not None and attribution.source.overlaps(name.span)) or referent.kind == "thing":
            continue
        if re.search(
            r"\b(?:dans|sur|en|devant|lors|chez|de|du|d'|pour|avec|par|auprès|contre)\b[^,]*$", before
        ) or re.search(r"[:;.,]", before):
            continue
        yield _shown(referent.name), "addressee", 5
    for nominal in people.nominals_by.near(span):
        if (
            span.covers(nominal.span)
            and not nominal.depth
            and not (attribution.source and attribution.source.overlaps(nominal.span))
        ):
            meant = people.nominal_referent(nominal)
            lead = text[cue.end : nominal.span.start].strip()
            if re.fullmatch(
                r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|ainsi|également|aussi|à)?(?: (?:à|"
                r"matin|soir))?",
                lead,
            ):
                yield meant.name if meant is not None else fuller_title(people, nominal), "addressee", 5


def _speakable(title: str) -> bool:
    """Whether one of the first words of a phrase is somebody: « automobilistes », not « propositions »."""
    row = next((source_nouns()[w.lower()] for w in title.split()[:2] if w.lower() in source_nouns()), None)
    return row is not None and row["kind"] in {"person", "organisation", "group"}


def _named(piece: Span, people: People, act: str) -> Iterator[Found]:
    """Names of the content, but for those that belong to an office (« le maire de New York ») or a scene."""
    text = people.parsed.straight
    offices = [
        n.span
        for n in people.nominals_by.near(piece)
        if piece.overlaps(n.span) and n.kind == "person" and n.definite and people.nominal_referent(n)
    ]
    for name, referent in people.names_in(piece):
        if any(o.covers(name.span) for o in offices):
            continue
        if referent.kind == "thing" or (
            referent.kind == "place" and _OPENING_DASH.match(text, name.span.end) and name.span.start == piece.start
        ):
            continue
        weight = 4.0 if name.subject else 2.5
        rule = "named"
        if referent.kind == "place" and _SCENE.search(text[max(0, name.span.start - 16) : name.span.start]):
            rule, weight = "scene", 1.0
        if name.kind == "group" and name.text[:1].isupper() and len(name.text.split()) == 1:
            continue  # « la colère des Français »: peoples count where they are addressed
        yield _shown(referent.name), rule, weight


def _common(piece: Span, people: People, act: str) -> Iterator[Found]:
    """Institutions named by a common noun, holders of an office, and groups that a directed act hits."""
    text = people.parsed.straight
    for nominal in people.nominals_by.near(piece):
        if not (piece.start <= nominal.span.start and nominal.span.end <= piece.end + 1):
            continue
        weight = 3.5 if nominal.subject else 2.0
        referent = people.nominal_referent(nominal)
        if referent is not None and referent.named:
            if nominal.definite and referent.kind != "place":
                yield _shown(referent.name), "office", weight
            continue
        if text[max(0, nominal.span.start - 3) : nominal.span.start + 6].lower() == "en l'état":
            continue
        if nominal.depth:
            if nominal.definite and nominal.number == "sing" and nominal.title.lower() in words_of("actors"):
                yield nominal.title, "institution-inside", 1.5
            continue
        if nominal.definite and _is_institution(nominal):
            yield fuller_title(people, nominal), "institution", weight


def _is_institution(nominal: Nominal) -> bool:
    words = nominal.title.split()
    alone = (
        nominal.head not in {"diplomatie", "présidence", "administration", "régime", "chancellerie"} or len(words) > 1
    )
    if nominal.head in {"majorité", "opposition", "minorité"} and len(words) > 1 and words[1] in {"de", "des", "d'"}:
        return False  # « la majorité des patients »
    return nominal.head in words_of("actors") and len(words) <= 6 and alone


def _nationalities(paragraph: Paragraph, span: Span) -> Iterator[Found]:
    """Countries of the adjectives of nationality that stand with a noun of state: « la présence militaire russe »."""
    starts, states = paragraph.starts, demonyms()
    for i in range(bisect_left(starts, span.start), bisect_left(starts, span.end)):
        country = states.get(paragraph.words[i])
        if country is None or paragraph.forms[i][:1].isupper():
            continue
        before = [
            t
            for t in paragraph.doc[max(0, i - 3) : i]
            if t.pos_ in {"NOUN", "PROPN"} or t.lower_ in words_of("state_nouns")
        ]
        if before and any(
            t.lower_ in words_of("state_nouns") | words_of("speech_nouns")
            or t.lower_.removesuffix("s") in words_of("speech_nouns")
            for t in before
        ):
            yield country, "demonym", 1.0


def _pronouns(attribution: Attribution, people: People, own: Referent | None) -> Iterator[Found]:
    """Whom « il », « elle », « ils » of the content stand for, where that is not the speaker."""
    text = people.parsed.text
    for piece in attribution.content:
        for match in _THIRD.finditer(text, piece.start, piece.end):
            word = match.group(1).lower()
            if word == "il" and _IMPERSONAL.match(people.parsed.straight, match.end()):
                continue
            referent = people.other_than(own, Span(match.start(), match.end()), direct=attribution.form == "direct")
            if referent is not None:
                yield _shown(referent.name), "pronoun", 2.0
                return
