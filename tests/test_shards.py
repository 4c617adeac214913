"""``kg extract --shards`` and ``kg load DIR``: the same graph as ``kg add``, whoever wrote which shard, and when."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from gold_extractions import ROOT, RUN
from papers import DISPATCH, OTHER, paper

from kg.adding.sharding import Shard
from kg.errors import ShardError
from kg.export import export
from kg.loading.shards import Shards, Taken, opener
from kg.shards import folder_at
from kg.store import Store

QUICK = [sys.executable, str(ROOT / "tests" / "quick_kg.py")]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*QUICK, *map(str, arguments)], capture_output=True, text=True, timeout=120)


def nquads(store: Path) -> bytes:
    with Store.open(store) as opened:
        export(opened, store.with_suffix(".nq"))
    return store.with_suffix(".nq").read_bytes()


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve articles with names that only all of them together tell apart, and three that fail."""
    folder = tmp_path_factory.mktemp("press")
    for number in range(12):
        names = ("Anne Martin", "Martin", f"Paul Petit{number % 3}", "Petit1", f"{'Jean' if number > 8 else ''} Roux")
        text = "".join(f"{name.strip()} : nous ouvrirons le pont {number}\n" for name in names)
        (folder / f"{number:02}.txt").write_text(text, "utf-8")
    (folder / "03b.txt").write_text("", "utf-8")
    (folder / "05b.txt").write_text("Anne Martin : une panne\n", "utf-8")
    (folder / "07b.txt").write_bytes(b"PK\0\0\0")
    return folder


