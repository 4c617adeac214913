"""``--jobs``: the same graph and the same words as from one process, whatever becomes of a worker."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Ran
from gold_extractions import ROOT

from kg.export import export
from kg.store import Store

QUICK = [sys.executable, str(ROOT / "tests" / "quick_kg.py")]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty articles, and what goes wrong between them; three are larger than a pipe holds."""
    folder = tmp_path_factory.mktemp("press")
    long = "Le pont sera ouvert à tous les habitants de la ville.\n" * 2000
    for number in range(40):
        names = ("Anne Martin", "Martin", "Paul Petit", "Petit", f"Jean Nom{number}")
        text = "".join(f"{name} : nous ouvrirons le pont {number}\n" for name in names)
        (folder / f"{number:02}.txt").write_text(text + (long if number in (7, 8, 9) else ""), "utf-8")
    (folder / "03b.txt").write_text("", "utf-8")
    (folder / "05b.txt").write_text("Anne Martin : une panne\n", "utf-8")
    (folder / "11b.txt").write_bytes((folder / "11.txt").read_bytes())
    (folder / "12b.txt").write_bytes(b"PK\0\0\0")
    return folder


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*QUICK, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=120)


def told(ran: subprocess.CompletedProcess[str], store: Path) -> str:
    """All that was said, without the store's name and the time it took."""
    return re.sub(r"; [\d.]+ s$", "", ran.stderr.replace(str(store), "STORE"), flags=re.MULTILINE)


def nquads(store: Path) -> bytes:
    with Store.open(store) as opened:
        export(opened, store.with_suffix(".nq"))
    return store.with_suffix(".nq").read_bytes()


def test_any_number_of_jobs_makes_the_same_graph_and_says_the_same_in_the_same_order(
    press: Path, tmp_path: Path
) -> None:
    found = set()
    for jobs in (1, 3):
        store, report = tmp_path / f"{jobs}.kg", tmp_path / f"{jobs}.jsonl"
        ran = run("add", press, "--verbose", "--jobs", jobs, "--store", store, "--report", report)
        assert ran.returncode == 1
        again = run("add", press, "--verbose", "--jobs", jobs, "--store", store)
        forced = run("add", press, "--verbose", "--force", "--jobs", jobs, "--store", store)
        words = tuple(told(each, store) for each in (ran, again, forced))
        found.add((*words, report.read_text("utf-8"), nquads(store)))
    assert len(found) == 1
    first, again, forced, reported, _ = found.pop()
    assert "05b.txt: ValueError in quick_kg.py, line " in first and "03b.txt: empty file" in first
    assert "41 unchanged" in again and "of them replaced" in forced
    assert [line["status"] for line in map(json.loads, reported.splitlines())].count("added") == 41


def test_extract_prints_the_lines_of_one_process(press: Path) -> None:
    one, three = (run("extract", press, "--jobs", jobs) for jobs in (1, 3))
    assert (one.stdout, one.stderr, one.returncode) == (three.stdout, three.stderr, three.returncode)
    assert one.stdout.count("\n") == 205


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Twelve articles that say which process has them."""
    folder = tmp_path / "few"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(f"Anne Martin : qui ouvre le pont {number}\n", "utf-8")
    return folder


def articles_in(store: Path) -> list[str]:
    with Store.open(store) as opened:
        return sorted(head.name for head in opened.articles())


def test_the_article_of_a_killed_worker_is_done_again(few: Path, tmp_path: Path) -> None:
    (few / "05.txt").write_text("Anne Martin : mort une fois\n", "utf-8")
    ran = run("add", few, "--jobs", 2, "--store", tmp_path / "x.kg", QUICK_MARK=str(tmp_path / "mark"))
    assert (tmp_path / "mark").exists()
    assert ran.returncode == 0 and "x.kg: 12 articles: 12 claims" in ran.stderr
    assert len(articles_in(tmp_path / "x.kg")) == 12


def test_an_article_that_kills_two_workers_is_named_and_the_others_are_in(few: Path, tmp_path: Path) -> None:
    (few / "05.txt").write_text("Anne Martin : mort\n", "utf-8")
    ran = run("add", few, "--jobs", 2, "--store", tmp_path / "x.kg")
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == (
        f"kg: {few}/05.txt: its process was killed (signal 9), 2 times; memory? run the same command again with "
        "fewer --jobs"
    )
    assert articles_in(tmp_path / "x.kg") == [f"{number:02}" for number in range(12) if number != 5]


def test_a_worker_is_replaced_after_so_many_articles(few: Path, tmp_path: Path) -> None:
    ran = run("add", few, "--jobs", 2, "--store", tmp_path / "x.kg", QUICK_RELOAD="3")
    processes = re.findall(r"process (\d+)\n", ran.stderr)  # it may stand behind half a line of another process
    assert ran.returncode == 0 and len(processes) == 12
    assert len(set(processes)) >= 4 and max(map(processes.count, processes)) <= 3


def test_workers_that_cannot_start_end_the_run_with_a_line(few: Path, tmp_path: Path) -> None:
    ran = run("add", few, "--jobs", 2, "--store", tmp_path / "x.kg", QUICK_BROKEN="1")
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == (
        "kg: a worker process ended (status 1) before it was ready; run it without --jobs to see why"
    )


@pytest.mark.parametrize("jobs", ["beaucoup", "-1", "1.5", ""])
def test_a_number_of_jobs_that_is_none_is_refused(jobs: str, few: Path, tmp_path: Path) -> None:
    ran = run("add", few, f"--jobs={jobs}", "--store", tmp_path / "x.kg")
    assert ran.returncode == 2
    assert ran.stderr == f"kg: --jobs {jobs}: write how many processes shall extract, or auto\n"


@pytest.mark.parametrize("jobs", ["17", "5000", "9" * 5000])
def test_far_more_jobs_than_processors_are_refused_before_anything_is_read(
    jobs: str, kg: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.adding.crew.cores", lambda: 2)
    for command in ("add", "extract"):
        ran = kg(command, tmp_path / "none.txt", "--jobs", jobs)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err == (
            f"kg: --jobs {jobs}: 16 at most on this machine (2 processors); --jobs auto takes one a processor\n"
        )


def test_auto_is_the_number_of_processors() -> None:
    from kg.adding.crew import cores
    from kg.cli.commands import checked_jobs

    assert checked_jobs("auto") == checked_jobs("0") == cores() >= 1


# Signals


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Twenty articles that take a fifth of a second each."""
    folder = tmp_path / "slow"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"Anne Martin : le train est lent {number}\n", "utf-8")
    return folder


