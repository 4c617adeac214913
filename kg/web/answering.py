"""The seam between pages and queries: a page asks in its own thread, the endpoint's processes answer within limits.

However many rows an answer has, it stays where it is spooled: a page holds those that it shows, a file is sent as it
comes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

import anyio.from_thread
from pyoxigraph import BlankNode, Literal, QueryBoolean, QueryResultsFormat, parse_query_results
from starlette.requests import Request
from starlette.responses import Response

from kg.questions.sparql import names_its_graphs
from kg.web.endpoint.pool import Answer, Busy, Pool
from kg.web.endpoint.routes import Streamed
from kg.web.endpoint.worker import Asked
from kg.web.showing import Wrong, explorer

LARGEST = 128 << 20  # bytes of an answer that a page shows a part of
_JSON = "application/sparql-results+json"
_FILES = {"csv": ("text/csv", QueryResultsFormat.CSV), "srj": (_JSON, QueryResultsFormat.JSON)}


@dataclass(frozen=True)
class Rows:
    """The rows of an answer in ``source``, ``count`` of them. Those of a slice are made when it is asked for."""

    source: IO[bytes]
    columns: list[str]
    count: int

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        if not self.count:
            return []  # of an ``ASK`` too, which has no rows
        rows = islice(_parsed(self.source), *part.indices(self.count))
        return [
            {name: _value(term) for name, term in zip(self.columns, row, strict=True) if term is not None}
            for row in rows
        ]


def answered(request: Request, sparql: str) -> IO[bytes]:
    """What a query finds, in JSON, for ``table``.

    Raises ``Wrong`` if it is stopped, with the reason, or if its answer has more than ``LARGEST`` bytes. The processes
    of the endpoint (``app.state.pool``) answer; where there are none, this thread does, without limits.
    """
    pool = _pool(request)
    if pool is None:
        return io.BytesIO(_here(request, sparql, QueryResultsFormat.JSON))
    return anyio.from_thread.run(_kept, pool, Asked(_JSON, sparql))


def answered_file(request: Request, sparql: str, ending: str, headers: Mapping[str, str]) -> Response:
    """All that a query finds as a file, ``csv`` or ``srj``, sent as it comes.

    Raises ``Wrong`` if it is stopped before it has begun.
    """
    kind, format = _FILES[ending]
    pool = _pool(request)
    if pool is None:
        return Response(_here(request, sparql, format), media_type=kind, headers=headers)
    begun = anyio.from_thread.run(_begun, pool, Asked(kind, sparql))
    return Streamed(begun, {"Content-Type": f"{kind}; charset=utf-8" if ending == "csv" else kind, **headers})


def _pool(request: Request) -> Pool | None:
    return getattr(request.app.state, "pool", None)


def _here(request: Request, sparql: str, format: QueryResultsFormat) -> bytes:
    store = explorer(request).store
    union = not names_its_graphs(sparql)
    found = store.raw.query(sparql, prefixes=store.iris.prefixes(), use_default_graph_as_union=union)
    return found.serialize(format=format) or b""  # type: ignore[arg-type]


async def _begun(pool: Pool, asked: Asked) -> Answer:
    """An answer that has begun well."""
    try:
        answer = await pool.ask(asked)
    except Busy:
        raise Wrong("too many long queries are running; ask again in a minute") from None
    try:
        await _check(answer)
    except BaseException:
        _let_go(answer)
        raise
    return answer


async def _kept(pool: Pool, asked: Asked) -> IO[bytes]:
    """A whole answer, from its start."""
    answer = await _begun(pool, asked)
    try:
        await answer.spool.some(LARGEST)
        await _check(answer)
        if not answer.spool.whole:
            raise Wrong(f"the answer has more than {LARGEST >> 20} MB; ask for less, or take all of it as CSV")
        return answer.spool.file()
    except BaseException:
        _let_go(answer)
        raise


async def _check(answer: Answer) -> None:
    if answer.status != 200 and not answer.spool.broken:
        raise Wrong((await answer.spool.read(1 << 16)).decode("utf-8", "replace").strip())
    if answer.spool.broken:
        raise Wrong(answer.spool.broken)


def _let_go(answer: Answer) -> None:
    answer.stop()
    answer.spool.close()


def table(answer: IO[bytes]) -> tuple[list[str], Rows]:
    """Columns and rows of an answer in JSON: each value as ``{type, value}``, the type ``uri``, ``bnode`` or
    ``literal``, which has a ``datatype`` where it has no language.

    >>> answer = b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "1"}}]}}'
    >>> columns, rows = table(io.BytesIO(answer))
    >>> columns, len(rows), rows[0:50]
    (['a'], 1, [{'a': {'type': 'literal', 'value': '1', 'datatype': 'http://www.w3.org/2001/XMLSchema#string'}}])
    """
    found = _parsed(answer)
    if isinstance(found, QueryBoolean):
        return [], Rows(answer, [], 0)
    columns = [variable.value for variable in found.variables]
    return columns, Rows(answer, columns, sum(1 for _ in found))


def _parsed(answer: IO[bytes]) -> Any:
    answer.seek(0)
    return parse_query_results(answer, format=QueryResultsFormat.JSON)


def _value(term: Any) -> dict[str, str]:
    if isinstance(term, Literal):
        typed = {} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **typed}
    return {"type": "bnode" if isinstance(term, BlankNode) else "uri", "value": getattr(term, "value", str(term))}


def truth(answer: IO[bytes]) -> bool | None:
    """What an ``ASK`` found, of its answer in JSON; None for any other query.

    >>> truth(io.BytesIO(b'{"head": {}, "boolean": false}'))
    False
    """
    found = _parsed(answer)
    return bool(found) if isinstance(found, QueryBoolean) else None
