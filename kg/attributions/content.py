"""The pieces of a content: trimmed, and direct, indirect or mixed by their quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kg.model import Form, Span
from kg.parse import Paragraph, Parsed
from kg.quotes import Quote

_EDGE = " \t\n\r\u00a0\u202f\u2009,;:–—-"


_FINAL = _EDGE + ".!?…"


_EDITOR = re.compile(r"\s*[(\[][^()\[\]]*\bN\.?D\.?L\.?R\.?\s*[)\]]\s*$", re.IGNORECASE)  # « (la maire, NDLR) »


def trim(text: str, start: int, end: int, *, final: bool = True) -> Span:
    """``start`` to ``end`` without the spaces and the punctuation at its borders.

    >>> trim("a dit : « oui ».", 5, 16).of("a dit : « oui ».")
    '« oui »'
    """
    while start < end and text[start] in _EDGE + ".":
        start += 1
    note = _EDITOR.search(text, start, end) if "(" in text[start:end] or "[" in text[start:end] else None
    if note:
        end = note.start()  # what the desk explains behind what is said
    edge = (_FINAL if final else _EDGE) + "«“„"  # a mark that opens what is not this content's
    while end > start and text[end - 1] in edge:
        end -= 1
    # « [...] » and « (…) » at the border belong to the words
    if end < len(text) and text[end : end + 1] == "…" and text[end - 1 : end] in "[(":
        end += 1
    return Span(start, end) if start < end else Span(start, start)


def pieces_of(paragraph: Paragraph, parsed: Parsed, spans: Iterable[Span]) -> tuple[tuple[Span, ...], Form]:
    """The pieces of a content, trimmed, and the form that their quotation marks give it.

    A piece that is wholly between marks loses them; a term that the article always quotes makes
    no claim mixed.
    """
    pieces: list[Span] = []
    quoted = bare = False
    for span in spans:
        piece, whole, partly = _piece(paragraph, parsed, span)
        if piece.end <= piece.start or not any(c.isalnum() for c in piece.of(parsed.text)):
            continue
        pieces.append(piece)
        quoted = quoted or whole or partly
        bare = bare or not whole
    form: Form = "direct" if quoted and not bare else "mixed" if quoted else "indirect"
    return tuple(pieces), form


def _piece(paragraph: Paragraph, parsed: Parsed, span: Span) -> tuple[Span, bool, bool]:
    text = parsed.text
    piece = trim(text, span.start, span.end)
    outer = [q for q in paragraph.quotes if q.depth == 0]
    for quote in outer:
        if (
            quote.span.start <= piece.start
            and piece.end <= quote.span.end
            and piece.end >= quote.inner.end - 1
            and (piece.start <= quote.inner.start)
        ):
            return trim(text, quote.inner.start, quote.inner.end), True, False
        if quote.inner.start <= piece.start and piece.end <= quote.inner.end:
            return piece, True, False
    partly = False
    for quote in outer:
        if quote.span.overlaps(piece) and not conventional(quote, parsed):
            partly = True
        # do not leave a mark without its partner at a border
        if quote.inner.start <= piece.start < quote.inner.end < piece.end and quote.opened:
            piece = Span(quote.span.start, piece.end)
        if (quote.inner.end == piece.end and quote.closed and quote.span.start > piece.start) or (
            piece.start < quote.span.start
            and quote.span.end > piece.end > quote.span.start
            and quote.closed
            and not text[piece.end : quote.span.end].strip(" .!?…»”\"\u00a0\u202f\u2009’'")
        ):
            piece = Span(piece.start, quote.span.end)
    return piece, False, partly


def conventional(quote: Quote, parsed: Parsed) -> bool:
    """Whether the marks stand around a term or a title that the article uses as such: «gilets jaunes»."""
    words = quote.inner.of(parsed.text)
    if len(words.split()) > 4:
        return False
    return _terms(parsed)[_plain(words)] > 1


_TERMS: dict[str, Counter[str]] = {}


def _terms(parsed: Parsed) -> Counter[str]:
    key = f"{parsed.article.id}:{len(parsed.text)}"
    if key not in _TERMS:
        _TERMS.clear()
        _TERMS[key] = Counter(
            _plain(q.inner.of(parsed.text))
            for p in parsed.paragraphs
            for q in p.quotes
            if len(q.inner.of(parsed.text).split()) <= 4
        )
    return _TERMS[key]


def _plain(words: str) -> str:
    return re.sub(r"[^\w' ]", "", words.lower()).rstrip("s")
