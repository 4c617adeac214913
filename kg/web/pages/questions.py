"""The saved questions, each as a form made from its header, with its answers as a table."""

from __future__ import annotations

import shlex
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.errors import KgError
from kg.model import ACTS
from kg.questions import Question, saved
from kg.questions.answer import Answer, run
from kg.web.answering import answered, answered_csv, table
from kg.web.asking import summary
from kg.web.claims import cards
from kg.web.pages.search import question_meant
from kg.web.selecting import number_of, pages
from kg.web.showing import Data, Explorer, Missing, Wrong, explorer, link, page

A_PAGE = 50
_KINDS = ("entity", "claim", "article")
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
    data: Data = {
        "name": asked.name,
        "summary": summary(asked, {one.name: values[one.name] for one in asked.parameters if one.name in values}),
        "parameters": [
            {
                "name": one.name, "type": one.type, "value": values.get(one.name, ""),
                "needed": not one.optional and one.default is None, "default": one.default,
            }
            for one in asked.parameters
        ],
        "acts": list(ACTS),
        "answer": None,
        "error": None,
    }  # fmt: skip
    if all(one["value"] or not one["needed"] for one in data["parameters"]):
        try:
            data["answer"] = answer_of(run(asked, values, explorer.store, today=date.today()), values, request)
        except (KgError, Wrong) as error:
            data["error"] = str(error)
    return data


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
    columns, rows = table(answered(request, bound.sparql))
    shown = [column for column in bound.question.show if column in columns] or columns
    part, at = pages(len(rows), number_of(request), A_PAGE)
    here = explorer(request)
    base = bound.store.iris.base
    links = {kind: kind for kind in _KINDS if kind in columns and kind not in shown}
    return {
        "meant": bound.meant,
        "claims": _claims(here, rows[part]) if "text" in shown and _ON_CARDS.issuperset(shown) else [],
        "columns": [*shown, *links],
        "rows": [[_cell(row.get(column), base) for column in (*shown, *links)] for row in rows[part]],
        "sparql": bound.sparql,
        "command": " ".join(["kg query", bound.question.name, *(shlex.quote(f"{k}={v}") for k, v in values.items())]),
        "csv": link("questions", f"{bound.question.name}.csv", **values),
        **at,
    }


def _claims(explorer: Explorer, rows: list[dict[str, Any]]) -> list[Data]:
    """The claims of the rows, as cards, if each row is one claim; else none: a table shows the rows."""
    start = f"{explorer.store.iris.base}claim/"
    ids = [str(row["claim"]["value"]).removeprefix(start) for row in rows if "claim" in row]
    found = [row for row in map(explorer.columns.find_claim, dict.fromkeys(ids)) if row is not None]
    return cards(explorer.store, explorer.columns, found) if len(found) == len(rows) else []


def _cell(value: dict[str, Any] | None, base: str) -> Data:
    """A value as text, and where it leads if it is one of ours."""
    if value is None:
        return {"text": "", "url": None}
    text = str(value["value"])
    kind, _, id = text.removeprefix(base).partition("/") if text.startswith(base) else ("", "", "")
    if value["type"] == "uri" and kind in _KINDS and id:
        return {"text": id, "url": link(kind, id)}
    return {"text": text.rpartition("#")[2] if value["type"] == "uri" else text, "url": None}


def as_csv(request: Request) -> Response:
    """All rows of a question as CSV. Raises ``Wrong`` with the line that ``kg query`` gives."""
    asked = _named(request)
    try:
        bound = run(asked, _values(asked, request), explorer(request).store, today=date.today())
    except KgError as error:
        raise Wrong(str(error)) from None
    name = {"Content-Disposition": f'attachment; filename="{asked.name}.csv"'}
    return answered_csv(request, bound.sparql, name)


def in_words(request: Request) -> Response | None:
    """Where a question in words is answered; None if it is none that is known."""
    meant = question_meant(request.query_params["ask"], explorer(request), date.today())
    return RedirectResponse(link("questions", meant["name"], **meant["values"]), 303) if meant else None


def routes() -> list[Route]:
    """``/questions``, ``/questions/NAME`` (also ``.csv``)."""
    html, twin = page("/questions", questions, "questions.html")[::-1]

    def listed_or_asked(request: Request) -> Any:
        return (in_words(request) if request.query_params.get("ask") else None) or html.endpoint(request)

    return [
        Route("/questions", listed_or_asked, methods=["GET"]),
        twin,
        Route("/questions/{name}.csv", as_csv, methods=["GET"]),
        *page("/questions/{name}", question, "question.html"),
    ]
