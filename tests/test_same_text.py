"""The same text under another name is one article, and which name it keeps does not depend on the order."""

from __future__ import annotations

import sys
import types
from itertools import permutations
from pathlib import Path

import pytest
from gold_extractions import filled
from papers import DISPATCH, OTHER, paper
from test_copies import everything, links

from kg.export import export
from kg.loading import load
from kg.model import Extraction
from kg.store import Store
from kg.versions import current_run

URL = "https://www.journal.example/crue"


def ids(store: Store) -> list[int]:
    return [int(head.id, 16) for head in store.articles()]


@pytest.mark.parametrize(
    ("same", "kept"),
    [
        ([paper(1, *DISPATCH), paper(2, *DISPATCH), paper(3, *DISPATCH)], [1]),
        ([paper(1, *DISPATCH, day=None), paper(2, *DISPATCH, day=5), paper(3, *DISPATCH, day=4)], [3]),
        ([paper(1, *DISPATCH), paper(2, *DISPATCH, url=URL, day=5), paper(3, *DISPATCH, day=4)], [2]),
        ([paper(1, *DISPATCH, publisher="Brume"), paper(2, *DISPATCH), paper(3, *DISPATCH, publisher="BRUME")], [1]),
        ([paper(1, *DISPATCH, publisher="Brume"), paper(2, *DISPATCH), paper(3, *DISPATCH, publisher="Radio")], [1, 3]),
        ([paper(1, *DISPATCH, url=URL), paper(2, *DISPATCH, url=f"{URL}?utm_source=x"), paper(3, *DISPATCH)], [1]),
        (
            [paper(1, *DISPATCH, url=URL), paper(2, *DISPATCH, url="https://brume.example/"), paper(3, *DISPATCH)],
            [1, 2],
        ),
    ],
)
def test_one_article_of_each_paper_stays_whatever_the_order(same: list[Extraction], kept: list[int]) -> None:
    expected = everything(filled([article for article in same if int(article.article.id, 16) in kept]))
    for order in permutations(same):
        store = filled(order)
        assert ids(store) == kept
        assert everything(store) == expected
        store.add(order[0])
        assert everything(store) == expected


def test_white_space_does_not_matter_and_anything_else_does() -> None:
    spaced = "\n\n".join(DISPATCH).replace(" »", "\u202f»")
    assert ids(filled([paper(1, *DISPATCH), paper(2, spaced)])) == [1]
    assert ids(filled([paper(1, *DISPATCH), paper(2, *DISPATCH, "Fin.")])) == [1, 2]
    assert ids(filled([paper(1, "Le pont"), paper(2, "Le Pont")])) == [1, 2]


def test_one_text_in_two_papers_is_two_articles_and_one_copies_the_other() -> None:
    store = filled([paper(2, *DISPATCH, publisher="Brume", day=2), paper(1, *DISPATCH, publisher="Radio", day=3)])
    assert links(store) == {"1": "2"}
    short = [paper(1, "Oui.", publisher="Radio"), paper(2, "Oui.", publisher="Brume")]
    assert links(filled(short)) == {"2": "1"}


def test_a_store_says_what_became_of_an_article() -> None:
    store = Store.memory()
    assert store.add(paper(2, *DISPATCH)).outcome == "added"
    assert store.add(paper(2, *DISPATCH)).outcome == "replaced"
    put = store.add(paper(3, *DISPATCH))
    assert put.outcome == "same text" and put.stands_for_it and put.stands_for_it.name == "n2"
    put = store.add(paper(1, *DISPATCH))
    assert put.outcome == "added" and [gone.name for gone in put.displaced] == ["n2"]


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_the_other_can_come_when_the_one_that_stood_for_it_goes(how: str) -> None:
    store = filled([paper(1, *DISPATCH), paper(2, *DISPATCH)])
    assert store.give_way(paper(2, *DISPATCH).article) is not None
    if how == "removed":
        store.remove("n1")
    else:
        store.add(paper(1, *OTHER))
    assert store.give_way(paper(2, *DISPATCH).article) is None
    assert store.add(paper(2, *DISPATCH)).outcome == "added"
    assert 2 in ids(store)


@pytest.mark.parametrize("asked_first", [True, False])
def test_an_article_that_becomes_the_same_as_another_goes(asked_first: bool) -> None:
    store = filled([paper(1, *DISPATCH), paper(2, *OTHER)])
    changed = paper(2, *DISPATCH)
    if asked_first:
        assert store.give_way(changed.article)
    else:
        assert store.add(changed).outcome == "same text"
    assert everything(store) == everything(filled([paper(1, *DISPATCH)]))


