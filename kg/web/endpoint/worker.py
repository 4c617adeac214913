"""A process that answers queries, one at a time: ``python -m kg.web.endpoint.worker STORE BYTES``.

It opens the store to read and takes no more than BYTES of memory beside. What is asked comes on the standard input, the
answer goes to the standard output, in frames. It ends when its input does, also in the middle of a query:
whoever started it is gone. To be killed is its normal end; nothing here needs to be cleaned up.
"""

from __future__ import annotations

import io
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any, NoReturn, cast

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat

from kg.errors import unexpected
from kg.graph import Iris
from kg.questions.limits import bound_memory
from kg.questions.sparql import names_its_graphs, not_reading, syntax_error, tokens
from kg.web.endpoint import frames
from kg.web.endpoint.frames import CHUNK, Kind
from kg.web.endpoint.negotiation import GRAPHS, TABLES, chosen

PLAIN = "text/plain; charset=utf-8"
_TIRED = 256 * 2**20  # bytes that a process may keep after an answer before another takes its place
_FILE = "the query"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, or (``query`` is None) all triples of ``graph``, of all graphs if that is None.

    ``default`` and ``named`` are the graphs that the request names; where it names any, they go before the query's.
    """

    accept: str
    query: str | None = None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    graph: str | None = None

    @classmethod
    def of(cls, asked: dict[str, Any]) -> Asked:
        """What a frame says."""
        return cls(**{**asked, "default": tuple(asked["default"]), "named": tuple(asked["named"])})

    def frame(self) -> bytes:
        """As it goes to the process."""
        return frames.said(Kind.ASKED, asdict(self))


class Refused(Exception):
    """What is asked for is not answered: the status of HTTP, and why, as the client is told."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Answering:
    """A store, and where its answers go."""

    def __init__(self, store: pyoxigraph.Store, out: IO[bytes]) -> None:
        self._store = store
        self._out = out
        self._prefixes = Iris(_base(store)).prefixes()
        self._frames = _Frames(out)

    def answer(self, asked: Asked) -> None:
        """Write the answer, or why there is none."""
        try:
            self._graph(asked) if asked.query is None else self._query(asked, asked.query)
        except Refused as error:
            self._begin(error.status, PLAIN)
            self._say(frames.frame(Kind.DATA, f"{error}\n".encode()))
        except MemoryError:
            raise
        except Exception as error:  # the answer may have begun
            self._frames.lost = True
            self._say(frames.frame(Kind.BROKEN, unexpected(error).encode()))
            return
        self._say(frames.said(Kind.DONE, {"tired": _resident() > _TIRED}))

    def _query(self, asked: Asked, sparql: str) -> None:
        check(sparql)
        words = [text.upper() for kind, text, _ in tokens(sparql) if kind == "word"]
        form = next((word for word in words if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "SELECT")
        type = negotiated(asked.accept, TABLES if form in ("SELECT", "ASK") else GRAPHS)
        try:
            found = self._store.query(sparql, prefixes=self._prefixes, **_dataset(asked, names_its_graphs(sparql)))
        except SyntaxError as error:
            raise Refused(400, str(syntax_error(sparql, _FILE, error))) from None
        except (ValueError, RuntimeError, OSError) as error:
            raise Refused(400, f"{_FILE}: {error}") from None
        out = self._begin(200, type)
        if isinstance(found, QueryTriples):
            pyoxigraph.serialize(found, out, format=_rdf(type), prefixes=self._prefixes)
        else:
            found.serialize(out, format=QueryResultsFormat.from_media_type(type))
        out.flush()

    def _graph(self, asked: Asked) -> None:
        graph = None if asked.graph is None else NamedNode(asked.graph)
        if graph is not None and not self._store.contains_named_graph(graph):
            raise Refused(404, f"there is no graph {asked.graph}")
        type = negotiated(asked.accept, GRAPHS)
        out = self._begin(200, type)
        quads = self._store.quads_for_pattern(None, None, None, graph)
        pyoxigraph.serialize((quad.triple for quad in quads), out, format=_rdf(type), prefixes=self._prefixes)
        out.flush()

    def _begin(self, status: int, type: str) -> IO[bytes]:
        self._say(frames.said(Kind.BEGUN, {"status": status, "type": type}))
        self._frames.lost = True
        self._frames = _Frames(self._out)
        return io.BufferedWriter(self._frames, CHUNK)

    def _say(self, data: bytes) -> None:
        self._out.write(data)
        self._out.flush()


class _Frames(io.RawIOBase):
    """What is written here goes out as frames, unless it is ``lost``: a buffer that goes writes what it still has."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.lost = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if not self.lost:
            self._out.write(frames.frame(Kind.DATA, bytes(data)))
            self._out.flush()
        return len(data)


def check(sparql: str) -> None:
    """Raise ``Refused`` for what does more than read."""
    word, line = not_reading(sparql) or ("", 0)
    if word == "SERVICE":
        raise Refused(
            403,
            f"{_FILE}, line {line}: SERVICE would ask another machine, which this endpoint does not; ask that one "
            "yourself, or run: kg query FILE.rq --allow-service",
        )
    if word:
        raise Refused(403, f"{_FILE}, line {line}: {word} would change the graph; {ONLY_READS}")


ONLY_READS = "this endpoint only reads (kg add and kg remove change it)"


def negotiated(accept: str, offers: dict[str, tuple[str, ...]]) -> str:
    """The type to answer with. Raises ``Refused`` if the client takes none of them."""
    type = chosen(accept, offers)
    if type is None:
        raise Refused(406, f"no format fits Accept: {accept}; there are {', '.join(offers)}")
    return type


def _rdf(type: str) -> RdfFormat:
    # Oxigraph's other JSON-LD gathers the whole document first.
    found = RdfFormat.STREAMING_JSON_LD if type == "application/ld+json" else RdfFormat.from_media_type(type)
    return cast(RdfFormat, found)


def _dataset(asked: Asked, has_from: bool) -> dict[str, Any]:
    """What a query may look at: the graphs of the request, else its own FROM, else all of them."""
    if asked.default or asked.named:
        return {
            "default_graph": [NamedNode(iri) for iri in asked.default],
            "named_graphs": [NamedNode(iri) for iri in asked.named],
        }
    return {} if has_from else {"use_default_graph_as_union": True}


def _base(store: pyoxigraph.Store) -> str:
    from kg.store.bases import agreed_base

    return agreed_base(store, None, None)


def _resident() -> int:
    try:
        with open("/proc/self/statm") as file:  # noqa: PTH123
            _, resident, shared = file.read().split()[:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _asked(source: IO[bytes]) -> Iterator[Asked]:
    """What is asked, as it comes. Another thread waits for it: it sees the end while a query runs."""
    waiting: queue.SimpleQueue[Asked] = queue.SimpleQueue()

    def wait() -> None:
        while (read := frames.read(source)) is not None:
            waiting.put(Asked.of(frames.value(read[1])))
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
    while True:
        yield waiting.get()


def main(path: str, memory: str) -> NoReturn:
    """Answer until there is nobody left to ask."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    out = os.fdopen(os.dup(1), "wb")
    store = pyoxigraph.Store.read_only(path)
    answering = Answering(store, out)
    bound_memory(int(memory))
    out.write(frames.frame(Kind.READY, b""))
    out.flush()
    try:
        for asked in _asked(sys.stdin.buffer):
            answering.answer(asked)
    except MemoryError:
        os.abort()  # as where Oxigraph itself finds no more memory
    except BrokenPipeError:
        pass
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
