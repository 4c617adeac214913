"""``/sparql`` and ``/store``: the SPARQL 1.1 Protocol, and of the Graph Store HTTP Protocol what reads.

Only HTTP is looked at here. Whatever depends on the query happens in the process that answers it (``worker``), where
it has its limits: no query holds the server up, not even while it is read. Failures have a status and one line of plain
text; a query that is stopped has 500, which SPARQLWrapper, rdflib and Comunica show with its reason; of 503 the first
shows nothing, and many clients ask again. An answer that breaks off after it has begun ends with its connection, so
that no client takes it for whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from kg.web.endpoint.description import description
from kg.web.endpoint.frames import CHUNK
from kg.web.endpoint.negotiation import GRAPHS
from kg.web.endpoint.pool import Answer, Busy, Pool
from kg.web.endpoint.worker import ONLY_READS, PLAIN, Asked, Refused, negotiated

LONGEST = 1_000_000  # bytes of a request
PATIENCE = 30.0  # seconds that a client may take to send its request, or to take the next part of its answer
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_READS, _ASKS = ("GET", "HEAD", "OPTIONS"), ("GET", "HEAD", "POST", "OPTIONS")
_HINTS = {415: {"Accept-Post": f"{_FORM}, {_QUERY}"}, 503: {"Retry-After": "60"}}
Find = Callable[[Request], Awaitable[Asked | Response]]


def routes(pool: Pool, *, editor: str | None = "/editor", origins: Sequence[str] = ("*",)) -> list[BaseRoute]:
    """The routes of the endpoint, which ``pool`` answers.

    ``editor`` is where a browser that asks for nothing is sent. Pages of ``origins`` may read the answers in a browser.
    """
    middleware = [
        Middleware(CORSMiddleware, allow_origins=origins, allow_methods=_ASKS, allow_headers=["*"], max_age=86_400),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
    ]

    async def sparql(request: Request) -> Asked | Response:
        return await _query(request, editor)

    return [
        Route("/sparql", _Endpoint(pool, sparql, _ASKS), middleware=middleware),
        Route("/store", _Endpoint(pool, _graph, _READS), middleware=middleware),
    ]


class _Endpoint:
    """Something that is asked (``find`` says what for), and answered by the pool."""

    def __init__(self, pool: Pool, find: Find, methods: tuple[str, ...]) -> None:
        self._pool = pool
        self._find = find
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(Request(scope, receive), receive)
        except Refused as error:
            answer = Response(f"{error}\n", error.status, _HINTS.get(error.status), PLAIN)
        except ClientDisconnect:
            return
        if answer is not None:
            answer.headers.setdefault("Vary", "Accept")
            await answer(scope, receive, send)

    async def _answer(self, request: Request, receive: Receive) -> Response | None:
        if request.method not in self._methods:
            why = f"{request.method} is not possible here: {ONLY_READS}\n"
            return Response(why, 405, {"Allow": ", ".join(self._methods)}, PLAIN)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(self._methods)})
        found = await self._find(request)
        if isinstance(found, Response):
            return found
        begun = await _unless_gone(receive, self._pool.ask(found))
        if begun is None:
            return None
        return await _told(begun, head=request.method == "HEAD")


async def _unless_gone(receive: Receive, work: Awaitable[Answer]) -> Answer | None:
    """The answer as soon as it has begun, or None if the client goes before that: then the query ends too."""
    asking, gone = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait({asking, gone}, return_when=asyncio.FIRST_COMPLETED)
        if asking.done():
            return asking.result()
        return None
    except Busy:
        raise Refused(503, "too many long queries are running; ask again in a minute") from None
    finally:
        asking.cancel()
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _told(answer: Answer, *, head: bool) -> Response:
    """An answer that has begun, as a response: whole if it is small, else as it comes."""
    spool = answer.spool
    if spool.broken and (spool.waiting <= CHUNK or answer.status != 200):
        spool.close()
        return Response(f"{spool.broken}\n", 500, media_type=PLAIN)
    if spool.whole and spool.waiting <= CHUNK:
        data = await spool.read(CHUNK)
        spool.close()
        return Response(data, answer.status, {"Content-Type": answer.type})
    if head:
        answer.stop()
        spool.close()
        begun = Response(status_code=answer.status, headers={"Content-Type": answer.type})
        del begun.headers["content-length"]
        return begun
    return Streamed(answer)


class Streamed(Response):
    """An answer that is sent as it comes; ``headers`` go with it."""

    def __init__(self, answer: Answer, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(None, answer.status, {"Content-Type": answer.type, **headers})
        del self.headers["content-length"]
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.ensure_future(self._send(send))
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        except TimeoutError:  # it takes nothing any more: the connection ends
            pass
        finally:
            sending.cancel()
            gone.cancel()
            self._answer.stop()
            self._answer.spool.close()

    async def _send(self, send: Send) -> None:
        """Send all of it; without an end, if it is not whole: the server then cuts the connection."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while data := await self._answer.spool.read(CHUNK):
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": data, "more_body": True})
        if self._answer.spool.whole:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _query(request: Request, editor: str | None) -> Asked | Response:
    """What a request to ``/sparql`` asks."""
    accept = _accept(request.headers)
    pairs = _pairs(request.scope["query_string"], "the address")
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (_FORM, _QUERY, _UPDATE):
            raise Refused(415, f"Content-Type {kind or '(none)'}: send a query as {_QUERY} or {_FORM}")
        if kind == _UPDATE:
            raise Refused(403, f"an update would change the graph; {ONLY_READS}")
        body = await _body(request)
        pairs += _pairs(body, "the form") if kind == _FORM else [("query", _text(body, "the query"))]
    if any(key == "update" for key, _ in pairs):
        raise Refused(403, f"an update would change the graph; {ONLY_READS}")
    queries = [text for key, text in pairs if key == "query"]
    if not queries and request.method != "POST":
        if editor and "text/html" in accept:
            return RedirectResponse(editor, 303)
        type = negotiated(accept, GRAPHS)
        return Response(description(str(request.url.replace(query="")), type), headers={"Content-Type": type})
    if len(queries) != 1:
        raise Refused(400, f"a request has one query=, this one has {len(queries)}")
    default, named = (
        tuple(_iri(text, key) for name, text in pairs if name == key)
        for key in ("default-graph-uri", "named-graph-uri")
    )
    return Asked(accept, queries[0], default, named)


