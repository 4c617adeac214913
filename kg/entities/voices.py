"""Names under which a country speaks: « Moscou », « le Kremlin », « la diplomatie russe ».

A voice keeps its own entity and name, and is linked to its country. People are never voices: a minister
speaks for himself first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.entities.known import Known, countries, listed
from kg.entities.wording import FUNCTION_WORDS, Name, Words, words
from kg.errors import LexiconError
from kg.lexicon import table

_OF = ("d", "de", "des", "du")


def country_of(name: Name) -> Known | None:
    """The country that speaks under this name; ``None`` for a country itself, and where it is not clear which.

    >>> country_of(Name("Kremlin", "organisation")).label
    'Russie'
    >>> country_of(Name("ministère des Affaires étrangères russe", "unnamed")).label
    'Russie'
    >>> country_of(Name("entreprise russe", "organisation")), country_of(Name("ministre russe", "person"))
    (None, None)
    """
    key = words(name.name)
    if name.kind == "person" or key in countries():
        return None
    return _seats().get(key) or (None if name.kind == "place" else _of_phrase(key))


@cache
def _seats() -> dict[Words, Known]:
    """Seats of power and capitals. A capital that has a row of its own in ``voices.tsv`` follows that row."""
    found: dict[Words, Known] = {}
    refused = set(countries())
    for row in table("fr", "voices"):
        country = countries().get(words(row["country"])) if row["country"] else None
        if row["country"] and country is None:
            raise LexiconError(f"{row.place}: {row['country']!r} is not a country of countries.tsv")
        for name in (row["name"], *listed(row, "names")):
            if country:
                found[words(name)] = country
            else:
                refused.add(words(name))
    for row in table("fr", "countries"):
        capital = words(row["capital"])
        if row["capital"] and capital not in refused:
            found.setdefault(capital, countries()[words(row["name"])])
    return found


def _of_phrase(phrase: Words) -> Known | None:
    """« présidence ukrainienne », « ambassade de Chine en France »: the one country beside the noun."""
    noun = next((noun for noun in _nouns("voice") if phrase[: len(noun)] == noun), None)
    if not noun or any((word,) in _nouns("never") for word in phrase):
        return None
    rest = phrase[len(noun) :]
    by_adjective = {country.label: country for country in _adjectives(rest)}
    if by_adjective:
        return next(iter(by_adjective.values())) if len(by_adjective) == 1 else None
    return next(_complements(rest), None)


@cache
def _nouns(use: str) -> frozenset[Words]:
    return frozenset(words(row["noun"]) for row in table("fr", "voice_nouns") if row["use"] == use)


def _adjectives(phrase: Words) -> Iterator[Known]:
    for at in range(len(phrase)):
        if at and phrase[at - 1].endswith("o"):  # « franco-allemand »
            continue
        for length in (1, 2):
            *first, last = phrase[at : at + length]
            for form in (last, last.removesuffix("s")):
                found = _demonyms().get((*first, form))
                if found:
                    yield found
                    break


@cache
def _demonyms() -> dict[Words, Known]:
    """The adjectives of one country only: « congolais » is of two."""
    found: dict[Words, set[Known]] = {}
    for row in table("fr", "countries"):
        for form in (row["demonym_m"], row["demonym_f"], *listed(row, "demonyms")):
            if form:
                found.setdefault(words(form), set()).add(countries()[words(row["name"])])
    return {form: next(iter(of)) for form, of in found.items() if len(of) == 1}


def _complements(phrase: Words) -> Iterator[Known]:
    """Countries after « de », the nearest first."""
    for at, word in enumerate(phrase):
        if word in _OF:
            start = at + 1
            while start < len(phrase) and phrase[start] in FUNCTION_WORDS:
                start += 1
            for length in (5, 4, 3, 2, 1):
                found = countries().get(phrase[start : start + length])
                if found:
                    yield found
                    break
