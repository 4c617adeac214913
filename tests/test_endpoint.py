"""The saved questions on a SPARQL server: Oxigraph's own, on the loopback."""

from __future__ import annotations

import csv
import io
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from gold_extractions import seeds

from kg.questions import saved
from kg.questions.answer import run
from kg.questions.header import Question
from kg.store import Store

Served = tuple[Store, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A store with the gold claims of the seeds, and the address where a server answers from it."""
    path = tmp_path_factory.mktemp("endpoint") / "claims.kg"
    with Store.open(path, write=True) as store:
        for extraction in seeds():
            store.add(extraction)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{free.getsockname()[1]}"
    program = [str(Path(sys.executable).with_name("oxigraph")), "serve-read-only", "--location", str(path)]
    with subprocess.Popen([*program, "--bind", at, "--union-default-graph"], stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"http://{at}/")
            with Store.open(path) as store:
                yield store, f"http://{at}/query"
        finally:
            server.terminate()


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


@pytest.mark.parametrize("asked", saved().values(), ids=saved())
def test_every_saved_question_gives_the_same_rows_on_an_endpoint(served: Served, asked: Question) -> None:
    store, address = served
    values = dict(word.split("=", 1) for word in shlex.split(asked.example or ""))
    here = run(asked, values, store)
    there = requests.post(address, {"query": here.sparql}, headers={"Accept": "text/csv"}, timeout=60)
    assert there.status_code == 200, there.text
    columns, *rows = csv.reader(io.StringIO(there.content.decode(), newline=""))
    assert tuple(columns) == here.columns
    assert sorted(rows) == sorted([row.get(column, "") for column in here.columns] for row in here.rows)
    assert rows or asked.name in ("reported-by-several", "copies")  # each seed is of a day of its own
