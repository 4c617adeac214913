"""One writer of a graph on a server at a time, on two real servers, whatever becomes of a writer."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from gold_extractions import ROOT, made

from kg.errors import LockedError, RemoteError
from kg.remote import lock
from kg.remote.endpoint import Endpoint
from kg.remote.lock import Holder, Lock
from kg.store import Store
from remote.conftest import NOTHING, Put, Server

QUICK = [sys.executable, str(ROOT / "tests" / "quick_kg.py")]
ELSEWHERE = Holder("5f", "desk", 12, "345", "67", "2026-01-31T09:30Z")


def lock_of(server: Server) -> Lock:
    with Store.open(server.address) as store:
        assert isinstance(store.raw, Endpoint)
        return store.raw.lock


def test_a_second_writer_is_refused_and_readers_are_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.1)
    with Store.open(server.address, write=True) as first:
        first.add(made(1, ("Anne Martin", (), "« Non ».")))
        with pytest.raises(LockedError) as refused:
            Store.open(server.address, write=True)
        assert str(refused.value).startswith(f"{server.address} is being written by process ")
        assert str(refused.value).endswith(f"; let it end; if it has been killed: kg unlock --store {server.address}")
        with Store.open(server.address) as reader:
            assert len(list(reader.articles())) == 1
        first.add(made(2, ("Anne Martin", (), "« Oui ».")))
    with Store.open(server.address, write=True) as second:
        assert len(list(second.articles())) == 2
    assert lock_of(server).holders() == []


def test_two_programs_that_add_at_once_leave_the_graph_of_one(server: Server, tmp_path: Path) -> None:
    for number in range(16):  # three seconds, and the other waits for two
        (tmp_path / f"{number:02}.txt").write_text(f"Anne Martin : le train est lent {number}\n", "utf-8")
    command = [*QUICK, "add", str(tmp_path), "--store", server.address]
    first = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert first.stderr and first.stderr.readline()  # it is at work
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (second.returncode, second.stdout) == (1, "")
    assert f"{server.address} is being written by process {first.pid} on " in second.stderr
    first.communicate()
    assert first.returncode == 0
    with Store.open(server.address) as store:
        assert len(list(store.articles())) == 16


def test_what_a_killed_writer_leaves_on_this_machine_is_taken_away_by_the_next(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    code = "import os, sys; from kg.store import Store; s = Store.open(sys.argv[1], write=True); os._exit(9)"
    subprocess.run([sys.executable, "-c", code, server.address], cwd=ROOT, check=False)
    assert len(lock_of(server).holders()) == 1
    Store.open(server.address, write=True).close()
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith(f"{server.address}: process ")
    assert caplog.messages[0].endswith(" has ended and left it locked: that is taken away")
    assert lock_of(server).holders() == []


def test_what_is_left_of_another_machine_is_told_and_freed_by_hand(
    server: Server, kg: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.1)
    lock_of(server)._insert(ELSEWHERE.token)
    told = "process 12 on desk since 2026-01-31T09:30Z"
    ran = kg("entities", "split", "Anne Martin", "--store", server.address)
    assert (ran.status, ran.err) == (
        1,
        f"kg: {server.address} is being written by {told}; let it end; "
        f"if it has been killed: kg unlock --store {server.address}\n",
    )
    assert kg("stats", "--store", server.address).status == 0
    ran = kg("unlock", "--store", server.address)
    assert (ran.status, ran.out, ran.err) == (0, "", f"{server.address}: free; it was locked by {told}\n")
    assert kg("unlock", "--store", server.address).err == f"{server.address}: nobody has locked it\n"
    Store.open(server.address, write=True).close()


def test_nobody_is_unlocked_who_runs_on_this_machine(server: Server, kg: Callable[..., Ran]) -> None:
    with Store.open(server.address, write=True):
        ran = kg("unlock", "--store", server.address)
        assert ran.status == 1 and ran.err.endswith(", which runs; stop it first\n")
        assert len(lock_of(server).holders()) == 1


def test_never_two_hold_it_however_many_want_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT", 60.0)
    inside, most, times, wrong = 0, 0, 0, []

    def want() -> None:
        nonlocal inside, most, times
        mine = lock_of(server)
        try:
            for _ in range(4):
                mine.take()
                inside += 1
                most, times = max(most, inside), times + 1
                time.sleep(0.01)
                inside -= 1
                mine.release()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, times, wrong) == (1, 16, [])
    assert lock_of(server).holders() == []


def test_the_lock_is_no_part_of_the_graph_and_a_new_one_keeps_its_base(server: Server) -> None:
    with Store.open(server.address, write=True, base="https://press.example/kg/") as store:
        assert len(lock_of(server).holders()) == 1
        store.add(made(1, ("Anne Martin", (), "« Non ».")))
        assert [str(graph) for graph in store.raw.named_graphs() if "lock" in str(graph)] == []
        assert list(store.raw.quads_for_pattern(lock_of(server).graph, None, None, None)) == []
        assert store.iris.base == "https://press.example/kg/"


def test_writing_to_where_the_graph_is_not_read_is_said_at_once(page: Put) -> None:
    url, _ = page(NOTHING)
    with pytest.raises(RemoteError) as wrong:
        Store.open(url, write=True)
    update = url.replace("/query", "/update")
    assert str(wrong.value) == (
        f"{url}: what is written to {update} does not arrive there; say where it takes updates: --update-url URL"
    )


def test_a_folder_needs_no_unlocking(kg: Callable[..., Ran], gold_folder: Path) -> None:
    ran = kg("unlock", store=gold_folder)
    assert ran.status == 2 and "is a folder: it is free as soon as the program that has it ends" in ran.err


def test_of_a_process_that_only_has_the_number_of_a_dead_one_nothing_is_believed() -> None:
    me = Holder.me()
    lock._HELD.add(me.token)
    assert me.is_here() and not me.is_gone() and Holder.of(me.token) == me
    lock._HELD.discard(me.token)
    assert me.is_gone()
    assert not ELSEWHERE.is_here() and not ELSEWHERE.is_gone()
    assert Holder("a", me.host, 1, "1", me.machine, me.since).is_gone()  # process 1 began at another time
