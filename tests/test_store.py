"""The graph on disk: any order, all or nothing, one writer or many readers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import rdflib
from gold_extractions import ROOT, filled, made, seed, seeds

from kg.entities import Overrule
from kg.errors import StoreError
from kg.model import Extraction, Kind
from kg.store import Store


def quads(store: Store) -> list[str]:
    return sorted(str(quad) for quad in store.raw)


def speakers(store: Store) -> set[str]:
    return {str(claim.record["speaker"]) for article in store.all_articles() for claim in article.claims}


def test_adding_an_article_twice_leaves_one_copy() -> None:
    store = filled(seeds())
    before = quads(store)
    for extraction in seeds():
        store.add(extraction)
    assert quads(store) == before


def test_an_article_is_replaced_as_a_whole() -> None:
    store = filled([made(1, ("Anne Martin", (), "La route est fermée"), ("Paul Petit", (), "Non"))])
    store.add(made(1, ("Anne Martin", (), "La route est ouverte")))
    (article,) = store.all_articles()
    assert [record["content"] for record in article.records] == [["La route est ouverte"]]
    assert quads(store) == quads(filled([made(1, ("Anne Martin", (), "La route est ouverte"))]))


def test_the_order_of_arrival_does_not_matter() -> None:
    names = [
        "Poutine", "Vladimir Poutine", "Macron", "Emmanuel Macron", "Brigitte Macron", "Sergei Lavrov",
        "Sergueï Lavrov", "Lavrov", "OTAN", "Otan", "Etats-Unis", "États-Unis", "Leyen", "von der Leyen",
        "Ursula von der Leyen",
    ]  # fmt: skip
    kinds = {"OTAN": "organisation", "Otan": "place", "Etats-Unis": "place", "États-Unis": "place"}
    chance = random.Random(1)

    def article(number: int) -> Extraction:
        claims = []
        for at in range(4):
            speaker, *targets = chance.sample(names, chance.randint(1, 5))
            claims.append((chance.choice([speaker, None]), tuple(targets), f"phrase {number} {at}"))
        return made(number, *claims, kinds=kinds)  # type: ignore[arg-type]

    articles = [article(number) for number in range(12)]
    expected = quads(filled(articles))
    for _ in range(15):
        chance.shuffle(articles)
        store = filled(articles)
        assert quads(store) == expected
        for gone in chance.sample(articles, 5):
            store.remove(gone.article.id)
        left = [a for a in articles if a.article.id in {head.id for head in store.articles()}]
        assert quads(store) == quads(filled(left))
        for extraction in articles:
            store.add(extraction)
        assert quads(store) == expected


def test_a_surname_finds_its_owner_when_he_comes_and_loses_him_when_he_goes() -> None:
    store = filled([made(1, ("Poutine", (), "Non"))])
    assert speakers(store) == {"Poutine"}
    store.add(made(2, ("Vladimir Poutine", (), "Oui")))
    assert speakers(store) == {"Vladimir Poutine"}
    store.add(made(3, ("Lioudmila Poutine", (), "Peut-être")))
    assert speakers(store) == {"Poutine", "Vladimir Poutine", "Lioudmila Poutine"}
    store.remove("article-3")
    assert speakers(store) == {"Vladimir Poutine"}
    store.remove("article-2")
    assert speakers(store) == {"Poutine"}


def test_removing_every_article_leaves_nothing() -> None:
    store = filled(seeds())
    for extraction in seeds():
        store.remove(extraction.article.name)
    assert len(store.raw) == 0


def test_an_article_read_back_says_what_was_put_in() -> None:
    extraction = seed("003")
    from kg.records import records

    store = filled([extraction])
    article = store.article(extraction.article.id)
    assert article.text == extraction.article.text
    assert article.head.title == extraction.article.title
    assert article.head.published == date(2022, 1, 27)
    expected = [
        {
            **record,
            "targets": sorted(record["targets"]),
            "via": sorted(record["via"]),
            "topics": sorted(record["topics"]),
        }
        for record in records(extraction)
    ]
    got = sorted(article.records, key=lambda record: record["id"])
    assert got == sorted(expected, key=lambda record: record["id"])


def test_awkward_text_survives() -> None:
    words = 'il a dit : "\\u0041" \\ \t « ’ \r 🙂 \u2028 \x85 {} <x> $x ?x @fr ^^ \'\'\' """ fin'
    store = filled([made(1, ('Anne "Nano" O\'Martin \\ Ω', ("Paul {}",), words))])
    (article,) = store.all_articles()
    assert article.records[0]["content"] == [words]
    assert article.records[0]["speaker"] == 'Anne "Nano" O\'Martin \\ Ω'
    assert article.text == words + "\n1\n"


@pytest.mark.parametrize(
    "which", ["003", "003_70e93934d3b14fac.txt", "Crise ukrainienne", "crise", "seeds/003_70e93934d3b14fac.txt"]
)
def test_an_article_is_found_by_what_people_call_it(which: str) -> None:
    assert filled(seeds()).find(which).name == "003_70e93934d3b14fac"


