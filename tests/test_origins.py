"""Where articles came from, when places share a text, go, or cannot be read."""

from __future__ import annotations

import os
import sys
import types
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from gold_extractions import made

from kg.errors import LoadError
from kg.export import export
from kg.loading import load_into
from kg.model import Extraction
from kg.store import Origin, Store
from kg.store.formats import format_of
from kg.versions import current_run

TEXT = "La route des gorges est fermée depuis mardi, et personne ne sait quand elle rouvrira.\n"


@pytest.fixture
def add(kg: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """``kg add`` into one store, with a reader that finds no claims."""
    reader = types.ModuleType("kg.pipeline")
    reader.Pipeline = lambda: lambda article: Extraction(article, (), (), (), run=current_run())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kg.pipeline", reader)
    return lambda *arguments: kg("add", *arguments, store=tmp_path / "x.kg")


@pytest.fixture
def press(tmp_path: Path) -> Path:
    """Two places with one text."""
    folder = tmp_path / "press"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(TEXT, "utf-8")
    return folder


def names(folder: Path) -> set[str]:
    with Store.open(folder / "x.kg") as store:
        return {head.name for head in store.articles()}


def origins(folder: Path) -> list[Origin]:
    with Store.open(folder / "x.kg") as store:
        return list(store.origins())


def test_a_place_that_has_the_text_of_another_article_takes_nothing_along_when_it_goes(
    add, press: Path, tmp_path: Path
) -> None:
    add(press)
    (stays,) = names(tmp_path)
    (press / f"{'ab'.replace(stays, '')}.txt").unlink()
    ran = add("--prune", press)
    assert ran.status == 0 and "removed" not in ran.err
    assert names(tmp_path) == {stays} and not any(origin.twin for origin in origins(tmp_path))


def test_when_an_article_goes_the_place_with_its_text_has_its_turn(add, press: Path, tmp_path: Path) -> None:
    add(press)
    (stays,) = names(tmp_path)
    twin = "ab".replace(stays, "")
    (press / f"{stays}.txt").unlink()
    ran = add("--prune", press)
    assert f"{stays}.txt is gone; {press / twin}.txt has its text, and is read now" in ran.err
    assert names(tmp_path) == {twin}


def test_a_place_is_noted_once_whatever_becomes_of_its_bytes(add, press: Path, tmp_path: Path) -> None:
    add(press)
    (stays,) = names(tmp_path)
    twin = press / f"{'ab'.replace(stays, '')}.txt"
    for _ in range(2):
        twin.write_text(twin.read_text("utf-8") + "\n", "utf-8")
        add(press)
    with Store.open(tmp_path / "x.kg") as store:
        digests = [triple for triple in store.triples(store.iris.store) if "#digest>" in triple[1]]
    assert len(digests) == 2


def test_what_had_to_go_in_the_same_run_is_counted_once_and_known_afterwards(add, press: Path, tmp_path: Path) -> None:
    (press / "articles.csv").write_text("file,published\na.txt,2024-05-02\nb.txt,2024-05-01\n", "utf-8")
    ran = add("--prune", press)
    assert f"{press / 'a.txt'}: same text as b (" in ran.err
    assert "x.kg: 1 article, 1 with the same text as another: " in ran.err
    assert names(tmp_path) == {"b"} and "2 unchanged" in add(press).err


def test_one_address_and_one_text_may_stand_in_three_places_in_any_order(add, press: Path, tmp_path: Path) -> None:
    (press / "c.txt").write_text(TEXT, "utf-8")
    rows = ("a.txt,2024-05-02,https://val.example/1", "b.txt,2024-05-01,", "c.txt,2024-05-02,https://val.example/1")
    (press / "articles.csv").write_text("file,published,url\n" + "\n".join(rows) + "\n", "utf-8")
    for order in ("abc", "acb", "cba"):
        ran = add("--force", *(press / f"{name}.txt" for name in order))
        assert ran.status == 0, ran.err
        assert len(names(tmp_path)) == 1


def test_members_of_an_archive_that_were_not_asked_for_are_not_gone(add, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("sport/m.txt", TEXT)
        archive.writestr("n.txt", TEXT.replace("mardi", "lundi"))
    add(tmp_path / "p.zip")
    ran = add("--prune", "--exclude", "sport/*", tmp_path / "p.zip")
    assert "removed" not in ran.err and names(tmp_path) == {"m", "n"}


def test_a_store_is_of_the_format_that_it_notes_itself(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as store:
        store.add(made(1, ("Anne Martin", (), "oui")))
        store.raw.update(
            "INSERT DATA { GRAPH <https://claims.example/article/0000000000000001> "
            "{ <https://claims.example/article/0000000000000001> <https://claims.example/vocab#format> 1 } }"
        )
        assert format_of(store.raw) == 2


def test_a_file_with_a_day_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as store:
        store.add(made(1, ("Anne Martin", (), "oui")))
        export(store, tmp_path / "x.nq")
    date = "http://www.w3.org/2001/XMLSchema#date"
    graph = "<https://claims.example/article/0000000000000001>"
    line = f'{graph} <https://claims.example/vocab#published> "2024-13-45"^^<{date}> {graph} .\n'
    with (tmp_path / "x.nq").open("a", encoding="utf-8") as file:
        file.write(line)
    (tmp_path / "y.kg").mkdir()
    with pytest.raises(LoadError, match="was published on '2024-13-45', which is no day"):
        load_into(tmp_path / "y.kg", tmp_path / "x.nq")


def test_an_interrupted_restore_leaves_the_store_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.store import copying

    for name, said in (("old", "oui"), ("new", "non")):
        with Store.open(tmp_path / f"{name}.kg", write=True) as store:
            store.add(made(1, ("Anne Martin", (), said)))
    rename = copying._rename

    def stop(one: Path, other: Path) -> None:
        if other == tmp_path / "old.kg" and one.name == "store":
            raise KeyboardInterrupt
        rename(one, other)

    monkeypatch.setattr(copying, "_rename", stop)
    with pytest.raises(KeyboardInterrupt):
        copying.restore(tmp_path / "new.kg", tmp_path / "old.kg", replace=True)
    with Store.open(tmp_path / "old.kg") as store:
        assert [claim.record["content"] for article in store.all_articles() for claim in article.claims] == [["oui"]]


def test_a_pipe_is_no_article(add, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    ran = add(tmp_path / "pipe.txt")
    assert ran.status == 1 and "pipe.txt: no regular file; a pipe is read from standard input: kg add - <" in ran.err


def test_prune_wants_a_folder(add, press: Path) -> None:
    ran = add("--prune", f"{press}/*.txt")
    assert ran.status == 2 and "name the folder or the archive, not a pattern of names" in ran.err


def test_a_line_is_one_line_whatever_a_file_is_called(add, press: Path) -> None:
    (press / "a\nkg: b.txt: gone").with_suffix(".txt").write_text("", "utf-8")
    ran = add(press)
    assert ran.status == 1 and not [line for line in ran.err.splitlines() if line.startswith("kg: b.txt")]


def test_a_file_name_that_is_no_text_is_read(add, press: Path, tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(press) + b"/caf\xe9.txt")).write_text(TEXT.replace("mardi", "jeudi"), "utf-8")
    except OSError:
        pytest.skip("this file system takes only text")
    assert add(press).status == 0
    assert r"caf\xe9" in names(tmp_path)
