"""A store is kept: copied and put back, of a known format, looked after, and not harmed by what disks do."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gold_extractions import ROOT, made, seeds
from pyoxigraph import NamedNode

from kg.doctor import findings, repair
from kg.errors import StoreError
from kg.export import export
from kg.graph import BASE, Iris
from kg.store import Origin, Store
from kg.store.formats import FORMAT, format_of

PREFIX = "PREFIX kg: <https://claims.example/vocab#> PREFIX skosxl: <http://www.w3.org/2008/05/skos-xl#> "
NAMES = "<https://claims.example/names>"
QUICK = [sys.executable, str(ROOT / "tests" / "quick_kg.py")]


@pytest.fixture
def press(tmp_path: Path, gold_folder: Path) -> Path:
    """A store with the seeds, to be changed."""
    shutil.copytree(gold_folder, tmp_path / "press.kg")
    return tmp_path / "press.kg"


def nquads(path: Path) -> bytes:
    with Store.open(path) as opened:
        export(opened, path.parent / "out.nq")
    return (path.parent / "out.nq").read_bytes()


def files(folder: Path) -> dict[str, int]:
    """The data of a store: what RocksDB logs about itself aside."""
    found = {file.name: file.stat().st_size for file in folder.iterdir()}
    return {name: size for name, size in found.items() if not name.startswith(("LOG", "OPTIONS", "MANIFEST"))}


# Copies


def test_a_backup_is_a_store_with_the_same_graph_that_later_changes_leave_alone(kg, press: Path) -> None:
    copy, before = press.parent / "monday.kg", nquads(press)
    ran = kg("backup", copy, store=press)
    assert (ran.status, ran.err) == (0, f"{copy}: a copy of {press}, 5 articles\n")
    with Store.open(press, write=True) as opened:
        opened.remove("003")
    assert nquads(copy) == before != nquads(press)
    assert sorted(path.name for path in press.parent.iterdir()) == ["monday.kg", "out.nq", "press.kg"]


def test_a_backup_can_be_made_from_python_also_while_writing(press: Path) -> None:
    with Store.open(press, write=True) as opened:
        opened.add(made(7, ("Anne Martin", (), "Non")))
        opened.backup(press.parent / "copy.kg")
    assert nquads(press.parent / "copy.kg") == nquads(press)


@pytest.mark.parametrize("there", ["file", "folder"])
def test_a_backup_takes_no_place_that_is_taken(kg, press: Path, there: str) -> None:
    copy = press.parent / "copy.kg"
    copy.touch() if there == "file" else copy.mkdir()
    ran = kg("backup", copy, store=press)
    assert (ran.status, ran.err) == (1, f"kg: {copy} is there already; name a folder that is not, such as {copy}.new\n")


def test_a_backup_needs_a_folder_to_be_in(kg, press: Path) -> None:
    ran = kg("backup", press.parent / "none" / "x", store=press)
    assert ran.err == f"kg: {press.parent / 'none'}: No such file or directory; choose another folder\n"


def test_a_store_in_memory_has_no_backup(gold: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"a store in memory cannot be backed up; save it with: kg\.save"):
        gold.backup(tmp_path / "x")


def test_restore_puts_a_copy_where_nothing_is(kg, press: Path) -> None:
    new = press.parent / "new.kg"
    ran = kg("restore", press, store=new)
    assert (ran.status, ran.err) == (0, f"{new}: as {press}, 5 articles\n")
    assert nquads(new) == nquads(press)
    with Store.open(new, write=True) as opened:
        opened.remove("003")
    assert len(nquads(press)) > len(nquads(new))


def test_restore_replaces_a_store_with_something_in_it_only_if_told_to(kg, press: Path) -> None:
    other = press.parent / "other.kg"
    with Store.open(other, write=True) as opened:
        opened.add(made(1, ("Anne Martin", (), "Non")))
    ran = kg("restore", press, store=other)
    told = f"kg: {other} has something in it; --replace puts the backup in its place\n"
    assert (ran.status, ran.err) == (1, told)
    assert b"Anne Martin" in nquads(other)
    assert kg("restore", press, "--replace", store=other).status == 0
    assert nquads(other) == nquads(press)
    assert sorted(path.name for path in press.parent.iterdir()) == ["other.kg", "out.nq", "press.kg"]


def test_restore_takes_only_a_store_that_opens_and_is_not_the_goal(kg, press: Path) -> None:
    (press.parent / "empty").mkdir()
    before = nquads(press)
    for copy, told in (
        ("empty", "empty is not a store; make one with: kg add"),
        ("none", "none: no such store"),
        ("press.kg", "press.kg is the backup itself; name another store with --store"),
    ):
        ran = kg("restore", press.parent / copy, "--replace", store=press)
        assert ran.status == 1 and told in ran.err
    damage(press.parent / "bad.kg", press)
    assert "bad.kg is damaged (" in kg("restore", press.parent / "bad.kg", "--replace", store=press).err
    assert nquads(press) == before


def test_restore_leaves_a_folder_of_something_else_alone(kg, press: Path) -> None:
    (press.parent / "photos").mkdir()
    (press.parent / "photos" / "a.jpg").touch()
    ran = kg("restore", press, "--replace", store=press.parent / "photos")
    assert ran.err == f"kg: {press.parent / 'photos'} is there and is no store; choose another one with --store\n"


def test_restore_waits_for_nobody_who_has_the_store_open(kg, press: Path, tmp_path: Path) -> None:
    shutil.copytree(press, tmp_path / "copy.kg")
    with Store.open(press, write=True):
        ran = kg("restore", tmp_path / "copy.kg", "--replace", store=press)
    assert ran.status == 1 and "press.kg is already open in this program" in ran.err


def test_a_damaged_store_can_be_replaced(kg, press: Path, tmp_path: Path) -> None:
    damage(tmp_path / "bad.kg", press)
    assert kg("restore", press, "--replace", store=tmp_path / "bad.kg").status == 0
    assert nquads(tmp_path / "bad.kg") == nquads(press)


# The format


def test_a_new_store_says_its_format(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as opened:
        assert format_of(opened.raw) == FORMAT


@pytest.fixture
def first(press: Path) -> Path:
    """A store as the first format was: without notes of its own, pairs and sketches."""
    with Store.open(press, write=True) as opened:
        opened.raw.update(f"DROP GRAPH {opened.iris.store} ; DROP GRAPH {opened.iris.sketches}")
        opened.raw.update(
            f"{PREFIX} DELETE {{ GRAPH ?g {{ ?c kg:pair ?p }} }} WHERE {{ GRAPH ?g {{ ?c kg:pair ?p }} }}"
        )
        assert format_of(opened.raw) == 1
    return press


def test_a_question_to_a_store_of_the_first_format_is_answered(kg, first: Path) -> None:
    ran = kg("ask", "what did Lavrov say about Stoltenberg", store=first)
    assert ran.status == 0 and "perdu le contact avec la réalité" in ran.out


@pytest.mark.parametrize("write", [True, False])
def test_a_store_of_the_first_format_is_brought_up_to_date_when_it_is_opened(
    first: Path, tmp_path: Path, write: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), Store.open(first, write=write) as opened:
        assert format_of(opened.raw) == FORMAT
    assert caplog.messages == [f"{first}: brought from format 1 to {FORMAT}; an older kg may not read it any more"]
    with Store.open(tmp_path / "new.kg", write=True) as new:
        for extraction in seeds():
            new.add(extraction)
    assert nquads(first) == nquads(tmp_path / "new.kg")
    with Store.open(first) as opened:
        assert list(findings(opened)) == []


def test_that_it_was_brought_up_to_date_is_said_on_stderr(first: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "remove", "003", "--store", str(first)], capture_output=True, text=True, cwd=ROOT
    )
    assert (
        ran.stderr.splitlines()[0]
        == f"{first}: brought from format 1 to {FORMAT}; an older kg may not read it any more"
    )


@pytest.mark.parametrize("write", [True, False])
def test_a_store_of_a_newer_format_is_refused_and_left_as_it_was(press: Path, write: bool) -> None:
    with Store.open(press, write=True) as opened:
        newer = "DELETE { ?s kg:format ?o } INSERT { ?s kg:format 99 } WHERE { ?s kg:format ?o }"
        opened.raw.update(f"{PREFIX} WITH {opened.iris.store} {newer}")
        size = len(opened.raw)
    with pytest.raises(StoreError) as refused:
        Store.open(press, write=write)
    assert str(refused.value) == (
        f"{press} was made by a newer kg (format 99; kg 0.1.0 knows {FORMAT} and older): "
        "update kg, or choose another store with --store"
    )
    import pyoxigraph

    assert len(pyoxigraph.Store.read_only(str(press))) == size


# The doctor


def test_a_sound_store_is_said_to_be_sound(kg, press: Path) -> None:
    ran = kg("doctor", press)
    assert (ran.status, ran.out, ran.err) == (0, "", f"{press}: 5 articles: sound\n")
    assert kg("doctor", "--quick", "--repair", store=press).err == f"{press}: 5 articles: sound\n"


def test_whatever_order_articles_came_in_the_doctor_finds_nothing() -> None:
    store = Store.memory()
    for extraction in reversed(seeds()):
        store.add(extraction)
    store.split("Poutine")
    store.merge("Kremlin", "Moscou")
    store.remove("003")
    assert list(findings(store)) == []


DAMAGES = {
    "the names graph is lost": f"DROP GRAPH {NAMES}",
    "an entity is lost": f"DELETE WHERE {{ GRAPH {NAMES} {{ <https://claims.example/entity/sergueï-lavrov> ?p ?o }} }}",
    "an entity has another label": f"WITH {NAMES} DELETE {{ ?e ?label 'Antony Blinken' }} INSERT {{ ?e ?label 'X' }}"
    " WHERE { ?e ?label 'Antony Blinken' }",
    "a name has no article": f"INSERT DATA {{ GRAPH {NAMES} {{ <{BASE}name/person.Nemo> a kg:Name }} }}",
    "an entity has no article": f"INSERT DATA {{ GRAPH {NAMES} {{ <{BASE}entity/nemo> a kg:Person }} }}",
    "articles no longer say whom they name": "DELETE WHERE { GRAPH ?g { ?a kg:names ?n } }",
    "a target is doubled": "INSERT { GRAPH ?g { ?c kg:targetAs <https://claims.example/name/place.Ukraine> } } WHERE"
    " { GRAPH ?g { ?c kg:target <https://claims.example/entity/ukraine> } }",
    "an origin has no article": f"INSERT DATA {{ GRAPH {Iris().store} {{ {Iris().origin('/a.txt', '00')}"
    " a kg:Origin ; kg:place '/a.txt' ; kg:gave <https://claims.example/article/00> } }",
    "a graph has no article": "INSERT DATA { GRAPH <https://claims.example/article/00> { <a:a> kg:begin 3 } }",
}


@pytest.mark.broken_graph
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_comes_from_articles_is_found_wrong_and_made_again(gold: Store, damage: str) -> None:
    before = set(gold.raw)
    gold.raw.update(PREFIX + damage)
    assert set(gold.raw) != before
    found = list(findings(gold))
    assert found and all(finding.line().endswith("; kg doctor --repair mends it") for finding in found)
    assert [finding.what for finding in repair(gold)] == [finding.what for finding in found]
    assert set(gold.raw) == before
    assert list(findings(gold)) == []


@pytest.mark.broken_graph
def test_what_may_be_somebodys_is_left_alone(gold: Store) -> None:
    gold.raw.update("INSERT DATA { GRAPH <a:a> { <a:a> <a:a> 1 } <a:b> <a:b> 2 }")
    assert [finding.line() for finding in repair(gold)] == [
        "graph <a:a> is none of kg's; it is left alone: it may be somebody's",
        "there are triples in no graph; it is left alone: it may be somebody's",
    ]
    assert sum(1 for quad in gold.raw if quad.predicate == NamedNode("a:a") or quad.predicate == NamedNode("a:b")) == 2


@pytest.mark.broken_graph
def test_an_entity_that_no_name_leads_to_needs_its_article_again(gold: Store) -> None:
    gone = "DELETE { GRAPH ?g { ?c kg:speaker ?s } } INSERT { GRAPH ?g { ?c kg:speaker <NEMO> } } WHERE"
    denials = "{ GRAPH ?g { ?c kg:speaker ?s ; kg:act kg:denial } }"
    gold.raw.update(f"{PREFIX} {gone.replace('NEMO', f'{BASE}entity/nemo')} {denials}")
    lines = [finding.line() for finding in repair(gold)]
    assert lines and lines == [finding.line() for finding in findings(gold)]
    again = "kg doctor --repair finds its claims again in its stored text"
    assert lines[0].endswith(f"a claim has entity nemo, whose name no article gives; {again}")


def without_speakers(opened: Store, article: str = "44d98219deef9a4f") -> None:
    gone = "DELETE { ?c kg:speaker ?s ; kg:pair ?p } WHERE { ?c kg:speaker ?s . OPTIONAL { ?c kg:pair ?p } }"
    opened.raw.update(f"{PREFIX} WITH {opened.iris.article(article)} {gone}")


def with_words_elsewhere(opened: Store) -> None:
    moved = "DELETE { ?c kg:begin ?b } INSERT { ?c kg:begin 1 } WHERE { ?c kg:begin ?b ; kg:end 3296 }"
    opened.raw.update(f"{PREFIX} WITH {opened.iris.article('44d98219deef9a4f')} {moved}")


def with_an_act_of_none(opened: Store) -> None:
    other = "DELETE { ?c kg:act ?a } INSERT { ?c kg:act kg:lie } WHERE { ?c kg:act ?a }"
    opened.raw.update(f"{PREFIX} WITH {opened.iris.article('44d98219deef9a4f')} {other}")


def without_claims(opened: Store) -> None:
    me = opened.iris.article("44d98219deef9a4f")
    opened.raw.update(f"{PREFIX} WITH {me} DELETE {{ ?c ?p ?o }} WHERE {{ ?c kg:act ?a ; ?p ?o }}")


def with_another_text(opened: Store) -> None:
    me = opened.iris.article("44d98219deef9a4f")
    cut = f"DELETE {{ {me} kg:text ?t }} INSERT {{ {me} kg:text ?new }} WHERE"
    opened.raw.update(f"{PREFIX} WITH {me} {cut} {{ {me} kg:text ?t BIND(SUBSTR(?t, 2) AS ?new) }}")


@pytest.mark.parametrize("damage", [without_speakers, with_words_elsewhere, with_an_act_of_none, without_claims])
def test_the_doctor_finds_damaged_claims_again_in_the_stored_text(
    kg, gold_pipeline: None, press: Path, damage: Callable[[Store], None]
) -> None:
    before = nquads(press)
    with Store.open(press, write=True) as opened:
        damage(opened)
    assert nquads(press) != before
    looked = kg("doctor", store=press)
    assert looked.status == 1 and nquads(press) != before
    ran = kg("doctor", "--repair", store=press)
    assert (ran.status, ran.err) == (0, f"{press}: 5 articles: {ran.out.count(chr(10))} mended, sound now\n"), ran.out
    assert "003_70e93934d3b14fac: 24 claims found again in its stored text" in ran.out.splitlines()
    assert nquads(press) == before


def test_the_doctor_names_a_claim_of_an_article_that_is_not_there(kg, gold_pipeline: None, press: Path) -> None:
    with Store.open(press, write=True) as opened:
        me, stray = opened.iris.article("44d98219deef9a4f"), f"<{opened.iris.base}claim/00000000deadbeef-4-9>"
        opened.raw.update(f"{PREFIX} INSERT DATA {{ GRAPH {me} {{ {stray} a kg:Claim ; kg:act kg:denial }} }}")
    ran = kg("doctor", "--repair", store=press)
    assert ran.status == 1 and "00000000deadbeef-4-9" in ran.out
    assert "no article" not in ran.err and ran.err.endswith("found\n")


def test_the_doctor_names_the_file_to_read_again_where_the_text_is_damaged_too(
    kg, gold_pipeline: None, press: Path
) -> None:
    with Store.open(press, write=True) as opened:
        opened.note(Origin("/press/003.txt", "0" * 64, "44d98219deef9a4f"))
        with_another_text(opened)
        without_speakers(opened)
        before = set(opened.triples(opened.iris.article("44d98219deef9a4f")))
    lines = kg("doctor", "--quick", store=press).out.splitlines()
    assert any(
        line.endswith("; read it again: kg add --force PATH (it was seeds/003_70e93934d3b14fac.txt)") for line in lines
    )
    ran = kg("doctor", "--repair", store=press)
    told = "003_70e93934d3b14fac: its text or head is not whole; read it again: kg add --force /press/003.txt"
    assert ran.status == 1 and ran.out.splitlines().count(told) == 1
    with Store.open(press) as opened:  # and nothing that is left of it was taken away
        assert set(opened.triples(opened.iris.article("44d98219deef9a4f"))) == before


def test_the_doctor_finds_again_what_other_versions_found(kg, gold_pipeline: None, press: Path) -> None:
    before = nquads(press)
    with Store.open(press, write=True) as opened:
        made = "DELETE { ?a prov:wasGeneratedBy ?r . ?r ?p ?o } WHERE { ?a prov:wasGeneratedBy ?r . ?r ?p ?o }"
        me = opened.iris.article("44d98219deef9a4f")
        opened.raw.update(f"{PREFIX} PREFIX prov: <http://www.w3.org/ns/prov#> WITH {me} {made}")
        without_claims(opened)
    ran = kg("doctor", "--quick", "--reextract", store=press)
    assert ran.status == 0 and "003_70e93934d3b14fac: 24 claims found again in its stored text" in ran.out.splitlines()
    assert nquads(press) == before


def test_an_article_that_breaks_the_pipeline_is_named_and_the_others_are_found_again(
    kg, press: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quick_kg import module

    with Store.open(press, write=True) as opened:
        opened.add(made(7, ("Anne Martin", (), "Non, dit la panne")))
        opened.add(made(8, ("Anne Martin", (), "Oui")))
        for article in (7, 8):
            without_speakers(opened, f"{article:016x}")
    monkeypatch.setitem(sys.modules, "kg.pipeline", module())
    ran = kg("doctor", "--quick", "--repair", store=press)
    assert ran.status == 1
    assert any(line.startswith("article-7: ") and "tree without a root" in line for line in ran.out.splitlines())
    assert any(line.startswith("article-8: ") and "found again" in line for line in ran.out.splitlines())


def test_the_doctor_works_without_pyshacl(kg, press: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    ran = kg("doctor", store=press)
    assert ran.status == 0
    assert ran.err.startswith("the shapes were not looked at: kg check needs pySHACL; install it with: pip install")
    assert ran.err.endswith("press.kg: 5 articles: sound\n")


def test_the_doctor_finds_an_origin_with_its_article_in_order(press: Path) -> None:
    with Store.open(press, write=True) as opened:
        opened.add(made(7, ("Anne Martin", (), "Non")), Origin("/a.txt", "0" * 64, f"{7:016x}"))
        assert list(findings(opened)) == []
        opened.remove("article-7")
        assert list(opened.origins()) == []


# A store that knows what it lost


def without_one_claim(opened: Store) -> None:
    """Nothing else shows it: its speaker speaks in other claims, and it has no target of its own."""
    claims = opened.raw.query(
        f"{PREFIX} SELECT ?c {{ GRAPH {opened.iris.article('44d98219deef9a4f')} {{ ?c kg:speaker ?who ; kg:begin ?b ."
        " ?other kg:speaker ?who FILTER (?other != ?c)"
        " FILTER NOT EXISTS { ?c kg:target ?whom } } } ORDER BY DESC(?b)"
    )
    gone = next(iter(claims))["c"]
    for quad in list(opened.raw.quads_for_pattern(gone, None, None)):
        opened.raw.remove(quad)


def without_its_name(opened: Store) -> None:
    me = opened.iris.article("44d98219deef9a4f")
    opened.raw.update(f"{PREFIX} DELETE WHERE {{ GRAPH {me} {{ {me} kg:name ?name }} }}")


def without_its_title(opened: Store) -> None:
    me = opened.iris.article("44d98219deef9a4f")
    opened.raw.update(f"DELETE WHERE {{ GRAPH {me} {{ {me} <http://purl.org/dc/terms/title> ?title }} }}")


def without_its_text(opened: Store) -> None:
    me = opened.iris.article("44d98219deef9a4f")
    opened.raw.update(f"{PREFIX} DELETE WHERE {{ GRAPH {me} {{ {me} kg:text ?text }} }}")


def test_a_claim_that_is_gone_without_a_trace_is_noticed_and_found_again(kg, gold_pipeline: None, press: Path) -> None:
    before = nquads(press)
    with Store.open(press, write=True) as opened:
        without_one_claim(opened)
    assert nquads(press) != before
    looked = kg("doctor", "--quick", store=press)
    lost = "what was found in it is not all there as it was written, by its kg:checksum"
    again = "kg doctor --repair finds its claims again in its stored text"
    assert (looked.status, looked.out) == (1, f"003_70e93934d3b14fac: {lost}; {again}\n")
    assert "all that was found in it, by its checksum" in kg("check", press).out
    ran = kg("doctor", "--repair", store=press)
    assert (ran.status, ran.out) == (0, "003_70e93934d3b14fac: 24 claims found again in its stored text\n")
    assert nquads(press) == before


def test_an_article_that_lost_its_name_gets_it_back_with_all_that_is_left(kg, press: Path) -> None:
    before = nquads(press)
    with Store.open(press, write=True) as opened:
        without_its_name(opened)
    told = "article 44d98219deef9a4f has lost its name, which is 003_70e93934d3b14fac"
    assert f"{told}; kg doctor --repair mends it" in kg("doctor", "--quick", store=press).out.splitlines()
    ran = kg("doctor", "--repair", store=press)
    assert (ran.status, ran.out.splitlines()[0]) == (0, f"{told}: mended")
    assert nquads(press) == before


def test_an_article_without_name_path_and_text_is_kept_and_named(kg, gold_pipeline: None, press: Path) -> None:
    with Store.open(press, write=True) as opened:
        me = opened.iris.article("44d98219deef9a4f")
        without_its_name(opened)
        without_its_text(opened)
        opened.raw.update(f"{PREFIX} DELETE WHERE {{ GRAPH {me} {{ {me} kg:path ?path }} }}")
        left = set(opened.triples(me))
    ran = kg("doctor", "--quick", "--repair", store=press)
    assert ran.status == 1
    assert "article 44d98219deef9a4f has lost its name, which is 44d98219deef9a4f: mended" in ran.out.splitlines()
    assert any(line.startswith("44d98219deef9a4f: its text or head is not whole") for line in ran.out.splitlines())
    with Store.open(press) as opened:
        assert left <= set(opened.triples(me))


def test_a_head_that_lost_something_is_named_until_its_file_is_read_again(kg, gold_pipeline: None, press: Path) -> None:
    with Store.open(press, write=True) as opened:
        without_its_title(opened)
        without_one_claim(opened)
    told = "003_70e93934d3b14fac: its text or head is not whole; read it again: kg add --force seeds/"
    for _ in range(2):
        ran = kg("doctor", "--quick", "--repair", "--reextract", store=press)
        assert ran.status == 1 and told in ran.out and ran.err.endswith(" 1 found\n")


def test_an_article_without_text_is_counted_once(kg, gold_pipeline: None, press: Path) -> None:
    with Store.open(press, write=True) as opened:
        without_its_text(opened)
    for options in ((), ("--repair",)):
        ran = kg("doctor", *options, store=press)
        assert ran.status == 1 and len(ran.out.splitlines()) == 1 and ran.err.endswith(": 1 found\n"), ran.out


def test_articles_of_a_kg_that_wrote_no_checksums_are_sound(kg, press: Path) -> None:
    with Store.open(press, write=True) as opened:
        opened.raw.update(f"{PREFIX} DELETE WHERE {{ GRAPH ?g {{ ?article kg:checksum ?sum }} }}")
    assert kg("doctor", store=press).err == f"{press}: 5 articles: sound\n"


def test_what_others_add_to_the_graph_of_an_article_is_no_loss(press: Path) -> None:
    with Store.open(press, write=True) as opened:
        me = opened.iris.article("44d98219deef9a4f")
        opened.raw.update(f"INSERT DATA {{ GRAPH {me} {{ {me} <a:read-by> 'Anne' . <a:a> <a:b> 2 }} }}")
        assert list(findings(opened)) == []


def test_what_is_found_again_in_the_store_need_not_be_read_again(kg, gold_pipeline: None, press: Path) -> None:
    with Store.open(press, write=True) as opened:
        opened.note(Origin("/press/003.txt", "0" * 64, "44d98219deef9a4f"))
        without_one_claim(opened)
    assert kg("doctor", "--quick", "--repair", store=press).status == 0
    with Store.open(press) as opened:
        assert [origin.digest for origin in opened.origins("44d98219deef9a4f")] == ["0" * 64]


# What disks do


def damage(copy: Path, store: Path) -> None:
    """A copy with a broken file."""
    shutil.copytree(store, copy)
    for file in copy.glob("*.sst"):
        file.write_bytes(b"\xff" * file.stat().st_size)


@pytest.mark.parametrize("how", ["tables", "CURRENT", "MANIFEST"])
@pytest.mark.parametrize("command", [("stats",), ("remove", "003"), ("doctor",), ("backup", "copy.kg")])
def test_a_damaged_store_is_said_to_be_one_with_the_next_step(kg, press: Path, tmp_path, how: str, command) -> None:
    bad = tmp_path / "bad.kg"
    damage(bad, press)
    if how != "tables":
        shutil.rmtree(bad)
        shutil.copytree(press, bad)
        for file in bad.glob(f"{how}*"):
            file.unlink()
    before = files(bad)
    ran = kg(*command, store=bad)
    assert ran.status == 1 and ran.err.startswith(f"kg: {bad} is damaged (")
    assert ran.err.endswith("kg restore BACKUP --replace, or remove the folder and add the articles again\n")
    assert ran.err.count("\n") == 1 and len(ran.err) < 400
    assert files(bad) == before


def test_damage_that_shows_only_when_it_is_read_is_said_too(kg, press: Path) -> None:
    for file in press.glob("*.sst"):
        data = file.read_bytes()
        file.write_bytes(bytes(byte ^ 255 for byte in data[:20]) + data[20:])
    ran = kg("stats", store=press)
    assert ran.status == 1 and ran.err.startswith("kg: ") and ran.err.count("\n") == 1
    assert "damaged (block checksum mismatch" in ran.err and "; put a backup in its place: kg restore" in ran.err


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with more text than the small disks of these tests have room for."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(20):
        lines = (f"Nom{number}x{at} Prénom : phrase {os.urandom(12_000).hex()}\n" for at in range(5))
        (folder / f"{number:02}.txt").write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("mounting a disk needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_said_and_what_was_finished_is_kept(articles: Path, small_disk: Path) -> None:
    store = small_disk / "x.kg"
    ran = subprocess.run(
        [*QUICK, "add", articles, "--language", "fr", "--store", store], capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == (
        f"kg: {store} cannot be written: No space left on device; "
        "make room and run the same command again: what was finished is kept"
    )
    with Store.open(store) as opened:
        found = {head.name for head in opened.articles()}
        assert all(len(article.claims) == 5 for article in opened.all_articles())
    assert 0 < len(found) < 20
    subprocess.run(["mount", "-o", "remount,size=60m", small_disk], check=True)
    again = subprocess.run(
        [*QUICK, "add", articles, "--language", "fr", "--store", store], capture_output=True, text=True
    )
    assert again.returncode == 0 and f"{20 - len(found)} articles, {len(found)} unchanged: " in again.stderr


LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_file_that_may_not_grow_is_said_and_what_was_finished_is_kept(articles: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, QUICK[1], "add", articles, "--language", "fr"]
    command += ["--store", tmp_path / "x.kg"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 1 and "Traceback" not in ran.stderr
    assert ran.stderr.splitlines()[-1].startswith(f"kg: {tmp_path / 'x.kg'} cannot be written: ")
    with Store.open(tmp_path / "x.kg") as opened:
        assert 0 < len(list(opened.articles())) < 20


@pytest.fixture
def frozen(press: Path) -> Iterator[Path]:
    """A store on a disk that can only be read."""
    place = press.parent / "frozen"
    place.mkdir()
    mounted = subprocess.run(["mount", "--bind", press.parent / "press.kg", place], capture_output=True).returncode == 0
    if not mounted or subprocess.run(["mount", "-o", "remount,ro,bind", place], capture_output=True).returncode:
        if mounted:
            subprocess.run(["umount", place], check=True)
        pytest.skip("mounting a disk needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_store_on_a_disk_that_can_only_be_read_is_read(kg, frozen: Path, tmp_path: Path) -> None:
    assert kg("ask", "what did Lavrov say about Stoltenberg", store=frozen).status == 0
    assert kg("backup", tmp_path / "copy.kg", store=frozen).status == 0
    for command in (("remove", "003"), ("add", ROOT / "seeds")):
        ran = kg(*command, store=frozen)
        told = f"kg: {frozen} is on a disk that can only be read; choose another folder with --store\n"
        assert (ran.status, ran.err) == (1, told)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be somebody else")
def test_a_store_of_somebody_else_is_said_to_be_closed_to_us(press: Path) -> None:
    run = "import os, sys; sys.path.insert(0, sys.argv.pop(1)); from kg.store import Store; os.setgid(65534); "
    run += "os.setuid(65534); from kg.errors import StoreError; from pathlib import Path\n"
    run += "for write in (False, True):\n"
    run += "    try: Store.open(Path(sys.argv[1]), write=write)\n    except StoreError as error: print(error)\n"
    for folder in (press, *press.parents):
        if folder.stat().st_uid == 0 and folder.name.startswith(("pytest-", "test_", "press.kg")):
            folder.chmod(0o711 if folder != press else 0o700)
    ran = subprocess.run([sys.executable, "-c", run, str(ROOT), str(press)], capture_output=True, text=True)
    told = f"{press} cannot be opened: permission denied; change its owner or mode, or use another one"
    assert ran.stdout.splitlines() == [told, told], ran.stderr


def test_the_doctor_takes_no_last_trace_away(press: Path) -> None:
    with Store.open(press, write=True) as opened:
        opened.raw.update(
            f"{PREFIX} DELETE {{ GRAPH ?g {{ ?c kg:speaker ?s }} }} WHERE {{ GRAPH ?g {{ ?c kg:speaker ?s }} }}"
        )
        names = {str(quad) for quad in opened.raw.quads_for_pattern(None, NamedNode(f"{BASE}vocab#names"), None)}
        said = [finding.line() for finding in repair(opened)]
        left = {str(quad) for quad in opened.raw.quads_for_pattern(None, NamedNode(f"{BASE}vocab#names"), None)}
    assert names == left
    assert any("no claim has kg:names" in line and "finds its claims again in its stored text" in line for line in said)


def test_the_doctor_makes_no_sketch_of_a_text_that_is_not_there(press: Path) -> None:
    with Store.open(press, write=True) as opened:
        article = next(opened.articles())
        me = opened.iris.article(article.id)
        opened.raw.update(f"{PREFIX} DELETE WHERE {{ GRAPH {me} {{ {me} kg:text ?t }} }}")
        sketch = set(opened.triples(opened.iris.sketches))
        said = [finding.line() for finding in repair(opened)]
        assert set(opened.triples(opened.iris.sketches)) == sketch
    assert f"{article.name}: it has no text; read it again: kg add --force PATH (it was {article.path})" in said
