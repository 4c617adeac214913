"""Across articles: which names are the same person, institution or place.

Identity is a pure function of the *set* of names in the store, so it does not depend on the order in
which articles came. Names that could ever be one entity share a ``block`` (their last word, folded),
and blocks are decided one by one: a new article costs as much as the names that look like its own.

What counts as the same:

* case, accents, hyphens and apostrophes never make two: « Etats-Unis », « États-Unis »; « OTAN », « Otan »;
* a person's full name in another transliteration is the same person: Sergei, Serguei, Sergueï Lavrov;
* a surname alone joins the only person who has it; with two candidates it stays apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Kind

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# A name that anybody calls a place is one (« Moscou » is sometimes taken for a person); a full name is a person's.
_KIND_ORDER: tuple[Kind, ...] = ("place", "organisation", "group", "person", "thing", "unnamed")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name as an article gives it (its fullest one there), and what the article says it names."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Group:
    """One entity of the store: its id (a slug), label, kind, the name it is called by, and all its names."""

    id: str
    label: str
    kind: Kind
    principal: Name
    names: tuple[Name, ...]


def slug(name: str) -> str:
    """The id of an entity: letters and digits of its name, accents kept, the rest as hyphens.

    >>> slug("Sergueï Lavrov"), slug("l’O.N.U.")
    ('sergueï-lavrov', 'l-onu')
    """
    name = unicodedata.normalize("NFC", name.replace(".", "").lower())
    letters = "".join(c if c.isalpha() or c.isdecimal() else " " for c in name)
    return "-".join(letters.split()) or "x" + name.encode().hex()


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, hyphens and apostrophes.

    >>> words("États-Unis"), words("ÉTATS-UNIS") == words("Etats-Unis")
    (('etats', 'unis'), True)
    """
    folded = unicodedata.normalize("NFKD", slug(name).casefold().translate(_LIGATURES))
    return tuple("".join(c for c in folded if not unicodedata.combining(c)).split("-"))


def surname_form(word: str) -> str:
    """A word of ``words`` with i, y and their doubles as one.

    >>> surname_form("zelenskyy"), surname_form("zelenski")
    ('zelenski', 'zelenski')
    """
    return re.sub("i+", "i", word.replace("y", "i"))


def sound(word: str) -> str:
    """A word of ``words`` without the choices of transliteration.

    >>> sound("choigou") == sound("shoigu"), sound("serguei") == sound("sergey")
    (True, True)
    """
    word = surname_form(word)
    word = re.sub("gu(?=[ei])", "g", word)
    word = re.sub("sch|tch|sh", "ch", word)
    return word.replace("ks", "x").replace("ou", "u")


def block(name: str) -> str:
    """What names that can be one entity have in common: the sound of the last word.

    >>> block("Poutine") == block("Vladimir Poutine")
    True
    """
    return sound(words(name)[-1])


def resolve(names: Iterable[Name]) -> dict[Name, Group]:
    """The entity of each name. ``names`` are whole blocks: a name's answer depends only on its own block.

    >>> groups = resolve([Name("Poutine", "person"), Name("Vladimir Poutine", "person")])
    >>> groups[Name("Poutine", "person")].label
    'Vladimir Poutine'
    >>> groups = resolve([Name(n, "person") for n in ("Macron", "Emmanuel Macron", "Brigitte Macron")])
    >>> groups[Name("Macron", "person")].label
    'Macron'
    """
    by_key: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in sorted(set(names)):
        by_key[words(name.name)].append(name)
    final: dict[Name, tuple[str, ...]] = {}
    people_by_ending: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    # The longest names first: « Leyen » joins « von der Leyen », which has joined « Ursula von der Leyen ».
    for key in sorted(by_key, key=lambda key: (-len(key), key)):
        members = by_key[key]
        person = any(name.kind == "person" for name in members)
        own = tuple(sound(word) for word in key) if person and len(key) > 1 else ("=", *key)
        ending = tuple(surname_form(word) for word in key)
        fuller = people_by_ending[ending]
        joined = next(iter(fuller)) if len(fuller) == 1 else own
        for name in members:
            final[name] = joined if name.kind == "person" else own
        if person and len(key) > 1:
            for start in range(1, len(ending)):
                people_by_ending[ending[start:]].add(joined)
    together: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name, group in final.items():
        together[group].append(name)
    return {name: group for members in together.values() for group in [_group(members)] for name in members}


def _group(members: list[Name]) -> Group:
    kind = _kind(members)
    principal = min(members, key=lambda name: (_fullness(name.name), name.kind != kind, name))
    return Group(slug(principal.name), principal.name, kind, principal, tuple(sorted(members)))


def _kind(members: list[Name]) -> Kind:
    if any(name.kind == "person" and len(words(name.name)) > 1 for name in members):
        return "person"
    return min((name.kind for name in members), key=_KIND_ORDER.index)


@lru_cache(maxsize=100_000)
def _fullness(name: str) -> tuple[int, bool, int, bool, str]:
    """Sorts the fullest name first: words, no shouting, accents, capitals of an acronym, the alphabet."""
    acronym = name.isupper() and len(name) <= 5
    shouting = (name.isupper() and not acronym) or name.islower()
    accents = sum(unicodedata.combining(c) != 0 for c in unicodedata.normalize("NFD", name))
    return (-len(words(name)), shouting, -accents, not acronym, name)
