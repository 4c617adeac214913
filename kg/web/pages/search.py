"""Searching: people and things by name, questions in words, articles by title; and suggestions as somebody types."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.entities import words
from kg.errors import KgError
from kg.questions import Question, saved
from kg.questions.names import candidates
from kg.questions.sentences import Reading, days_of_period, readings
from kg.web.claims import paper, someone
from kg.web.columns import NOBODY, Columns
from kg.web.finding import asked, most_mentioned_first
from kg.web.naming import other_names
from kg.web.pages.entity import summary
from kg.web.selecting import A_PAGE, number_of, pages
from kg.web.showing import Data, Explorer, explorer, link, page

SUGGESTED = 8
LONGEST = 500  # characters of what is asked; a name or a question is shorter


def search(explorer: Explorer, request: Request) -> Data:
    """What is found for ``q``: the question it is, who or what is called so, questions about it, articles."""
    text = request.query_params.get("q", "").strip()[:LONGEST]
    columns, wanted = explorer.columns, asked(text)
    everyone = _everyone(explorer, text) if wanted else []
    part, at = pages(len(everyone), number_of(request), A_PAGE)
    articles = explorer.titles.with_words(wanted)
    articles = articles[numpy.lexsort((articles, -columns.article_day[articles]))]
    article_part, article_at = pages(len(articles), number_of(request, "articles"), A_PAGE)
    return {
        "q": text,
        "question": question_meant(text, explorer) if wanted else None,
        "entities": {"list": [_found(explorer, one, wanted) for one in everyone[part]], **at},
        "questions": [{"name": one.name, "summary": summary(one)} for one in _with_words(wanted)],
        "articles": {"list": [paper(columns, int(one)) for one in articles[article_part]], **article_at},
    }


def _everyone(explorer: Explorer, text: str) -> list[int]:
    """Who has these words in a name, the most mentioned first; then who sounds so; then whose office it is."""
    columns, wanted = explorer.columns, asked(text)
    found = most_mentioned_first(columns, explorer.names.with_words(wanted), explorer.names.called(wanted))
    base = f"<{explorer.store.iris.base}entity/"
    alike = (columns.number.get(iri.removeprefix(base)[:-1]) for iri in candidates(text, explorer.store, strictly=True))
    found += [one for one in alike if one is not None]
    offices = explorer.offices.with_words(wanted)
    found += most_mentioned_first(columns, offices, offices[:0])
    return list(dict.fromkeys(found))


def _found(explorer: Explorer, entity: int, wanted: tuple[str, ...]) -> Data:
    """An entity as a result; ``name`` is the one of its other names that fits where the label does not."""
    columns = explorer.columns
    fitting = _fits(columns.labels[entity], wanted)
    others = () if fitting else other_names(explorer.store, columns.entities[entity])
    return {
        **(someone(columns, entity) or {}),
        "said": int(columns.said_count[entity]),
        "about": int(columns.about_count[entity]),
        "name": next((name for name in others if _fits(name, wanted)), None),
    }


def _fits(name: str, wanted: tuple[str, ...]) -> bool:
    own = words(name)
    return all(any(word.startswith(each) for word in own) for each in wanted)


def question_meant(text: str, explorer: Explorer, today: date | None = None) -> Data | None:
    """The saved question that ``text`` asks, with its values and whom they name; None if it is no such sentence.

    Of several ways to read it, the first whose names are all known. Where none is, the first as it stands: its page
    says which name is not known, and what is near it. « depuis mardi » counts from ``today``.
    """
    today = today or date.today()
    ways = readings(text, saved().values(), today)
    for way in ways:
        named = _named(way, explorer)
        if named is not None:
            return _question(way, named, explorer.columns, today)
    return _question(ways[0], None, explorer.columns, today) if ways else None


def _named(way: Reading, explorer: Explorer) -> dict[str, int] | None:
    """The entity that each name means, by parameter; None where a name fits nobody or several, or two the same."""
    found: dict[str, int] = {}
    for parameter in way.question.parameters:
        if parameter.type == "entity" and parameter.name in way.values:
            one = only_one(way.values[parameter.name], explorer)
            if one == NOBODY or one in found.values():
                return None
            found[parameter.name] = one
    return found


def only_one(name: str, explorer: Explorer) -> int:
    """The entity that has a name, as people write it; ``NOBODY`` where it fits none, or several."""
    found = candidates(name, explorer.store, strictly=True)
    base = f"<{explorer.store.iris.base}entity/"
    return explorer.columns.number.get(next(iter(found)).removeprefix(base)[:-1], NOBODY) if len(found) == 1 else NOBODY


def _question(way: Reading, named: dict[str, int] | None, columns: Columns, today: date) -> Data | None:
    labels = {key: columns.labels[one] for key, one in (named or {}).items()}
    try:
        values = days_of_period(way.values | labels, today)
    except KgError:
        return None
    return {
        "name": way.question.name,
        "summary": summary(way.question, values),
        "values": values,
        "known": named is not None,
        "entities": [someone(columns, one) for one in (named or {}).values()],
    }


def _with_words(wanted: tuple[str, ...]) -> list[Question]:
    """The saved questions that have all these words in what they answer or in a sentence."""
    if not wanted:
        return []
    return [
        question
        for question in saved().values()
        if any(_fits(text, wanted) for text in (*question.summary.split(" / "), *question.sentences))
    ]


def suggest(request: Request) -> Response:
    """A few entities with a name that begins so, the most mentioned first: ``[{id, label, kind, name, …, url}]``."""
    here, wanted = explorer(request), asked(request.query_params.get("q", "")[:LONGEST])
    found: list[dict[str, Any]] = []
    if wanted:
        fitting = here.names.with_words(wanted)
        for one in most_mentioned_first(here.columns, fitting, here.names.called(wanted))[:SUGGESTED]:
            data = _found(here, one, wanted)
            found.append({**data, "url": link("entity", data["id"])})
    return JSONResponse(found)


def routes() -> list[Route]:
    """``/search?q=`` and ``/suggest?q=``."""
    return [*page("/search", search, "search.html"), Route("/suggest", suggest, methods=["GET"])]
