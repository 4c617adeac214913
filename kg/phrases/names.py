"""Runs of name words: how far a name goes, and where another starts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon import table, word_class
from kg.phrases.words import is_namelike

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ADDRESSED = word_class("addressed")
_PARTICLES = word_class("particles")


def name_end(doc: Doc, i: int, limit: int | None = None) -> int:
    """End (excluded) of the run of name words that starts at token ``i``: « Ursula von der Leyen »."""
    limit = len(doc) if limit is None else limit
    end = i + 1
    while end < limit:
        if new_name(doc, end):
            break  # « a réagi auprès de l’AFP Robert Morel »
        if is_namelike(doc[end]) or (doc[end].text in {"-", "&"} and end + 1 < limit and is_namelike(doc[end + 1])):
            end += 1
            continue
        # « J.-P. », « Saint-Gilles » split by the tokenizer
        if doc[end].text == "." and len(doc[end - 1].text) == 1 and end + 1 < limit and is_namelike(doc[end + 1]):
            end += 1
            continue
        k = end
        while k < limit and k - end < 3 and doc[k].lower_ in _PARTICLES:
            k += 1
        if (
            k > end
            and k < limit
            and is_namelike(doc[k])
            and doc[k - 1].lower_ in _PARTICLES
            and _same_name(doc, i, end, k)
        ):
            end = k + 1
            continue
        break
    return end


def glued_before(doc: Doc, i: int) -> bool:
    """Whether a hyphen with no spaces joins the name word at ``i`` to one before it: « SOS-Racisme »."""
    if i < 2 or doc[i - 1].text != "-" or doc[i - 1].whitespace_ or doc[i - 2].whitespace_:
        return False
    return is_namelike(doc[i]) and is_namelike(doc[i - 2])


def new_name(doc: Doc, i: int) -> bool:
    """Whether a person's name starts at ``i`` right after an acronym or a place: neither is part of it."""
    before, token = doc[i - 1], doc[i]
    if not is_namelike(token) or not is_namelike(before) or token.text.isupper():
        return False
    known = token.text in given_names()
    if len(before.text) > 1 and before.text.isupper():
        person = token.ent_type_ == "PER" and before.ent_type_ != "PER"
        return known or person or before.lower_ in _ADDRESSED  # « a raconté à l’AFP Nassim »
    if i > 1 and doc[i - 2].lower_ in {"la", "l'", "le"} and before.text in country_names():
        return f"{before.text} {token.text}" not in country_names()  # « l’émissaire pour la Syrie Erik de Lind »
    place = before.ent_type_ == "LOC" and before.text not in given_names()
    return known and place and before.lower_ not in _peoples()  # « l’Américaine Anne Morel »


@cache
def _peoples() -> frozenset[str]:
    """« américain », « américaine »: what a single inhabitant of a country is called."""
    rows = table("fr", "countries")
    return frozenset(row[form].strip().lower() for row in rows for form in ("demonym_m", "demonym_f"))


@cache
def country_names() -> frozenset[str]:
    """The French names of the countries, as the press writes them."""
    rows = table("fr", "countries")
    return frozenset(name.strip() for row in rows for name in [row["name"], *(row["names"] or "").split(";")])


def is_given_name(token: Token) -> bool:
    """Whether the word is a first name of the list."""
    return token.text in given_names()


@cache
def given_names() -> frozenset[str]:
    """The first names of the list, as they are written."""
    return frozenset(row["name"] for row in table("fr", "first_names"))


def _same_name(doc: Doc, start: int, end: int, after: int) -> bool:
    """Whether particles between two runs of name words join them: yes in « Charles de Gaulle »."""
    joined = doc[end:after].text.lower()
    if after - end == 1 and doc[end].text in {"Le", "La", "De", "Du"} and doc[start].text in given_names():
        return True  # « Bruno Le Maire »
    if joined in {"du", "des", "au", "aux", "les", "la", "le"} and doc[end - 1].ent_type_ in {"ORG", "LOC"}:
        return True
    if joined in {"la", "le", "les", "l'"}:
        return doc[start].ent_type_ == "PER" and doc[after].ent_type_ == "PER"
    if joined.startswith(("de", "d'", "du", "des")):
        first = doc[start].ent_type_
        return (first == "PER" and doc[after].ent_type_ == "PER") or (first == "ORG" and doc[after].ent_type_ == "ORG")
    return True
