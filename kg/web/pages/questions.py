"""The saved questions, each as a form made from its header, with its answers as a table."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.errors import KgError
from kg.model import ACTS
from kg.questions import Question, saved
from kg.questions.answer import Answer, run
from kg.questions.names import candidates
from kg.web.answering import answered, answered_file, table, truth
from kg.web.asking import summary
from kg.web.cells import filled
from kg.web.claims import cards, someone
from kg.web.naming import other_names
from kg.web.pages.search import question_meant
from kg.web.selecting import number_of, pages
from kg.web.showing import Data, Explorer, Missing, Wrong, explorer, link, page

A_PAGE = 50
NAMES = 3  # other names of somebody who may be meant
_ON_CARDS = {"date", "text", "who", "about", "act", "title", "publisher", "published"}  # what a card of a claim shows


def questions(explorer: Explorer, request: Request) -> Data:
    """All saved questions."""
    return {
        "ask": request.query_params.get("ask", ""),
        "groups": _groups(list(saved().values())),
    }


# The README has the same groups; a test holds the two together.
GROUPS = {
    "said": "said said-about said-about-topic said-on said-about-on said-between timeline containing",
    "acts": "acts accused demanded demanded-of denied denied-about promised warned warned-whom",
    "about": "about about-topic between who-about who-about-topic who-accused",
    "changes": "changed who-denied-whom",
    "network": "who-talks-about-whom mentioned-together mentioned-with topics-of most-quoted offices",
    "press": "quoted-by-publisher unnamed-by-publisher reported-by-several copies no-speaker articles article",
}


def _groups(all_of_them: list[Question]) -> list[Data]:
    """Questions by what they are about; what a user has added comes last."""
    place = {name: group for group, names in GROUPS.items() for name in names.split()}
    found: dict[str, list[Data]] = {group: [] for group in (*GROUPS, "more")}
    for one in all_of_them:
        found[place.get(one.name, "more")].append({"name": one.name, "summary": summary(one)})
    return [{"name": group, "questions": questions} for group, questions in found.items() if questions]


def question(explorer: Explorer, request: Request) -> Data:
    """A question's form, and what it answers once everything that it needs is given."""
    asked = _named(request)
    values = _values(asked, request)
    called = {name: _called(explorer, value) for name, value in values.items()}
    data: Data = {
        "name": asked.name,
        "summary": summary(asked, called),
        "parameters": [
            {
                "name": one.name, "type": one.type, "value": called.get(one.name, ""),
                "id": _id(explorer, values.get(one.name, "")) if one.type == "entity" else None,
                "needed": not one.optional and one.default is None, "default": one.default,
            }
            for one in asked.parameters
        ],
        "acts": list(ACTS),
        "answer": None,
        "error": None,
        "choices": [],
    }  # fmt: skip
    if all(one["value"] or not one["needed"] for one in data["parameters"]):
        try:
            data["answer"] = answer_of(run(asked, values, explorer.store, today=date.today()), values, request)
        except (KgError, Wrong) as error:
            data["error"] = str(error)
            data["choices"] = [one for one in _choices(explorer, asked, values) if one["list"]]
    return data


def _id(explorer: Explorer, value: str) -> str | None:
    """The id of an entity that a value names by it, as suggestions and links do (``entity:sergueï-lavrov``)."""
    prefix, _, id = value.partition(":")
    return id if prefix == "entity" and id in explorer.columns.number else None


def _called(explorer: Explorer, value: str) -> str:
    id = _id(explorer, value)
    return value if id is None else explorer.columns.labels[explorer.columns.number[id]]


