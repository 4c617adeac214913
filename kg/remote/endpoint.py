"""A SPARQL endpoint with the methods of ``pyoxigraph.Store`` that a claim graph needs.

Only graphs whose names begin with the store's base are seen and changed: other graphs on the server are others'.

A server that is known to do an update wholly or not at all (Oxigraph, Fuseki, GraphDB) gets each change as one request.
Virtuoso commits every operation for itself, and takes no large ones. There, and on servers that we do not know, the
change is first written down as it is in a graph of its own (the journal), then done in pieces, and then the journal
goes. Whoever opens the store to write and finds a journal does it again: done twice, it gives the same.

One program writes at a time (``lock``). What was looked up is kept until this program writes, for ``FRESH`` seconds at
most.
"""

from __future__ import annotations

import base64
import logging
import os
import re
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
)

from kg.errors import RemoteError
from kg.remote import client, results
from kg.remote.address import Address
from kg.remote.client import Client
from kg.remote.lock import Lock
from kg.remote.patterns import Pattern, as_written, one, pieces, select, without_zero_paths
from kg.remote.results import understood

log = logging.getLogger(__name__)

WHOLE = ("Oxigraph", "Fuseki", "GraphDB", "RDF4J")  # servers that do an update request as one transaction
FRESH = 5.0  # seconds
KEPT = 50_000  # patterns
FIRST = 500  # quads: most of what is asked has fewer; only who wants more gets all
TOGETHER = 150  # patterns in one query
_NOT_WORDS = re.compile(r"<[^<>\s]*>|#[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_URI_SPACE = NamedNode("http://rdfs.org/ns/void#uriSpace")
_VALUE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#value")
_NAMES = re.compile(r"\?(\w+)")


class Endpoint:
    """The graphs below ``base`` on a server. Without ``base`` it is the one of the store that is there, or ``default``.

    Raises ``RemoteError`` where no server answers, or something else than SPARQL.
    """

    def __init__(self, address: Address, base: str | None, default: str, *, client: Client | None = None) -> None:
        self.client = client or Client(address)
        self.address = address
        self.base = base or ""
        self._kept: dict[Pattern, tuple[Quad, ...]] = {}
        self._since = time.monotonic()
        if base is None:
            self.base = next(iter(sorted(self._bases())), default)
        else:
            next(self._bases(), None)
        self.lock = Lock(address, self.base, self._looked, self.client.update)
        self._process = os.getpid()

    def _bases(self) -> Iterator[str]:
        """The bases of the stores on the server that have one of their own."""
        sparql = f"SELECT ?b WHERE {{ GRAPH ?g {{ ?s {_URI_SPACE} ?b }} FILTER (CONCAT(STR(?b), 'names') = STR(?g)) }}"
        for row in self._rows(sparql):
            base = str(row["b"].value)
            with understood(self.address):
                NamedNode(base)  # it is to be the beginning of IRIs
            yield base

    @property
    def journal(self) -> NamedNode:
        """The graph with the change that is being done."""
        return NamedNode(f"{self.base}journal")

    @property
    def does_whole_updates(self) -> bool:
        """Whether the server is known to do an update wholly or not at all."""
        return any(name.lower() in self.client.server.lower() for name in WHOLE)

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, graph_name: Any = None, /) -> Iterator[Quad]:
        """The quads that fit; ``None`` fits all."""
        if isinstance(graph_name, DefaultGraph):
            return  # what is in no graph of ours is others'
        pattern: Pattern = (subject, predicate, object, graph_name)
        found = self._looked_up(pattern)
        if found is None:
            found = tuple(self._ask(pattern, None if subject else FIRST))
            self._keep(pattern, found)
        yield from found
        if not subject and len(found) == FIRST:
            had = set(found)
            yield from (quad for quad in self._ask(pattern, None) if quad not in had)

    def _looked_up(self, pattern: Pattern) -> tuple[Quad, ...] | None:
        if time.monotonic() - self._since > FRESH:
            self._forget()
        if pattern in self._kept:
            return self._kept[pattern]
        subject, predicate, value, graph = pattern
        for wider in ((subject, None, None, graph), (subject, None, None, None)):
            if subject and wider in self._kept:
                return tuple(
                    quad
                    for quad in self._kept[wider]
                    if predicate in (None, quad.predicate) and value in (None, quad.object)
                    if graph in (None, quad.graph_name)
                )
        return None

    def _keep(self, pattern: Pattern, found: tuple[Quad, ...]) -> None:
        if len(self._kept) >= KEPT:
            self._forget()
        self._kept[pattern] = found

    def _forget(self) -> None:
        self._kept.clear()
        self._since = time.monotonic()

    def _ask(self, pattern: Pattern, limit: int | None) -> Iterator[Quad]:
        for row in self._rows(one(pattern, self.base, limit)):
            terms = (
                term if term is not None else as_written(row[name]) for term, name in zip(pattern, "spog", strict=True)
            )
            with understood(self.address):
                quad = Quad(*cast(Any, tuple(terms)))
            yield quad

    def read_ahead(self, wanted: Iterable[Pattern]) -> None:
        """Look up many patterns, all that are bound in the same places with one query."""
        by_shape: dict[tuple[bool, ...], dict[Pattern, None]] = defaultdict(dict)
        for pattern in wanted:
            if self._looked_up(pattern) is None:
                by_shape[tuple(term is not None for term in pattern)][pattern] = None
        for shape, patterns in by_shape.items():
            todo = list(patterns)
            for at in range(0, len(todo), TOGETHER):
                self._ask_together(shape, todo[at : at + TOGETHER])

    def _ask_together(self, shape: tuple[bool, ...], patterns: list[Pattern]) -> None:
        found: dict[Pattern, list[Quad]] = {pattern: [] for pattern in patterns}
        for row in self._rows(select(patterns, self.base)):
            terms = tuple(as_written(row[name]) for name in "spog")
            asked = tuple(term if bound else None for term, bound in zip(terms, shape, strict=True))
            with understood(self.address):
                found[cast(Pattern, asked)].append(Quad(*cast(Any, terms)))
        for pattern, quads in found.items():
            if pattern[0] or len(quads) < FIRST:
                self._keep(pattern, tuple(quads))

    def named_graphs(self) -> Iterator[NamedNode]:
        """The names of the graphs with something in them."""
        inside = "" if "oxigraph" in self.client.server.lower() else "?s ?p ?o"
        scope = f"FILTER (STRSTARTS(STR(?g), {Literal(self.base)}))"
        for row in self._rows(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {inside} }} {scope} }}"):
            if row["g"] != self.journal:
                yield cast(NamedNode, row["g"])

    def contains_named_graph(self, graph_name: NamedNode, /) -> bool:
        """Whether something is in a graph."""
        return next(iter(self._rows(one((None, None, None, graph_name), self.base, 1))), None) is not None

    def query(
        self, query: str, /, *, prefixes: dict[str, str] | None = None, use_default_graph_as_union: bool = False
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """What SPARQL finds in all graphs of the server, or else in those that it names itself (``FROM``).

        Raises ``RemoteError`` where it does not answer.
        """
        names = (name for name in prefixes or {} if f"{name}:" in query and f"PREFIX {name}:" not in query)
        sparql = "".join(f"PREFIX {name}: <{(prefixes or {})[name]}>\n" for name in names) + query
        if "virtuoso" in self.client.server.lower():
            sparql = without_zero_paths(sparql)
        form = _FORM.search(_NOT_WORDS.sub(" ", sparql))
        union = use_default_graph_as_union
        if form and form[1].upper() in ("CONSTRUCT", "DESCRIBE"):
            return results.triples(self.client.query(sparql, client.TRIPLES, union=union), self.address)
        return results.solutions(self.client.query(sparql, union=union), self.address)

    def _looked(self, sparql: str) -> Iterator[Literal]:
        for row in self._rows(sparql):
            yield row["o"]

    def _rows(self, sparql: str) -> Iterator[Any]:
        """The rows of a query of our own, which has a value for each of its variables."""
        names = _NAMES.findall(sparql.partition("WHERE")[0])
        return results.rows(self.client.query(sparql), self.address, names)

    def update(self, update: str, /) -> None:
        """Change the graphs: whole, or, where the server cannot do that, so that ``recover`` makes it whole."""
        self._forget()
        if self.does_whole_updates:
            self.client.update(update)
            return
        written = base64.b64encode(zlib.compress(update.encode())).decode()
        self.client.update(f"INSERT DATA {{ GRAPH {self.journal} {{ {self.journal} {_VALUE} {Literal(written)} }} }}")
        self._do(update)

    def _do(self, update: str) -> None:
        for piece in pieces(update):
            self.client.update(piece)
        self.client.update(f"DROP SILENT GRAPH {self.journal}")

    def recover(self) -> bool:
        """Do to the end what was broken off; whether there was such a thing."""
        self._forget()
        found = [quad.object for quad in self.quads_for_pattern(self.journal, _VALUE, None, self.journal)]
        for written in found:
            try:
                change = zlib.decompress(base64.b64decode(str(getattr(written, "value", "")))).decode()
            except (ValueError, zlib.error) as error:
                raise RemoteError(
                    f"{self.address}: a change that was broken off cannot be read ({error}); remove the graph "
                    f"{self.journal}, then run: kg doctor --repair"
                ) from None
            self._do(change)
        self._forget()
        return bool(found)

    def is_unfinished(self) -> bool:
        """Whether a change is being done, or was broken off."""
        return self.contains_named_graph(self.journal)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is asked meanwhile is given up after so many seconds, also in the middle of an answer."""
        before = self.client.seconds, self.client.bounded
        self.client.seconds, self.client.bounded = seconds, True
        try:
            yield
        finally:
            self.client.seconds, self.client.bounded = before

    def flush(self) -> None:
        """What a server has said to be done is done."""

    def close(self) -> None:
        """Let the connections go, and others write."""
        try:
            if os.getpid() == self._process:  # what is of the parent, a copy of it leaves alone
                self.lock.release()
        except RemoteError as error:
            log.warning("%s: others may not write it yet: kg unlock --store %s (%s)", self.address, self.address, error)
        with suppress(OSError):
            self.client.close()
