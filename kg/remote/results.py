"""What a server answers, understood: rows, a truth, or triples. What is none of these is a ``RemoteError``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from kg.errors import RemoteError
from kg.remote.address import Address
from kg.remote.client import Answer

_TRUTH = b'{"head": {}, "boolean": %s}'
_ENDPOINT = "give the address that answers queries (…/query, …/sparql)"


def solutions(answer: Answer, address: Address) -> QuerySolutions | QueryBoolean:
    """The rows of an answer in JSON, or its truth. All of it has been read once: nothing is wrong in its middle."""
    _check(answer, address, ("sparql-results+json",))
    with understood(address):
        found = _parsed(answer.body)
        count = sum(1 for _ in found) if isinstance(found, QuerySolutions) else 0
    most = answer.headers.get("X-SPARQL-MaxRows", "")
    if most.isdecimal() and count >= int(most):
        raise RemoteError(
            f"{address} cuts answers off at {int(most):,} rows; raise that limit (virtuoso.ini: ResultSetMaxRows)"
        )
    found = _parsed(answer.body)
    if isinstance(found, QuerySolutions) and [v.value for v in found.variables] == ["__ASK_RETVAL"]:
        yes = any(getattr(row[0], "value", "0") == "1" for row in found)  # what Virtuoso says to ASK: 1, or no row
        truth = _TRUTH % (b"true" if yes else b"false")
        return pyoxigraph.parse_query_results(truth, format=QueryResultsFormat.JSON)
    return found


def rows(answer: Answer, address: Address, names: list[str]) -> Iterator[Any]:
    """The rows of an answer, each with a value for all of ``names``."""
    found = solutions(answer, address)
    with understood(address):
        if not isinstance(found, QuerySolutions):
            raise ValueError("true or false in the place of rows")
        for row in found:
            if any(row[name] is None for name in names):
                raise ValueError(f"a row without {' or '.join(names)}")
            yield row


def triples(answer: Answer, address: Address) -> QueryTriples:
    """The triples of an answer in N-Triples or Turtle."""
    _check(answer, address, ("n-triples", "text/plain", "turtle"))
    home = pyoxigraph.Store()
    with understood(address):
        home.load(answer.body, format=RdfFormat.TURTLE)
    return cast(QueryTriples, home.query("CONSTRUCT WHERE { ?s ?p ?o }"))


@contextmanager
def understood(address: Address) -> Iterator[None]:
    """What goes wrong inside is the server's: it said something else than it was asked for."""
    try:
        yield
    except (SyntaxError, ValueError, TypeError, KeyError) as error:
        reason = " ".join(str(getattr(error, "msg", error)).split())[:120]
        raise RemoteError(
            f"{address}: what it answered is not what SPARQL says ({reason}); is it a SPARQL endpoint? {_ENDPOINT}"
        ) from None


def _parsed(body: IO[bytes]) -> QuerySolutions | QueryBoolean:
    body.seek(0)
    return pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON)


def _check(answer: Answer, address: Address, media: tuple[str, ...]) -> None:
    if not any(kind in answer.media for kind in media):
        kind = answer.media.partition(";")[0] or "no media type"
        raise RemoteError(f"{address}: not a SPARQL endpoint (it answered {kind}); {_ENDPOINT}")
    if answer.headers.get("X-SQL-State", "").startswith("S1TAT"):
        raise RemoteError(
            f"{address} gave only a part of the answer: its own time limit; ask for less, or raise the limit "
            "(Virtuoso: MaxQueryExecutionTime)"
        )