@pytest.fixture(scope="module")
def added(press: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = tmp_path_factory.mktemp("added") / "a.kg"
    assert run("add", press, "--store", store).returncode == 1
    return nquads(store)


def test_shards_of_any_share_and_size_load_to_the_bytes_of_adding_the_articles(
    press: Path, added: bytes, tmp_path: Path
) -> None:
    for share in ("2/3", "1/3", "3/3"):
        assert run("extract", press, "--shards", tmp_path / "three", "--shard", share, "--per-shard", 2).returncode < 2
    ran = run("extract", press, "--shards", tmp_path / "one", "--jobs", 2)
    assert ran.returncode == 1 and "05b.txt: ValueError in quick_kg.py, line " in ran.stderr
    for name in ("three", "one"):
        loaded = run("load", tmp_path / name, "--store", tmp_path / f"{name}.kg")
        assert loaded.returncode == 1, loaded.stderr
        for failed, why in (("03b", "empty file"), ("05b", "ValueError"), ("07b", "")):
            assert f"kg: {press / failed}.txt: {why}" in loaded.stderr
        assert "12 articles, 60 claims, 3 not read" in loaded.stderr
        assert nquads(tmp_path / f"{name}.kg") == added


def test_copies_and_the_same_text_are_found_across_shards_in_any_order(tmp_path: Path) -> None:
    articles = (
        paper(1, *DISPATCH, publisher="Le Courrier"), paper(2, *DISPATCH), paper(4, *OTHER),
        paper(3, *DISPATCH[2:], publisher="La Brume", day=2),
    )  # fmt: skip
    with Store.open(tmp_path / "added.kg", write=True) as store:
        for each in articles:
            store.add(each)
    added = nquads(tmp_path / "added.kg")
    assert b"copyOf" in added
    for order in (articles, articles[::-1]):
        place = Path(tempfile.mkdtemp(dir=tmp_path))
        for each in order:  # whose names, made of their content, come in another order
            shard = Shard()
            shard.put(each.article.path, "", each)
            shard.write(folder_at(str(place)), RUN)
        seen: list[Taken] = []
        shards = Shards(folder_at(str(place)), opener(place / "s.kg"))
        for name, places in sorted(shards.plan().take.items(), reverse=order is articles):
            shards.load(name, places, seen.append)
        assert nquads(place / "s.kg") == added
        told = [pair for taken in seen for pair in taken.same_text]
        assert [(path, head.id[-1]) for path, head in told] in ([("p/n2.txt", "1")], [("p/n1.txt", "2")])


def test_the_same_articles_give_the_same_shards_and_a_second_run_writes_none(press: Path, tmp_path: Path) -> None:
    run("extract", press, "--shards", tmp_path / "a", "--per-shard", 5)
    before = files(tmp_path / "a")
    again = run("extract", press, "--shards", tmp_path / "a", "--per-shard", 5)
    assert again.returncode == 1 and "12 unchanged, 3 not read" in again.stderr
    run("extract", press, "--shards", tmp_path / "b", "--per-shard", 5, "--jobs", 2)
    assert files(tmp_path / "a") == before == files(tmp_path / "b")
    assert len(before) == 6


def test_adding_after_loading_reads_nothing_again_and_loading_again_changes_nothing(
    press: Path, added: bytes, tmp_path: Path
) -> None:
    store = tmp_path / "s.kg"
    run("extract", press, "--shards", tmp_path / "a")
    run("load", tmp_path / "a", "--store", store)
    assert "0 articles, 12 in already" in run("load", tmp_path / "a", "--store", store).stderr
    assert "0 articles, 12 unchanged, 3 not read" in run("add", press, "--store", store).stderr
    assert nquads(store) == added


def test_an_article_that_has_changed_is_in_a_later_round_which_holds(tmp_path: Path) -> None:
    press, shards = tmp_path / "press", tmp_path / "shards"
    press.mkdir()
    for text in ("le premier mot", "le second mot", "le premier mot"):
        (press / "a.txt").write_text(f"Anne Martin : {text}\n", "utf-8")
        (press / "b.txt").write_text("Anne Martin : un autre mot\n", "utf-8")
        ran = run("extract", press, "--shards", shards)
        assert ran.returncode == 0
    assert "1 article, 1 unchanged" in ran.stderr
    rounds = sorted(json.loads(path.read_bytes())["round"] for path in shards.glob("*.json"))
    assert rounds == [0, 1, 2]
    assert "3 shards, 2 articles, 2 claims" in run("load", shards, "--store", tmp_path / "s.kg").stderr
    assert b"le premier mot" in nquads(tmp_path / "s.kg") and b"le second mot" not in nquads(tmp_path / "s.kg")


def test_what_failed_and_is_mended_is_no_longer_told(tmp_path: Path) -> None:
    press, shards = tmp_path / "press", tmp_path / "shards"
    press.mkdir()
    (press / "a.txt").write_text("Anne Martin : une panne\n", "utf-8")
    assert run("extract", press, "--shards", shards).returncode == 1
    assert "0 articles, 0 claims, 1 not read" in run("load", shards, "--store", tmp_path / "s.kg").stderr
    (press / "a.txt").write_text("Anne Martin : un mot\n", "utf-8")
    assert run("extract", press, "--shards", shards).returncode == 0
    ran = run("load", shards, "--store", tmp_path / "s.kg")
    assert ran.returncode == 0 and "panne" not in ran.stderr


def test_two_places_of_one_article_in_two_shards_are_one_and_the_other_is_named(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(f"Anne Martin : le mot de {name}\n", "utf-8")
        assert run("extract", tmp_path / name, "--shards", tmp_path / "shards").returncode == 0
    ran = run("load", tmp_path / "shards", "--store", tmp_path / "s.kg")
    assert ran.returncode == 1
    assert f"kg: {tmp_path}/b/x.txt: same URL or same path in the corpus as {tmp_path}/a/x.txt; " in ran.stderr
    assert b"le mot de a" in nquads(tmp_path / "s.kg")


def test_a_run_that_is_killed_goes_on_after_its_last_finished_shard(tmp_path: Path) -> None:
    press, shards = tmp_path / "press", tmp_path / "shards"
    press.mkdir()
    for number in range(30):
        (press / f"{number:02}.txt").write_text(f"Anne Martin : un mot lent, le {number}\n", "utf-8")
    command = [*QUICK, "extract", str(press), "--shards", str(shards), "--per-shard", "5"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not list(shards.glob("*.json")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
    done = 5 * len(list(shards.glob("*.json")))
    (shards / "shard-cut.nq.gz").write_bytes(b"\x1f\x8b")  # without its list it is not there
    ran = run("extract", press, "--shards", shards, "--per-shard", "5")
    assert 0 < done < 30 and f"{30 - done} articles, {done} unchanged" in ran.stderr
    run("load", shards, "--store", tmp_path / "a.kg")
    run("add", press, "--store", tmp_path / "b.kg")
    assert nquads(tmp_path / "a.kg") == nquads(tmp_path / "b.kg")


def test_a_base_of_ones_own_is_that_of_the_new_store(press: Path, tmp_path: Path) -> None:
    base = "https://press.example/kg/"
    run("extract", press / "01.txt", press / "02.txt", "--shards", tmp_path / "a", "--base", base)
    run("load", tmp_path / "a", "--store", tmp_path / "a.kg")
    run("add", press / "01.txt", press / "02.txt", "--store", tmp_path / "b.kg", "--base", base)
    assert nquads(tmp_path / "a.kg") == nquads(tmp_path / "b.kg")


def test_what_is_wrong_with_shards_is_said_in_one_line(press: Path, tmp_path: Path) -> None:
    for share in ("5/4", "0/4", "2", "a/b", "-1/3"):
        ran = run("extract", press, "--shards", tmp_path / "a", f"--shard={share}")
        assert ran.returncode == 2 and ran.stderr == f"kg: --shard {share}: write which of how many, from 1/8 to 8/8\n"
    ran = run("extract", press, "--shard", "1/2")
    assert ran.returncode == 2 and "where to? --shards DIR" in ran.stderr
    ran = run("load", tmp_path, "--store", tmp_path / "s.kg")
    assert ran.returncode == 1
    assert ran.stderr == f"kg: {tmp_path}: no finished shard is in it; write some: kg extract --shards\n"
    ran = run("extract", press, "--shards", press / "01.txt")
    assert ran.returncode == 1 and f"kg: {press}/01.txt: Not a directory; make room or choose another" in ran.stderr


def test_a_shard_that_is_cut_off_or_no_list_changes_nothing(press: Path, tmp_path: Path) -> None:
    shards = tmp_path / "a"
    run("extract", press, "--shards", shards)
    shard = next(shards.glob("*.gz"))
    shard.write_bytes(shard.read_bytes()[:-20])
    ran = run("load", shards, "--store", tmp_path / "s.kg")
    assert ran.returncode == 1 and not (tmp_path / "s.kg").exists()
    assert ran.stderr.startswith(f"kg: {shard}: broken (") and "and extract again, then load again" in ran.stderr
    next(shards.glob("*.json")).write_text("{}")
    ran = run("load", shards, "--store", tmp_path / "s.kg")
    assert ran.returncode == 1 and "no list of a shard that this kg knows; remove it and extract again" in ran.stderr


def test_a_url_of_fsspec_is_a_folder(press: Path, added: bytes, tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="fsspec is not installed (pip install 'kg[dask]')")
    place = (tmp_path / "far").as_uri()
    run("extract", press, "--shards", place)
    assert len(files(tmp_path / "far")) == 2
    run("load", place, "--store", tmp_path / "s.kg")
    assert nquads(tmp_path / "s.kg") == added
    folder = folder_at("memory://shards")
    assert folder.names(".json") == []
    folder.write("a.json", b"1")
    assert (folder.names(".json"), folder.read("a.json")) == (["a.json"], b"1")
    folder.remove("a.json")
    assert folder.names(".json") == []
    with pytest.raises(ShardError, match="nowhere://x: "):
        folder_at("nowhere://x")
