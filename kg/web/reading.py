"""One article of the store as pages need it: its text, its claims by number, and how each is known."""

from __future__ import annotations

from typing import Any

from kg.model import Span
from kg.store import StoredArticle, StoredClaim
from kg.store.stored import head
from kg.web.claims import card
from kg.web.columns import Columns
from kg.web.showing import Explorer, Missing
from kg.web.text import Marked

Data = dict[str, Any]
COLOURS = 8  # of speakers


def whole(explorer: Explorer, id: str) -> StoredArticle:
    """All that the store has of an article. Raises ``Missing``."""
    found = head(explorer.store.raw, explorer.store.iris, id) if id in explorer.columns.article_number else None
    if found is None:
        raise Missing(id)
    return explorer.read_back(found)


def marked(article: StoredArticle) -> Marked:
    """The pieces of its claims, by their numbers, and what was set aside."""
    pieces = [(span, number) for number, claim in enumerate(article.claims) for span in pieces_of(claim)]
    return Marked(tuple(sorted(pieces, key=lambda one: (one[0].start, one[0].end, one[1]))), article.aside)


def pieces_of(claim: StoredClaim) -> list[Span]:
    """The pieces of a claim in the text of its article."""
    return [Span(start, end) for start, end in claim.record["spans"]]


def numbered(explorer: Explorer, article: StoredArticle) -> list[Data]:
    """The claims of an article as cards, with a number from 1, the colour of the speaker (1 to ``COLOURS``, those who
    say most first; 0 for all others and for nobody), and the mark by which its page finds the words."""
    columns = explorer.columns
    rows = {columns.claim_id(int(row)): int(row) for row in columns.of_article(columns.article_number[article.head.id])}
    found = [
        {**card(explorer.store, columns, rows[claim.record["id"]]), "number": number, "mark": mark(claim.record["id"])}
        for number, claim in enumerate(article.claims, 1)
        if claim.record["id"] in rows
    ]
    said: dict[str, int] = {}
    for claim in found:
        if claim["speaker"]:
            said[claim["speaker"]["id"]] = said.get(claim["speaker"]["id"], 0) + 1
    most = sorted(said, key=lambda id: (-said[id], id))[:COLOURS]
    colour = {id: at for at, id in enumerate(most, 1)}
    return [claim | {"colour": colour.get(claim["speaker"]["id"], 0) if claim["speaker"] else 0} for claim in found]


def mark(claim: str) -> str:
    """What the words of a claim (its id) are called in the page of their article.

    >>> mark("44d98219deef9a4f-3074-3131")
    'claim-3074-3131'
    """
    return f"claim-{claim.partition('-')[2]}"


def row_of(columns: Columns, id: str) -> int:
    """The row of a claim. Raises ``Missing``."""
    found = columns.find_claim(id)
    if found is None:
        raise Missing(id)
    return found
