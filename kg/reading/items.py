"""What is between a file and an article: where it stands, and a source that is read when it is wanted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import urlsplit

from kg.errors import ReadError
from kg.model import Article
from kg.reading import limits
from kg.reading.encodings import declared_in, decode
from kg.reading.known import Columns, Known, is_french, known_of, string
from kg.reading.languages import refusal
from kg.reading.pages import is_markup, read_page, reader
from kg.reading.titles import title_of

OnError = Callable[[str, str], None]
Kind = Literal["text", "html"]
STDIN = "-"


class Told(ReadError):
    """An error that has its place already: it goes up as it is."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of all that is read: ``kg add --help`` tells what each is for."""

    encoding: str | None = None
    input_format: str | None = None
    columns: Columns = field(default_factory=Columns)
    known: Known = field(default_factory=Known)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_size: int = limits.FILE


@dataclass(frozen=True, slots=True)
class Source:
    """One article that has not been parsed yet.

    ``place`` is what messages call it (``press/a.txt``, ``dump.zip: b/c.html``, ``rows.csv: line 12``), ``root``
    the path that the user named, as given. ``digest`` is a SHA-256 of all that the article is made of: its
    bytes, what is said of it, the options, this code and the libraries that shape its text.
    """

    place: str
    digest: str
    root: str
    _made: Callable[[], Article] = field(repr=False, compare=False)

    def article(self) -> Article:
        """Decode and parse it. Raises ``ReadError``, the reason alone, if it is no article that can be read."""
        return self._made()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an item stands: for messages, in the corpus (what its id comes from), and what is known of it.

    ``level`` counts the archives and compressed files around it. ``table`` is the path of
    the table that it is a row of.
    """

    place: str
    inside: str
    root: str
    known: Known = field(default_factory=Known)
    level: int = 0
    table: str | None = None

    def member(self, name: str) -> Spot:
        """The spot of a member of this archive."""
        return replace(
            self, place=f"{self.place}: {_printable(name)}", inside=f"{self.inside}/{name}",
            known=self.known.of_all(), level=self.level + 1,
        )  # fmt: skip

    def row(self, number: int, unit: str = "line") -> Spot:
        """The spot of a row of this table; ``number`` counts from 1."""
        return replace(
            self, place=f"{self.place}: {unit} {number}", inside=f"{self.inside}/{number}",
            known=self.known.of_all(), table=self.inside,
        )  # fmt: skip

    def called(self, own: str | None) -> Spot:
        """The same spot with the identifier that a row brings along in its path, in place of its number."""
        table = self.table or self.inside
        return replace(self, inside=f"{table}/{own}", table=table) if own else self

    @property
    def name(self) -> str:
        """What an article of this spot is called: ``a``, or ``dump-12`` for a row."""
        if self.table is None:
            return _spelled(stem(self.inside))
        return _spelled(f"{stem(self.table)}-{self.inside[len(self.table) + 1 :]}")


@dataclass(frozen=True, slots=True)
class Job:
    """What goes along while files are taken apart."""

    options: Options
    on_error: OnError


def leaf(
    kind: Kind, data: bytes | str, spot: Spot, job: Job, *, also: Known | None = None, name: str | None = None,
    charset: str | None = None, address: str | None = None,
) -> Source:  # fmt: skip
    """The source of one article.

    ``also`` is what its container says of it: less trusted than ``spot.known``, more than the page. ``name`` is its
    file name without ending. ``charset`` is what a server said of the bytes, and ``address`` where it answered: the
    URL of a page that gives no other of the same site.
    """
    known = spot.known.over(also or Known())
    name = name or spot.name
    if spot.root == STDIN:  # it has no path, and what comes tomorrow is another article
        content = data if isinstance(data, bytes) else data.encode("utf-8")
        spot = replace(spot, inside=f"stdin/{hashlib.sha256(content).hexdigest()[:16]}")
    said = (spot.inside, known, name, job.options.encoding, charset, address)
    return Source(spot.place, _digest(kind, data, said), spot.root, partial(_article, kind, data, *said))


def row(record: Mapping[str, Any], where: Mapping[str, str], spot: Spot, job: Job) -> Source | None:
    """The source of a row of a table or a JSON object; ``where`` names the column of each field.

    What is wrong with it goes to ``job.on_error``.
    """
    text = record.get(where["text"])
    if not isinstance(text, str) or not text.strip():
        job.on_error(spot.place, f"no text in column {where['text']!r}; fill it or remove the line")
        return None
    if len(text) > job.options.max_size:
        job.on_error(spot.place, too_large(job.options.max_size))
        return None
    also, wrong = known_of(record, where)
    if wrong and not spot.known.published:
        job.on_error(spot.place, wrong)
    own = string(record.get(where["id"])) if "id" in where else None
    said = {"title": also.title, "publisher": also.publisher, "url": also.url, "language": also.language, "id": own}
    if broken := _surrogate(text) or _surrogate_in(said | {"authors": "; ".join(also.authors)}, where):
        job.on_error(spot.place, broken)
        return None
    return leaf("html" if is_markup(text) else "text", text, spot.called(own), job, also=also)


def too_large(limit: int) -> str:
    """Why an item of more than ``limit`` bytes is set aside."""
    return f"larger than {limits.megabytes(limit)}; split it, or raise the limit: --max-size MB"


def stem(inside: str) -> str:
    """The name of a file or an address without folder and endings.

    >>> stem("2024/a.txt.gz"), stem("https://lepli.example/2024/la-route.html?x=1"), stem("https://lepli.example/")
    ('a', 'la-route', 'lepli.example')
    """
    if inside.startswith(("http://", "https://")):
        try:
            parts = urlsplit(inside)
        except ValueError:  # « http://[journal »: an address that cannot be taken apart is a name all the same
            return inside.rpartition("/")[2] or inside
        inside = parts.path.strip("/") or parts.netloc
        if "/" not in inside and inside == parts.netloc:
            return inside
    name = PurePosixPath(inside).name
    path = PurePosixPath(name)
    if path.suffix.lower() in (".gz", ".zst", ".xz", ".bz2"):
        path = PurePosixPath(path.stem)
    return path.stem or name


def _spelled(name: str) -> str:
    """A file name as text: one that is none keeps its bytes, written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _printable(name: str) -> str:
    """The name of a member on one line: archives may hold any."""
    return name if name.isprintable() else name.encode("unicode_escape").decode("ascii")


