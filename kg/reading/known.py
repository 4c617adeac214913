"""What is known of an article beside its text, and whose word counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from kg.errors import ReadError

# What columns and keys are called, in order of preference; compared in lower case, « _ », « - » and spaces left out.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "texte", "body", "articlebody", "content", "contenu", "corps", "fulltext", "articletext",
        "contenttext", "contenthtml", "plaintext", "rawtext", "article", "html",
    ),
    "title": ("title", "titre", "headline"),
    "published": (
        "published", "date", "publishedat", "datepublished", "publicationdate", "datepublication", "datedepublication",
        "pubdate", "publishdate", "publishedon", "datetime", "jour",
    ),
    "publisher": (
        "publisher", "source", "newspaper", "journal", "media", "média", "outlet", "sitename", "site", "publication",
        "éditeur", "editeur",
    ),
    "url": ("url", "link", "lien", "canonicalurl", "permalink", "uri"),
    "language": ("language", "lang", "langue", "inlanguage"),
    "id": ("id", "articleid", "docid", "identifier", "identifiant", "guid", "uid"),
    "authors": ("author", "authors", "auteur", "auteurs", "byline", "signature"),
}  # fmt: skip
FRENCH = frozenset({"fr", "fra", "fre", "french", "français", "francais"})


@dataclass(frozen=True, slots=True)
class Known:
    """What one witness says of an article; what it does not say is ``None``."""

    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()

    def over(self, other: Known) -> Known:
        """What this witness says, and what ``other`` says of the rest.

        >>> Known(publisher="Le Pli").over(Known(publisher="lepli.example", title="La route rouvre"))
        Known(title='La route rouvre', published=None, publisher='Le Pli', url=None, language=None, authors=())
        """
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(other, **{name: value for name, value in said.items() if value})

    def of_all(self) -> Known:
        """What holds for every article of a file with many."""
        return replace(self, title=None, url=None)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that the user names; those not named are found by what they are called."""

    text: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    id: str | None = None

    def among(self, names: Iterable[str], *, all_there: bool = True) -> dict[str, str]:
        """Which column each of the fields is in, among those there are.

        Raises ``ReadError`` for a named column that is not there, unless not all records have all
        (``all_there=False``), and where nothing looks like the text.

        >>> Columns().among(["ID", "Titre", "Date de publication", "Texte"])
        {'text': 'Texte', 'title': 'Titre', 'published': 'Date de publication', 'id': 'ID'}
        """
        names = list(names)
        plain = {_plain(name): name for name in reversed(names)}
        found: dict[str, str] = {}
        for field, synonyms in SYNONYMS.items():
            asked = getattr(self, field, None)
            if asked is not None:
                if asked in names or _plain(asked) in plain:
                    found[field] = asked if asked in names else plain[_plain(asked)]
                elif all_there or field == "text":
                    raise ReadError(f"no column {asked!r}; there are {_listed(names)}")
                continue
            there = next((plain[name] for name in synonyms if name in plain), None)
            if there is not None and there not in found.values():
                found[field] = there
        if "text" not in found:
            raise ReadError(f"no column looks like the text, among {_listed(names)}; name it: --text-column NAME")
        return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_.-]+", "", str(name)).lower()


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(str(name)[:40]) for name in names[:8])
    return f"{shown} …" if len(names) > 8 else shown or "none"


def known_of(record: Mapping[str, Any], where: Mapping[str, str]) -> tuple[Known, str | None]:
    """What a row or a JSON object says of its article, and what is wrong with its day."""

    def said(field: str) -> str | None:
        return string(record.get(where[field])) if field in where else None

    published, wrong = day(record.get(where["published"])) if "published" in where else (None, None)
    authors = record.get(where["authors"]) if "authors" in where else None
    return (
        Known(said("title"), published, said("publisher"), said("url"), said("language"), names_of(authors)),
        wrong,
    )


def loaded(text: str) -> dict[str, Any]:
    """One JSON object. Raises ``ReadError`` for anything else."""
    record = parsed_json(text)
    if not isinstance(record, dict):
        raise ReadError("no JSON object; write {…} with text, title, published, publisher, url …")
    return record


def parsed_json(text: str) -> Any:
    """A JSON value. Raises ``ReadError`` for what is none, and for one nested too deeply to be read."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ReadError("JSON nested too deeply; correct or remove it") from None
    except ValueError as error:
        raise ReadError(f"not JSON ({error}); correct or remove it") from None


def string(value: Any) -> str | None:
    """A cell or a JSON value as text: an object by its ``name``, a list by its first value, nothing as ``None``.

    >>> string({"@type": "Organization", "name": " Le Pli "}), string(12), string([]), string(float("nan"))
    ('Le Pli', '12', None, None)
    """
    if isinstance(value, Mapping):
        value = value.get("name")
    elif isinstance(value, list | tuple):
        return string(value[0]) if value else None
    if value is None or value != value:  # NaN, as pandas writes what is not there
        return None
    return " ".join(str(value).split()) or None


def names_of(value: Any) -> tuple[str, ...]:
    """Authors: a list, or names with « ; » between them.

    >>> names_of([{"name": "Anne Morel"}, "Paul Girard"]), names_of("Anne Morel; Paul Girard"), names_of(None)
    (('Anne Morel', 'Paul Girard'), ('Anne Morel', 'Paul Girard'), ())
    """
    values = value if isinstance(value, list | tuple) else str(string(value) or "").split(";")
    return tuple(dict.fromkeys(name for name in map(string, values) if name))


def day(value: Any) -> tuple[date | None, str | None]:
    """A date cell → the day, or what is wrong with it. A time after the day is left out.

    The day is the one written there, in its own time zone. RFC 2822 dates are those of feeds.

    >>> day("2022-01-27T23:30:00Z")[0].isoformat(), day("Thu, 06 Jun 2024 08:30:00 +0200")[0].isoformat()
    ('2022-01-27', '2024-06-06')
    >>> day("2022-02-30")[1]
    "published is '2022-02-30' (there is no such day); write it as 2022-01-27 or leave it empty"
    """
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, date):
        return value, None
    cell = string(value)
    if not cell:
        return None, None
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?", cell)
    try:
        if found:
            return date.fromisoformat(found[1]), None
        wrong = "not year-month-day"
        if re.match(r"(?:[A-Za-z]{3},? +)?\d{1,2} +[A-Za-z]{3}", cell):
            return parsedate_to_datetime(cell).date(), None
    except (ValueError, OverflowError):
        wrong = "there is no such day"
    return None, f"published is {cell[:40]!r} ({wrong}); write it as 2022-01-27 or leave it empty"


def is_french(language: str) -> bool:
    """Whether a language that somebody gave is French, however written.

    >>> is_french("fr-CH"), is_french("Français"), is_french("en")
    (True, True, False)
    """
    return bool(language.strip()) and re.split(r"[-_]", language.strip().lower())[0] in FRENCH
