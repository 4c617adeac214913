"""The words of mentions: keys of names, and the tables of role nouns, countries, first names and titles."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from kg.lexicon import source_nouns, table
from kg.model import Gender, Number

PRONOUNS: dict[str, tuple[Gender | None, Number]] = {
    "il": ("m", "sing"), "elle": ("f", "sing"), "ils": (None, "plur"), "elles": ("f", "plur"), "lui": (None, "sing"),
    "eux": (None, "plur"), "celui-ci": ("m", "sing"), "celle-ci": ("f", "sing"), "ceux-ci": (None, "plur"),
    "celles-ci": ("f", "plur"), "ce dernier": ("m", "sing"), "cette dernière": ("f", "sing"),
    "ces derniers": (None, "plur"),
    "ces dernières": ("f", "plur"), "l'intéressé": ("m", "sing"), "l'intéressée": ("f", "sing"), "qui": (None, "sing"),
    "lequel": ("m", "sing"), "laquelle": ("f", "sing"), "lui-même": ("m", "sing"), "elle-même": ("f", "sing"),
}  # fmt: skip
_LEADING = re.compile(
    r"^(?:(?:le|la|les|un|une|des|du|ce|cet|cette|ces|son|sa|ses|leur|leurs|notre|nos|votre|vos|plusieurs|certains|"
    r"certaines|quelques|chaque|tous|toutes|toute|tout|de nombreux|de nombreuses|d'autres|autres|beaucoup de|nombre de|"
    r"la plupart des|bon nombre de|deux|trois|quatre|cinq|six|sept|huit|dix)\s+|l'|d')+",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """A name as a key: lower case, no accents, plain apostrophes, hyphens as spaces.

    >>> plain("Sergueï Lavrov"), plain("L’Otan")
    ('serguei lavrov', "l'otan")
    """
    name = unicodedata.normalize("NFD", name.replace("’", "'").replace("\u00a0", " "))
    name = "".join(c for c in name if not unicodedata.combining(c)).lower().replace("-", " ")
    return re.sub(r"\s+", " ", re.sub(r"[«»“”\"]", " ", name)).strip(" .,;:")


def without_determiner(words: str) -> str:
    """A noun phrase without its determiners and quantifiers.

    >>> without_determiner("Un ministre russe"), without_determiner("l’Insee")
    ('ministre russe', 'Insee')
    """
    straight = words.replace("’", "'").replace("\u00a0", " ")
    match = _LEADING.match(straight)
    rest = words[match.end() :] if match else words
    return re.sub(r"\s+", " ", rest if rest.strip() else words).strip()


@cache
def masculine(word: str) -> str:
    """The masculine of a role noun, for comparing offices: « ministre », « présidente » → « président ».

    >>> masculine("présidente"), masculine("maire")
    ('président', 'maire')
    """
    row = source_nouns().get(word)
    note = row["note"] if row is not None else ""
    return note.removeprefix("feminine of ").split(";")[0].strip() if note.startswith("feminine of ") else word


@cache
def countries() -> dict[str, str]:
    """Country names and their other spellings, as keys, to the usual French name."""
    found: dict[str, str] = {}
    for row in table("fr", "countries"):
        for name in (row["name"], *row["names"].split(";")):
            if name.strip():
                found.setdefault(plain(name), row["name"])
    return found


@cache
def demonyms() -> dict[str, str]:
    """Adjectives of nationality in all four agreements, lower case, to their country."""
    found: dict[str, str] = {}
    for row in table("fr", "countries"):
        for form in (row["demonym_m"], row["demonym_f"]):
            form = form.strip().lower()
            if form:
                found.setdefault(form, row["name"])
                found.setdefault(form + ("" if form.endswith("s") else "s"), row["name"])
    return found


@cache
def first_names() -> dict[str, Gender]:
    """First names to their gender, by plain key."""
    found: dict[str, Gender] = {}
    for row in table("fr", "first_names"):
        found[plain(row["name"])] = "f" if row["gender"] == "f" else "m"
    return found


def is_first_name(word: str) -> bool:
    """Whether a word, or the first part of « Jean-Luc », is a first name of the list."""
    first = plain(word).split(" ")[0] if word else ""
    return first in first_names() or first in _given_to_both()


@cache
def _given_to_both() -> frozenset[str]:
    return frozenset(plain(row["name"]) for row in table("fr", "first_names_both"))


def name_gender(name: str) -> Gender | None:
    """The gender of a name by the first name it opens with; ``None`` for a surname alone.

    >>> name_gender("Anne Morel"), name_gender("Anne"), name_gender("Morel")
    ('f', 'f', None)
    """
    words = plain(name).split()
    return first_names().get(words[0]) if words else None


@cache
def civilities() -> dict[str, Gender | None]:
    """« M. », « Mme », « Cheikh » … in lower case, to the gender they show."""
    found: dict[str, Gender | None] = {}
    for row in table("fr", "titles"):
        found[row["title"].lower()] = "f" if row["gender"] == "f" else "m" if row["gender"] == "m" else None
    return found


@cache
def words_of(file: str) -> frozenset[str]:
    """The first column of a list of words, lower case."""
    return frozenset(next(iter(row.values())).lower() for row in table("fr", file))


@cache
def capitals() -> dict[str, str]:
    """Capital cities, as keys, to their country."""
    return {plain(row["capital"]): row["name"] for row in table("fr", "countries") if row["capital"]}
