"""The first page: what the store holds, who speaks most and is spoken of most, the latest claims, questions to try."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import islice

import numpy
from starlette.requests import Request
from starlette.routing import Route

from kg.errors import KgError
from kg.questions import Question, query, saved
from kg.web.claims import cards, someone
from kg.web.columns import NOBODY, Columns, Numbers, day
from kg.web.pages.entity import speaks_of, summary
from kg.web.pages.search import only_one
from kg.web.selecting import over_time
from kg.web.showing import Data, Explorer, page

MOST, LATEST, EXAMPLES = 12, 8, 4
_FEW = 1_000  # claims of an example: with more, whether a question has an answer takes too long to try


def start(explorer: Explorer, request: Request) -> Data:
    """What is on the first page."""
    columns = explorer.columns
    days = columns.article_day[columns.article_day > 0]
    first, last = (day(int(days.min())), day(int(days.max()))) if len(days) else (None, None)
    return {
        "articles": len(columns.articles),
        "claims": len(columns),
        "entities": len(columns.entities),
        "speakers": int(numpy.count_nonzero(columns.said_count)),
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
        "time": over_time(columns, numpy.arange(len(columns))),
        "publishers": _publishers(columns),
        "most_quoted": _most(columns, columns.said_count),
        "most_spoken_of": _most(columns, columns.about_count),
        "latest": cards(explorer.store, columns, range(len(columns) - 1, max(-1, len(columns) - 1 - LATEST), -1)),
        "examples": list(islice(_examples(explorer), EXAMPLES)),
    }


def _most(columns: Columns, counts: Numbers) -> list[Data]:
    """Those with the most claims; sources without a name are left out, since the same words need not be the same."""
    order = [one for one in numpy.argsort(-counts, kind="stable")[: 10 * MOST] if counts[one]]
    named = [one for one in order if columns.kind_of(one) != "unnamed"][:MOST]
    return [{**(someone(columns, int(one)) or {}), "claims": int(counts[one])} for one in named]


def _publishers(columns: Columns) -> list[Data]:
    """Each publisher with its articles and claims, the most articles first; ``name`` is None for articles without."""
    articles = numpy.bincount(columns.article_publisher + 1, minlength=len(columns.publishers) + 1)
    claims = numpy.bincount(columns.publisher + 1, minlength=len(columns.publishers) + 1)
    return [
        {"name": columns.publishers[at - 1] if at else None, "articles": int(articles[at]), "claims": int(claims[at])}
        for at in numpy.argsort(-articles, kind="stable")
        if articles[at]
    ]


def _examples(explorer: Explorer) -> Iterator[Data]:
    """Saved questions that have an answer here, those that can be asked in most ways first: with the values of their
    header, then with the most quoted."""
    for question in sorted(saved().values(), key=lambda question: -len(question.sentences)):
        values = dict(part.partition("=")[::2] for part in shlex.split(question.example or ""))
        if values and _answers(question, values, explorer):
            yield {"name": question.name, "summary": summary(question, values), "values": values}
    question = saved()["said-about"]
    for speaker in numpy.argsort(-explorer.columns.said_count, kind="stable")[:EXAMPLES]:
        for target in speaks_of(explorer.columns, explorer.columns.said_by(int(speaker)), int(speaker))[0][:1]:
            ids = {"speaker": int(speaker), "target": int(target)}
            values = {key: explorer.columns.labels[one] for key, one in ids.items()}
            if all(only_one(values[key], explorer) == one for key, one in ids.items()):
                yield {"name": question.name, "summary": summary(question, values), "values": values}


def _answers(question: Question, values: dict[str, str], explorer: Explorer) -> bool:
    """Whether the question finds something for the names in ``values``, of which there must be few claims."""
    columns = explorer.columns
    rows: dict[str, Numbers] = {}
    for parameter in question.parameters:
        if parameter.name in values:
            meant = only_one(values[parameter.name], explorer) if parameter.type == "entity" else NOBODY
            if meant == NOBODY:
                return False
            rows[parameter.name] = columns.said_by(meant) if parameter.name == "speaker" else columns.about(meant)
    if not all(0 < len(some) <= _FEW for some in rows.values()):
        return False
    try:
        return bool(query(question.name, values, explorer.store).rows)
    except KgError:
        return False


def routes() -> list[Route]:
    """``/``."""
    return page("/", start, "start.html")
