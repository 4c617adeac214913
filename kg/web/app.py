"""The web application: the pages and the endpoint under one roof, and what is said with every answer."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.web.pages import article, claim, editor, entity, graph, pair, questions, search, start
from kg.web.policy import HEADERS
from kg.web.showing import Explorer, Missing, Wrong, html, prefers_json

LONGEST = 300  # characters of what was asked that a page of an error says again


def application(explorer: Explorer, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The application that shows ``explorer``; ``more`` are the routes of the endpoint."""
    made = Starlette(
        routes=[
            *more,
            *start.routes(),
            *article.routes(),
            *claim.routes(),
            *questions.routes(),
            *editor.routes(),
            *search.routes(),
            *entity.routes(),
            *pair.routes(),
            *graph.routes(),
            Mount("/static", StaticFiles(directory=str(files("kg.web") / "static"))),
            Route("/favicon.ico", lambda _: Response(status_code=204)),
        ],
        middleware=[Middleware(_Headers)],
        exception_handlers={Missing: _missing, Wrong: _wrong, HTTPException: _http, Exception: _broken},
    )
    made.state.explorer = explorer
    return made


class _Headers:
    """Puts ``HEADERS`` on every answer that does not have its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((n.lower().encode(), v.encode()) for n, v in HEADERS.items() if n.lower().encode() not in there),
                ]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _missing(request: Request, error: Exception) -> Response:
    return _told(request, 404, error.what if isinstance(error, Missing) else request.url.path, "error.missing")


def _wrong(request: Request, error: Exception) -> Response:
    return _told(request, 400, str(error), None)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _told(request, 404, request.url.path, "error.missing")
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)


def _broken(request: Request, error: Exception) -> Response:
    answer = _told(request, 500, "", "error.broken")
    answer.headers.update(HEADERS)  # Starlette sends this one past the middleware
    return answer


def _told(request: Request, status: int, what: str, key: str | None) -> Response:
    data = {"status": status, "what": what if len(what) <= LONGEST else f"{what[:LONGEST]}…", "key": key}
    if request.url.path.endswith(".json") or prefers_json(request.headers.get("accept", "")):
        return JSONResponse(data, status)
    return html(request, "error.html", data, status)