def test_several_articles_that_fit_are_listed() -> None:
    with pytest.raises(StoreError, match=r"several articles fit 'article-': article-1; article-2"):
        filled([made(1, (None, (), "a")), made(2, (None, (), "b"))]).find("article-")


def test_an_article_that_is_not_there_gets_the_nearest_name() -> None:
    with pytest.raises(StoreError, match=r"no article 'artcle-1' in the store; the nearest: article-1"):
        filled([made(1, (None, (), "a"))]).find("artcle-1")


def test_what_is_written_is_there_after_reopening(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as store:
        store.add(seed("003"))
        before = quads(store)
    with Store.open(tmp_path / "x.kg") as store:
        assert quads(store) == before


def test_reading_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no such store; make one with: kg add --store"):
        Store.open(tmp_path / "none.kg")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_else_in_it_is_not_a_store(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(StoreError, match="is not a store"):
        Store.open(tmp_path)
    with pytest.raises(StoreError, match="is not a store, and not empty"):
        Store.open(tmp_path, write=True)
    assert [file.name for file in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_store_of_an_older_kg_is_said_to_be_one(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as store:
        store.raw.update(
            f"INSERT DATA {{ GRAPH {store.iris.names} {{ <a:a> <https://claims.example/vocab#key> 'putine' }} }}"
        )
    for write in (True, False):
        with pytest.raises(StoreError, match=r"x\.kg was made by an older kg; remove the folder and add"):
            Store.open(tmp_path / "x.kg", write=write)


def test_a_file_is_not_a_store(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(StoreError, match="is not a store"):
        Store.open(tmp_path / "x")
    with pytest.raises(StoreError, match="is a file; a store is a folder"):
        Store.open(tmp_path / "x", write=True)


@pytest.mark.parametrize("parent", ["none", "file"])
def test_a_store_in_a_folder_that_is_not_there_is_not_called_damaged(tmp_path: Path, parent: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as refused:
        Store.open(tmp_path / parent / "x.kg", write=True)
    there = tmp_path / parent
    assert str(refused.value) == (
        f"{there / 'x.kg'}: there is no folder {there}; make it first, or choose another with --store"
    )
    assert not (tmp_path / "none").exists()


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True, env=environment
    )


HOLD = """
import sys, time
from kg.store import Store
store = Store.open(sys.argv[1], write=sys.argv[2] == "write")
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def hold(tmp_path: Path) -> Callable[[str], Path]:
    """Another process that has a store open."""
    path = tmp_path / "x.kg"
    with Store.open(path, write=True) as store:
        store.add(seed("003"))
    held = []

    def start(how: str) -> Path:
        process = run(HOLD, path, how)
        held.append(process)
        assert process.stdout and process.stdout.readline() == "open\n"
        return path

    yield start  # type: ignore[misc]
    for process in held:
        process.kill()
        process.wait()


@pytest.mark.parametrize("write", [True, False])
def test_a_store_that_another_process_writes_is_refused(hold: Callable[[str], Path], write: bool) -> None:
    with pytest.raises(StoreError, match=r"x\.kg is open in another process; let it end, or stop it, and try again"):
        Store.open(hold("write"), write=write)


def test_two_processes_can_read(hold: Callable[[str], Path]) -> None:
    with Store.open(hold("read")) as store:
        assert len(list(store.articles())) == 1


def test_nobody_writes_while_somebody_reads(hold: Callable[[str], Path]) -> None:
    with pytest.raises(StoreError, match="is open in another process"):
        Store.open(hold("read"), write=True)


@pytest.mark.parametrize("write", [True, False])
def test_a_program_opens_a_store_that_it_writes_only_once(tmp_path: Path, write: bool) -> None:
    store = Store.open(tmp_path / "x.kg", write=True)
    with pytest.raises(StoreError, match=r"x\.kg is already open in this program; use that one, or close it first"):
        Store.open(tmp_path / "x.kg", write=write)
    store.close()
    Store.open(tmp_path / "x.kg", write=write).close()


def test_a_store_that_nobody_holds_any_more_is_closed(tmp_path: Path) -> None:
    for write in (True, False, True):
        Store.open(tmp_path / "x.kg", write=write)
    with pytest.raises(StoreError, match="the store is closed; use it inside its with"):
        with Store.open(tmp_path / "x.kg") as store:
            pass
        store.stats()


KILLED = """
import sys
from gold_extractions import seeds
from kg.store import Store
store = Store.open(sys.argv[1], write=True)
while True:
    for extraction in seeds():
        store.add(extraction)
        print("added", flush=True)
    for extraction in seeds():
        store.remove(extraction.article.id)
"""


def test_a_process_killed_in_the_middle_leaves_whole_articles(tmp_path: Path) -> None:
    claims = {extraction.article.id: len(extraction.claims) for extraction in seeds()}
    for wait in (0.0, 0.02, 0.05):
        process = run(KILLED, tmp_path / "x.kg")
        assert process.stdout and process.stdout.readline() == "added\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Store.open(tmp_path / "x.kg") as store:
            found = {article.head.id: len(article.claims) for article in store.all_articles()}
            assert found == {article: claims[article] for article in found}
            there = [extraction for extraction in seeds() if extraction.article.id in found]
            assert [quad for quad in quads(store) if store.iris.store not in quad] == quads(filled(there))


def test_the_rdflib_view_has_the_same_triples_and_answers_sparql() -> None:
    store = filled(seeds())
    graph = store.graph()
    assert {tuple(t) for t in graph} == {tuple(t) for t in rdflib.Graph().parse(data=nt(store), format="nt")}
    rows = graph.query(
        """SELECT ?text ?date WHERE {
             ?c kg:speaker/rdfs:label "Sergueï Lavrov" ; kg:target/rdfs:label "Jens Stoltenberg" ;
                kg:text ?text ; kg:date ?date }"""
    )
    assert sorted((str(row[0])[:5], str(row[1])) for row in rows) == [("M. St", "2022-01-26"), ("Vous ", "2022-01-26")]
    assert len(graph) == len(set(graph))


def test_the_rdflib_view_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="to change it, add or remove articles"):
        filled([]).graph().add((rdflib.URIRef("a:a"), rdflib.URIRef("a:b"), rdflib.URIRef("a:c")))


def nt(store: Store) -> str:
    return "".join(f"{s} {p} {o} .\n" for graph in store.graphs() for s, p, o in store.triples(graph))


def test_stats_count_claims_and_entities() -> None:
    numbers = filled(seeds()).stats()
    assert numbers["articles"] == {"all": 5, "copies of others": 0, "paragraphs set aside": 5}
    assert numbers["claims"]["all"] == 114
    assert numbers["claims"]["with a speaker"] == 111
    assert sum(numbers["acts"].values()) == 114
    assert numbers["entities"]["person"] == 13


def quads_read_by_adding_to(articles: int) -> int:
    """How many quads the next article reads in a store with so many others, 10 names each."""
    store = Store.memory()
    store.overrule(Overrule(f"Alias{number} Nom{number}x1", f"Prénom{number} Nom{number}x1") for number in range(20))
    kinds: dict[str, Kind] = {}
    for number in range(articles):
        people = [f"Prénom{number} Nom{number}x{at}" for at in range(7)]
        things = [f"Association {number} des amis d{number}", f"ministère russe numéro {number}", f"ONG{number}"]
        kinds |= dict.fromkeys(things, "organisation")
        store.add(made(number, *((name, (), "Oui") for name in (*people, *things)), kinds=kinds))
    seen = []
    original = type(store.raw).quads_for_pattern

    class Counting:
        def __init__(self, raw: object) -> None:
            self.raw = raw

        def quads_for_pattern(self, *pattern: object) -> object:
            found = list(original(self.raw, *pattern))  # type: ignore[arg-type]
            seen.append(len(found))
            return iter(found)

        def update(self, text: str) -> None:
            self.raw.update(text)  # type: ignore[attr-defined]

    for name in ("Kremlin", "Organisation du Traité de l’Atlantique Nord", "Lavrov", "USA"):
        store.add(made(9000 + len(name), (name, (), "Oui"), kinds={name: "organisation"}))
    store._raw = Counting(store.raw)  # type: ignore[assignment]
    kinds |= {"Otan": "organisation", "États-Unis": "place", "diplomatie russe": "unnamed"}
    said = ("diplomatie russe", ("Otan", "États-Unis"), "Jamais")
    store.add(made(9999, ("Sergueï Lavrov", ("Jens Stoltenberg",), "Non"), said, kinds=kinds))
    return sum(seen)


def test_a_new_article_costs_no_more_in_a_full_store() -> None:
    """The names of 3,000 other people and institutions are not looked at, nor what the user said of them."""
    few, many = quads_read_by_adding_to(30), quads_read_by_adding_to(300)
    assert few == many < 60


def test_a_base_of_its_own_works_throughout() -> None:
    store = Store.memory("https://press.example.org/")
    for extraction in (made(1, ("Poutine", (), "Non")), made(2, ("Vladimir Poutine", (), "Oui"))):
        store.add(extraction)
    assert speakers(store) == {"Vladimir Poutine"}
    store.remove("article-2")
    assert speakers(store) == {"Poutine"}


def test_two_names_of_one_target_are_one_target_and_come_apart_again() -> None:
    first = made(1, ("Anne Martin", ("Poutine", "Vladimir Poutine"), "Non"))
    alone = replace(made(2, (None, ("Lioudmila Poutine",), "Oui")))
    store = filled([first])
    assert store.article("article-1").records[0]["targets"] == ["Vladimir Poutine"]
    store.add(alone)
    assert store.article("article-1").records[0]["targets"] == ["Poutine", "Vladimir Poutine"]
    store.remove("article-2")
    assert quads(store) == quads(filled([first]))
