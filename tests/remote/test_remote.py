"""A store on another machine: the same graph, the same answers, the same bytes, on two real servers."""

from __future__ import annotations

import contextlib
import io
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Ran
from gold_extractions import ROOT, made
from servers import Oxigraph

from kg.errors import RemoteError, StoreError
from kg.export import write
from kg.graph import kg as kg_term
from kg.graph import typed
from kg.questions import saved
from kg.questions.answer import run
from kg.questions.header import Question
from kg.remote.client import Client
from kg.remote.lock import Lock
from kg.store import Store
from kg.store.formats import FORMAT, format_of
from remote.conftest import Put, Server


def exported(store: Store) -> bytes:
    out = io.BytesIO()
    write(store, out, "nq")
    return out.getvalue()


@pytest.mark.parametrize("asked", saved().values(), ids=saved())
def test_a_server_answers_every_saved_question_as_the_local_store_does(
    full: Server, gold: Store, asked: Question
) -> None:
    values = dict(word.split("=", 1) for word in shlex.split(asked.example or ""))
    here = run(asked, values, gold)
    with Store.open(full.address) as far:
        there = run(asked, values, far, timeout=60)
        assert (there.sparql, there.columns) == (here.sparql, here.columns)
        assert sorted(map(repr, there.rows)) == sorted(map(repr, here.rows))


def test_an_export_from_a_server_has_the_bytes_of_the_local_one(full: Server, gold: Store) -> None:
    with Store.open(full.address) as far:
        assert exported(far) == exported(gold)
        assert far.stats() == gold.stats()
        assert far.entities() == gold.entities()


def test_the_commands_take_an_address(full: Server, gold: Store, kg: Callable[..., Ran], tmp_path: Path) -> None:
    place = Path("x")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("KG_STORE", full.address)
        for command in ("stats", "entities", "query articles", "explain 003"):
            ran = kg(*command.split())
            assert (ran.status, bool(ran.out)) == (0, True), ran.err
        ran = kg("ask", "--format", "csv", "what did Lavrov say about Stoltenberg")
        assert (ran.status == 0 and "depuis longtemps" in ran.out) or "longtemps" in ran.out
        ran = kg("check")
        assert (ran.status, ran.out) == (0, ""), ran.out
        ran = kg("doctor", "--quick")
        assert (ran.status, ran.out) == (0, "") and "5 articles: sound" in ran.err
        for command in ("backup copy.kg", "restore copy.kg"):
            ran = kg(*command.split())
            assert ran.status == 2 and "is no folder" in ran.err and ran.err.count("\n") == 1
    assert not place.exists()


def test_triples_and_truth_come_from_a_server_too(full: Server, tmp_path: Path) -> None:
    from kg.questions.answer import ask_file

    (tmp_path / "a.rq").write_text("ASK { ?c a kg:Claim }", "utf-8")
    (tmp_path / "b.rq").write_text("ASK { ?c a kg:Nothing }", "utf-8")
    (tmp_path / "c.rq").write_text("CONSTRUCT { ?c kg:act ?a } WHERE { ?c kg:act ?a }", "utf-8")
    with Store.open(full.address) as far:
        asked = [run(ask_file(tmp_path / f"{name}.rq"), {}, far, timeout=60) for name in "abc"]
        assert [found.truth for found in asked] == [True, False, None]
        assert len(asked[2].triples or ()) == 114


def test_a_query_that_names_its_graphs_is_asked_of_those(full: Server, gold: Store) -> None:
    one = gold.iris.article(next(gold.articles()).id)
    counted = "SELECT (COUNT(*) AS ?n) FROM {} {{ ?a a kg:Article }}".format
    with Store.open(full.address) as far:
        for store in (gold, far):
            asked = run(Question("mine", counted(one), "", file="mine.rq"), {}, store, timeout=60)
            assert asked.rows == [{"n": "1"}]
            asked = run(Question("mine", counted(one).replace(f"FROM {one}", ""), "", file="mine.rq"), {}, store)
            assert asked.rows == [{"n": "5"}]


def test_articles_are_replaced_removed_and_their_names_merged_as_in_a_folder(server: Server) -> None:
    one = made(1, ("Jean Dupont", ("Anne Martin",), "« Non », dit-il."), ("Martin", (), "« Oui »."))
    other = made(2, ("J. Dupont", (), "« Peut-être »."))
    again = made(1, ("Anne Martin", (), "« Enfin »."))

    def told(store: Store) -> Iterator[bytes]:
        for act in (
            lambda: store.add(one), lambda: store.add(other), lambda: store.merge("J. Dupont", "Jean Dupont"),
            lambda: store.add(again), lambda: store.split("Anne Martin"), lambda: store.undo("Anne Martin"),
            lambda: store.remove("article-2"),
        ):  # fmt: skip
            act()
            yield exported(store)

    with Store.memory() as near, Store.open(server.address, write=True) as far:
        assert list(told(far)) == list(told(near))


