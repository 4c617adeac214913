"""A person or thing: what it said, what was said about it, with whom it has to do, what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.questions import Question, saved
from kg.web.claims import cards, paper, someone
from kg.web.columns import NOBODY, Columns, Numbers
from kg.web.naming import Given, given, identifiers, turtle
from kg.web.selecting import counts, number_of, over_time, pages, picked, wanted
from kg.web.showing import Data, Explorer, Missing, explorer, page

VIEWS = ("said", "about", "with", "names")
COMPANY = 12  # the most of them in the small graph, on either side
PEOPLE_A_PAGE, ARTICLES_A_PAGE, ARTICLES_OF_A_NAME = 50, 50, 3


def entity(explorer: Explorer, request: Request) -> Data:
    """What is on the page of an entity; ``view`` says which part of it."""
    columns, id = explorer.columns, request.path_params["id"]
    me = columns.number.get(id)
    if me is None:
        raise Missing(id)
    said, about = columns.said_by(me), columns.about(me)
    view = request.query_params.get("view", "")
    view = view if view in VIEWS else "said" if len(said) or not len(about) else "about"
    names = given(explorer.store, columns, id, without=None if view == "names" else columns.labels[me])
    whom, by = speaks_of(columns, said, me), spoken_of_by(columns, about, me)
    return {
        **(someone(columns, me) or {}),
        "said": len(said),
        "about": len(about),
        "voice_of": someone(columns, int(columns.voice_of[me])),
        "voices": [someone(columns, int(voice)) for voice in numpy.flatnonzero(columns.voice_of == me)],
        "identifiers": identifiers(explorer.store, id),
        "called": len(names),
        "names": [_called(columns, *one) for one in _others(names, columns.labels[me])[:COMPANY]],
        "speaks_of": _company(columns, whom, slice(COMPANY)),
        "spoken_of_by": _company(columns, by, slice(COMPANY)),
        "company": {"speaks_of": len(whom[0]), "spoken_of_by": len(by[0])},
        "questions": questions({"speaker": me}, columns) + questions({"target": me}, columns),
        "view": view,
        "shown": {
            "said": lambda: claims(explorer, said, request),
            "about": lambda: claims(explorer, about, request),
            "with": lambda: _with(columns, whom, by, request),
            "names": lambda: _names(columns, names, request),
        }[view](),
    }


def claims(explorer: Explorer, rows: Numbers, request: Request, key: str = "page") -> Data:
    """Those of ``rows`` that the address asks for: a page of them, the latest first, and how many there are of each
    sort. ``key`` is what the address calls the page."""
    columns, by = explorer.columns, wanted(request)
    found = picked(columns, rows, by)
    part, at = pages(len(found), number_of(request, key))
    return {
        "all": len(rows),
        "wanted": by.as_data(),
        "counts": counts(columns, rows, by),
        "time": over_time(columns, found),
        "claims": cards(explorer.store, columns, found[::-1][part]),
        **at,
    }


Ranked = tuple[Numbers, Numbers]  # entities, and how many claims each, the most first


def speaks_of(columns: Columns, said: Numbers, me: int) -> Ranked:
    """Whom the claims ``said`` are about, but ``me``."""
    return _ranked(columns, columns.targets_of(said)[1], me)


def spoken_of_by(columns: Columns, about: Numbers, me: int) -> Ranked:
    """Who made the claims ``about``, but ``me``."""
    return _ranked(columns, columns.speaker[about], me)


def _ranked(columns: Columns, entities: Numbers, me: int) -> Ranked:
    counted = numpy.bincount(entities[(entities != NOBODY) & (entities != me)], minlength=len(columns.entities))
    order = numpy.argsort(-counted, kind="stable")[: numpy.count_nonzero(counted)]
    return order, counted[order]


def _company(columns: Columns, ranked: Ranked, part: slice) -> list[Data]:
    return [
        {**(someone(columns, int(one)) or {}), "claims": int(n)}
        for one, n in zip(ranked[0][part], ranked[1][part], strict=True)
    ]


def _with(columns: Columns, whom: Ranked, by: Ranked, request: Request) -> Data:
    """A page of those it speaks about, and of those who speak about it."""
    longest = max(len(whom[0]), len(by[0]))
    part, at = pages(longest, number_of(request), PEOPLE_A_PAGE)
    return {"speaks_of": _company(columns, whom, part), "spoken_of_by": _company(columns, by, part), **at}


def _others(names: Given, label: str) -> list[tuple[tuple[str, str], Numbers]]:
    return [one for one in names.items() if one[0] != ("name", label)]


def _called(columns: Columns, called: tuple[str, str], articles: Numbers) -> Data:
    latest = [paper(columns, int(one)) for one in articles[:ARTICLES_OF_A_NAME]]
    return {"what": called[0], "words": called[1], "articles": len(articles), "latest": latest}


def _names(columns: Columns, names: Given, request: Request) -> Data:
    """Everything it is called, with a few of the articles; or all articles for one such name (``?called=``)."""
    asked = request.query_params.get("called")
    if asked:
        found = [articles for (_, words), articles in names.items() if words == asked]
        articles = numpy.unique(numpy.concatenate(found)) if found else numpy.zeros(0, numpy.int64)
        articles = articles[numpy.argsort(-columns.article_day[articles], kind="stable")]
        part, at = pages(len(articles), number_of(request), ARTICLES_A_PAGE)
        return {"called": asked, "articles": [paper(columns, int(one)) for one in articles[part]], **at}
    part, at = pages(len(names), number_of(request), PEOPLE_A_PAGE)
    return {"called": None, "names": [_called(columns, *one) for one in list(names.items())[part]], **at}


def questions(entities: dict[str, int], columns: Columns) -> list[dict[str, Any]]:
    """The saved questions that need just these entities, by parameter."""
    return [
        {
            "name": question.name,
            "summary": summary(question, {key: columns.labels[one] for key, one in entities.items()}),
            "values": {key: f"entity:{columns.entities[one]}" for key, one in entities.items()},
        }
        for question in saved().values()
        if {p.name for p in question.parameters if not p.optional and p.default is None} == set(entities)
    ]


def summary(question: Question, values: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What a saved question answers, in French and English, with the ``values`` of parameters in it.

    The speaker stands in the place of X, the target in that of Y, other values at the end. A name keeps its own
    direction of writing.

    >>> summary(Question("said", "", "Ce que X a dit de Y / What X said about Y"), {"speaker": "Le préfet"})["fr"]
    'Ce que \u2068Le préfet\u2069 a dit de Y'
    """
    french, _, english = question.summary.partition(" / ")
    return {"fr": _filled(french, values), "en": _filled(english or french, values)}


def _filled(text: str, values: Mapping[str, str]) -> str:
    named = {key: f"\u2068{value}\u2069" for key, value in values.items()}
    letters = {"X": named.get("speaker"), "Y": named.get("target")}
    there = {letter for letter in re.findall(r"\b[XY]\b", text) if letters[letter]}
    rest = [value for key, value in named.items() if {"speaker": "X", "target": "Y"}.get(key) not in there]
    text = re.sub(r"\b[XY]\b", lambda match: letters[match[0]] or match[0], text)
    return " · ".join([text, *rest])


def as_turtle(request: Request) -> Response:
    """What the graph says of an entity and its names."""
    here, id = explorer(request), request.path_params["id"]
    if id not in here.columns.number:
        raise Missing(id)
    return Response(turtle(here.store, id), media_type="text/turtle")


def routes() -> list[Route]:
    """``/entity/ID``, also as ``.json`` and ``.ttl``."""
    return [
        Route("/entity/{id}.ttl", as_turtle, methods=["GET"]),
        *page("/entity/{id}", entity, "entity.html"),
    ]
