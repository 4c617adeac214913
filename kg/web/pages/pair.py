"""A pair: what each of two says about the other, over time."""

from __future__ import annotations

import numpy
from starlette.requests import Request
from starlette.routing import Route

from kg.web.claims import cards, someone
from kg.web.columns import Columns, Numbers
from kg.web.pages.entity import questions
from kg.web.selecting import counts, number_of, over_time, pages, picked, wanted
from kg.web.showing import Data, Explorer, Missing, page

SIDES = ("page", "back")  # what the address calls the page of either direction


def pair(explorer: Explorer, request: Request) -> Data:
    """What is on the page of a pair. A country has its voices with it, unless the address says ``voices=no``."""
    columns = explorer.columns
    one, other = (_number(columns, request.path_params[key]) for key in ("one", "other"))
    with_voices = request.query_params.get("voices") != "no"
    voices = {who: numpy.flatnonzero(columns.voice_of == who) for who in (one, other)}
    by = wanted(request)
    directions, found = [], []
    for who, whom, key in ((one, other, SIDES[0]), (other, one, SIDES[1])):
        sides = ([each, *(voices[each] if with_voices else ())] for each in (who, whom))
        rows = about(columns, *sides)
        fits = picked(columns, rows, by)
        part, at = pages(len(fits), number_of(request, key), 10)
        found.append((rows, fits))
        directions.append(
            {
                "speaker": someone(columns, who),
                "target": someone(columns, whom),
                "all": len(rows),
                "claims": cards(explorer.store, columns, fits[::-1][part]),
                "questions": questions({"speaker": who, "target": whom}, columns),
                "key": key,
                **at,
            }
        )
    return {
        "pair": [someone(columns, one), someone(columns, other)],
        "voices": [[someone(columns, int(voice)) for voice in voices[who]] for who in (one, other)],
        "with_voices": with_voices,
        "wanted": by.as_data(),
        "counts": counts(columns, numpy.unique(numpy.concatenate([rows for rows, _ in found])), by),
        "time": over_time(columns, *(fits for _, fits in found)),
        "acts": [counts(columns, rows, by)["acts"] for rows, _ in found],
        "directions": directions,
    }


def about(columns: Columns, speakers: list[int], targets: list[int]) -> Numbers:
    """The claims of any of ``speakers`` about any of ``targets``, in the order of time."""
    said = numpy.concatenate([columns.said_by(one) for one in speakers])
    of = numpy.concatenate([columns.about(one) for one in targets])
    return numpy.intersect1d(said, of)


def _number(columns: Columns, id: str) -> int:
    if id not in columns.number:
        raise Missing(id)
    return columns.number[id]


def routes() -> list[Route]:
    """``/pair/ID/ID``."""
    return page("/pair/{one}/{other}", pair, "pair.html")
