"""Names to entities: a pure function of the set of names in the store and of what the user overrules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kg.entities.keys import acronyms
from kg.entities.known import Known, countries, first_names, known
from kg.entities.overrules import Overrules
from kg.entities.voices import country_of
from kg.entities.wording import Name, Words, fullness, letters, slug, sound, surname_form, words
from kg.model import Kind

# A name that anybody calls a place is one (« Moscou » is sometimes taken for a person); a full name is a person's.
_KIND_ORDER: tuple[Kind, ...] = ("place", "organisation", "group", "person", "thing", "unnamed")
NOTHING = Overrules()

#: What names of one entity share in the end: how it was found, and its words.
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One entity of the store: its id (a slug), label, kind, the name it is called by, and all its names.

    ``country`` is set for a country, ``voice_of`` for an entity under whose name a country speaks;
    ``identifiers`` are absolute IRIs of the entity elsewhere.
    """

    id: str
    label: str
    kind: Kind
    principal: Name
    names: tuple[Name, ...]
    country: Known | None = None
    voice_of: Known | None = None
    identifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A name as it is to be understood: the words it counts as, what it names, and who says so."""

    name: Name
    words: Words
    kind: Kind
    by: Literal["itself", "table", "user", "apart"]
    label: str | None = None  # what the table or the user calls it


def resolve(names: Iterable[Name], overrules: Overrules = NOTHING) -> dict[Name, Group]:
    """The entity of each name. A name's answer depends only on the names it is tied to (``kg.entities.keys``).

    >>> groups = resolve([Name("Poutine", "person"), Name("Vladimir Poutine", "person")])
    >>> groups[Name("Poutine", "person")].label
    'Vladimir Poutine'
    >>> groups = resolve([Name(n, "person") for n in ("Macron", "Emmanuel Macron", "Brigitte Macron")])
    >>> groups[Name("Macron", "person")].label
    'Macron'
    """
    readings = [_read(name, overrules) for name in sorted(set(names))]
    readings = _kinds_of_the_overruled(readings)
    keys = _by_words(readings, {})
    others = _other_endings(readings, keys)
    if others:
        keys = _by_words(readings, others)
    keys = _with_acronyms(readings, keys)
    together: dict[Key, list[_Reading]] = defaultdict(list)
    for reading in readings:
        together[keys[reading.name]].append(reading)
    groups = (_group(key, members, overrules) for key, members in together.items())
    return {name: group for group in groups for name in group.names}


def _read(name: Name, overrules: Overrules) -> _Reading:
    """The user's word first, then the tables', then the name itself."""
    own = words(name.name)
    if overrules.keeps_apart(own):
        itself = known(name)
        return _Reading(name, own, itself.kind if itself and words(itself.label) == own else name.kind, "apart")
    label = overrules.stands_for(own)
    by: Literal["table", "user"] = "user"
    table = known(Name(label, "organisation") if label else name)
    if table and (label is None or (words(table.label) != words(label) and words(label) not in overrules.by_key)):
        # The user can have said something of the name that the table leads to, too.
        if overrules.keeps_apart(words(table.label)):
            table = None
        else:
            by = "user" if label or overrules.stands_for(words(table.label)) else "table"
            label = overrules.stands_for(words(table.label)) or table.label
            table = known(Name(label, "organisation"))
    elif table:
        by = "user"
    if label is None:
        return _Reading(name, own, name.kind, "itself")
    return _Reading(name, words(label), table.kind if table else name.kind, by, label)


def _kinds_of_the_overruled(readings: list[_Reading]) -> list[_Reading]:
    """A name that stands for another follows it: it counts as what those who bear the other are."""
    kinds: dict[Words, set[Kind]] = defaultdict(set)
    for reading in readings:
        if reading.by != "user" or words(reading.name.name) == reading.words:
            kinds[reading.words].add(reading.kind)

    def kind(reading: _Reading) -> Kind:
        there = kinds.get(reading.words)
        if reading.by != "user" or not there or reading.kind in there:
            return reading.kind
        return min(there, key=_KIND_ORDER.index)

    return [_Reading(r.name, r.words, kind(r), r.by, r.label) for r in readings]


def _by_words(readings: list[_Reading], others: Mapping[Words, set[Key]]) -> dict[Name, Key]:
    """Spellings, transliterations, and the parts of a person's name. ``others``: more people with a surname."""
    by_words: dict[tuple[bool, Words], list[_Reading]] = defaultdict(list)
    for reading in readings:
        by_words[reading.by == "apart", reading.words].append(reading)
    keys: dict[Name, Key] = {}
    people_by_ending: dict[Words, set[Key]] = defaultdict(set)
    for ending, people in others.items():
        people_by_ending[ending] |= people
    apart = {key for _, key in by_words if _}
    # The longest names first: « Leyen » joins « von der Leyen », which has joined « Ursula von der Leyen ».
    for alone, own_words in sorted(by_words, key=lambda key: (-len(key[1]), key)):
        members = by_words[alone, own_words]
        person = any(reading.kind == "person" for reading in members)
        own = _own_key(own_words, person=person, alone=alone, apart=own_words in apart)
        ending = tuple(surname_form(word) for word in own_words)
        fuller = people_by_ending[ending]
        joined = next(iter(fuller)) if len(fuller) == 1 and not alone else own
        # Nobody joins who is kept apart; « Thomas » alone is rather somebody else than Anne Thomas.
        if joined[0] == "!" or (len(own_words) == 1 and own_words[0] in first_names()):
            joined = own
        for reading in members:
            keys[reading.name] = joined if reading.kind == "person" else own
        if person and len(own_words) > 1:
            for start in range(1, len(ending)):
                people_by_ending[ending[start:]].add(joined)
    return keys


