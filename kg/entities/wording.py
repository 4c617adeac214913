"""The words of a name, folded so that spelling makes no difference."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Kind

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
#: Words that do not count in a name's initials, as ``words`` gives them.
FUNCTION_WORDS = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sans", "sur")
)
#: Words that are tied to a surname by a hyphen or an apostrophe, and left out as often as not.
PARTICLES = frozenset(("al", "as", "ash", "d", "de", "el", "l", "o"))

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name as an article gives it (its fullest one there), and what the article says it names."""

    name: str
    kind: Kind


def slug(name: str) -> str:
    """The id of an entity: letters and digits of its name, accents kept, the rest as hyphens.

    >>> slug("Sergueï Lavrov"), slug("l’O.N.U."), slug("Canal+")
    ('sergueï-lavrov', 'l-onu', 'canal-plus')
    """
    name = unicodedata.normalize("NFC", name.replace(".", "").replace("+", " plus ").lower())
    letters = "".join(c if c.isalpha() or c.isdecimal() else " " for c in name)
    return "-".join(letters.split()) or "x" + name.encode().hex()


@lru_cache(maxsize=3_000)
def words(name: str) -> Words:
    """The words of a name without case, accents, hyphens and apostrophes.

    >>> words("États-Unis"), words("ÉTATS-UNIS") == words("Etats-Unis")
    (('etats', 'unis'), True)
    """
    folded = unicodedata.normalize("NFKD", slug(name).casefold().translate(_LIGATURES))
    return tuple("".join(c for c in folded if not unicodedata.combining(c)).split("-"))


def surname_form(word: str) -> str:
    """A word of ``words`` with i, y and their doubles as one.

    >>> surname_form("zelenskyy"), surname_form("zelenski"), surname_form("ii")
    ('zelenski', 'zelenski', 'ii')
    """
    return word if set(word) <= set("ivx") else re.sub("i+", "i", word.replace("y", "i"))


def sound(word: str) -> str:
    """A word of ``words`` without the choices of transliteration.

    >>> sound("choigou") == sound("shoigu"), sound("serguei") == sound("sergey")
    (True, True)
    """
    word = surname_form(word)
    word = re.sub("gu(?=[ei])", "g", word)
    word = re.sub("sch|tch|sh", "ch", word)
    return word.replace("ks", "x").replace("ou", "u")


@lru_cache(maxsize=3_000)
def fullness(name: str, kind: Kind = "organisation") -> tuple[int, bool, int, bool, str]:
    """Sorts the fullest name first: words, no shouting, accents, capitals of an acronym, the alphabet.

    >>> sorted(["Otan", "OTAN"], key=fullness), min(["PARIS", "Paris"], key=lambda name: fullness(name, "place"))
    (['OTAN', 'Otan'], 'Paris')
    """
    acronym = name.isupper() and len(name) <= 5 and kind not in ("person", "place")
    loud = any(len(word) > 2 and word.isupper() for word in name.split()) if kind == "person" else name.isupper()
    accents = sum(unicodedata.combining(c) != 0 for c in unicodedata.normalize("NFD", name))
    return (-len(words(name)), (loud and not acronym) or name.islower(), -accents, not acronym, name)


@lru_cache(maxsize=3_000)
def surname_starts(name: str) -> frozenset[int]:
    """At which of its ``words`` a surname can begin: not inside « Vellard-Berkane », but after « al- ».

    >>> sorted(surname_starts("Nora Vellard-Berkane")), sorted(surname_starts("Bachar al-Assad"))
    ([1], [1, 2])
    """
    found, at = set(), 0
    for part in name.split():
        if any(c.isalnum() for c in part):
            inside = words(part)
            found |= {at, *(at + i for i in range(1, len(inside)) if inside[i - 1] in PARTICLES)}
            at += len(inside)
    return frozenset(found - {0})


def letters(name: str) -> str | None:
    """The letters of an acronym as in ``words``; ``None`` for a name that is none.

    Two capitals may be too many things: shorter acronyms need a row in ``known_names.tsv``.

    >>> letters("O.T.A.N."), letters("Unesco"), letters("PS"), letters("Nord")
    ('otan', 'unesco', None, 'nord')
    """
    found = words(name)
    word = found[0]
    if len(found) > 1 or not word.isalpha() or not name[:1].isupper():
        return None
    shouting = name.replace(".", "").isupper()
    return word if (3 if shouting else 4) <= len(word) <= 8 else None


@lru_cache(maxsize=3_000)
def initials(name: str) -> frozenset[str]:
    """What the acronym of a name of several words can be, function words left out; some or all of them count
    only in a name whose words are capitalised, since « service de la dette » is no SDD.

    >>> sorted(initials("Organisation du Traité de l’Atlantique Nord"))
    ['odtdan', 'odtdlan', 'otan']
    >>> initials("fédération des chasseurs alpins"), initials("Parti socialiste")
    (frozenset({'fca'}), frozenset())
    """
    found = words(name)
    heavy = [word for word in found if word not in FUNCTION_WORDS]
    if len(heavy) < 2:
        return frozenset()
    wordings = [heavy]
    if found[0] in ("l", "la", "le", "les"):  # « Le Grand Jeu » is no LGJ
        found = found[1:]
    if sum(word[:1].isupper() for word in re.split(r"[\s'’-]+", name)) > 1:
        wordings += [[word for word in found if word not in ("l", "la", "le", "les")], list(found)]
    return frozenset(short for some in wordings for short in ["".join(w[0] for w in some)] if 3 <= len(short) <= 8)
