"""The first page: what the store holds, the most quoted, the latest claims."""

from __future__ import annotations

import numpy
from starlette.requests import Request
from starlette.routing import Route

from kg.web.claims import cards, someone
from kg.web.columns import day
from kg.web.showing import Data, Explorer, page

MOST, LATEST = 12, 8


def start(explorer: Explorer, request: Request) -> Data:
    """What is on the first page."""
    columns = explorer.columns
    days = columns.article_day[columns.article_day > 0]
    most = numpy.argsort(-columns.said_count, kind="stable")[:MOST]
    first, last = (day(int(days.min())), day(int(days.max()))) if len(days) else (None, None)
    return {
        "articles": len(columns.articles),
        "claims": len(columns),
        "entities": len(columns.entities),
        "publishers": len(columns.publishers),
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
        "most_quoted": [
            {**(someone(columns, int(one)) or {}), "claims": int(columns.said_count[one])}
            for one in most
            if columns.said_count[one]
        ],
        "latest": cards(explorer.store, columns, range(len(columns) - 1, max(-1, len(columns) - 1 - LATEST), -1)),
    }


def routes() -> list[Route]:
    """``/``."""
    return page("/", start, "start.html")
