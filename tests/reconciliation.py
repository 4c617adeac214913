"""A reconciliation service on this machine that holds every request to the specification, and has faults at will.

By hand: ``python tests/reconciliation.py 8055`` serves a few people and places until it is stopped.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SPACE = "https://annuaire.example/id/"
MANIFESTS: dict[str, dict[str, Any]] = {
    "0.1": {"name": "Annuaire", "identifierSpace": SPACE, "schemaSpace": "https://annuaire.example/schema/"},
    "0.2": {
        "versions": ["0.1", "0.2"],
        "name": "Annuaire",
        "identifierSpace": SPACE,
        "schemaSpace": "https://annuaire.example/schema/",
        "view": {"url": "https://annuaire.example/fiche/{{id}}"},
        "defaultTypes": [{"id": "P", "name": "Person"}, {"id": "L", "name": "Place"}],
        "batchSize": 4,
    },
    "1.0-draft": {
        "versions": ["1.0-draft"],
        "name": "Annuaire",
        "view": {"url": SPACE + "{id}"},
        "defaultTypes": [{"id": "P", "name": "Person"}],
        "batchSize": 4,
    },
}
PEOPLE = {
    "Sergueï Lavrov": [("lavrov", "Sergueï Lavrov", 100, True), ("lavrov-p", "Sergueï Lavrov (peintre)", 71, False)],
    "Jens Stoltenberg": [("stoltenberg", "Jens Stoltenberg", 99.5, True)],
    "Vladimir Poutine": [("poutine", "Vladimir Poutine", 100, True)],
    "Russie": [("russie", "Russie", 100, True)],
    "Ukraine": [("ukraine", "Ukraine", 88, False), ("ukraine-r", "Ukraine (rivière)", 88, False)],
}

Fault = Callable[["Handler"], bool]  # True: the fault has answered


@dataclass
class Fake:
    """The service: what it knows, how it answers, and all that it was asked."""

    version: str = "0.2"
    entries: dict[str, list[tuple[str, str, float | None, bool]]] = field(default_factory=lambda: dict(PEOPLE))
    manifest: dict[str, Any] | str | None = None
    faults: deque[Fault] = field(default_factory=deque)
    poison: Callable[[list[str]], bool] = lambda names: False
    batches: list[list[str]] = field(default_factory=list)
    types: list[str | None] = field(default_factory=list)
    agents: set[str | None] = field(default_factory=set)
    breaches: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def names(self) -> list[str]:
        """All names it was asked for, in order, in requests that it answered."""
        return [name for batch in self.batches for name in batch]

    def candidates(self, name: str, limit: int) -> list[dict[str, Any]]:
        """As JSON, the best first."""
        found = []
        for id, label, score, match in self.entries.get(name, [])[:limit]:
            item = {"id": id, "name": label, "type": [{"id": "P", "name": "Person"}], "match": match}
            found.append(item if score is None else {**item, "score": score})
        return found


class Handler(BaseHTTPRequestHandler):
    """One request."""

    fake: Fake

    def log_message(self, *_: object) -> None:
        pass

    def reply(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        """``body`` as JSON, or as it is if it is a string."""
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self.fake.agents.add(self.headers.get("User-Agent"))
        if urlsplit(self.path).path != "/api":
            self.reply(404, "no")
        elif self.fake.manifest is not None:
            self.reply(200, self.fake.manifest)
        else:
            self.reply(200, MANIFESTS[self.fake.version])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.fake.faults and self.fake.faults.popleft()(self):
            return
        try:
            queries = self._queries(body)
        except (AssertionError, ValueError, KeyError, TypeError) as error:
            self.fake.breaches.append(f"{error!r}: {body[:300]!r}")
            self.reply(400, {"message": str(error)})
            return
        names = [name for name, _, _ in queries]
        if self.fake.poison(names):
            self.reply(400, "poison")
            return
        self.fake.batches.append(names)
        self.fake.types += [type for _, type, _ in queries]
        found = [self.fake.candidates(name, limit) for name, _, limit in queries]
        if self.fake.version.startswith("1.0"):
            self.reply(200, {"results": [{"candidates": candidates} for candidates in found]})
        else:
            self.reply(200, {f"q{at}": {"result": candidates} for at, candidates in enumerate(found)})

    def _queries(self, body: bytes) -> list[tuple[str, str | None, int]]:
        """Name, type, limit of each question. Raises where the request is not what the specification says."""
        media = self.headers["Content-Type"].partition(";")[0]
        batch = MANIFESTS[self.fake.version].get("batchSize", 10)
        if self.fake.version.startswith("1.0"):
            assert self.path == "/api/reconcile" and media == "application/json", (self.path, media)
            value = json.loads(body)
            assert set(value) == {"queries"} and isinstance(value["queries"], list)
            queries = [self._query_1_0(query) for query in value["queries"]]
        else:
            assert self.path == "/api" and media == "application/x-www-form-urlencoded", (self.path, media)
            form = parse_qs(body.decode("ascii"), strict_parsing=True)
            assert set(form) == {"queries"} and len(form["queries"]) == 1
            value = json.loads(form["queries"][0])
            assert isinstance(value, dict)
            queries = [self._query_0_2(query) for query in value.values()]
        assert 0 < len(queries) <= batch, len(queries)
        return queries

    def _query_0_2(self, query: dict[str, Any]) -> tuple[str, str | None, int]:
        assert set(query) <= {"query", "type", "limit", "properties", "type_strict"}, query
        assert isinstance(query["query"], str) and query["query"]
        return query["query"], *_type_and_limit(query)

    def _query_1_0(self, query: dict[str, Any]) -> tuple[str, str | None, int]:
        assert set(query) <= {"type", "limit", "lang", "dir", "conditions"}, query
        (condition,) = query["conditions"]
        assert set(condition) == {"matchType", "v"} and condition["matchType"] == "name"
        assert isinstance(condition["v"], str) and condition["v"]
        return condition["v"], *_type_and_limit(query)


def _type_and_limit(query: dict[str, Any]) -> tuple[str | None, int]:
    assert isinstance(query.get("type", ""), str)
    assert type(query["limit"]) is int and query["limit"] > 0
    return query.get("type"), query["limit"]


@contextmanager
def serving(fake: Fake, port: int = 0) -> Iterator[Fake]:
    """The service on 127.0.0.1, in a thread of its own."""
    handler = type("Bound", (Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that is gone is no error here
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/api"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Faults


def status(code: int, **headers: str) -> Fault:
    """Answer with an error."""
    return lambda handler: handler.reply(code, "no", {k.replace("_", "-"): v for k, v in headers.items()}) or True


def words(text: str) -> Fault:
    """Answer 200 with this text."""
    return lambda handler: handler.reply(200, text) or True


def slow(seconds: float) -> Fault:
    """Wait, then go on."""
    return lambda handler: bool(time.sleep(seconds))


def cut(handler: Handler) -> bool:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.close()
    return True


if __name__ == "__main__":
    delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    hand = Fake(poison=lambda names: bool(time.sleep(delay)) or any(re.search("poison", name) for name in names))
    with serving(hand, int(sys.argv[1])):
        print(f"kg link --service {hand.url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(f"{len(hand.names)} questions, {len(hand.breaches)} breaches {hand.breaches}")
