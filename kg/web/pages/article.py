"""An article: the whole text with its claims in place, and what was set aside; and the list of all articles."""

from __future__ import annotations

import numpy
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.export.turtle import Writer
from kg.web.claims import paper
from kg.web.columns import NOBODY
from kg.web.reading import marked, numbered, whole
from kg.web.selecting import NO_PUBLISHER, number_of, pages, wanted
from kg.web.showing import Data, Explorer, explorer, page
from kg.web.text import paragraphs

ARTICLES_A_PAGE = 50


def article(explorer: Explorer, request: Request) -> Data:
    """What is on the page of an article."""
    found = whole(explorer, request.path_params["id"])
    about = found.head
    claims = numbered(explorer, found)
    speakers: dict[int, Data] = {}
    for claim in claims:
        if claim["colour"]:
            speakers.setdefault(claim["colour"], claim["speaker"])
    return {
        "id": about.id,
        "title": about.title or about.name,
        "publisher": about.publisher,
        "published": about.published and about.published.isoformat(),
        "authors": list(found.authors),
        "url": about.url,
        "reader": found.reader,
        "made_by": str(found.run) if found.run else None,
        "copy_of": paper(explorer.columns, explorer.columns.article_number[found.copy_of.id])
        if found.copy_of
        else None,
        "copies": [paper(explorer.columns, explorer.columns.article_number[copy.id]) for copy in found.copies],
        "aside": len(found.aside),
        "speakers": [{"colour": colour, **speakers[colour]} for colour in sorted(speakers)],
        "paragraphs": paragraphs(found.text, marked(found)),
        "claims": claims,
    }


def as_text(request: Request) -> Response:
    """The text itself, which all offsets count in."""
    return PlainTextResponse(whole(explorer(request), request.path_params["id"]).text)


def as_turtle(request: Request) -> Response:
    """The graph of an article, as Turtle."""
    here = explorer(request)
    id = whole(here, request.path_params["id"]).head.id
    writer = Writer(here.store.iris)
    triples = set(here.store.triples(here.store.iris.article(id)))
    return Response("\n".join([writer.head(), *writer.blocks(triples)]), media_type="text/turtle")


def articles(explorer: Explorer, request: Request) -> Data:
    """The articles that the address asks for (``?publisher=…&from=…&to=…``), a page of them, the latest first."""
    columns, by = explorer.columns, wanted(request)
    keep = numpy.ones(len(columns.articles), numpy.bool_)
    if by.publisher is not None:
        known = by.publisher in columns.publishers
        number = columns.publishers.index(by.publisher) if known else NOBODY if by.publisher == NO_PUBLISHER else -2
        keep &= columns.article_publisher == number
    if by.since:
        keep &= columns.article_day >= by.since.toordinal()
    if by.until:
        keep &= (columns.article_day > 0) & (columns.article_day <= by.until.toordinal())
    rows = numpy.flatnonzero(keep)
    rows = rows[numpy.argsort(-columns.article_day[rows], kind="stable")]
    part, at = pages(len(rows), number_of(request), ARTICLES_A_PAGE)
    claims = numpy.bincount(columns.article, minlength=len(columns.articles)) if len(columns) else keep * 0
    return {
        "all": len(columns.articles),
        "wanted": by.as_data(),
        "publishers": columns.publishers,
        "articles": [{**paper(columns, int(row)), "claims": int(claims[row])} for row in rows[part]],
        **at,
    }


def routes() -> list[Route]:
    """``/articles``, and ``/article/ID``, also as ``.json``, ``.ttl`` and ``.txt``."""
    return [
        Route("/article/{id}.ttl", as_turtle, methods=["GET"]),
        Route("/article/{id}.txt", as_text, methods=["GET"]),
        *page("/article/{id}", article, "article.html"),
        *page("/articles", articles, "articles.html"),
    ]
