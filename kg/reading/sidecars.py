"""What is known of files beside their text: an ``articles.csv`` in a folder, or a ``NAME.json`` beside ``NAME.txt``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kg.errors import ReadError
from kg.reading import limits
from kg.reading.encodings import decode
from kg.reading.formats import COMPRESSED, ending_kind, unpacked_name
from kg.reading.known import Columns, Known, day, known_of, loaded

SIDECAR = "articles.csv"
COLUMNS = ("file", "title", "published", "publisher", "url", "language", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sidecar: what is known of the file it names."""

    line: int
    file: str
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """An ``articles.csv``: its rows by file, and what is wrong in it, as (line, file, message)."""

    rows: dict[str, Row] = field(default_factory=dict)
    problems: tuple[tuple[int, str, str], ...] = ()

    def of(self, file: str) -> Known:
        """What it says of a file, by its path in the sidecar's folder."""
        return self.rows[file].known if file in self.rows else Known()


def file_sidecar(path: Path) -> Sidecar:
    """Read an ``articles.csv``. Nothing is raised: what is wrong is a problem on line 1."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.SIDECAR + 1)
    except OSError as error:
        return Sidecar(problems=((1, "", f"cannot be opened ({error.strerror}); check its permissions"),))
    return read_sidecar(data)


def read_sidecar(data: bytes) -> Sidecar:
    """Read an ``articles.csv``: comma, semicolon or tab between cells, with or without a byte order mark.

    Nothing is raised: what is wrong is kept as a problem with its line, and the other rows hold.
    """
    if len(data) > limits.SIDECAR:
        return Sidecar(problems=((1, "", f"larger than {limits.megabytes(limits.SIDECAR)}; split the folder"),))
    try:
        text = decode(data)
        return _rows(text)
    except (ReadError, csv.Error) as error:
        return Sidecar(problems=((1, "", str(error)),))


def _rows(text: str) -> Sidecar:
    head = text.split("\n", 1)[0]
    reader = csv.reader(text.split("\n"), delimiter=max(",;\t", key=head.count))
    columns = [name.strip().lower() for name in next(reader, [])]
    if "file" not in columns:
        message = f"no column 'file'; the first line names the columns ({','.join(COLUMNS)})"
        return Sidecar(problems=((1, "", message),))
    rows: dict[str, Row] = {}
    problems: list[tuple[int, str, str]] = []
    begins = reader.line_num + 1
    for cells in reader:
        line, begins = begins, reader.line_num + 1
        if not any(cells):
            continue
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
        file = row.get("file", "").removeprefix("./")
        if not file:
            problems.append((line, "", "no file name in column 'file'; fill it or remove the line"))
        elif file in rows:
            problems.append((line, file, f"{file!r} is already on line {rows[file].line}; keep one of the two"))
        else:
            published, wrong = day(row.get("published", ""))
            if wrong:
                problems.append((line, file, wrong))
            said = {name: row.get(name) or None for name in ("title", "publisher", "url", "language")}
            rows[file] = Row(line, file, Known(published=published, **said))  # type: ignore[arg-type]
    return Sidecar(rows, tuple(problems))


def json_of(name: str) -> tuple[str, ...]:
    """The sidecars that the file of a text or a page may have, the nearest name last.

    >>> json_of("2024/a.txt.gz"), json_of("dump.csv")
    (('2024/a.json', '2024/a.txt.json', '2024/a.txt.gz.json'), ())
    """
    names = [name]
    path = PurePosixPath(name)
    if ending_kind(name) in COMPRESSED:
        path = path.with_name(unpacked_name(path.name))
        names.insert(0, str(path))
    if ending_kind(path.name) not in ("text", "html"):
        return ()
    return tuple(f"{name}.json" for name in (str(path.with_suffix("")), *names))


def beside(name: str, names: Iterable[str]) -> bool:
    """Whether a ``.json`` file is the sidecar of one of the other files."""
    return any(name in json_of(other) for other in names)


def read_json(data: bytes) -> tuple[Known, str | None]:
    """What a ``NAME.json`` says of its article, and what is wrong with it.

    >>> read_json('{"titre": "La route rouvre", "date": "2024-06-06"}'.encode())[0].title
    'La route rouvre'
    """
    try:
        record = loaded(decode(data))
        return known_of(record, Columns().among([*record, "text"]))
    except ReadError as error:
        return Known(), str(error)
