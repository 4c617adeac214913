"""The SPARQL editor: YASGUI where there are scripts, a plain form where there are none."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import cast

from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import KgError
from kg.graph import LABEL, RDF_TYPE, TITLE
from kg.questions import Question, saved
from kg.questions.answer import run
from kg.web.pages.questions import answer_of
from kg.web.policy import EDITOR
from kg.web.showing import Data, Explorer, Wrong, explorer, page

_TYPE, _LABEL, _TITLE = (term[1:-1] for term in (RDF_TYPE, LABEL, TITLE))

_FIRST = (
    "kg",
    "entity",
    "claim",
    "article",
    "rdfs",
    "dcterms",
    "xsd",
)  # the prefixes that a query starts with; the others are completed


def editor(explorer: Explorer, request: Request) -> Data:
    """A form for SPARQL with the prefixes filled in, and the saved questions as examples."""
    prefixes = explorer.store.iris.prefixes()
    head = "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in _FIRST)
    example = request.query_params.get("example")
    if example and example in saved():
        text = saved()[example].sparql
    else:
        text = f"{head}\nSELECT ?claim ?who ?text WHERE {{\n  ?claim kg:speaker/rdfs:label ?who ;\n"
        text += "    kg:text ?text\n}\nLIMIT 20\n"
    query = request.query_params.get("query", "") or text
    data: Data = {"query": query, "examples": list(saved()), "answer": None, "error": None}
    if request.query_params.get("query"):
        try:
            asked = Question("editor", query)
            data["answer"] = answer_of(run(asked, {}, explorer.store), {}, request)
        except (KgError, Wrong) as error:
            data["error"] = str(error)
    return data


def terms(request: Request) -> Response:
    """What the editor completes: classes and properties of the vocabulary and of those beside it, and the prefixes."""
    iris = explorer(request).store.iris
    return JSONResponse({"base": iris.base, "prefixes": iris.prefixes(), **vocabulary()})


@cache
def vocabulary() -> dict[str, list[str]]:
    """The IRIs of all classes and properties of ``kg/vocab.ttl``, and of the others that the graph uses."""
    text = (files("kg") / "vocab.ttl").read_bytes()
    kinds: dict[str, set[str]] = {"properties": {_TITLE, _LABEL, _TYPE}, "classes": set()}
    for quad in parse(text, format=RdfFormat.TURTLE):
        if quad.predicate.value == _TYPE and isinstance(quad.subject, NamedNode):
            kind = cast(NamedNode, quad.object).value.rpartition("#")[2]
            key = "classes" if kind == "Class" else "properties" if kind.endswith("Property") else None
            if key:
                kinds[key].add(quad.subject.value)
    return {key: sorted(values) for key, values in kinds.items()}


def routes() -> list[Route]:
    """``/editor``, and what it completes."""
    twin, html = page("/editor", editor, "editor.html")

    def with_policy(request: Request) -> Response:
        answer: Response = html.endpoint(request)
        answer.headers["Content-Security-Policy"] = EDITOR
        return answer

    return [
        Route("/editor/terms.json", terms, methods=["GET"]),
        twin,
        Route("/editor", with_policy, methods=["GET"]),
    ]
