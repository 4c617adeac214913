"""Load and check the words of a language: the tables in ``kg/lang/<code>/``.

A table is a TSV file: lines that start with ``#`` are comments, the first other line names the
columns, empty lines are skipped. A bad row is a ``LexiconError`` that names file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files

from kg.errors import LexiconError


class Row(dict[str, str]):
    """One row of a table; ``place`` says where it stands, for messages."""

    place: str = ""


@cache
def table(code: str, name: str) -> tuple[Row, ...]:
    """All rows of ``kg/lang/<code>/<name>.tsv``, cells stripped, missing cells empty.

    >>> table("fr", "weekdays")[0]["word"]
    'lundi'
    """
    file = f"{name}.tsv"
    source = files("kg") / "lang" / code / file
    if not source.is_file():
        raise LexiconError(f"{file}: no such word list for language {code!r}")
    return tuple(rows(source.read_text("utf-8").splitlines(), file))


@cache
def fingerprint(code: str = "fr") -> str:
    """The language and 12 hexadecimal digits that change with any word list of it.

    >>> fingerprint()[:3], len(fingerprint())
    ('fr ', 15)
    """
    hashed = sha256()
    for file in sorted((files("kg") / "lang" / code).iterdir(), key=lambda file: file.name):
        if file.is_file():
            text = "\n".join(file.read_text("utf-8").splitlines())  # however a checkout ends its lines
            hashed.update(f"{file.name}\0{text}\0".encode())
    return f"{code} {hashed.hexdigest()[:12]}"


@cache
def word_class(name: str, code: str = "fr") -> frozenset[str]:
    """The words of one row of ``word_classes.tsv``, lower case as written there.

    >>> "mardi" in word_class("days")
    True

    Raises ``LexiconError`` for a class that the file does not have.
    """
    for row in table(code, "word_classes"):
        if row["class"] == name:
            return frozenset(row["words"].split("|"))
    raise LexiconError(f"word_classes.tsv: no class {name!r}; add a row for it")


@cache
def source_nouns(code: str = "fr") -> dict[str, Row]:
    """The common nouns that can be a source, by lower-case form, plurals included.

    >>> source_nouns()["porte-parole"]["kind"], "hôpitaux" in source_nouns()
    ('person', True)
    """
    found: dict[str, Row] = {}
    for row in table(code, "source_nouns"):
        noun = row["noun"].lower()
        for form in (noun, noun + "s", noun + "x", noun[:-2] + "aux" if noun.endswith("al") else noun):
            found.setdefault(form, row)
        if "-" in noun:
            found.setdefault("-".join(part + "s" for part in noun.split("-")), row)
    return found


def rows(lines: Iterable[str], file: str) -> Iterator[Row]:
    """Yield the rows of a table from its lines.

    >>> [dict(row) for row in rows(["# words", "lemma\\tact", "nier\\tdenial"], "x.tsv")]
    [{'lemma': 'nier', 'act': 'denial'}]
    """
    columns: list[str] | None = None
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if columns is None:
            columns = cells
            continue
        if len(cells) > len(columns):
            raise LexiconError(f"{file}, line {number}: {len(cells)} cells for {len(columns)} columns; remove a tab")
        row = Row(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))
        row.place = f"{file}, line {number}"
        yield row
