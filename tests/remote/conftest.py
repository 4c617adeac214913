"""Two real SPARQL servers, and one that answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from gold_extractions import seeds
from servers import VIRTUOSO, Oxigraph, Virtuoso

from kg.store import Store

Server = Oxigraph | Virtuoso
Put = Callable[..., tuple[str, list[dict[str, str]]]]
SERVERS = [
    Oxigraph,
    pytest.param(Virtuoso, marks=pytest.mark.skipif(not VIRTUOSO, reason="virtuoso-opensource-7 is not installed")),
]


@pytest.fixture(scope="module", params=SERVERS, ids=["oxigraph", "virtuoso"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server."""
    server = request.param(tmp_path_factory.mktemp("server"))
    yield server
    server.kill()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, with nothing in it, and its password in the environment."""
    running.clear()
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    return running


@pytest.fixture(scope="module")
def full(running: Server) -> Iterator[Server]:
    """The server with the gold claims of the seeds."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        running.clear()
        with Store.open(running.address, write=True) as store:
            for extraction in seeds():
                store.add(extraction)
        yield running


class Page(BaseHTTPRequestHandler):
    """What is at an address: each answer once, the last one ever after."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[dict[str, str]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(dict(self.headers))
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


NOTHING = (
    200,
    {"Content-Type": "application/sparql-results+json"},
    b'{"head":{"vars":["b"]},"results":{"bindings":[]}}',
)


@pytest.fixture
def page() -> Iterator[Callable[..., tuple[str, list[dict[str, str]]]]]:
    """Put answers at an address: gives the address, and what was asked there."""
    running = []

    def put(*answers: tuple[int, dict[str, str], bytes]) -> tuple[str, list[dict[str, str]]]:
        asked: list[dict[str, str]] = []
        handler = type("Here", (Page,), {"answers": list(answers), "asked": asked})
        running.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=running[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}/query", asked

    yield put
    for server in running:
        server.shutdown()
        server.server_close()