def test_the_same_text_is_found_in_another_run_and_in_a_store_on_disk(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        with Store.open(tmp_path / "x.kg", write=True) as store:
            store.add(paper(number, *DISPATCH))
    with Store.open(tmp_path / "x.kg") as store:
        assert ids(store) == [1]


@pytest.mark.parametrize(("there", "comes"), [(1, 2), (2, 1)])
def test_kg_load_names_what_another_stands_for(kg, tmp_path: Path, there: int, comes: int) -> None:
    export(filled([paper(comes, *DISPATCH), paper(4, *OTHER)]), tmp_path / "x.nq")
    store = filled([paper(there, *DISPATCH)])
    found = load(store, tmp_path / "x.nq")
    assert everything(store) == everything(filled([paper(1, *DISPATCH), paper(4, *OTHER)]))
    assert [(name, head.name) for name, head in found.same_text] == [("n2", "n1")]
    export(filled([paper(there, *DISPATCH)]), tmp_path / "y.nq")
    kg("load", tmp_path / "y.nq", store=tmp_path / "x.kg")
    ran = kg("load", tmp_path / "x.nq")
    assert ran.status == 0
    assert ran.err.splitlines() == [
        f"{tmp_path / 'x.nq'}: n2: same text as n1 (p/n1.txt, 2024-03-01), which is in the store",
        f"{tmp_path / 'x.nq'}: {2 if comes == 1 else 1} article{'s' if comes == 1 else ''}, 1 with the same text as "
        f"another, {3 if comes == 1 else 1} claim{'s' if comes == 1 else ''}",
    ]


def test_kg_add_names_what_another_stands_for(kg, gold_pipeline: None, tmp_path: Path) -> None:
    press = tmp_path / "press"
    (press / "b").mkdir(parents=True)
    (press / "articles.csv").write_text("file,publisher,published\na.txt,Brume,2024-03-02\n", "utf-8")
    (press / "a.txt").write_text(" ".join(DISPATCH), "utf-8")
    (press / "b" / "again.txt").write_text("\n".join(DISPATCH), "utf-8")
    ran = kg("add", press, store=tmp_path / "x.kg")
    assert ran.status == 0
    message = "same text as a (a.txt, Brume, 2024-03-02), which is in the store"
    assert ran.err.splitlines()[1] == f"{press / 'b' / 'again.txt'}: {message}"
    assert f"{tmp_path / 'x.kg'}: 1 article, 1 with the same text as another: 1 claim" in ran.err
    (press / "articles.csv").write_text("file,publisher,published\nb/again.txt,Brume,2024-03-02\n", "utf-8")
    kg("remove", "a.txt")
    ran = kg("add", press)
    told = f"{press / 'a.txt'}: {message.replace('a (a.txt', 'again (b/again.txt')}"
    assert told in ran.err.splitlines()
    with Store.open(tmp_path / "x.kg") as store:
        assert [head.name for head in store.articles()] == ["again"]


def test_the_same_text_at_another_place_is_known_until_the_one_that_stands_for_it_goes(
    kg, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reader = types.ModuleType("kg.pipeline")
    reader.Pipeline = lambda: lambda article: Extraction(article, (), (), (), run=current_run())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kg.pipeline", reader)
    press, store = tmp_path / "press", tmp_path / "x.kg"
    press.mkdir()
    for name in ("a", "b"):
        (press / f"{name}.txt").write_text(" ".join(DISPATCH), "utf-8")
    first = kg("add", press, store=store)
    stays, twin = ("a", "b") if "b.txt: same text as" in first.err else ("b", "a")
    assert f"{twin}.txt: same text as {stays} ({stays}.txt), which is in the store" in first.err.replace(
        f"{press}/", ""
    )
    assert first.status == 0 and "1 article, 1 with the same text as another: " in first.err
    again = kg("add", press, store=store)
    assert again.status == 0 and "0 articles, 2 unchanged; " in again.err
    (press / f"{stays}.txt").write_text("La route est fermée.\n", "utf-8")
    assert kg("add", press, store=store).status == 0
    with Store.open(store) as opened:
        assert {head.name for head in opened.articles()} == {"a", "b"}
        assert not any(origin.twin for origin in opened.origins())


def test_one_address_and_one_text_at_two_places_is_one_article(kg, gold_pipeline: None, tmp_path: Path) -> None:
    press, store = tmp_path / "press", tmp_path / "x.kg"
    press.mkdir()
    row = "file,url\na.txt,https://brume.example/1\nb.txt,https://brume.example/1\nc.txt,https://brume.example/1\n"
    (press / "articles.csv").write_text(row, "utf-8")
    for name in ("a", "b"):
        (press / f"{name}.txt").write_text(" ".join(DISPATCH), "utf-8")
    ran = kg("add", press / "a.txt", press / "b.txt", store=store)
    assert ran.status == 0 and f"{press / 'b.txt'}: same text as a (a.txt, https://brume.example/1)" in ran.err
    (press / "c.txt").write_text("La route est fermée.\n", "utf-8")
    ran = kg("add", press, store=store)
    assert ran.status == 1 and f"kg: {press / 'c.txt'}: same URL or same path in the corpus as " in ran.err
