"""An article: its whole text, with every claim and what was set aside marked in place; and the list of articles."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

import numpy
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.export.turtle import Writer
from kg.model import Span
from kg.store import Head, StoredArticle, StoredClaim
from kg.web.claims import paper, someone
from kg.web.columns import NOBODY, Columns, Numbers
from kg.web.language import texts
from kg.web.marking import Mark, lines, marked
from kg.web.selecting import number_of, pages, wanted
from kg.web.showing import Data, Explorer, Missing, explorer, page

COLOURS = 8  # of speakers; all others share one
A_PAGE = 50


def article(explorer: Explorer, request: Request) -> Data:
    """What is on the page of an article."""
    columns, found = explorer.columns, stored(explorer, request.path_params["id"])
    rows = {columns.claim_id(int(row)): int(row) for row in columns.of_article(columns.article_number[found.head.id])}
    claims = [_claim(columns, claim, rows[claim.record["id"]]) for claim in found.claims]
    speakers = _speakers(claims)
    place = {one["id"]: at for at, one in enumerate(speakers)}
    for claim in claims:
        claim["colour"] = min(place[claim["speaker"]["id"]], COLOURS) if claim["speaker"] else None
    marks = [
        Mark(Span(*span), "claim", at, first=not piece)
        for at, claim in enumerate(claims)
        for piece, span in enumerate(claim["spans"])
    ] + [Mark(span, "aside", at) for at, (span, _) in enumerate(found.aside)]
    return {
        **head(found.head),
        "authors": list(found.authors),
        "copy_of": found.copy_of and head(found.copy_of),
        "copies": [head(one) for one in found.copies],
        "made_by": str(found.run) if found.run else None,
        "paragraphs": marked(found.text, lines(found.text), marks),
        "aside": [{"begin": span.start, "end": span.end, **why(rule)} for span, rule in found.aside],
        "speakers": speakers,
        "claims": claims,
    }


def stored(explorer: Explorer, id: str) -> StoredArticle:
    """The article with this id, read from the store. Raises ``Missing``."""
    if id not in explorer.columns.article_number:
        raise Missing(id)
    return explorer.store.article(id)


def head(of: Head) -> Data:
    """What identifies an article; ``url`` only where it is an address that a browser may open."""
    return {
        "id": of.id,
        "title": of.title or of.name,
        "published": of.published and of.published.isoformat(),
        "publisher": of.publisher,
        "url": of.url if of.url and of.url.lower().startswith(("http://", "https://")) else None,
    }


def why(rule: str) -> Data:
    """A rule that set something aside: the rule, and the key of its kind's words where there are some.

    >>> why("related link: starts with 'READ'")
    {'rule': "related link: starts with 'READ'", 'key': 'related_link'}
    """
    key = f"aside.{rule.partition(':')[0].replace(' ', '_')}"
    return {"rule": rule, "key": key.partition(".")[2] if key in texts() else None}


def _claim(columns: Columns, claim: StoredClaim, row: int) -> Data:
    record = claim.record
    return {
        "id": record["id"],
        "text": " […] ".join(record["content"]),
        "spans": record["spans"],
        "speaker": someone(columns, int(columns.speaker[row])),
        "targets": [someone(columns, target) for target in columns.targets(row)],
        "act": record["act"],
        "form": record["form"],
        "negated": claim.negated,
    }


def _speakers(claims: list[Data]) -> list[Data]:
    """Who speaks, the most quoted first."""
    who: dict[str, Any] = {claim["speaker"]["id"]: claim["speaker"] for claim in claims if claim["speaker"]}
    said = Counter(claim["speaker"]["id"] for claim in claims if claim["speaker"])
    return [
        {**who[id], "claims": said[id], "colour": min(at, COLOURS)}
        for at, id in enumerate(sorted(who, key=lambda id: (-said[id], id)))
    ]


def articles(explorer: Explorer, request: Request) -> Data:
    """The articles of a publisher and a time (``?publisher=…&from=…&to=…``), the newest first."""
    columns, by = explorer.columns, wanted(request)
    found = _of(columns, by.publisher)
    days = columns.article_day[found]
    if by.since:
        found, days = found[days >= by.since.toordinal()], days[days >= by.since.toordinal()]
    if by.until:
        found = found[(days <= by.until.toordinal()) & (days > 0)]
    found = found[numpy.lexsort((found, -columns.article_day[found]))]
    part, at = pages(len(found), number_of(request), A_PAGE)
    counts = numpy.bincount(columns.article, minlength=len(columns.articles)) if len(columns) else None
    return {
        "articles": [
            {**paper(columns, int(one)), "claims": 0 if counts is None else int(counts[one])} for one in found[part]
        ],
        "publishers": columns.publishers,
        "wanted": by.as_data(),
        **at,
    }


def _of(columns: Columns, publisher: str | None) -> Numbers:
    everything = numpy.arange(len(columns.articles))
    if not publisher:
        return everything
    number = columns.publishers.index(publisher) if publisher in columns.publishers else NOBODY - 1
    return cast(Numbers, everything[columns.article_publisher == number])


def as_turtle(request: Request) -> Response:
    """All that the graph says of an article and its claims."""
    here = explorer(request)
    found = stored(here, request.path_params["id"])
    writer = Writer(here.store.iris)
    blocks = writer.blocks(here.store.triples(here.store.iris.article(found.head.id)))
    return Response("\n".join([writer.head(), *blocks]), media_type="text/turtle")


def as_text(request: Request) -> Response:
    """The text of an article, in which all offsets count."""
    return PlainTextResponse(stored(explorer(request), request.path_params["id"]).text)


def routes() -> list[Route]:
    """``/articles``; ``/article/ID``, also as ``.json``, ``.ttl`` and ``.txt``."""
    return [
        *page("/articles", articles, "articles.html"),
        Route("/article/{id}.ttl", as_turtle, methods=["GET"]),
        Route("/article/{id}.txt", as_text, methods=["GET"]),
        *page("/article/{id}", article, "article.html"),
    ]
