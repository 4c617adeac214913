"""Files and folders → articles, one at a time.

The text of an article is what ``Path(p).read_text(encoding="utf-8")`` gives (so a line break is one
character, whatever the file has), without a byte order mark. Offsets count in that text.

What is known of a file beyond its text stands in the nearest ``articles.csv`` of its folder or of a
folder above it. That folder is also the root of the corpus: an article is the same one, whether its
file or its whole folder is read.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from kg.errors import ReadError
from kg.model import Article

SIDECAR = "articles.csv"
COLUMNS = ("file", "title", "published", "publisher", "url", "language", "note")
LONGEST_TITLE = 200  # characters

OnError = Callable[[Path, str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sidecar: what is known of the file it names."""

    line: int
    file: str
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sidecar:
    """An ``articles.csv``: its folder, its rows by file, and what is wrong in it, as (line, file, message)."""

    path: Path
    rows: dict[str, Row] = field(default_factory=dict)
    problems: tuple[tuple[int, str, str], ...] = ()


def read(paths: Iterable[Path], *, on_error: OnError | None = None) -> Iterator[Article]:
    """Yield the articles of ``.txt`` files and folders, one at a time, in the order of ``paths``.

    A folder is read to any depth in the order of its file names; a file reached twice is read once.
    A path that does not exist is a ``ReadError`` before anything is read. A file that cannot be
    read, and a bad line in a sidecar, go to ``on_error(path, reason)`` and the rest is read;
    without ``on_error`` they are a ``ReadError``.
    """
    paths = [Path(path) for path in paths]
    for path in paths:
        if not path.exists():
            raise ReadError(f"{path}: no such file or folder")
    return _articles(paths, on_error or _raise)


def _raise(path: Path, reason: str) -> None:
    raise ReadError(f"{path}: {reason}")


def _articles(paths: Iterable[Path], on_error: OnError) -> Iterator[Article]:
    seen: set[Path] = set()
    ids: dict[str, Path] = {}
    sidecar = cache(read_sidecar)
    for path in paths:
        for file, given in _files(path, on_error):
            real = file.resolve()
            if real in seen:
                continue
            seen.add(real)
            root = _corpus_root(file)
            try:
                article = _article(file, given, sidecar(root / SIDECAR) if root else None)
            except ReadError as error:
                on_error(file, str(error))
                continue
            if article.id in ids:
                on_error(file, f"same URL or same path in the corpus as {ids[article.id]}; {_way_out(article)}")
                continue
            ids[article.id] = file
            yield article
        for place, reason in _sidecar_problems(path, sidecar):
            on_error(place, reason)


def _way_out(article: Article) -> str:
    return f"correct its URL in {SIDECAR}" if article.url else "add the folder above both instead"


def _files(path: Path, on_error: OnError) -> Iterator[tuple[Path, Path]]:
    """The text files of a path, each with the folder that its name is counted from when there is no sidecar."""
    if not path.is_dir():
        if path.suffix.lower() == ".txt":
            yield path, path.parent
        elif path.name != SIDECAR:  # « kg add folder/* » names the sidecar too
            on_error(path, "not a .txt file; save its text as one")
        return
    found = False
    for file in sorted(path.rglob("*"), key=lambda file: file.parts):
        if file.suffix.lower() == ".txt" and file.is_file():
            found = True
            yield file, path
    if not found:
        on_error(path, "no .txt file in this folder; name a folder with articles, one .txt file each")


def _article(file: Path, given: Path, sidecar: Sidecar | None) -> Article:
    """Read one file; ``ReadError`` with the reason alone if it is not text."""
    text = _text(file)
    root = sidecar.path.parent if sidecar else given
    inside = _absolute(file).relative_to(_absolute(root)).as_posix()
    row = sidecar.rows.get(inside) if sidecar else None
    row = row or Row(0, inside)
    return Article(
        id=article_id(row.url or inside),
        name=file.stem,
        text=text,
        path=inside,
        url=row.url,
        publisher=row.publisher,
        title=row.title or title_of(text),
        published=row.published,
        lang=row.language or "fr",
    )


def article_id(key: str) -> str:
    """The 16 hexadecimal digits of an article, from its URL or its path in the corpus.

    >>> article_id("000_af862a78c2fb2feb.txt")
    '966927c4ca7570c0'
    """
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot be opened ({error.strerror}); check its permissions") from None
    return decode(data)


