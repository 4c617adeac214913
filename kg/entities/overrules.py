"""What a user says of names, against the rules: a name stands for another one, or is kept apart.

An overruling is of a name, not of an entity: case, accents and hyphens do not matter, nor what the
articles take the name for. The file is CSV with the header ``name,canonical,identifier``; ``canonical``
is the name of the entity, or ``keep apart`` (``à part``).
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kg.entities.keys import ties
from kg.entities.wording import Name, Words, words
from kg.errors import OverruleError

KEEP_APART = "keep apart"
COLUMNS = ("name", "canonical", "identifier")
_APART = {("keep", "apart"), ("a", "part")}
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")


@dataclass(frozen=True, slots=True, order=True)
class Overrule:
    """One overruling. ``canonical`` is the name that ``name`` stands for, or ``None``: it is kept apart.

    ``identifier`` is an absolute IRI of the entity elsewhere.
    """

    name: str
    canonical: str | None
    identifier: str | None = None

    @property
    def key(self) -> Words:
        """The words of the name: there is one overruling for each."""
        return words(self.name)


@dataclass(frozen=True)
class Overrules:
    """All overrulings of a store, one a name. Raises ``OverruleError`` where names stand for each other in a circle.

    >>> Overrules.of([Overrule("Vova", "Poutine"), Overrule("Poutine", "Vladimir Poutine")]).stands_for(("vova",))
    'Vladimir Poutine'
    """

    by_key: dict[Words, Overrule] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Overrule]) -> Overrules:
        """Later rows replace earlier ones of the same name."""
        found = cls({row.key: row for row in rows})
        for key in found.by_key:
            found.stands_for(key)
        return found

    def __iter__(self) -> Iterator[Overrule]:
        return iter(sorted(self.by_key.values()))

    def __len__(self) -> int:
        return len(self.by_key)

    def with_(self, rows: Iterable[Overrule]) -> Overrules:
        """These and ``rows``, which replace those of the same names."""
        return Overrules.of([*self.by_key.values(), *rows])

    def without(self, names: Iterable[str]) -> Overrules:
        """These but those of ``names``."""
        gone = {words(name) for name in names}
        return Overrules.of(row for key, row in self.by_key.items() if key not in gone)

    def keeps_apart(self, key: Words) -> bool:
        """Whether the name with these words is kept apart."""
        return key in self.by_key and self.by_key[key].canonical is None

    def stands_for(self, key: Words) -> str | None:
        """The name that the name with these words stands for in the end; ``None`` if no overruling says so."""
        seen: list[Overrule] = []
        while key in self.by_key and self.by_key[key].canonical is not None:
            row = self.by_key[key]
            if row in seen:
                names = " → ".join(r.name for r in [*seen[seen.index(row) :], row])
                raise OverruleError(f"these names stand for each other: {names}; take one of them out")
            seen.append(row)
            if words(row.canonical or "") == key:  # a name that stands for itself: it only says how to write it
                break
            key = words(row.canonical or "")
        return seen[-1].canonical if seen else None

    def identifiers(self, keys: Iterable[Words]) -> set[str]:
        """The identifiers that the overrulings of these names, and of the names that stand for them, give."""
        return {row.identifier for key in keys for row in self._of_entity.get(key, ()) if row.identifier}

    @cached_property
    def _of_entity(self) -> dict[Words, list[Overrule]]:
        found = defaultdict(list)
        for key, row in self.by_key.items():
            found[words(self.stands_for(key) or row.name)].append(row)
        return dict(found)

    @cached_property
    def links(self) -> dict[str, frozenset[str]]:
        """The keys (``kg.entities.keys``) that an overruling ties to a key, both ways."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, row in self.by_key.items():
            canonical = self.stands_for(key)
            if canonical is not None:
                own, other = _ties(row.name), _ties(canonical)
                for one in own:
                    found[one] |= other
                for one in other:
                    found[one] |= own
        return {key: frozenset(others) for key, others in found.items()}


def _ties(name: str) -> set[str]:
    """The keys that tie ``name`` to others, whatever it is taken for."""
    return {*ties(Name(name, "person")), *ties(Name(name, "organisation"))}


def read(path: Path) -> list[Overrule]:
    """The overrulings in a CSV file (UTF-8, comma or semicolon). Raises ``OverruleError`` with file and line."""
    try:
        return parse(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise OverruleError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise OverruleError(f"{path}: {error.strerror or error}") from None


def parse(text: str, file: str) -> list[Overrule]:
    """The overrulings in the text of a CSV file; ``file`` is for messages.

    >>> parse("name,canonical\\nVova,Vladimir Poutine\\nPoutine,à part", "aliases.csv")[1]
    Overrule(name='Poutine', canonical=None, identifier=None)
    """
    head = text.partition("\n")[0]
    delimiter = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: dict[Words, tuple[Overrule, int]] = {}
    try:
        header = tuple(cell.strip().lower() for cell in next(reader, []))
        if header not in (COLUMNS, COLUMNS[:2]):
            raise OverruleError(f"{file}, line 1: the header must be {','.join(COLUMNS)} (identifier may be left out)")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _collect(_row(cells, len(header), f"{file}, line {reader.line_num}"), reader.line_num, found, file)
    except csv.Error as error:
        raise OverruleError(f"{file}, line {reader.line_num}: {error}; close the quotation mark") from None
    rows = [row for row, _ in found.values()]
    try:
        Overrules.of(rows)
    except OverruleError as error:
        raise OverruleError(f"{file}, line {_first_of_circle(found, rows)}: {error}") from None
    return rows


def _row(cells: list[str], columns: int, place: str) -> Overrule:
    if len(cells) > columns:
        raise OverruleError(f"{place}: {len(cells)} cells for {columns} columns; put quotation marks around a comma")
    name, canonical, identifier = ([cell.strip() for cell in cells] + ["", "", ""])[:3]
    if not name:
        raise OverruleError(f"{place}: no name; fill the first cell or remove the line")
    if not canonical:
        raise OverruleError(f"{place}: what does {name!r} stand for? Write a name, or: {KEEP_APART}")
    if identifier and not _IRI.fullmatch(identifier):
        raise OverruleError(f"{place}: {identifier!r} is not an absolute IRI; write it like https://example.org/42")
    return Overrule(name, None if words(canonical) in _APART else canonical, identifier or None)


def _collect(row: Overrule, line: int, found: dict[Words, tuple[Overrule, int]], file: str) -> None:
    other, where = found.setdefault(row.key, (row, line))
    if (other.canonical, other.identifier) != (row.canonical, row.identifier):
        raise OverruleError(f"{file}, line {line}: {row.name!r} is already on line {where}; keep one of the two")


def _first_of_circle(found: dict[Words, tuple[Overrule, int]], rows: list[Overrule]) -> int:
    """The first line that a circle goes through."""
    following = {row.key: words(row.canonical) for row in rows if row.canonical}

    def returns(key: Words) -> bool:
        at = following.get(key)
        for _ in following:
            if at == key:
                return True
            at = following.get(at) if at is not None else None
        return False

    return min(line for key, (row, line) in found.items() if following.get(key) != key and returns(key))


def text_of(overrules: Iterable[Overrule]) -> str:
    """The overrulings as the CSV that ``parse`` reads.

    >>> print(text_of([Overrule("Vova", None)]), end="")
    name,canonical,identifier
    Vova,keep apart,
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in overrules:
        writer.writerow((row.name, row.canonical if row.canonical is not None else KEEP_APART, row.identifier or ""))
    return out.getvalue()