def _own_key(own_words: Words, *, person: bool, alone: bool, apart: bool) -> Key:
    if alone or apart:  # who stands for a name that is kept apart is with it
        return ("!", *own_words)
    return tuple(sound(word) for word in own_words) if person and len(own_words) > 1 else ("=", *own_words)


def _other_endings(readings: list[_Reading], keys: Mapping[Name, Key]) -> dict[Words, set[Key]]:
    """The surnames of people whom the user calls otherwise: who bears one alone is that person too."""
    found: dict[Words, set[Key]] = defaultdict(set)
    for reading in readings:
        own = tuple(surname_form(word) for word in words(reading.name.name))
        if reading.by == "user" and reading.kind == "person" and words(reading.name.name) != reading.words:
            for start in range(1, len(own)):
                found[own[start:]].add(keys[reading.name])
    return found


def _with_acronyms(readings: list[_Reading], keys: Mapping[Name, Key]) -> dict[Name, Key]:
    """An acronym joins the only organisation with these initials; two keep it apart."""
    bearers: dict[str, set[Key]] = defaultdict(set)
    for reading in readings:
        if letters(reading.name.name) is None and reading.by != "table":
            for short in acronyms(Name(reading.label or reading.name.name, reading.kind)):
                bearers[short].add(keys[reading.name])
    joins: dict[Key, Key] = {}
    for reading in readings:
        if reading.by == "itself" and letters(reading.name.name):
            for short in acronyms(reading.name):
                only = bearers.get(short, set())
                if len(only) == 1 and not any(key[0] == "!" for key in only) and keys[reading.name][0] == "=":
                    joins[keys[reading.name]] = next(iter(only))
    return {name: joins.get(key, key) for name, key in keys.items()}


def _group(key: Key, members: list[_Reading], overrules: Overrules) -> Group:
    own = [reading for reading in members if reading.by != "user" or words(reading.name.name) == reading.words]
    # An acronym is what its organisation is.
    kind = _kind([reading for reading in own if ("=", *reading.words) == key] or own or members)
    label = _label(key, members)
    principal = min(
        (reading.name for reading in members),
        key=lambda name: (
            label is not None and name.name != label,
            label is not None and words(name.name) != words(label),
            fullness(name.name),
            name.kind != kind,
            name,
        ),
    )
    label = label or principal.name
    country = _country(label, kind)
    label = country.label if country else label
    identifiers = overrules.identifiers({words(label), *(words(reading.name.name) for reading in members)})
    return Group(
        id=slug(label) if country or words(label) not in countries() else f"{slug(label)}-{kind}",
        label=label,
        kind=country.kind if country else kind,
        principal=principal,
        names=tuple(sorted(reading.name for reading in members)),
        country=country,
        voice_of=None if country else _voice_of(kind, label, own),
        identifiers=frozenset(identifiers | {c.identifier for c in (country,) if c and c.identifier}),
    )


def _label(key: Key, members: list[_Reading]) -> str | None:
    """What the user or a table calls the entity; not where that is but a part of a fuller name that it joined."""
    for by in ("user", "table"):
        said = {
            reading.label
            for reading in members
            if reading.by == by and reading.label and (by == "table" or _is_own(key, reading))
        }
        if said:
            label = min(said, key=fullness)
            spelled = [reading.name.name for reading in members if words(reading.name.name) == words(label)]
            return min(spelled, key=fullness) if by == "table" and spelled else label
    return None


def _is_own(key: Key, reading: _Reading) -> bool:
    return key[0] in "=!" or len(key) <= len(reading.words)


def _country(label: str, kind: Kind) -> Known | None:
    found = countries().get(words(label))
    return found if found and kind == "place" and words(found.label) == words(label) else None


def _voice_of(kind: Kind, label: str, members: list[_Reading]) -> Known | None:
    """The country that speaks under the names of an entity, if they agree."""
    if kind == "person":
        return None
    names = {reading.name for reading in members if reading.kind != "person"} | {Name(label, kind)}
    found = {country for name in names for country in [country_of(name)] if country}
    return next(iter(found)) if len(found) == 1 else None


def _kind(members: list[_Reading]) -> Kind:
    if any(reading.kind == "person" and len(words(reading.name.name)) > 1 for reading in members):
        return "person"
    return min((reading.kind for reading in members), key=_KIND_ORDER.index)