def _choices(explorer: Explorer, asked: Question, values: Mapping[str, str]) -> list[Data]:
    """For each name that fits nobody or several: whom it can mean, each with the same question of just that one."""
    store, found = explorer.store, []
    start = f"<{store.iris.base}entity/"
    for parameter in asked.parameters:
        text = values.get(parameter.name)
        if parameter.type != "entity" or text is None or len(fitting := candidates(text, store)) == 1:
            continue
        near = {iri: label for name in store.closest(text) for iri, label in candidates(name, store).items()}
        those = (explorer.columns.number.get(iri.removeprefix(start)[:-1]) for iri in fitting or near)
        found.append({
            "parameter": parameter.name, "text": text, "several": bool(fitting),
            "list": [
                {
                    **(someone(explorer.columns, one) or {}),
                    "names": other_names(store, explorer.columns.entities[one])[:NAMES],
                    "claims": int(explorer.columns.said_count[one] + explorer.columns.about_count[one]),
                    "url": link(
                        "questions", asked.name,
                        **{**values, parameter.name: f"entity:{explorer.columns.entities[one]}"},
                    ),
                }
                for one in sorted(
                    {one for one in those if one is not None},
                    key=lambda one: (-explorer.columns.said_count[one] - explorer.columns.about_count[one], one),
                )
            ],
        })  # fmt: skip
    return found


def _named(request: Request) -> Question:
    name = request.path_params["name"]
    found = saved().get(name)
    if found is None:
        raise Missing(name)
    return found


def _values(asked: Question, request: Request) -> dict[str, str]:
    given = request.query_params
    return {one.name: given[one.name].strip() for one in asked.parameters if given.get(one.name, "").strip()}


def answer_of(bound: Answer, values: dict[str, str], request: Request) -> Data:
    """What a bound question finds, as the page and its JSON have it: true or false, cards of claims, or a table."""
    data = answered(request, bound.sparql)
    columns, rows = table(data)
    shown = [column for column in bound.question.show if column in columns] or columns
    part, at = pages(len(rows), number_of(request), A_PAGE)
    here = explorer(request)
    heads, cells = filled(here, shown, rows[part])
    return {
        "meant": bound.meant,
        "truth": truth(data),
        "claims": _claims(here, rows[part]) if "text" in shown and _ON_CARDS.issuperset(shown) else [],
        "columns": heads,
        "rows": cells,
        "sparql": bound.sparql,
        "command": " ".join(["kg query", bound.question.name, *(shlex.quote(f"{k}={v}") for k, v in values.items())]),
        "csv": link("questions", f"{bound.question.name}.csv", **values),
        "srj": link("questions", f"{bound.question.name}.srj", **values),
        **at,
    }


def _claims(explorer: Explorer, rows: list[dict[str, Any]]) -> list[Data]:
    """The claims of the rows, as cards, if each row is one claim; else none: a table shows the rows."""
    start = f"{explorer.store.iris.base}claim/"
    ids = [str(row["claim"]["value"]).removeprefix(start) for row in rows if "claim" in row]
    found = [row for row in map(explorer.columns.find_claim, dict.fromkeys(ids)) if row is not None]
    return cards(explorer.store, explorer.columns, found) if len(found) == len(rows) else []


def _file(ending: str) -> Route:
    """The route of all rows of a question as a file. It raises ``Wrong`` with the line that ``kg query`` gives."""

    def answer(request: Request) -> Response:
        asked = _named(request)
        try:
            bound = run(asked, _values(asked, request), explorer(request).store, today=date.today())
        except KgError as error:
            raise Wrong(str(error)) from None
        named = {"Content-Disposition": f'attachment; filename="{asked.name}.{ending}"'}
        return answered_file(request, bound.sparql, ending, named)

    return Route(f"/questions/{{name}}.{ending}", answer, methods=["GET"])


def in_words(request: Request) -> Response | None:
    """Where a question in words is answered; None if it is none that is known."""
    meant = question_meant(request.query_params["ask"], explorer(request), date.today())
    return RedirectResponse(link("questions", meant["name"], **meant["values"]), 303) if meant else None


def routes() -> list[Route]:
    """``/questions``, ``/questions/NAME`` (also ``.csv``, and ``.srj``: SPARQL results in JSON)."""
    html, twin = page("/questions", questions, "questions.html")[::-1]

    def listed_or_asked(request: Request) -> Any:
        return (in_words(request) if request.query_params.get("ask") else None) or html.endpoint(request)

    return [
        Route("/questions", listed_or_asked, methods=["GET"]),
        twin,
        _file("csv"),
        _file("srj"),  # the ending of SPARQL results in JSON; .json is this page's twin
        *page("/questions/{name}", question, "question.html"),
    ]