def article_id(key: str) -> str:
    """The 16 hexadecimal digits of an article, from its URL or its path in the corpus.

    >>> article_id("000_af862a78c2fb2feb.txt")
    '966927c4ca7570c0'
    """
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _article(
    kind: Kind, data: bytes | str, inside: str, known: Known, name: str, encoding: str | None, charset: str | None,
    address: str | None,
) -> Article:  # fmt: skip
    text, by = _text(data, kind, encoding, charset), None
    if kind == "html":
        page = read_page(text, title=known.title)
        text, by = page.text, reader()
        known = known.over(_of_site(page.known, address) if address else page.known)
    known = known.over(Known(url=address))
    if len(text) > limits.TEXT:
        raise ReadError(f"{len(text):,} characters, more than {limits.TEXT:,}; split it into articles")
    _check_language(text, known.language)
    return Article(
        id=article_id(known.url or inside),
        name=name,
        text=text,
        path=inside,
        url=known.url,
        publisher=known.publisher,
        title=known.title or title_of(text),
        published=known.published,
        authors=known.authors,
        reader=by,
    )


def _of_site(page: Known, address: str) -> Known:
    """What a page says of itself, without a canonical address of another site than the one that sent it."""
    try:
        there = page.url and urlsplit(page.url).hostname == urlsplit(address).hostname
    except ValueError:  # one of the two cannot be taken apart
        there = False
    return page if there else replace(page, url=None)


def _text(data: bytes | str, kind: Kind, encoding: str | None, charset: str | None) -> str:
    if isinstance(data, bytes):
        if not encoding and kind == "html":
            charset = charset or declared_in(data)
        return decode(data, encoding, charset)
    if "\0" in data:
        raise ReadError("binary data (a zero character), no text; leave it out or export it as text")
    return data.replace("\r\n", "\n").replace("\r", "\n")


def _surrogate(text: str) -> str | None:
    """What is wrong with a text that UTF-8 cannot hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(text[error.start]):04x}"
        return f"half a character ({half}, a lone surrogate) at character {error.start}; correct or export it again"
    return None


def _surrogate_in(said: Mapping[str, str | None], where: Mapping[str, str]) -> str | None:
    """The same of the first of the other fields that has one, with its column."""
    for name, value in said.items():
        if value and (wrong := _surrogate(value)):
            return f"column {where[name]!r}: {wrong}"
    return None


def _check_language(text: str, language: str | None) -> None:
    """Raise ``ReadError`` for what is not French, by what somebody says of it or else by its words."""
    if language:
        if not is_french(language):
            raise ReadError(f"not French (said to be {language!r}); --language fr to read it all the same")
    elif wrong := refusal(text):
        raise ReadError(wrong)


def _digest(kind: Kind, data: bytes | str, said: tuple[object, ...]) -> str:
    hashed = hashlib.sha256(data if isinstance(data, bytes) else data.encode("utf-8"))
    hashed.update(repr((kind, said, fingerprint(kind))).encode("utf-8", "backslashreplace"))
    return hashed.hexdigest()


@cache
def fingerprint(kind: Kind) -> str:
    """Changes with what shapes the text of an article: this code, and the libraries its ``kind`` goes through."""
    hashed = hashlib.sha256()
    for file in sorted(files("kg.reading").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            hashed.update("\n".join(file.read_text("utf-8").splitlines()).encode())
    used = ["chardet", "py3langid"]
    if kind == "html":
        used += ["trafilatura", "htmldate", "lxml", "justext"]
    return f"{hashed.hexdigest()[:12]} {' '.join(f'{name} {_version(name)}' for name in used)}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