def test_an_update_that_breaks_off_leaves_each_article_whole_or_absent(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made(1, ("Jean Dupont", (), "« Non ».")), made(2, ("Dupont", (), "« Oui »."))
    states = []
    with Store.memory() as near:
        for extraction in (first, second):
            near.add(extraction)
            states.append(exported(near))
    whole = Client.update
    for allowed in range(8):
        server.clear()
        with Store.open(server.address, write=True) as far:
            far.add(first)
        left = [allowed]

        def update(client: Client, sparql: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise RemoteError("the power fails")
            whole(client, sparql)

        with Store.open(server.address, write=True) as far, monkeypatch.context() as broken:
            broken.setattr(Client, "update", update)
            if left[0] >= 0:
                with contextlib.suppress(RemoteError):
                    far.add(second)
        with Store.open(server.address, write=True) as far:  # finishes what was left
            assert exported(far) in states
            far.add(second)
            assert exported(far) == states[1]


def test_updates_go_where_the_option_says(full: Server, kg: Callable[..., Ran], page: Put) -> None:
    forbidden, asked = page((403, {}, b""))
    for command in ("remove 003", "entities split Lavrov", "entities --update-url URL split Lavrov"):
        words = command.replace("URL", forbidden).split()
        ran = kg(*words, "--store", full.address, *([] if forbidden in words else ["--update-url", forbidden]))
        assert (ran.status, ran.out) == (1, ""), ran.err
        assert ran.err.startswith(f"kg: {forbidden}: the server lets nobody in so (403); ")
    assert len(asked) == 3
    ran = kg("doctor", full.address, "--repair", "--update-url", forbidden)
    assert ran.err.startswith(f"kg: {forbidden}: the server lets nobody in so (403); ") and len(asked) == 4
    ran = kg("stats", "--store", full.address, "--update-url", "nowhere")
    assert (ran.status, ran.err) == (
        2, "kg: --update-url: 'nowhere' is no address; for example: https://data.example/query\n",
    )  # fmt: skip


@pytest.fixture
def older(server: Server) -> Server:
    """The server, with an article in the first format of a store."""
    with Store.open(server.address, write=True) as store:
        store.add(made(1, ("Jean Dupont", (), "« Non ».")))
        me = store.iris.store
        one, now = (f"{me} {kg_term('format')} {typed(number, 'integer')} ." for number in (1, FORMAT))
        store.raw.update(f"DELETE DATA {{\nGRAPH {me} {{\n{now}\n}}\n}}")
        store.raw.update(f"INSERT DATA {{\nGRAPH {me} {{\n{one}\n}}\n}}")
    return server


def test_a_graph_of_an_older_format_on_a_server_is_brought_up_to_date_to_be_read(older: Server) -> None:
    with Store.open(older.address) as far:
        assert [article.id for article in far.articles()] == [made(1).article.id]
        assert format_of(far.raw) == FORMAT


def test_an_older_graph_that_takes_no_updates_is_not_read_and_says_so(
    older: Server, page: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, _ = page((200, {}, b""))
    monkeypatch.setenv("KG_UPDATE_URL", elsewhere)
    with pytest.raises(StoreError) as refused:
        Store.open(older.address)
    assert str(refused.value) == (
        f"{older.address} has an older format and must be brought up to date before it is read, by somebody who may "
        f"write; that failed: {older.address}: what is written to {elsewhere} does not arrive there; "
        "say where it takes updates: --update-url URL"
    )
    with monkeypatch.context() as lagging:
        lagging.setattr(Lock, "take", lambda _: None)
        with pytest.raises(StoreError, match="was brought up to date and still shows its older format; give the addr"):
            Store.open(older.address)
    forbidden, _ = page((403, {}, b""))
    monkeypatch.setenv("KG_UPDATE_URL", forbidden)
    with pytest.raises(StoreError) as refused:
        Store.open(older.address)
    assert str(refused.value).startswith(
        f"{older.address} has an older format and must be brought up to date before it is read, by somebody who may "
        f"write; that failed: {forbidden}: the server lets nobody in so (403); "
    )


def test_a_server_that_is_killed_while_articles_come_in_costs_none_of_them(server: Server, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(f"Anne Martin {number} : le pont {number} rouvre mardi\n", "utf-8")
    command = [sys.executable, str(ROOT / "tests" / "quick_kg.py"), "add", str(tmp_path), "--language", "fr"]
    near, far = tmp_path / "near.kg", server.address
    subprocess.run([*command, "--store", str(near)], check=True, capture_output=True)
    adding = subprocess.Popen([*command, "--store", far, "--verbose"], stderr=subprocess.PIPE, text=True)
    assert adding.stderr
    for _ in range(10):
        adding.stderr.readline()
    server.kill()
    time.sleep(0.3)
    adding.kill()
    adding.communicate()
    server.start()
    with Store.open(far, write=True) as store:
        there = {found.name for found in store.articles()}
        assert 0 < len(there) < 40
        assert all(len(store.article(name).claims) == 1 for name in there)
    done = subprocess.run([*command, "--store", far], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with Store.open(near) as here, Store.open(far) as store:
        assert exported(store) == exported(here)


def test_a_wrong_password_says_what_to_check(
    server: Server, kg: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(server, Oxigraph):
        pytest.skip("Oxigraph's server has no passwords")
    monkeypatch.setenv("KG_PASSWORD", "s3cret")
    with pytest.raises(RemoteError) as refused:
        Store.open(server.address, write=True).add(made(1, ("Anne Martin", (), "« Non ».")))
    assert "check KG_USER and KG_PASSWORD" in str(refused.value) and "s3cret" not in str(refused.value)
