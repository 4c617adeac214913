"""The endpoint of ``kg serve`` beside Oxigraph's own server, asked by 50 clients at once, on the loopback.

Each server has a store of N invented claims (``synthetic``). The clients, threads of a process of their own, ask saved
questions with their names bound, one after the other on a connection that stays, for ``KG_BENCH_SECONDS`` (20).
Then 5 of them ask only for a query without end while 45 go on as before; and one query takes all the memory it can get,
in servers that may have 1 GB: what else is answered?
"""

from __future__ import annotations

import http.client
import json
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from kg.questions import query
from kg.store import Store

from .questions import build, drawn_claims, percentile

SIZES = (20_000,)
CLIENTS = 50
SECONDS = float(os.environ.get("KG_BENCH_SECONDS", "20"))
GIGABYTE = 2**30
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT (GROUP_CONCAT(CONCAT(STR(?o), STR(?z))) AS ?n) WHERE { ?s ?p ?o . ?x ?y ?z }"


@dataclass
class Load:
    """What clients met: seconds of each answer, and the errors."""

    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def questions(store: Store) -> list[str]:
    """Saved questions about people and pairs drawn at random, as SPARQL to run anywhere."""
    found = []
    for speaker, target in drawn_claims(store, 40):
        pair = {"speaker": speaker, "target": target}
        found += [query("said-about", pair, store).sparql, query("who-about", {"target": target}, store).sparql]
        found += [query("offices", {"entity": speaker}, store).sparql]
    return found


def ask(address: tuple[str, int], path: str, asked: Sequence[str], until: float, load: Load) -> None:
    """One client: it asks until it is time."""
    draw, connection = random.Random(threading.get_ident()), http.client.HTTPConnection(*address, timeout=90)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}
    while time.perf_counter() < until:
        start = time.perf_counter()
        try:
            connection.request("POST", path, urlencode({"query": draw.choice(asked)}), headers)
            answer = connection.getresponse()
            data = answer.read()
            if answer.status != 200:
                raise ValueError(f"{answer.status} {data[:80]!r}")
            json.loads(data)
            load.took.append(time.perf_counter() - start)
        except (OSError, ValueError, http.client.HTTPException) as error:
            load.errors.append(f"{type(error).__name__}: {error}")
            connection.close()
            time.sleep(0.1)


def clients(address: tuple[str, int], path: str, asked: Sequence[str], number: int, seconds: float) -> Load:
    """So many clients for so long."""
    load, until = Load(), time.perf_counter() + seconds
    threads = [threading.Thread(target=ask, args=(address, path, asked, until, load)) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, memory: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A server that is ready. ``memory``: what it may take, in bytes."""

    def bound() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    with subprocess.Popen(command, stderr=subprocess.DEVNULL, preexec_fn=bound) as server:
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            time.sleep(1)
            yield server
        finally:
            server.terminate()


def oxigraph(store: Path, port: int) -> list[str]:
    """Oxigraph's server, with a time limit."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    return [
        program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}", "--union-default-graph",
        "--timeout-s", "10",
    ]  # fmt: skip


def ours(store: Path, port: int) -> list[str]:
    """``kg serve``, with the same limit."""
    options = ["--store", str(store), "--port", str(port), "--timeout", "10", "--memory", "1", "--no-open"]
    return [sys.executable, "-m", "kg", "serve", *options]


SERVERS: dict[str, tuple[Callable[[Path, int], list[str]], str, int | None]] = {
    "oxigraph serve-read-only": (oxigraph, "/query", GIGABYTE),
    "kg serve": (ours, "/sparql", None),
}


def beside_endless(address: tuple[str, int], path: str, asked: Sequence[str]) -> Load:
    """What 45 clients meet while 5 others ask a query without end."""
    hogs = threading.Thread(target=clients, args=(address, path, [ENDLESS], 5, SECONDS / 2))
    hogs.start()
    time.sleep(1)
    load = clients(address, path, asked, CLIENTS - 5, SECONDS / 2)
    hogs.join()
    return load


def after_greedy(address: tuple[str, int], path: str, asked: Sequence[str], server: subprocess.Popen[bytes]) -> str:
    """What becomes of 10 clients while one query takes all the memory that it can get."""
    greedy = threading.Thread(target=clients, args=(address, path, [GREEDY], 1, 0.5))
    greedy.start()
    load = clients(address, path, asked, 10, 12)
    greedy.join()
    alive = "goes on" if server.poll() is None else f"has ended (status {server.poll()})"
    return f"{len(load.errors)} of {len(load.errors) + len(load.took)} failed, the server {alive}"


def table(sizes: Sequence[int] = SIZES) -> str:
    """A block for each size, a line for each server and load."""
    lines = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = build(size, Path(folder))[0]
            with Store.open(path) as store:
                asked = questions(store)
            lines.append(f"{size:,} claims, {CLIENTS} clients, {len(asked)} questions")
            lines.append(f"{'':<46}{'a second':>9}{'p50 ms':>8}{'p95 ms':>8}{'worst':>8}{'errors':>8}")
            for name, (command, where, memory) in SERVERS.items():
                port = free_port()
                address = ("127.0.0.1", port)
                with running(command(path, port), port) as server:
                    clients(address, where, asked, 4, 2)  # warm
                    lines.append(_line(name, clients(address, where, asked, CLIENTS, SECONDS), SECONDS))
                    load = beside_endless(address, where, asked)
                    lines.append(_line(f"{name}, 5 queries without end", load, SECONDS / 2))
                port = free_port()
                with running(command(path, port), port, memory) as server:
                    told = after_greedy(("127.0.0.1", port), where, asked, server)
                    lines.append(f"{name}, a query for more than 1 GB: {told}")
    return "\n".join(lines)


def _line(name: str, load: Load, seconds: float) -> str:
    took = load.took or [float("nan")]
    p50, p95, worst = (1000 * percentile(took, share) for share in (0.5, 0.95, 1))
    return f"{name:<46}{len(load.took) / seconds:>9.0f}{p50:>8.0f}{p95:>8.0f}{worst:>8.0f}{len(load.errors):>8}" + (
        f"  {load.errors[0][:60]}" if load.errors else ""
    )
