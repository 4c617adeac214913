"""``kg add --scheduler``: a real cluster of Dask on this machine gives the bytes of one process, whoever is killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from gold_extractions import ROOT

from kg.export import export
from kg.store import Store

pytest.importorskip("distributed", reason="Dask distributed is not installed (pip install 'kg[dask]')")

QUICK = [sys.executable, str(ROOT / "tests" / "quick_kg.py")]
PRELOAD = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
import quick_kg
sys.modules["kg.pipeline"] = quick_kg.module()
"""


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*QUICK, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, **environment})


def nquads(store: Path) -> bytes:
    with Store.open(store) as opened:
        export(opened, store.with_suffix(".nq"))
    return store.with_suffix(".nq").read_bytes()


@contextmanager
def process(*command: object, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    started = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def scheduler() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with process(
        sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard",
        "--no-show",
    ):  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def worker(address: str, folder: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    (folder / "preload.py").write_text(PRELOAD, "utf-8")
    with process(
        sys.executable, "-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--no-nanny",
        "--nthreads", 1, "--no-dashboard", "--preload", folder / "preload.py", "--local-directory", folder,
        **environment,
    ) as started:  # fmt: skip
        yield started


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("press")
    for number in range(24):
        text = (
            f"Anne Martin : un mot lent, le {number}\nMartin : un autre\nPaul Petit{number % 5} : oui\nPetit1 : non\n"
        )
        (folder / f"{number:02}.txt").write_text(text, "utf-8")
    (folder / "05b.txt").write_text("Anne Martin : une panne\n", "utf-8")
    (folder / "07b.txt").write_text("", "utf-8")
    return folder


@pytest.fixture(scope="module")
def added(press: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = tmp_path_factory.mktemp("added") / "a.kg"
    run("add", press, "--store", store)
    return nquads(store)


def test_a_local_cluster_makes_the_bytes_of_one_process_and_leaves_no_shard(
    press: Path, added: bytes, tmp_path: Path
) -> None:
    store = tmp_path / "s.kg"
    ran = run("add", press, "--store", store, "--scheduler", "local:2", "--per-shard", 4)
    assert ran.returncode == 1, ran.stderr
    assert "24 articles, 2 not read: 96 claims" in ran.stderr
    assert re.search(r"05b\.txt: ValueError in quick_kg.py, line \d+: tree without a root", ran.stderr)
    assert "07b.txt: empty file" in ran.stderr and "distributed" not in ran.stderr
    assert nquads(store) == added and not (tmp_path / "s.kg.shards").exists()
    again = run("add", press / "03.txt", "--store", store, "--scheduler", "local:1")
    assert again.returncode == 0 and "0 articles, 1 unchanged" in again.stderr


def test_a_worker_that_is_killed_in_the_middle_costs_no_claim_and_doubles_none(
    press: Path, added: bytes, tmp_path: Path
) -> None:
    store, shards = tmp_path / "s.kg", tmp_path / "shards"
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    command = [*QUICK, "add", press, "--store", store, "--shards", shards, "--per-shard", 4, "--verbose"]
    with ExitStack() as closing:
        address = closing.enter_context(scheduler())
        doomed = closing.enter_context(worker(address, tmp_path / "one"))
        with subprocess.Popen(
            [*map(str, command), "--scheduler", address], stderr=subprocess.PIPE, text=True, env=os.environ
        ) as adding:
            assert adding.stderr
            first = next(line for line in adding.stderr if "4 claims" in line)  # its first shard is loaded
            time.sleep(0.1)  # the next one, of 0.8 s, has begun
            os.kill(doomed.pid, signal.SIGKILL)
            closing.enter_context(worker(address, tmp_path / "two"))
            rest = adding.stderr.read()
    assert adding.returncode == 1
    assert "24 articles, 2 not read: 96 claims" in rest, first + rest
    assert nquads(store) == added and not shards.exists()


def test_an_article_that_kills_every_worker_is_named_and_the_others_of_its_shard_are_in(tmp_path: Path) -> None:
    press, store = tmp_path / "press", tmp_path / "s.kg"
    press.mkdir()
    for number in range(3):
        (press / f"{number}.txt").write_text(f"Anne Martin : {'mort' if number == 1 else 'un mot'} {number}\n", "utf-8")
    ran = run(
        "add", press, "--store", store, "--scheduler", "local:1", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0"
    )
    assert ran.returncode == 1, ran.stderr
    assert "1.txt: the worker that had it was killed each time; look at the worker's log" in ran.stderr
    assert "2 articles, 1 not read: 2 claims" in ran.stderr


def test_shards_of_a_run_that_was_killed_are_loaded_and_not_made_again(
    press: Path, added: bytes, tmp_path: Path
) -> None:
    store, shards = tmp_path / "s.kg", tmp_path / "shards"
    run("extract", press, "--shards", shards, "--per-shard", 10, "--jobs", 2)
    ran = run("add", press, "--store", store, "--scheduler", "local:1", "--shards", shards)
    assert "in hand" not in ran.stderr and "24 articles, 2 not read: 96 claims" in ran.stderr
    assert nquads(store) == added


def test_what_is_wrong_with_a_cluster_is_said_in_one_line(press: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    wrong = {
        ("--scheduler", "local:x"): "kg: --scheduler local:x: write tcp://HOST:PORT, or local:2 for two processes here",
        ("--scheduler", "local:2", "--jobs", "2"): "kg: --jobs and --scheduler do not go together",
        ("--scheduler", "local:2", "--prune"): "kg: --prune and --scheduler do not go together",
        ("--per-shard", "3"): "kg: --shards and --per-shard go with --scheduler",
    }
    for options, said in wrong.items():
        ran = run("add", press, "--store", store, *options)
        assert ran.returncode == 2 and ran.stderr.startswith(said) and ran.stderr.count("\n") == 1
    (tmp_path / "file").write_text("", "utf-8")
    ran = run("add", press / "01.txt", "--store", store, "--scheduler", "local:1", "--shards", tmp_path / "file" / "x")
    assert ran.returncode == 1 and "Not a directory; make room or choose another folder for the shards" in ran.stderr
    assert not store.exists()


def test_a_scheduler_that_does_not_answer_is_named(
    press: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.adding import cluster
    from kg.errors import ShardError

    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    engine = cluster.Engine("tcp://127.0.0.1:9", str(tmp_path))
    with (
        pytest.raises(ShardError, match=r"^tcp://127.0.0.1:9: no scheduler answers \(.*\); start one: dask scheduler$"),
        engine.client(),
    ):
        pass


def test_a_worker_with_other_versions_and_a_folder_that_is_not_shared_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from kg.adding import cluster, shardwork
    from kg.adding.goal import Goal
    from kg.errors import ShardError
    from kg.versions import current_run

    other = replace(current_run(), program="kg 0.0.1")
    with pytest.raises(
        ShardError, match=r"^a worker has kg .*, and this is kg 0\.0\.1, .*; install the same on all mac"
    ):
        shardwork.write_shard([], str(tmp_path), other)
    monkeypatch.setattr(cluster, "PATIENCE", 0.1)
    from kg.shards import folder_at

    with ExitStack() as closing:
        engine = cluster.Engine("local:1", str(tmp_path))
        lonely = cluster._Run(
            Goal(tmp_path / "s.kg"), print, engine, False, lambda: False, None, folder_at(str(tmp_path)), closing
        )
        with pytest.raises(ShardError, match=r"not to be seen from here; name a folder that all machines share"):
            lonely._load("shard-0")
