"""From a page's dict to what is sent: HTML by its template, or the dict itself as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kg.store import Store
from kg.web import finding
from kg.web.columns import Columns
from kg.web.finding import Lines
from kg.web.language import LANGUAGES, Words, wanted

Data = dict[str, Any]


@dataclass(frozen=True)
class Explorer:
    """What pages are made of: a store that is open to read, and its claims as columns."""

    store: Store
    columns: Columns

    @cached_property
    def names(self) -> Lines:
        """What entities are called, to search."""
        return finding.names(self.store, self.columns)

    @cached_property
    def offices(self) -> Lines:
        """What articles say that somebody is, to search."""
        return finding.offices(self.store, self.columns)

    @cached_property
    def titles(self) -> Lines:
        """The titles of articles, to search."""
        return finding.titles(self.columns)


class Missing(Exception):
    """There is nothing at this address; ``what`` was asked for."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Wrong(Exception):
    """What was asked cannot be understood: one line, in the words of the question's error."""


Make = Callable[[Explorer, Request], Data]


def page(path: str, make: Make, template: str) -> list[Route]:
    """The routes of a page: ``path`` as HTML, or JSON if the client would rather; ``path.json`` as JSON.

    ``make`` gives the page's dict, of what JSON can hold; it runs in a thread of its own, and raises ``Missing`` where
    there is nothing to show. ``template`` has it as ``page``.
    """

    def as_json(request: Request) -> Response:
        return JSONResponse(make(explorer(request), request))

    def as_asked(request: Request) -> Response:
        if prefers_json(request.headers.get("accept", "")):
            return as_json(request)
        return html(request, template, make(explorer(request), request))

    twin = "/index.json" if path == "/" else f"{path}.json"
    return [Route(twin, as_json, methods=["GET"]), Route(path, as_asked, methods=["GET"])]


def explorer(request: Request) -> Explorer:
    """The store and columns of now: they are others once the store has changed."""
    found: Explorer = request.app.state.explorer
    return found


def prefers_json(accept: str) -> bool:
    """Whether a client that says what it accepts has JSON before HTML.

    >>> prefers_json("application/json"), prefers_json("text/html,application/json;q=0.9"), prefers_json("*/*")
    (True, False, False)
    """
    kinds = [part.partition(";")[0].strip() for part in accept.split(",")]
    return "application/json" in kinds and "text/html" not in kinds


def html(request: Request, template: str, data: Data, status: int = 200) -> HTMLResponse:
    """A template with its dict, in the reader's language."""
    language = language_of(request)
    answer = HTMLResponse(
        templates().get_template(template).render(
            page=data, t=Words(language), lang=language, other=LANGUAGES[1 - LANGUAGES.index(language)],
            here=_here, request=request, twin=_twin(request), link=link,
        ),
        status,
    )  # fmt: skip
    answer.headers["Vary"] = "Accept, Accept-Language, Cookie"
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie("lang", language, max_age=31_536_000, samesite="lax", httponly=True)
    return answer


def language_of(request: Request) -> str:
    """What the address says (``?lang=en``), else what was chosen before, else the browser's."""
    for said in (request.query_params.get("lang"), request.cookies.get("lang")):
        if said in LANGUAGES:
            return said
    return wanted(request.headers.get("accept-language", ""))


@cache
def templates() -> Environment:
    """The templates; whatever they show is escaped, and a name they do not have is an error."""
    return Environment(
        loader=PackageLoader("kg.web"), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def link(*parts: str, **query: object) -> str:
    """An address of the explorer: ``parts`` of its path, each escaped, and what follows the question mark.

    >>> link("pair", "a/b", "c%20"), link("graph", person="é"), link()
    ('/pair/a%2Fb/c%2520', '/graph?person=%C3%A9', '/')
    """
    asked = urlencode([(key, str(value)) for key, value in query.items() if value not in (None, "")])
    return "/" + "/".join(quote(part, safe="") for part in parts) + (f"?{asked}" if asked else "")


def _here(request: Request, **changes: object) -> str:
    """This address with other values after the question mark; None takes one out."""
    kept = [(key, value) for key, value in request.query_params.multi_items() if key not in changes]
    return f"?{urlencode([(key, value) for key, value in (*kept, *changes.items()) if value not in (None, '')])}"


def _twin(request: Request) -> str:
    path = "/" + quote(request.url.path).lstrip("/")  # « //host/… » would lead to another site
    asked = f"?{request.url.query}" if request.url.query else ""
    return f"{'/index' if path == '/' else path}.json{asked}"
