"""What a claim is about beside names: the lemmas of its content nouns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon import table, word_class
from kg.model import Attribution, Span
from kg.parse import Paragraph

if TYPE_CHECKING:
    from spacy.tokens import Token


def find_topics(
    attribution: Attribution, paragraphs: Sequence[Paragraph], names: Sequence[Span], lemma: Callable[[Token], str]
) -> tuple[str, ...]:
    """The common nouns of what is said, as lemmas in lower case, each once, in the order of the text.

    ``paragraphs`` are those the content stands in, ``names`` the spans of proper names: their words are
    nobody's topic, nor are those of time and quantity (``word_classes.tsv``, « no topics ») and weekdays and months.
    """
    found: dict[str, None] = {}
    for piece in attribution.content:
        inside = [name for name in names if name.overlaps(piece)]
        for paragraph in (p for p in paragraphs if p.span.overlaps(piece)):
            for token in paragraph.tokens(piece):
                start = paragraph.start(token)
                if token.pos_ != "NOUN" or not token.text.replace("-", "").isalpha() or len(token.text) < 3:
                    continue
                if any(name.start <= start < name.end for name in inside):
                    continue
                word = lemma(token)
                if word not in word_class("no topics") and word not in _days_and_months():
                    found.setdefault(word)
    return tuple(found)


@cache
def _days_and_months() -> frozenset[str]:
    return frozenset(row["word"] for name in ("weekdays", "months") for row in table("fr", name))
