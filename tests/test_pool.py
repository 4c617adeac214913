"""The processes that answer queries: which store they have open, and what is said of an answer that cannot be kept."""

from __future__ import annotations

import asyncio
import csv
import errno
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import requests
from gold_extractions import seeds
from serving import in_a_loop, serving

from kg.store import Store
from kg.web import answering
from kg.web.endpoint import pool as pools
from kg.web.endpoint.pool import Limits, Pool
from kg.web.endpoint.spool import Spool
from kg.web.endpoint.worker import Asked
from kg.web.showing import Wrong

COUNT = Asked("text/csv", "SELECT (COUNT(*) AS ?n) { ?a a kg:Article }")


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A store with one article, and one with two."""
    first, second, *_ = seeds()
    places = tmp_path / "one.kg", tmp_path / "two.kg"
    for place, extractions in zip(places, ([first], [first, second]), strict=True):
        with Store.open(place, write=True) as store:
            for extraction in extractions:
                store.add(extraction)
    yield places


async def counted(pool: Pool) -> str:
    answer = await pool.ask(COUNT)
    try:
        return (await answer.spool.read(1000)).decode().split()[1]
    finally:
        answer.spool.close()


def test_a_process_that_starts_while_the_graph_changes_answers_nothing_from_the_old_one(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = two
    whole = pools._Worker.started

    async def run() -> list[str]:
        pool, late = Pool(old, Limits()), asyncio.Event()

        async def started(path: Path, memory: int) -> Any:
            worker = await whole(path, memory)
            if path == old:
                await late.wait()
            return worker

        await pool.start()
        monkeypatch.setattr(pools._Worker, "started", started)
        starting = pool._soon(pool._one_more())
        await asyncio.sleep(0.01)
        await pool.use(new)
        pool._least += 1  # so that there is a place for one more
        late.set()
        await starting
        await asyncio.sleep(0.01)
        try:
            return await asyncio.gather(*(counted(pool) for _ in range(len(pool._idle))))
        finally:
            await pool.stop()

    found = in_a_loop(run())
    assert len(found) >= 2 and set(found) == {"2"}


BIG = Asked("application/sparql-results+json", "SELECT * { ?s ?p ?o . ?a a kg:Article } LIMIT 20000")  # some 4 MB


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[Spool]:
    """The spools that were closed."""
    found: list[Spool] = []
    close = Spool.close
    monkeypatch.setattr(Spool, "close", lambda spool: (found.append(spool), close(spool)))
    return found


def refused(path: Path, asked: Asked) -> str:
    """Why a page has no answer."""

    async def run() -> str:
        pool = Pool(path, Limits())
        await pool.start()
        try:
            with pytest.raises(Wrong) as wrong:
                await answering._kept(pool, asked)
            return str(wrong.value)
        finally:
            await pool.stop()

    return in_a_loop(run())


def test_a_disk_that_takes_no_answer_is_said_to_be_full(
    gold_folder: Path, closed: list[Spool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", full)
    assert refused(gold_folder, BIG) == (
        "the answer cannot be kept until it is read: No space left on device; make room on the server's disk"
    )
    assert len(closed) == 1


def test_a_page_of_an_answer_that_is_too_large_says_so(
    gold_folder: Path, closed: list[Spool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LARGEST", 1 << 20)
    assert refused(gold_folder, BIG) == "the answer has more than 1 MB; ask for less, or take all of it as CSV"
    assert len(closed) == 1


def test_a_query_that_is_wrong_leaves_no_spool_open(gold_folder: Path, closed: list[Spool]) -> None:
    assert refused(gold_folder, Asked("text/csv", "SELECT nothing")).startswith("the query, line 1: ")
    assert len(closed) == 1


def test_a_page_makes_only_the_rows_that_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    store = pyoxigraph.Store()
    a, b = pyoxigraph.NamedNode("urn:a"), pyoxigraph.NamedNode("urn:b")
    for each in range(1000):
        store.add(pyoxigraph.Quad(a, b, pyoxigraph.Literal(each)))
    found = store.query("SELECT ?s ?n ?no { ?s ?p ?n } ORDER BY ?n")
    made: list[str] = []
    value = answering._value
    monkeypatch.setattr(answering, "_value", lambda term: made.append(str(term)) or value(term))
    columns, rows = answering.table(io.BytesIO(found.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""))
    assert (columns, len(rows), made) == (["s", "n", "no"], 1000, [])
    part = rows[950:1050]
    assert len(part) == 50 and len(made) == 100
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    number = {"type": "literal", "value": "950", "datatype": integer}
    assert part[0] == {"s": {"type": "uri", "value": "urn:a"}, "n": number}


def test_a_question_is_sent_as_csv_as_it_comes(gold_folder: Path) -> None:
    with serving(gold_folder) as served:
        asked = f"{served.address}/questions/said.csv?speaker=lavrov"
        answer = requests.get(asked, timeout=20)
        assert answer.ok and answer.headers["Transfer-Encoding"] == "chunked"
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="said.csv"'
        assert "perdu le contact" in answer.content.decode("utf-8")
        page = requests.get(asked.replace(".csv", ""), headers={"Accept": "application/json"}, timeout=20).json()
        assert page["answer"]["found"] == len(list(csv.reader(io.StringIO(answer.content.decode(), newline="")))) - 1
        wrong = requests.get(asked.replace("lavrov", "nobody"), timeout=20)
        assert wrong.status_code == 400