def decode(data: bytes) -> str:
    r"""The text of a file: UTF-8 with or without a byte order mark, every line break one ``\n``.

    Raises ``ReadError``, which says what to do, for what is empty, binary or not UTF-8.

    >>> decode(b"\xef\xbb\xbfLe pr\xc3\xa9fet\r\na dit")
    'Le préfet\na dit'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 OLD.txt > NEW.txt")
    if b"\0" in data:
        raise ReadError(
            f"binary file (a zero byte at byte {data.index(0)}), no text; leave it out or export it as text"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a byte order mark the codec counts from behind it.
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        raise ReadError(
            f"not UTF-8 (byte {at} is 0x{data[at]:02X}); convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD.txt > NEW.txt"
        ) from None
    if not text.strip():
        raise ReadError("empty file; leave it out or fill it")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# A first line that is the page's navigation, not its title.
_NAVIGATION = re.compile(
    r"accueil\b|menu\b|home\b|share\b|partager\b|publicité\b|publié|mis à jour|par \w+ \w+$|©|\d", re.I
)


def title_of(text: str) -> str | None:
    """The title of a text with no sidecar: its first line that reads like one, or ``None``.

    One of the first three lines, of at least three words and at most 200 characters, with no full
    stop at its end, and something after it.

    >>> title_of("La route des gorges rouvre\\n\\nElle était fermée depuis mai, a dit le maire.")
    'La route des gorges rouvre'
    >>> title_of("Elle était fermée depuis mai, a dit le maire.") is None
    True
    """
    lines = [line for line in (line.strip() for line in text.split("\n")) if line]
    for line in lines[:-1][:3]:
        if len(line) > LONGEST_TITLE or len(line.split()) < 3 or _NAVIGATION.match(line):
            continue
        return None if line.endswith((".", ",", ";", ":")) and not line.endswith(("...", "…")) else line
    return None


def _corpus_root(file: Path) -> Path | None:
    """The nearest folder at or above the file that holds an ``articles.csv``."""
    return next((folder for folder in _absolute(file).parents if (folder / SIDECAR).is_file()), None)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps « .. », resolve follows links)


def read_sidecar(path: Path) -> Sidecar:
    """Read an ``articles.csv``: comma, semicolon or tab between cells, with or without a byte order mark.

    Nothing is raised: what is wrong is kept as a problem with its line, and the other rows hold.
    """
    try:
        text = decode(path.read_bytes())
    except (ReadError, OSError) as error:
        return Sidecar(path, problems=((1, "", str(error)),))
    head = text.split("\n", 1)[0]
    reader = csv.reader(text.split("\n"), delimiter=max(",;\t", key=head.count))
    columns = [name.strip().lower() for name in next(reader, [])]
    if "file" not in columns:
        message = f"no column 'file'; the first line names the columns ({','.join(COLUMNS)})"
        return Sidecar(path, problems=((1, "", message),))
    rows: dict[str, Row] = {}
    problems: list[tuple[int, str, str]] = []
    begins = reader.line_num + 1
    for cells in reader:
        line, begins = begins, reader.line_num + 1
        if not any(cells):
            continue
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
        file = row["file"].removeprefix("./")
        if not file:
            problems.append((line, "", "no file name in column 'file'; fill it or remove the line"))
        elif file in rows:
            problems.append((line, file, f"{file!r} is already on line {rows[file].line}; keep one of the two"))
        else:
            published, wrong = _day(row.get("published", ""))
            if wrong:
                problems.append((line, file, wrong))
            rows[file] = Row(
                line, file, row.get("title") or None, published,
                row.get("publisher") or None, row.get("url") or None, row.get("language") or None,
            )  # fmt: skip
    return Sidecar(path, rows, tuple(problems))


def _day(cell: str) -> tuple[date | None, str | None]:
    """A date cell → the day, or what is wrong with it. A time after the day is left out."""
    if not cell:
        return None, None
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?", cell)
    try:
        if found:
            return date.fromisoformat(found[1]), None
        wrong = "not year-month-day"
    except ValueError:
        wrong = "there is no such day"
    return None, f"published is {cell!r} ({wrong}); write it as 2022-01-27 or leave it empty"


def _sidecar_problems(path: Path, sidecar: Callable[[Path], Sidecar]) -> Iterator[tuple[Path, str]]:
    """What is wrong in the sidecars of a path: of a folder every line, of a file the lines that name it."""
    if path.is_dir():
        places = {file for file in path.rglob(SIDECAR) if file.is_file()}
    else:
        root = _corpus_root(path)
        places = {root / SIDECAR} if root else set()
    for place in sorted(places):
        found = sidecar(_absolute(place))
        for line, file, message in found.problems:
            if path.is_dir() or not file or _absolute(place.parent / file) == _absolute(path):
                yield place, f"line {line}: {message}"
        if path.is_dir():
            for row in found.rows.values():
                if not (place.parent / row.file).is_file():
                    yield place, f"line {row.line}: no file {row.file!r} beside it; correct the name or remove the line"
