"""The claims as columns: what is kept in the cache, and what is no claim of an article."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph import VOCABULARY
from kg.store import Store
from kg.web.columns import cached, read


@pytest.mark.parametrize("kept", [0, 3, 2000])
def test_a_cache_that_was_cut_off_is_made_again(
    gold_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with Store.open(gold_folder) as store:
        whole = cached(store, "state")
        (file,) = tmp_path.rglob("*.npz")
        before = file.stat().st_size
        file.write_bytes(file.read_bytes()[:kept])
        assert len(cached(store, "state")) == len(whole) > 0
    assert file.stat().st_size == before


@pytest.mark.broken_graph
@pytest.mark.parametrize("id", ["00000000deadbeef-4-9", "44d98219deef9a4f-4-x"])
def test_a_claim_of_no_article_is_not_shown_as_one_of_another(gold: Store, id: str) -> None:
    claims = len(read(gold))
    me = gold.iris.article("44d98219deef9a4f")
    act = f"<{gold.iris.base}claim/{id}> <{VOCABULARY}act> <{VOCABULARY}denial>"
    gold.raw.update(f"INSERT DATA {{ GRAPH {me} {{ {act} }} }}")
    assert len(read(gold)) == claims
