"""The seam between pages and queries: a page asks in its own thread, the endpoint's processes answer within limits."""

from __future__ import annotations

import json
from typing import Any

import anyio.from_thread
from pyoxigraph import QueryResultsFormat
from starlette.requests import Request

from kg.web.endpoint.pool import Busy, Pool
from kg.web.endpoint.worker import Asked
from kg.web.showing import Wrong, explorer

RESULTS = {"json": "application/sparql-results+json", "csv": "text/csv"}
_PART = 1 << 20


def answered(request: Request, sparql: str, format: str = "json") -> bytes:
    """What a query finds, as ``format`` (``RESULTS``). Raises ``Wrong`` if it is stopped, with the reason.

    The processes of the endpoint (``app.state.pool``) answer; where there are none, this thread does, without limits.
    """
    pool: Pool | None = getattr(request.app.state, "pool", None)
    if pool is not None:
        return anyio.from_thread.run(_asked, pool, Asked(RESULTS[format], sparql))
    store = explorer(request).store
    found = store.raw.query(sparql, prefixes=store.iris.prefixes(), use_default_graph_as_union=True)
    kinds = {"json": QueryResultsFormat.JSON, "csv": QueryResultsFormat.CSV}
    return found.serialize(format=kinds[format]) or b""  # type: ignore[arg-type]


async def _asked(pool: Pool, asked: Asked) -> bytes:
    try:
        answer = await pool.ask(asked)
    except Busy:
        raise Wrong("too many long queries are running; ask again in a minute") from None
    parts = []
    while part := await answer.spool.read(_PART):
        parts.append(part)
    broken = answer.spool.broken
    answer.spool.close()
    if broken or answer.status != 200:
        raise Wrong(broken or b"".join(parts).decode("utf-8", "replace").strip())
    return b"".join(parts)


def table(data: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    """Columns and rows of a result in JSON: each value as ``{type, value, …}``.

    >>> table(b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "1"}}]}}')
    (['a'], [{'a': {'type': 'literal', 'value': '1'}}])
    """
    found = json.loads(data)
    return found["head"].get("vars", []), found.get("results", {}).get("bindings", [])


def truth(data: bytes) -> bool | None:
    """What an ``ASK`` found, of its result in JSON; None for any other query.

    >>> truth(b'{"head": {}, "boolean": false}')
    False
    """
    found: bool | None = json.loads(data).get("boolean")
    return found
