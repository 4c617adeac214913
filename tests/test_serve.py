"""The command ``kg serve``: how it starts, follows the graph, and ends."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import uvicorn
from conftest import Ran
from gold_extractions import seeds
from serving import ENDLESS, ROOT, in_a_loop, serving
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse

from kg.store import Store
from kg.store.snapshots import Snapshot, take
from kg.web import listening, server
from kg.web.endpoint.pool import Limits, Pool

COUNT = {"query": "SELECT (COUNT(*) AS ?n) { ?a a kg:Article }"}


def articles(address: str) -> str:
    return str(requests.get(address, COUNT, timeout=20).json()["results"]["bindings"][0]["n"]["value"])


def broken_off(address: str) -> None:
    """Ask for ever, and be cut off."""
    with pytest.raises(requests.RequestException):
        requests.get(address, {"query": ENDLESS}, timeout=60).raise_for_status()


def alive(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are counted in /proc")
@pytest.mark.parametrize(("by", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_server_its_queries_and_its_snapshot(
    gold_folder: Path, tmp_path: Path, by: signal.Signals, status: int
) -> None:
    store = tmp_path / "claims.kg"
    shutil.copytree(gold_folder, store)
    with serving(store) as served:
        assert len(list(tmp_path.glob(".claims.kg.serve-*"))) == 1
        asking = threading.Thread(target=broken_off, args=(served.sparql,))
        asking.start()
        children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()
        assert children
        served.process.send_signal(by)
        assert served.process.wait(10) == status
        assert served.next_line() == "kg: stopped\n"
        asking.join()
        assert not [child for child in children if alive(int(child))]
    assert not list(tmp_path.glob(".claims.kg.serve-*"))


def test_a_signal_ends_the_server_also_where_the_event_loop_takes_none(gold_folder: Path) -> None:
    without = (
        "from asyncio import BaseEventLoop as Base, SelectorEventLoop as Loop; "
        "from kg.__main__ import main; Loop.add_signal_handler = Base.add_signal_handler; main()"  # as on Windows
    )
    command = [sys.executable, "-c", without, "serve", "--store", str(gold_folder), "--port", "0", "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr and " shows " in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == "kg: stopped\n"


def test_what_a_killed_server_left_is_taken_away_by_the_next(gold_folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "claims.kg"
    shutil.copytree(gold_folder, store)
    with serving(store) as served:
        served.process.kill()
        served.process.wait()
    assert len(list(tmp_path.glob(".claims.kg.serve-*"))) == 1
    snapshot = take(store)
    assert list(tmp_path.glob(".claims.kg.serve-*")) == [snapshot.folder]
    snapshot.remove()


def test_it_is_taken_away_also_beside_a_store_with_brackets_in_its_name(gold_folder: Path, tmp_path: Path) -> None:
    store, left = tmp_path / "press[1].kg", tmp_path / ".press[1].kg.serve-left"
    shutil.copytree(gold_folder, store)
    left.mkdir()
    (left / "owner").touch()
    take(store).remove()
    assert [path.name for path in tmp_path.iterdir()] == [store.name]


def test_the_graph_can_be_changed_while_it_is_served(tmp_path: Path) -> None:
    store = tmp_path / "claims.kg"
    first, second, *_ = seeds()
    with Store.open(store, write=True) as opened:
        opened.add(first)
    with serving(store) as served:
        assert articles(served.sparql) == "1"
        with Store.open(store, write=True) as opened:
            opened.add(second)
        assert "has changed" in served.next_line()
        assert articles(served.sparql) == "2"


def looked(served: server._Served, said: list[str], lines: int, seconds: float = 20) -> None:
    """Follow the store until so many lines are said, or so many seconds are over."""

    async def look() -> None:
        pool, app = Pool(served.snapshot.path, Limits()), Starlette()
        looking = asyncio.create_task(server._look(served, pool, app, 0, said.append))
        until = time.monotonic() + seconds
        while len(said) < lines and not looking.done() and time.monotonic() < until:
            await asyncio.sleep(0.01)
        looking.cancel()
        await pool.stop()

    in_a_loop(look())


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("a bug"), "RuntimeError: a bug; please report it; it is tried again"),
        (OSError(28, "No space left on device"), "No space left on device; it is tried again"),
    ],
)
def test_what_goes_wrong_when_the_graph_has_changed_is_said_and_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    store = tmp_path / "claims.kg"
    first, second, *_ = seeds()
    with Store.open(store, write=True) as opened:
        opened.add(first)
    said: list[str] = []
    served = server._Served.of(store, said.append)
    with Store.open(store, write=True) as opened:
        opened.add(second)
    monkeypatch.setattr(server, "LOOK", 0.01)
    monkeypatch.setattr(server, "AGAIN", 0.01)
    wrong = [error, error]  # which is told once

    def taken(path: Path) -> Snapshot:
        if wrong:
            raise wrong.pop()
        return take(path)

    monkeypatch.setattr(server, "take", taken)

    looked(served, said, 2)
    served.remove()
    assert said[0] == f"the graph has changed and cannot be served anew: {told}"
    assert said[1].startswith(f"{store} has changed: ")


def test_a_store_that_is_taken_away_is_told_to_be_gone_once_and_served_on(
    gold_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "claims.kg"
    shutil.copytree(gold_folder, store)
    said: list[str] = []
    served = server._Served.of(store, said.append)
    monkeypatch.setattr(server, "LOOK", 0.01)
    monkeypatch.setattr(server, "AGAIN", 0.01)
    store.rename(tmp_path / "other.kg")
    looked(served, said, 2, 0.5)
    assert said == [f"{store} is gone, what it was is served on"]
    assert len(list(served.explorer.store.articles())) == 5
    served.remove()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="locks that end with their process")
def test_a_snapshot_has_what_is_only_in_the_log(gold_folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "claims.kg"
    shutil.copytree(gold_folder, store)
    code = (
        "import os, sys, pyoxigraph as p; s = p.Store(sys.argv[1]); n = p.NamedNode('a:b'); "
        "s.add(p.Quad(n, n, n, n)); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(store)], check=False)
    snapshot = take(store)
    with Store.open(snapshot.path) as opened, Store.open(store) as original:
        assert len(opened.raw) == len(original.raw)
        assert list(opened.raw.quads_for_pattern(None, None, None, None))
        assert opened.raw.query("ASK { GRAPH <a:b> { <a:b> <a:b> <a:b> } }")
    snapshot.remove()


def test_a_store_that_is_missing_and_a_port_that_is_taken_are_said(
    kg: Callable[..., Ran], gold_folder: Path, tmp_path: Path
) -> None:
    ran = kg("serve", "--port", 0, store=tmp_path / "none.kg")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.endswith("none.kg: no such store; make one with: kg add --store " + f"{tmp_path}/none.kg ARTICLES\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = kg("serve", "--port", port, store=gold_folder)
    assert ran.status == 1
    assert ran.err == f"kg: port {port} of 127.0.0.1 is taken; leave --port out to take the next one that is free\n"
    ran = kg("serve", "--host", "192.0.2.1", store=gold_folder)
    assert ran.err == "kg: --host 192.0.2.1 is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all it has\n"


def test_serving_the_network_says_what_it_means(gold_folder: Path) -> None:
    with serving(gold_folder, "--host", "0.0.0.0") as served:
        assert served.address.startswith("http://127.0.0.1:")
        assert served.next_line() == (
            "everybody who reaches this machine over the network can read all of the graph: there is no password and "
            "no encryption; put a proxy that has them before it\n"
        )


def test_pages_of_other_origins_can_be_kept_out(gold_folder: Path) -> None:
    with serving(gold_folder, "--cors", "none") as served:
        answer = requests.get(served.sparql, {"query": "ASK {}"}, headers={"Origin": "https://a.example"}, timeout=20)
        assert answer.ok and "Access-Control-Allow-Origin" not in answer.headers


def test_the_help_of_serve_loads_no_server() -> None:
    code = "import sys, kg.cli.serving; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"uvicorn", "starlette", "pyoxigraph", "numpy"} & set(ran.stdout.split())


def test_why_a_large_store_is_not_there_at_once_is_said_and_only_for_a_new_state(
    gold_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(server, "_LARGE", 0)
    said: list[str] = []
    for _ in range(2):
        server._Served.of(gold_folder, said.append).remove()
    assert [line.partition(" first")[0] for line in said] == [f"reading the claims of {gold_folder}"]


def test_a_graph_on_a_server_is_not_served_again(kg: Callable[..., Ran]) -> None:
    ran = kg("serve", "--no-open", "--store", "http://127.0.0.1:9/query")
    assert ran.status == 2
    assert ran.err == (
        "kg: http://127.0.0.1:9/query answers SPARQL itself; kg serve shows a graph that is a folder: --store FOLDER\n"
    )


@pytest.mark.parametrize("taken", [0, 1 << 18])
def test_a_client_that_takes_nothing_more_of_its_answer_is_dropped(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "STALLED", 0.2)
    gone = threading.Event()

    class Watched(listening.Impatient):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            gone.set()

    app = PlainTextResponse("x" * (32 << 20))
    config = uvicorn.Config(app, http=Watched, lifespan="off", log_config=None, timeout_keep_alive=1)
    with socket.socket(proto=socket.IPPROTO_TCP) as taking:
        taking.bind(("127.0.0.1", 0))
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [taking]}, daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.01)
        with socket.create_connection(taking.getsockname()) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while taken > 0:
                time.sleep(0.01)
                taken -= len(client.recv(1 << 14))
            assert gone.wait(10)
        running.should_exit = True
        thread.join(10)
