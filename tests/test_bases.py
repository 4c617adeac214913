"""The base of the IRIs: chosen with the store, kept in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_extractions import made

from kg.errors import StoreError, UsageError
from kg.graph import BASE
from kg.store import Store

PRESS = "https://press.example.org/"


def test_a_store_keeps_the_base_that_it_was_made_with(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True, base=PRESS) as store:
        store.add(made(1, ("Anne Martin", (), "Non")))
    with Store.open(tmp_path / "x.kg", write=True) as store:
        assert store.iris.base == PRESS
        store.add(made(2, ("Paul Petit", (), "Oui")))
        store.remove("article-1")
        store.remove("article-2")
    with Store.open(tmp_path / "x.kg") as store:
        assert store.iris.base == PRESS


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(("base", "other"), [(PRESS, BASE), (None, PRESS), ("https://a.example/#", PRESS)])
def test_a_store_has_one_base(tmp_path: Path, base: str | None, other: str, write: bool) -> None:
    with Store.open(tmp_path / "x.kg", write=True, base=base) as store:
        store.add(made(1, ("Anne Martin", (), "Non")))
    with pytest.raises(StoreError) as refused:
        Store.open(tmp_path / "x.kg", write=write, base=other)
    has = base or BASE
    assert str(refused.value) == (
        f"{tmp_path / 'x.kg'} has the base {has}; leave --base out, or make another store with --store FOLDER"
    )
    Store.open(tmp_path / "x.kg", write=write, base=has).close()


@pytest.mark.parametrize(
    "base",
    ["", "press", "press/", "/press/", "https://press.example.org", "https://press.example.org/a b/", "https:///",
     "https://press.example.org/#a/", "https://press.example.org/<", "https:press/"],
)  # fmt: skip
def test_a_base_is_an_absolute_iri_to_write_behind(tmp_path: Path, base: str) -> None:
    with pytest.raises(UsageError) as refused:
        Store.open(tmp_path / "x.kg", write=True, base=base)
    assert str(refused.value) == (
        f"--base {base!r} is no absolute IRI that ends in / or #; for example: https://press.example.org/kg/"
    )
    assert not (tmp_path / "x.kg").exists()


def test_the_vocabularys_iri_is_no_base() -> None:
    with pytest.raises(UsageError, match="is where the vocabulary is"):
        Store.memory("https://claims.example/vocab#")


def test_add_makes_a_graph_with_a_base_and_no_other_command_needs_it(
    kg, tmp_path: Path, seeds_folder: Path, gold_pipeline: None
) -> None:
    store, article = tmp_path / "x.kg", seeds_folder / "003_70e93934d3b14fac.txt"
    assert kg("add", article, "--base", PRESS, store=store).status == 0
    assert kg("add", seeds_folder).status == 0
    out = kg("export", "-", "--format", "nq").out
    graphs = {line.rpartition(" <")[2] for line in out.splitlines()}
    assert len(graphs) == 6 and all(graph.startswith(PRESS) for graph in graphs)
    assert kg("explain", "003").status == 0
    refused = kg("add", article, "--base", BASE)
    assert refused.status == 1 and refused.err.startswith(f"kg: {store} has the base {PRESS}; leave --base out")
    assert kg("add", article, "--base", "press").status == 2
