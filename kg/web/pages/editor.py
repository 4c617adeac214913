"""The SPARQL editor: YASGUI where there are scripts, a plain form where there are none."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import cast

from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import KgError
from kg.graph import LABEL, RDF_TYPE, TITLE, VOCABULARY
from kg.questions import Question, saved
from kg.questions.answer import run
from kg.questions.sparql import tokens
from kg.web.language import Words
from kg.web.pages.questions import answer_of
from kg.web.policy import EDITOR
from kg.web.showing import Data, Explorer, Wrong, explorer, language_of, link, page

_TYPE, _LABEL, _TITLE = (term[1:-1] for term in (RDF_TYPE, LABEL, TITLE))

# Terms of others that the graph uses: how a query names them, and the text that says what they are.
_BESIDE = (
    (_LABEL, "rdfs:label", "editor.name"),
    (_TITLE, "dcterms:title", "editor.title"),
    (_TYPE, "a", "editor.kind"),
)

_OF_A_SAVED_ONE = {"csv", "srj", "command"}
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

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
            data["answer"] = _answer(query, explorer, request)
        except (KgError, Wrong) as error:
            data["error"] = str(error)
    return data


def _answer(query: str, explorer: Explorer, request: Request) -> Data:
    """What a query gives, after its form: rows; yes or no; or, of a query that makes a graph, where its Turtle is."""
    bound = run(Question("editor", query), {}, explorer.store)
    form = next(
        (text.upper() for kind, text, _ in tokens(query) if kind == "word" and text.upper() in _FORMS), "SELECT"
    )
    if form in ("SELECT", "ASK"):
        found = answer_of(bound, {}, request)
        # A saved question has a file and a command of its own; a query of the moment has neither.
        return {"form": form, **{key: value for key, value in found.items() if key not in _OF_A_SAVED_ONE}}
    return {"form": form, "sparql": bound.sparql, "turtle": link("sparql", query=query)}


def terms(request: Request) -> Response:
    """What the editor completes: our classes and properties, those beside them, and the prefixes.

    Each term has its IRI, its name in a query and its label in the reader's language; ours come first.
    """
    iris = explorer(request).store.iris
    t = Words(language_of(request))
    known = {kind: [_term(iri, labels, t) for iri, labels in found.items()] for kind, found in vocabulary().items()}
    known["properties"] += [{"iri": iri, "name": name, "label": t(key)} for iri, name, key in _BESIDE]
    return JSONResponse({"base": iris.base, "prefixes": iris.prefixes(), **known})


def _term(iri: str, labels: dict[str, str], t: Words) -> Data:
    return {"iri": iri, "name": f"kg:{iri.removeprefix(VOCABULARY)}", "label": labels[t.language]}


@cache
def vocabulary() -> dict[str, dict[str, dict[str, str]]]:
    """The labels, by language, of each class and property of ``kg/vocab.ttl``, in the order of their IRIs."""
    text = (files("kg") / "vocab.ttl").read_bytes()
    kinds: dict[str, set[str]] = {"properties": set(), "classes": set()}
    labels: dict[str, dict[str, str]] = {}
    for quad in parse(text, format=RdfFormat.TURTLE):
        if not isinstance(quad.subject, NamedNode):
            continue
        iri = quad.subject.value
        if quad.predicate.value == _LABEL and isinstance(quad.object, Literal):
            labels.setdefault(iri, {})[quad.object.language or ""] = quad.object.value
        elif quad.predicate.value == _TYPE:
            kind = cast(NamedNode, quad.object).value.rpartition("#")[2]
            key = "classes" if kind == "Class" else "properties" if kind.endswith("Property") else None
            if key:
                kinds[key].add(iri)
    return {key: {iri: labels[iri] for iri in sorted(iris)} for key, iris in kinds.items()}


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
