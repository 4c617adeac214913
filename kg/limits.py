"""How long an article, a paragraph and a sentence may be. What is longer is no news prose, and costs too much.

The parser holds a paragraph in memory as a whole, and rules compare the words of a sentence with each other: a page
that lost its line breaks is read piece by piece, and a stretch without any sentence border is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.errors import ArticleError
from kg.model import LONGEST_ARTICLE, Article, Dropped, Span
from kg.parse import split_sentences

#: Paragraphs of an article: each is a tree of its own, however short.
MOST_PARAGRAPHS = 20_000
#: Characters of a paragraph given to the parser at once; the longest of the same articles has 9,244.
LONGEST_PARAGRAPH = 10_000
#: Characters of a sentence; the longest of the same articles has 1,084.
LONGEST_SENTENCE = 3_000


def check_article(article: Article) -> None:
    """Raise ``ArticleError`` for an article that is too long to be one, or whose text is not Unicode."""
    length = len(article.text)
    if length > LONGEST_ARTICLE:
        raise ArticleError(
            f"{length:,} characters, and an article has {LONGEST_ARTICLE:,} at most; "
            "split it into its articles and add those"
        )
    for part in ("text", "title", "url", "publisher", "name"):
        words = getattr(article, part) or ""
        try:
            words.encode()
        except UnicodeEncodeError as error:
            raise ArticleError(
                f"the {part} has half a character at {error.start} (U+{ord(words[error.start]):04X}), "
                "which no text can have; write it anew from its source"
            ) from None


def within_limits(
    text: str, kept: Sequence[Span], dropped: Sequence[Dropped]
) -> tuple[tuple[Span, ...], tuple[Dropped, ...]]:
    """Long paragraphs cut at the ends of sentences, and what has no such end set aside; both in order.

    Raises ``ArticleError`` for an article of too many paragraphs.

    >>> text = "Un mot. " * 2000
    >>> kept, dropped = within_limits(text, [Span(0, len(text) - 1)], [])
    >>> [(span.start, span.end) for span in kept], dropped
    ([(0, 9999), (10000, 15999)], ())
    >>> within_limits("x" * 4000, [Span(0, 4000)], [])
    ((), (Dropped(span=Span(start=0, end=4000), rule='4,000 characters without the end of a sentence'),))
    """
    if len(kept) > MOST_PARAGRAPHS:
        raise ArticleError(
            f"{len(kept):,} paragraphs, and an article has {MOST_PARAGRAPHS:,} at most; "
            "split it into its articles and add those"
        )
    if all(span.end - span.start <= LONGEST_SENTENCE for span in kept):
        return tuple(kept), tuple(dropped)
    pieces: list[Span] = []
    aside: list[Dropped] = []
    for span in kept:
        for piece, sentences in _pieces(text, span):
            length = piece.end - piece.start
            if sentences == 1 and length > LONGEST_SENTENCE:
                aside.append(Dropped(piece, f"{length:,} characters without the end of a sentence"))
            else:
                pieces.append(piece)
    return tuple(pieces), tuple(sorted([*dropped, *aside], key=lambda found: found.span))


def _pieces(text: str, paragraph: Span) -> Iterator[tuple[Span, int]]:
    """A paragraph in pieces of whole sentences, with their number; a sentence that is too long is alone."""
    if paragraph.end - paragraph.start <= LONGEST_SENTENCE:
        yield paragraph, 1
        return
    words = paragraph.of(text)
    begin, sentence, pieces = 0, 0, 0  # where the piece and its last whole sentence begin, what the piece has
    borders = [*_borders(words), (len(words), True)]
    for (start, whole), (end, _) in pairwise(borders):
        sentence = start if whole else max(sentence, begin)
        alone = end - start > LONGEST_SENTENCE
        if pieces and (alone or end - begin > LONGEST_PARAGRAPH or end - sentence > LONGEST_SENTENCE):
            yield _trimmed(text, paragraph.start + begin, paragraph.start + start), pieces
            begin, sentence, pieces = start, start, 0
        pieces += 1
        if alone:
            yield _trimmed(text, paragraph.start + begin, paragraph.start + end), pieces
            begin, pieces = end, 0
    if pieces:
        yield _trimmed(text, paragraph.start + begin, paragraph.end), pieces


_STOP = re.compile(r"[.;!?…][\s»”\"]+")


def _borders(words: str) -> Iterator[tuple[int, bool]]:
    """Where sentences start; and, in one that is too long (false), where a stop is that no capital follows."""
    for start, end in pairwise([*split_sentences(words), len(words)]):
        yield start, True
        if end - start > LONGEST_SENTENCE:
            yield from ((stop.end(), False) for stop in _STOP.finditer(words, start, end) if stop.end() < end)


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))
