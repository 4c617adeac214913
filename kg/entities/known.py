"""Names that a table knows to be one: those of a country, those of a well-known institution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.entities.wording import Name, Words, slug, words
from kg.errors import LexiconError
from kg.lexicon import Row, table
from kg.model import Kind

GEONAMES = "https://sws.geonames.org/"


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the tables: what it is called and is, and an identifier of it elsewhere (an absolute IRI)."""

    label: str
    kind: Kind
    identifier: str | None = None

    @property
    def id(self) -> str:
        """The id of the entity (a slug)."""
        return slug(self.label)


@cache
def countries() -> dict[Words, Known]:
    """Every country, by each of its French names.

    >>> countries()[words("USA")]
    Known(label='États-Unis', kind='place', identifier='https://sws.geonames.org/6252001/')
    """
    refused = {words(row["name"]) for row in table("fr", "known_names") if not row["kind"]}
    found: dict[Words, Known] = {}
    for row in table("fr", "countries"):
        country = Known(row["name"], "place", f"{GEONAMES}{row['geonames']}/")
        found[words(country.label)] = country
        for name in listed(row, "names"):
            if words(name) not in refused:
                found.setdefault(words(name), country)
    return found


@cache
def institutions() -> dict[Words, Known]:
    """The institutions and towns that have several names, and the seats of power, by each of their names.

    Raises ``LexiconError`` for a name that is in two rows.
    """
    found: dict[Words, Known] = {}
    for row in (*table("fr", "known_names"), *table("fr", "voices")):
        if row["kind"]:
            known = Known(row["name"], row["kind"])  # type: ignore[arg-type]
            for name in (row["name"], *listed(row, "names")):
                if found.setdefault(words(name), known) != known:
                    raise LexiconError(f"{row.place}: {name!r} is in another row too; keep one of the two")
    return found


def known(name: Name) -> Known | None:
    """What the tables know ``name`` to be.

    One word that an article takes for a person is a surname (« Maurice »), unless it is an acronym.

    >>> known(Name("Alliance atlantique", "organisation")).label
    'OTAN'
    """
    key = words(name.name)
    found = countries().get(key) or institutions().get(key)
    if found and name.kind == "person" and len(key) == 1 and not name.name.isupper():
        return None
    return found


@cache
def first_names() -> frozenset[str]:
    """First names as ``words`` gives them, those of one word."""
    return frozenset(words(row["name"])[0] for row in table("fr", "first_names") if len(words(row["name"])) == 1)


def listed(row: Row, column: str) -> list[str]:
    """The parts of a cell of several names.

    >>> from kg.lexicon import table
    >>> listed(next(row for row in table("fr", "countries") if row["name"] == "Vatican"), "names")[0]
    'Saint-Siège'
    """
    return [part.strip() for part in row[column].split(";") if part.strip()]
