"""An HTML page → the text of its article, and what the page says of it, by trafilatura and htmldate.

The text is written as text files are: the title, an empty line, then the paragraphs with an empty line between
them. On the 100 Wikinews pages of the tests it has all of the 387 paragraphs and nothing that is not on the page
as title, heading, paragraph or list item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.errors import ReadError
from kg.reading import limits
from kg.reading.known import Known, day, names_of, string

if TYPE_CHECKING:
    from lxml.etree import _Element
    from trafilatura.settings import Document

# The day must be one that the page declares (JSON-LD, meta, <time>, address), not the first that its text mentions:
# a dateline is read by kg.dates. The last day keeps today's date out of the result.
_DATES: dict[str, Any] = {"original_date": True, "extensive_search": False, "max_date": "2099-12-31"}
MOST_YEARS = 10_000  # places of a page where a day is looked for
_MARKUP = re.compile(r"<(?:p|div|br|html|body|article|section|h[1-6]|ul|ol|li|blockquote)\b[^<>]*>", re.IGNORECASE)
# A page with no part but its body is all article; trafilatura looks for the part that is, and else leaves headings out.
_WHOLE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_PARTS = re.compile(r"<(?:div|section|nav|aside|header|footer|main|article|form|table|iframe)\b", re.IGNORECASE)
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_SCRIPT = re.compile(r"<(script|style)\b([^<>]*)>", re.IGNORECASE)
_CLOSE = {name: re.compile(rf"</{name}[^>]{{0,100}}>", re.IGNORECASE) for name in ("script", "style")}
_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset({"p", "head", "item", "quote", "cell", "row", "list", "table", "code"})


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was found on a page."""

    text: str
    known: Known


def is_markup(text: str) -> bool:
    """Whether a cell of a table holds HTML and not text.

    >>> is_markup("<p>Le maire a dit non.</p>"), is_markup("Le maire a dit que 2 < 3.")
    (True, False)
    """
    return bool(_MARKUP.search(text))


@cache
def reader() -> str:
    """What reads pages, with its version.

    >>> reader().split()[0]
    'trafilatura'
    """
    return f"trafilatura {version('trafilatura')}, htmldate {version('htmldate')}"


def read_page(html: str, *, title: str | None = None) -> ReadPage:
    """The article of a page, or of a fragment of one whose ``title`` stands elsewhere.

    Raises ``ReadError`` (the reason alone) for a page made to hang its reader, and one without an article.

    >>> print(read_page("<h1>La route rouvre</h1><p>Elle rouvre lundi, a dit le maire.<p>Il était temps.").text, end="")
    La route rouvre
    <BLANKLINE>
    Elle rouvre lundi, a dit le maire.
    <BLANKLINE>
    Il était temps.
    """
    _check(html)
    found = _extracted(_with_article(without_scripts(_DECLARATION.sub("", html))))
    known = _known(found, html)
    title = known.title or title
    paragraphs = list(_paragraphs(found.body))
    if not any(_words(paragraph) != _words(title or "") for paragraph in paragraphs):
        raise ReadError("no article found on this page; save its text as a .txt file")
    if title and all(_words(paragraph) != _words(title) for paragraph in paragraphs[:3]):
        paragraphs.insert(0, " ".join(title.split()))
    return ReadPage("\n\n".join(paragraphs) + "\n", known)


def without_scripts(html: str) -> str:
    """The page without its programs and styles; the data that some scripts hold (JSON-LD) stays.

    trafilatura keeps the words of a script inside a heading. By hand, for a regular expression would
    search the rest of the page anew for each script that is never closed.

    >>> without_scripts("<h1>Le pont <script>alert(1)</script>rouvre</h1>")
    '<h1>Le pont rouvre</h1>'
    """
    kept, at = [], 0
    for found in _SCRIPT.finditer(html):
        if found.start() < at or "json" in found[2].lower():
            continue
        close = _CLOSE[found[1].lower()].search(html, found.end())
        if not close:
            break
        kept.append(html[at : found.start()])
        at = close.end()
    return "".join(kept) + html[at:]