async def _graph(request: Request) -> Asked | Response:
    """What a request to ``/store`` asks."""
    pairs = _pairs(request.scope["query_string"], "the address")
    graphs = [text for key, text in pairs if key == "graph"]
    whole = any(key == "default" for key, _ in pairs)
    if len(graphs) + whole != 1:
        raise Refused(400, "say which graph: /store?default is all of them together, /store?graph=IRI is one")
    return Asked(_accept(request.headers), graph=None if whole else _iri(graphs[0], "graph"))


def _accept(headers: Headers) -> str:
    return ", ".join(headers.getlist("accept"))


def _pairs(data: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise Refused(400, f"{where} is not UTF-8") from None
    except ValueError as error:
        raise Refused(400, f"{where}: {error}") from None


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Refused(400, f"{what} is not UTF-8 at byte {error.start}") from None


def _iri(text: str, name: str) -> str:
    try:
        return NamedNode(text).value
    except ValueError:
        raise Refused(400, f"{name}={text}: not an absolute IRI") from None


async def _body(request: Request) -> bytes:
    """What was sent. Raises ``Refused`` if it is too long, or too slow."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                parts.append(part)
                size += len(part)
                if size > LONGEST:
                    raise Refused(413, f"a query has {LONGEST:,} bytes at most")
    except TimeoutError:
        raise Refused(408, f"the query did not come within {PATIENCE:g} seconds") from None
    return b"".join(parts)
