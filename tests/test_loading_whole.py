"""A whole graph becomes a new store as it is, and is the same as if its articles had gone in one by one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gold_extractions import made, seeds
from test_loading import BASE, ROWS, awkward, filled, link, quads

from kg.entities import Name
from kg.errors import LoadError
from kg.export import Filter, export
from kg.loading import File, load_into
from kg.store import Store


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The stores that a file became as it was."""
    stores: list[Path] = []
    become = File.become

    def noted(file: File, folder: Path) -> None:
        stores.append(folder)
        become(file, folder)

    monkeypatch.setattr(File, "become", noted)
    return stores


def everything() -> Store:
    store = filled([*seeds(), *awkward()])
    store.overrule(ROWS)
    link(store, Name("Jens Stoltenberg", "person"), "https://authority.example/1")
    return store


def loaded(folder: Path) -> str:
    with Store.open(folder) as store:
        return quads(store)


@pytest.mark.parametrize("format", ["nq", "trig", "jsonld"])
def test_a_whole_graph_becomes_a_new_store_as_it_is(format: str, tmp_path: Path, taken: list[Path]) -> None:
    store, file, folder = everything(), tmp_path / f"all.{format}", tmp_path / "deep" / "new.kg"
    export(store, file)
    found = load_into(folder, file)
    assert taken == [folder]
    assert (found.articles, found.replaced, found.overrules) == (9, 0, 2)
    assert found.claims == store.stats()["claims"]["all"]
    assert loaded(folder) == quads(store)
    assert [path.name for path in folder.parent.iterdir()] == ["new.kg"]
    with Store.open(folder, write=True) as again:
        again.add(made(1, ("Poutine", (), "encore")))
        store.add(made(1, ("Poutine", (), "encore")))
        assert quads(again) == quads(store)


def test_a_second_file_goes_in_article_by_article(tmp_path: Path, taken: list[Path]) -> None:
    export(filled(seeds()), tmp_path / "one.nq")
    export(filled(awkward()), tmp_path / "other.nq")
    folder = tmp_path / "new.kg"
    folder.mkdir()
    for name in ("one.nq", "other.nq"):
        load_into(folder, tmp_path / name)
    assert taken == [folder]
    assert loaded(folder) == quads(filled([*seeds(), *awkward()]))


def test_a_new_store_gets_the_base_of_the_file(tmp_path: Path, taken: list[Path]) -> None:
    with Store.open(tmp_path / "old.kg", write=True, base=BASE) as store:
        for extraction in awkward():
            store.add(extraction)
        export(store, tmp_path / "x.nq")
        expected = quads(store)
    text = (tmp_path / "x.nq").read_text("utf-8")
    (tmp_path / "doubtful.nq").write_text(re.sub(r".*#pair>.*\n", "", text), "utf-8", newline="")
    for name in ("x", "doubtful"):
        load_into(tmp_path / f"{name}.kg", tmp_path / f"{name}.nq")
        assert loaded(tmp_path / f"{name}.kg") == expected
    assert taken == [tmp_path / "x.kg"]


def doubts() -> dict[str, tuple[str, str]]:
    """What makes a file not whole, as a pattern of lines of its N-Quads and what stands in their place."""
    poutine = r"<https://claims.example/entity/[^>]*poutine[^>]*>"
    return {
        "a key of speaker and target is missing": (r".*#pair>.*\n", ""),
        "a name is in another entity": (rf"{poutine}(?=.*/names> \.)", "<https://claims.example/entity/vova>"),
        "a label is missing": (r".*rdf-schema#label> \"Paul Martin\".*\n", ""),
        "a hash is missing": (r".*#hash>.*\n", ""),
    }


@pytest.mark.parametrize("doubt", doubts())
def test_a_doubtful_file_is_decided_again(doubt: str, tmp_path: Path, taken: list[Path]) -> None:
    store, (pattern, instead) = filled(awkward()), doubts()[doubt]
    text = quads(store)
    changed = re.sub(pattern, instead, text)
    assert changed != text
    (tmp_path / "x.nq").write_text(changed, "utf-8", newline="")
    try:
        load_into(tmp_path / "x.kg", tmp_path / "x.nq")
    except LoadError:
        assert not (tmp_path / "x.kg").exists()
    else:
        expected = text if "hash" not in doubt else changed
        assert loaded(tmp_path / "x.kg") == expected
    assert not taken


def test_whole_articles_with_their_names_are_a_whole_graph_and_wider_terms_are_not(
    tmp_path: Path, taken: list[Path]
) -> None:
    articles = frozenset({f"{12:016x}", f"{14:016x}"})
    export(filled(awkward()), tmp_path / "x.nq", filter=Filter(articles=articles))
    load_into(tmp_path / "x.kg", tmp_path / "x.nq")
    assert loaded(tmp_path / "x.kg") == quads(filled([awkward()[1], awkward()[3]]))
    export(filled(seeds()), tmp_path / "wide.nq", schema_org=True)
    load_into(tmp_path / "wide.kg", tmp_path / "wide.nq")
    assert loaded(tmp_path / "wide.kg") == quads(filled(seeds()))
    assert taken == [tmp_path / "x.kg"]


def test_a_broken_file_leaves_no_store_and_no_rest(tmp_path: Path) -> None:
    lines = quads(filled(awkward())).splitlines(keepends=True)
    lines[6] = lines[6].replace("<https", "https", 1)
    (tmp_path / "x.nq").write_text("".join(lines), "utf-8", newline="")
    with pytest.raises(LoadError, match=r"x.nq, line 7: .*nothing was loaded"):
        load_into(tmp_path / "x.kg", tmp_path / "x.nq")
    assert [path.name for path in tmp_path.iterdir()] == ["x.nq"]