def _with_article(html: str) -> str:
    if not _WHOLE.search(html):  # a fragment: the cell of a table, the item of a feed
        return f"<html><body><article>{html}</article></body></html>"
    return html if _PARTS.search(html) else _BODY.sub(r"\g<0><article>", html, count=1)


def _check(html: str) -> None:
    """Raise ``ReadError`` for a page whose tags would cost minutes."""
    pieces = html.split("<")
    if len(pieces) - 1 > limits.TAGS:
        raise ReadError(f"more than {limits.TAGS:,} tags; save its text as a .txt file")
    if any(len(piece) > limits.ATTRIBUTES and _attributes(piece) > limits.ATTRIBUTES for piece in pieces[1:]):
        raise ReadError(f"a tag with more than {limits.ATTRIBUTES:,} attributes; save its text as a .txt file")


def _attributes(piece: str) -> int:
    """How many attributes a tag can have: they may be parted by spaces, slashes, or the quotation marks of values."""
    return len(re.split(r"[\s/=]+", _VALUE.sub(" ", piece.partition(">")[0]))) if piece[:1].isalpha() else 0


def _extracted(html: str) -> Document:
    import logging

    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    # Below its default of 250 characters trafilatura takes all words of the page for the article, menus too.
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"
    for name in ("trafilatura", "htmldate"):  # what they say of a bad page is said by the reason below
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(
            html, with_metadata=True, include_comments=False, date_extraction_params=_DATES, config=config
        )
    except Exception as error:
        # A page made to break its reader must not cost the ten thousand after it.
        raise ReadError(f"no page that can be read ({type(error).__name__}); save its text as a .txt file") from None
    if found is None or isinstance(found, dict) or found.body is None:
        raise ReadError("no article found on this page; save its text as a .txt file")
    return found


def _known(found: Document, html: str) -> Known:
    """What the page says of itself. ``Known.language`` stays open: pages often declare that of their template."""
    published, _ = day(found.date)
    if published and not _written(published, html):
        published = None
    url = string(found.url)
    if url and not is_address(url):
        url = None
    return Known(string(found.title), published, string(found.sitename), url, None, names_of(found.author))


def _written(found: date, html: str) -> bool:
    """Whether a page says a day in full: of « 2024-02 » or of 30 February htmldate makes a day of its own."""
    month, number = f"0?{found.month}", f"0?{found.day}(?!\\d)"
    numbers = rf"{month}[-/.]?{number}|(?<!\d){number}[-/.]{month}[-/.]"
    words = rf"(?<!\d){number}(?:er|st|nd|rd|th)?[\s,]+[^\W\d]+|[^\W\d]\.?\s+{number}(?:st|nd|rd|th)?,?\s"
    said = re.compile(f"{numbers}|{words}")
    years = islice(re.finditer(str(found.year), html), MOST_YEARS)
    return any(said.search(html[max(0, year.start() - 20) : year.end() + 8]) for year in years)


def is_address(url: str) -> bool:
    """Whether an address can be that of one article: on the web, and not the front page of a site.

    >>> is_address("https://lepli.example/route"), is_address("https://lepli.example/"), is_address("/route")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and bool(parts.path.strip("/") or parts.query)
    except ValueError:
        return False


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()


def _paragraphs(body: _Element) -> Iterator[str]:
    """The blocks of trafilatura's tree, one paragraph each; a line break of the page ends a paragraph too."""
    for line in "".join(_characters(body)).split("\n"):
        paragraph = " ".join(line.split(" ")).strip()
        if paragraph:
            yield paragraph


def _characters(body: _Element) -> Iterator[str]:
    """The text of a tree with a line break around each block. A loop, for trees may be deep."""
    # Line breaks of the source are spaces.
    for event, element in _events(body):
        tag = element.tag
        if tag in _BLOCKS or tag == "lb":
            yield "\n"
        if event == "start":
            yield _flat(element.text)
        else:
            yield _flat(element.tail)


def _events(body: _Element) -> Iterator[tuple[str, Any]]:
    from lxml.etree import iterwalk

    return iter(iterwalk(body, events=("start", "end")))


def _flat(text: str | None) -> str:
    return re.sub(r"[\n\r\t]+", " ", text or "")
