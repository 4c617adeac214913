"""A run that is stopped, killed or loses its power: the store opens, articles are whole, the same run goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gold_extractions import ROOT

from kg.export import export
from kg.graph import kg
from kg.store import Store

QUICK = [sys.executable, str(ROOT / "tests" / "quick_kg.py")]
ARTICLES, CLAIMS, KILLS = 600, 3, 50


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of three claims each, whose names often are one person's."""
    folder = tmp_path_factory.mktemp("press")
    chance = random.Random(4)
    given, surnames = ("Anne", "Paul", "Léa"), ("Martin", "Petit", "Morel", "Roux")
    for number in range(ARTICLES):
        who = [f"{chance.choice(given)} {chance.choice(surnames)}", chance.choice(surnames), f"Jean Nom{number}"]
        text = "".join(f"{name} : nous ouvrirons le pont {number}\n" for name in who)
        (folder / f"{number:04}.txt").write_text(text, "utf-8")
    return folder


def nquads(store: Path) -> bytes:
    with Store.open(store) as opened:
        export(opened, store.with_suffix(".nq"))
    return store.with_suffix(".nq").read_bytes()


@pytest.fixture(scope="module")
def undisturbed(press: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The export of a run that nobody stopped."""
    store = tmp_path_factory.mktemp("undisturbed") / "x.kg"
    subprocess.run([*QUICK, "add", str(press), "--quiet", "--store", str(store)], check=True)
    return nquads(store)


def adding(press: Path, store: Path, *options: str) -> subprocess.Popen[str]:
    command = [*QUICK, "add", str(press), "--verbose", "--store", str(store), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})


def articles_in(store: Path) -> int:
    """How many articles a store has; each has all its claims, its origin, and names that the store has."""
    if not store.exists() or (not any(store.glob("*.sst")) and not (store / "CURRENT").exists()):
        return 0
    with Store.open(store) as opened:
        heads = list(opened.articles())
        counted = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?c {kg('article')} ?a }} GROUP BY ?a"
        rows = opened.raw.query(counted, use_default_graph_as_union=True)
        claims = [int(row["n"].value) for row in rows]
        assert set(claims) <= {CLAIMS} and len(claims) == len(heads)
        assert {origin.article for origin in opened.origins() if origin.digest} == {head.id for head in heads}
    return len(heads)


def test_a_run_killed_at_fifty_moments_ends_as_one_that_nobody_disturbed(
    press: Path, undisturbed: bytes, tmp_path: Path
) -> None:
    chance, store, seen = random.Random(50), tmp_path / "x.kg", []
    for number in range(KILLS):
        process = adding(press, store, *(["--force"] if number % 5 == 4 else []))
        assert process.stderr
        if number % 5 == 0:
            time.sleep(chance.uniform(0.05, 0.5))  # also while it starts and opens the store
        else:
            process.stderr.readline()
            time.sleep(chance.uniform(0, 0.06))
        process.kill()
        process.communicate()
        if number % 5 == 2:
            seen.append(articles_in(store))
    assert 0 < seen[0] < seen[-1]
    subprocess.run([*QUICK, "add", str(press), "--quiet", "--store", str(store)], check=True)
    assert articles_in(store) == ARTICLES
    assert nquads(store) == undisturbed


@pytest.fixture(scope="module")
def snapshots(press: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A store as its files were at five moments of one run."""
    folder, chance = tmp_path_factory.mktemp("snapshots"), random.Random(7)
    process = adding(press, folder / "x.kg")
    assert process.stderr
    found = []
    for number in range(5):
        for _ in range(40):
            process.stderr.readline()
        time.sleep(chance.uniform(0, 0.01))
        process.send_signal(signal.SIGSTOP)
        found.append(folder / f"at-{number}.kg")
        shutil.copytree(folder / "x.kg", found[-1], ignore=lambda *_: ["LOCK"])
        process.send_signal(signal.SIGCONT)
    process.kill()
    process.communicate()
    return found


def tails_cut(store: Path, chance: random.Random) -> None:
    """What was last written did not reach the disk."""
    log = max(store.glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
    data = log.read_bytes()
    log.write_bytes(data[: -chance.randint(1, max(1, len(data) // 2))])


def tails_zeroed(store: Path, chance: random.Random) -> None:
    """The file has its length, but not its last bytes: what some file systems leave."""
    log = max(store.glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
    data = log.read_bytes()
    cut = chance.randint(1, max(1, len(data) // 2))
    log.write_bytes(data[:-cut] + bytes(cut))


@pytest.mark.parametrize("damage", [None, tails_cut, tails_zeroed], ids=["whole", "cut", "zeroed"])
def test_a_store_whose_power_was_cut_opens_with_whole_articles_and_is_completed(
    damage, press: Path, undisturbed: bytes, snapshots: list[Path], tmp_path: Path
) -> None:
    chance, lost = random.Random(9), 0
    for number, snapshot in enumerate(snapshots):
        store = tmp_path / snapshot.name
        shutil.copytree(snapshot, store)
        before = articles_in(snapshot)
        if damage:
            damage(store, chance)
        after = articles_in(store)
        assert after == before if damage is None else after <= before
        lost += before - after
        if number == 2:
            subprocess.run([*QUICK, "add", str(press), "--quiet", "--store", str(store)], check=True)
            assert nquads(store) == undisturbed
    assert bool(lost) is bool(damage)  # where the log was just begun anew, nothing is lost with its end


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Five articles that take a fifth of a second each."""
    folder = tmp_path / "slow"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"Anne Martin : le train est lent {number}\n", "utf-8")
    return folder


def in_hand(process: subprocess.Popen[str], times: int) -> None:
    """Wait until the pipeline has begun with so many articles."""
    assert process.stderr
    for _ in range(times):
        while process.stderr.readline() != "in hand\n":
            assert process.poll() is None


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_waits_for_the_article_in_hand_and_says_how_to_go_on(
    slow: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    process = adding(slow, tmp_path / "x.kg", "--log", str(tmp_path / "log.txt"))
    in_hand(process, 2)
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == status
    assert sorted(open_articles(tmp_path / "x.kg")) == ["0", "1"]
    lines = err.splitlines()
    assert lines[0] == "kg: stopping when this article is finished; once more stops at once"
    assert "x.kg: 2 articles: 2 claims, " in lines[-2]
    assert lines[-1] == "kg: stopped; what was finished is kept: run the same command again to go on"
    assert (tmp_path / "log.txt").read_text("utf-8").splitlines()[-1].endswith(lines[-1])
    again = subprocess.run(
        [*QUICK, "add", str(slow), "--store", str(tmp_path / "x.kg")], capture_output=True, text=True
    )
    assert "3 articles, 2 unchanged: " in again.stderr and again.returncode == 0


def open_articles(store: Path) -> Iterator[str]:
    with Store.open(store) as opened:
        yield from [head.name for head in opened.articles()]


def test_a_second_signal_stops_at_once_and_leaves_a_good_store(slow: Path, tmp_path: Path) -> None:
    process = adding(slow, tmp_path / "x.kg")
    in_hand(process, 2)
    process.send_signal(signal.SIGINT)
    assert process.stderr and process.stderr.readline().startswith("kg: stopping")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert (process.returncode, err) == (
        130,
        "kg: stopped at once; what was finished is kept: run the same command again to go on\n",
    )
    assert list(open_articles(tmp_path / "x.kg")) == ["0"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_extract_ends_with_whole_lines(slow: Path, number: signal.Signals, status: int) -> None:
    process = subprocess.Popen(
        [*QUICK, "extract", str(slow)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    in_hand(process, 2)
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, out.count("\n")) == (status, 2)
    assert out.endswith("}\n")
    assert err.splitlines()[-1] == "kg: stopped: the output ends with the last article that was finished"


def test_the_real_command_killed_once_goes_on(tmp_path: Path, seeds_folder: Path) -> None:
    command = [sys.executable, "-m", "kg", "add", str(seeds_folder), "--store", str(tmp_path / "x.kg")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stderr
    process.stderr.readline()
    process.kill()
    process.communicate()
    before = len(list(open_articles(tmp_path / "x.kg")))
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 0 and 0 < before < 5
    assert f"{5 - before} articles, {before} unchanged: " in ran.stderr
