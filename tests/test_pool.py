"""The processes that answer queries: which store they have open, and what is said of an answer that cannot be kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gold_extractions import seeds

from kg.store import Store
from kg.web.endpoint import pool as pools
from kg.web.endpoint.pool import Limits, Pool
from kg.web.endpoint.worker import Asked

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

    found = asyncio.run(run())
    assert len(found) >= 2 and set(found) == {"2"}
