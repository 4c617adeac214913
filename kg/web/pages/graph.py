"""The graph: who speaks about whom, to look at, narrow down, click through and take away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import numpy
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kg.errors import QuestionError
from kg.export.cytoscape import cytoscape
from kg.export.gexf import gexf
from kg.model import ACTS
from kg.questions.names import entity
from kg.web.claims import cards, someone
from kg.web.columns import ENTITY_KINDS, Columns, Numbers
from kg.web.network import Choice, Network, behind, exported, fitting, main_act, months, network
from kg.web.selecting import (
    NO_PUBLISHER,
    day_of,
    number_of,
    only_known,
    pages,
    several_of,
    whole_number,
)
from kg.web.showing import Data, Explorer, Missing, Wrong, explorer, page

ROWS, CLAIMS, LINKS = 25, 10, 12  # on a page of the table, of the claims behind an edge, of the links of a name
DEPTHS = (1, 2)
CHOICES = ("person", "depth", "act", "kind", "publisher", "from", "to", "once", "least")
KEYS = (*CHOICES, "page", "speaker", "target", "id")  # with those of the claims of an edge and the links of a name
FILES = {"gexf": (gexf, "application/gexf+xml"), "cyjs": (cytoscape, "application/json")}


def graph(explorer: Explorer, request: Request) -> Data:
    """What is on the page: what was chosen, what there is to choose, and the network."""
    columns = explorer.columns
    choice = chosen(explorer, request)
    found = network(columns, choice)
    edges = [_edge(columns, found, at) for at in range(len(found.weight))]
    part, list_ = pages(len(edges), number_of(request), ROWS)
    at, last = list_["page"], list_["pages"]
    return {
        **totals(columns, found),
        "chosen": as_data(columns, choice),
        "choices": _choices(columns, choice),
        "nodes": [
            {**(someone(columns, int(name)) or {}), "said": int(said), "about": int(about)}
            for name, said, about in zip(found.names, found.said, found.about, strict=True)
        ],
        "edges": edges,
        "strongest": [
            {
                **_link(columns, choice, *(int(each[row]) for each in (found.speaker, found.target, found.weight))),
                "acts": edges[row]["acts"],
            }
            for row in range(len(edges))[part]
        ],
        "page": at,
        "pages": last,
        "urls": {
            **{name: address(f"/graph.{name}", columns, choice) for name in FILES},
            "previous": address("/graph", columns, choice, page=at - 1) if at > 1 else None,
            "next": address("/graph", columns, choice, page=at + 1) if at < last else None,
        },
    }


def totals(columns: Columns, found: Network) -> Data:
    """How much is shown, and of how much."""
    return {
        "least": found.least,
        "names": len(found.names),
        "all_names": found.all_names,
        "links": len(found.weight),
        "all_links": found.all_edges,
        "claims": len(numpy.unique(found.claim)),
        "all_claims": len(columns),
        "about_themselves": int((found.speaker == found.target).sum()),
    }


def claims(explorer: Explorer, request: Request) -> Data:
    """The claims behind an edge, the latest first."""
    columns, asked = explorer.columns, request.query_params
    speaker, target = (_known(columns, asked.get(key, "")) for key in ("speaker", "target"))
    choice = chosen(explorer, request)
    rows = behind(columns, choice, speaker, target)
    part, list_ = pages(len(rows), number_of(request), CLAIMS)
    at, last = list_["page"], list_["pages"]
    ends = {"speaker": columns.entities[speaker], "target": columns.entities[target]}
    other_way = {"speaker": ends["target"], "target": ends["speaker"]}

    def url(number: int) -> str:
        return address("/graph/claims", columns, choice, **ends, page=number)

    return {
        "speaker": someone(columns, speaker),
        "target": someone(columns, target),
        "found": len(rows),
        "other_way": len(behind(columns, choice, target, speaker)) if speaker != target else 0,
        "claims": cards(explorer.store, columns, rows[part]),
        "page": at,
        "pages": last,
        "urls": {
            "graph": address("/graph", columns, choice),
            "other_way": address("/graph/claims", columns, choice, **other_way),
            "previous": url(at - 1) if at > 1 else None,
            "next": url(at + 1) if at < last else None,
        },
    }


def name(explorer: Explorer, request: Request) -> Data:
    """Whom a name speaks about and who speaks about it, the most first: all its links, in the picture or not."""
    columns, asked = explorer.columns, request.query_params
    one = _known(columns, asked.get("id", ""))
    choice = chosen(explorer, request)
    said, about = (rows[fitting(columns, rows, choice)] for rows in (columns.said_by(one), columns.about(one)))
    _, targets = columns.targets_of(said)
    whom = [(one, int(other), n) for other, n in _most_first(targets, len(columns.entities))]
    who = [(int(other), one, n) for other, n in _most_first(columns.speaker[about], len(columns.entities))]
    part, list_ = pages(max(len(whom), len(who)), number_of(request), LINKS)
    at, last = list_["page"], list_["pages"]

    def links(pairs: list[tuple[int, int, int]]) -> list[Data]:
        return [_link(columns, choice, *pair) for pair in pairs[part]]

    def url(number: int) -> str:
        return address("/graph/name", columns, choice, id=columns.entities[one], page=number)

    return {
        "name": someone(columns, one),
        "said": len(said),
        "about": len(about),
        "speaks_about": {"found": len(whom), "links": links(whom)},
        "spoken_about": {"found": len(who), "links": links(who)},
        "page": at,
        "pages": last,
        "urls": {
            "graph": address("/graph", columns, choice),
            "around": address("/graph", columns, replace(choice, around=one, least=None)),
            "previous": url(at - 1) if at > 1 else None,
            "next": url(at + 1) if at < last else None,
        },
    }


def _most_first(entities: Numbers, count: int) -> list[tuple[int, int]]:
    """Each entity and how often it is there."""
    found = numpy.bincount(entities[entities >= 0], minlength=count)
    order = numpy.argsort(-found, kind="stable")[: numpy.count_nonzero(found)]
    return [(int(one), int(found[one])) for one in order]


def _link(columns: Columns, choice: Choice, speaker: int, target: int, weight: int) -> Data:
    ends = {"speaker": columns.entities[speaker], "target": columns.entities[target]}
    return {
        "speaker": someone(columns, speaker),
        "target": someone(columns, target),
        "weight": weight,
        "url": address("/graph/claims", columns, choice, **ends),
    }


def chosen(explorer: Explorer, request: Request) -> Choice:
    """What the address asks for:
    ``?person=…&depth=2&act=denial,demand&kind=person&from=2022-01-01&to=…&publisher=…&once=yes&least=3``.

    An act or kind may also stand several times, as a form sends them. Raises ``Wrong`` for what cannot be read, and
    for a person that nobody or several can be.
    """
    asked = request.query_params
    only_known(request, KEYS)
    first, last = day_of(request, "from"), day_of(request, "to")
    return Choice(
        around=_person(explorer, asked.get("person", "").strip()),
        depth=whole_number(request, "depth", max(DEPTHS)) or 1,
        acts=several_of(request, "act", ACTS),
        kinds=several_of(request, "kind", ENTITY_KINDS),
        publisher=asked.get("publisher") or None,
        since=first.toordinal() if first else None,
        until=last.toordinal() if last else None,
        once=asked.get("once") == "yes",
        least=whole_number(request, "least", 999_999_999),
    )


def as_data(columns: Columns, choice: Choice) -> Data:
    """What is chosen, as the address has it."""
    return {
        "person": someone(columns, choice.around) if choice.around is not None else None,
        "depth": choice.depth,
        "act": list(choice.acts),
        "kind": list(choice.kinds),
        "publisher": choice.publisher,
        "from": choice.since and date.fromordinal(choice.since).isoformat(),
        "to": choice.until and date.fromordinal(choice.until).isoformat(),
        "once": choice.once,
        "least": choice.least,
    }


def address(path: str, columns: Columns, choice: Choice, **more: object) -> str:
    """An address with what is chosen, and ``more``."""
    data = as_data(columns, choice)
    values = {
        **data,
        "person": data["person"] and data["person"]["id"],
        "depth": choice.depth if choice.around is not None and choice.depth > 1 else None,
        "act": ",".join(choice.acts),
        "kind": ",".join(choice.kinds),
        "once": "yes" if choice.once else None,
        **more,
    }
    asked = urlencode([(key, value) for key, value in values.items() if value not in (None, "")], safe=",")
    return path + (f"?{asked}" if asked else "")


def _person(explorer: Explorer, text: str) -> int | None:
    """An entity by its id, or by what it is called."""
    if not text:
        return None
    number = explorer.columns.number
    if text in number:
        return number[text]
    try:
        iri, _ = entity(text, explorer.store)
    except QuestionError as error:
        raise Wrong(str(error)) from None
    return _known(explorer.columns, iri.value.removeprefix(f"{explorer.store.iris.base}entity/"))


def _known(columns: Columns, id: str) -> int:
    if id not in columns.number:
        raise Missing(id)
    return columns.number[id]


def _edge(columns: Columns, found: Network, at: int) -> Data:
    counts = found.acts[at]
    return {
        "source": columns.entities[found.speaker[at]],
        "target": columns.entities[found.target[at]],
        "weight": int(found.weight[at]),
        "act": main_act(counts),
        "acts": {name: int(n) for name, n in zip(ACTS, counts, strict=True) if n},
    }


def _choices(columns: Columns, choice: Choice) -> dict[str, Any]:
    """What there is to choose from, acts and publishers with the claims that they would leave."""
    rows = slice(None)
    by_act = _count(columns.act[fitting(columns, rows, choice, "acts")], len(ACTS))
    by_paper = _count(columns.publisher[fitting(columns, rows, choice, "publisher")] + 1, len(columns.publishers) + 1)
    (first, last), counts = months(columns, choice)
    return {
        "acts": [{"act": name, "claims": n} for name, n in zip(ACTS, by_act, strict=True)],
        "kinds": list(ENTITY_KINDS),
        "publishers": [
            {"publisher": name, "claims": n}
            for name, n in zip([NO_PUBLISHER, *columns.publishers], by_paper, strict=True)
            if n or name == choice.publisher
        ],
        "months": {"first": first, "last": last, "claims": counts},
    }


def _count(values: Numbers, size: int) -> list[int]:
    return [int(n) for n in numpy.bincount(values, minlength=size)]


def _file(format: str) -> Route:
    """The route of the network of an address as a file."""
    write, media_type = FILES[format]

    def answer(request: Request) -> Response:
        here = explorer(request)
        found = exported(here.columns, network(here.columns, chosen(here, request)))
        named = {"Content-Disposition": f'attachment; filename="graph.{format}"'}
        return StreamingResponse(write(found), media_type=media_type, headers=named)

    return Route(f"/graph.{format}", answer, methods=["GET"])


def routes() -> list[Route]:
    """``/graph``, the claims behind an edge, the links of a name, and the network as GEXF and JSON for Cytoscape."""
    return [
        *page("/graph", graph, "graph.html"),
        *page("/graph/claims", claims, "graph-claims.html"),
        *page("/graph/name", name, "graph-name.html"),
        *(_file(format) for format in FILES),
    ]