def started(*arguments: object) -> subprocess.Popen[str]:
    """A run in a session of its own, whose workers have begun."""
    process = subprocess.Popen(
        [*QUICK, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr
    for _ in range(3):
        while not process.stderr.readline().endswith("in hand\n"):
            assert process.poll() is None
    return process


def session(leader: int) -> Iterator[int]:
    """The processes of a session."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, number = stat.read_text("utf-8").rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(number) == leader and state != "Z":
            yield int(stat.parent.name)


def nobody_left(leader: int) -> bool:
    """Whether all processes of a session have ended, a moment later."""
    deadline = time.monotonic() + 10
    while list(session(leader)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")


@linux
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_to_all_processes_waits_for_what_is_in_hand(
    slow: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    process = started("add", slow, "--jobs", 2, "--store", tmp_path / "x.kg")
    os.killpg(process.pid, number)
    _, err = process.communicate()
    assert process.returncode == status
    lines = err.replace("in hand\n", "").splitlines()
    assert "kg: stopping when this article is finished; once more stops at once\n" in err
    assert lines[-1] == "kg: stopped; what was finished is kept: run the same command again to go on"
    stored = articles_in(tmp_path / "x.kg")
    assert 2 <= len(stored) <= 8 and stored == [f"{number:02}" for number in range(len(stored))]
    assert nobody_left(process.pid)
    again = run("add", slow, "--jobs", 2, "--store", tmp_path / "x.kg")
    assert again.returncode == 0 and f"{20 - len(stored)} articles, {len(stored)} unchanged" in again.stderr


@linux
def test_what_is_in_hand_behind_an_unchanged_article_is_finished_too(slow: Path, tmp_path: Path) -> None:
    assert run("add", slow / "02.txt", "--store", tmp_path / "x.kg").returncode == 0
    process = started("add", slow, "--jobs", 2, "--store", tmp_path / "x.kg")  # 00, 01 and 03 are in hand
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    stored = articles_in(tmp_path / "x.kg")
    assert 4 <= len(stored) <= 8 and stored == [f"{number:02}" for number in range(len(stored))]


@linux
def test_extract_with_jobs_ends_with_whole_lines(slow: Path) -> None:
    process = started("extract", slow, "--jobs", 2)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130 and 2 <= out.count("\n") <= 8 and out.endswith("}\n")
    assert err.splitlines()[-1] == "kg: stopped: the output ends with the last article that was finished"
    assert nobody_left(process.pid)


@linux
def test_a_second_signal_stops_all_processes_at_once(slow: Path, tmp_path: Path) -> None:
    process = started("add", slow, "--jobs", 2, "--store", tmp_path / "x.kg")
    process.send_signal(signal.SIGINT)
    assert process.stderr
    while "kg: stopping" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert err.splitlines()[-1].startswith("kg: stopped at once; what was finished is kept")
    assert nobody_left(process.pid)


@linux
def test_no_worker_outlives_a_run_that_is_killed(slow: Path, tmp_path: Path) -> None:
    process = started("add", slow, "--jobs", 2, "--store", tmp_path / "x.kg")
    process.kill()
    process.communicate()
    assert nobody_left(process.pid)
    ran = run("add", slow, "--jobs", 2, "--store", tmp_path / "x.kg")
    assert ran.returncode == 0 and len(articles_in(tmp_path / "x.kg")) == 20


def test_the_real_command_makes_the_same_graph_with_two_jobs(tmp_path: Path, seeds_folder: Path) -> None:
    for jobs in (1, 2):
        options = [f"--jobs={jobs}", "--store", tmp_path / f"{jobs}.kg"]
        command = [sys.executable, "-m", "kg", "add", seeds_folder, *options]
        assert subprocess.run(command, capture_output=True, cwd=ROOT).returncode == 0
    assert nquads(tmp_path / "1.kg") == nquads(tmp_path / "2.kg")
