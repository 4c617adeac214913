"""``kg add`` again and again: what has not changed is passed over, what is gone can be taken out, all is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import quick_kg
from conftest import Ran
from gold_extractions import ROOT

from kg.adding.outcome import Event
from kg.adding.pruning import gone
from kg.adding.telling import LINES, Teller, Wishes
from kg.errors import LockedError, ReportError
from kg.export import export
from kg.store import Origin, Store


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three articles, and a pipeline that takes a line « Name : words » for a claim."""
    monkeypatch.setitem(sys.modules, "kg.pipeline", quick_kg.module())
    folder = tmp_path / "press"
    (folder / "deep").mkdir(parents=True)
    for name, text in (("a", "Anne Martin : non"), ("b", "Paul Petit : oui"), ("deep/c", "Petit : peut-être")):
        (folder / f"{name}.txt").write_text(f"{text}\n", "utf-8")
    return folder


@pytest.fixture
def add(kg: Callable[..., Ran], tmp_path: Path) -> Callable[..., Ran]:
    """``kg add`` into one store."""
    return lambda *arguments: kg("add", *arguments, store=tmp_path / "x.kg")


def names(store: Path) -> set[str]:
    with Store.open(store) as opened:
        return {head.name for head in opened.articles()}


def extracted(ran: Ran) -> set[str]:
    """The titles that a run gave a line."""
    return {line.partition(":")[0] for line in ran.err.splitlines() if " claim, " in line and ".kg: " not in line}


# What has not changed


def test_what_has_not_changed_is_passed_over_and_counted(add, press: Path) -> None:
    assert extracted(add(press)) == {"a", "b", "c"}
    ran = add(press)
    assert ran.status == 0
    assert ran.err.startswith(f"{press.parent}/x.kg: 0 articles, 3 unchanged; ") and ran.err.count("\n") == 1


def test_a_file_that_has_changed_is_read_again_alone(add, press: Path) -> None:
    add(press)
    (press / "b.txt").write_text("Paul Petit : non plus\n", "utf-8")
    ran = add(press)
    assert extracted(ran) == {"b"} and "1 article, 1 of them replaced, 2 unchanged: 1 claim, " in ran.err


def test_what_is_known_of_a_file_is_a_part_of_it(add, press: Path) -> None:
    add(press)
    (press / "articles.csv").write_text("file,published\na.txt,2024-05-01\n", "utf-8")
    assert extracted(add(press)) == {"a"}
    with Store.open(press.parent / "x.kg") as opened:
        assert str(opened.find("a").published) == "2024-05-01"


def test_other_rules_read_everything_again(add, press: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from kg.versions import current_run

    newer = replace(current_run(), rules="000000000000")
    add(press)
    for module in ("kg.adding.articles", "quick_kg"):
        monkeypatch.setattr(f"{module}.current_run", lambda: newer)
    assert extracted(add(press)) == {"a", "b", "c"}
    assert extracted(add(press)) == set()


def test_force_reads_everything_again_and_the_graph_is_the_same(add, kg, press: Path, tmp_path: Path) -> None:
    add(press)
    before = kg("export", "-", "--format", "nq").out
    assert "3 articles, 3 of them replaced: " in add(press, "--force").err
    assert kg("export", "-", "--format", "nq").out == before


def test_an_article_that_was_removed_is_read_again(add, kg, press: Path) -> None:
    add(press)
    assert kg("remove", "b").status == 0
    assert extracted(add(press)) == {"b"}


def test_an_article_that_somebody_else_wrote_since_is_read_again(add, press: Path, tmp_path: Path) -> None:
    add(press)
    with Store.open(tmp_path / "x.kg") as opened:
        export(opened, tmp_path / "x.nq")
    with Store.open(tmp_path / "x.kg", write=True) as opened:
        from kg.loading import load

        load(opened, tmp_path / "x.nq")
        assert {origin.digest for origin in opened.origins()} == {""}
    assert extracted(add(press)) == {"a", "b", "c"}


def test_where_the_command_is_run_does_not_matter(add, press: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(press)
    monkeypatch.chdir(press.parent)
    assert "3 unchanged" in add("press").err
    monkeypatch.chdir(press)
    assert "3 unchanged" in add(".").err


def test_a_file_that_failed_is_tried_again(add, press: Path) -> None:
    (press / "d.txt").write_text("Une panne.", "utf-8")
    assert add(press).status == 1
    ran = add(press)
    assert ran.status == 1 and "0 articles, 3 unchanged, 1 not read; " in ran.err
    assert ran.err.splitlines()[-1].startswith(f"kg: {press / 'd.txt'}: ValueError in quick_kg.py, line ")


def test_a_file_whose_name_is_no_text_is_an_article_and_known_again(add, press: Path) -> None:
    import os

    try:
        Path(os.fsdecode(os.fsencode(press) + b"/caf\xe9.txt")).write_text("Léa Roux : jamais\n", "utf-8")
    except OSError:
        pytest.skip("this file system takes only text")
    assert "4 articles" in add(press).err
    ran = add(press)
    assert ran.status == 0 and "4 unchanged" in ran.err


def test_an_article_that_the_store_does_not_take_is_named_and_the_others_are_added(
    add, press: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Store.add

    def choosy(store: Store, extraction, origin=None):  # type: ignore[no-untyped-def]
        if extraction.article.name == "b":
            raise ValueError("no such\nthing")
        return original(store, extraction, origin)

    monkeypatch.setattr(Store, "add", choosy)
    ran = add(press)
    assert ran.status == 1 and "2 articles, 1 not read: " in ran.err
    assert "b.txt: ValueError in test_adding.py, line " in ran.err and ": no such thing; please report it" in ran.err


def test_two_places_of_one_article_are_named_also_when_the_first_is_known(add, press: Path) -> None:
    row = "file,url\na.txt,https://press.example/1\nb.txt,https://press.example/1\n"
    (press / "articles.csv").write_text(row, "utf-8")
    for _ in range(2):
        ran = add(press)
        told = f"kg: {press / 'b.txt'}: same URL or same path in the corpus as {press / 'a.txt'}; leave "
        assert ran.status == 1 and ran.err.splitlines()[-1].startswith(told)


def test_the_same_graph_exports_the_same_bytes_whatever_folder_it_came_from(add, kg, press: Path, tmp_path) -> None:
    add(press)
    shutil.copytree(press, tmp_path / "elsewhere" / "press")
    kg("add", tmp_path / "elsewhere" / "press", store=tmp_path / "y.kg")
    for format in ("nq", "ttl", "csv"):
        here, there = (kg("export", "-", "--format", format, store=tmp_path / f"{n}.kg").out for n in "xy")
        assert here == there and str(tmp_path) not in here


def test_a_known_folder_is_passed_over_without_the_french_model(press: Path, tmp_path: Path) -> None:
    quick = [sys.executable, str(ROOT / "tests" / "quick_kg.py")]
    subprocess.run([*quick, "add", press, "--store", tmp_path / "x.kg", "--quiet"], check=True)
    show = "import sys; from kg.adding.articles import *; from pathlib import Path; "
    show += "print(add_articles([Path(sys.argv[1])], Goal(Path(sys.argv[2])), lambda event: None).unchanged, "
    show += "'spacy' in sys.modules, 'rdflib' in sys.modules)"
    command = [sys.executable, "-c", show, press, tmp_path / "x.kg"]
    assert subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout == "3 False False\n"


# What is gone


def test_prune_takes_out_what_is_gone_and_names_it(add, press: Path) -> None:
    add(press)
    (press / "deep" / "c.txt").unlink()
    ran = add(press)
    assert "removed" not in ran.err and names(press.parent / "x.kg") == {"a", "b", "c"}
    ran = add("--prune", press)
    assert ran.status == 0
    assert ran.err.splitlines()[0] == f"removed c: {press / 'deep' / 'c.txt'} is gone"
    assert "0 articles, 2 unchanged, 1 removed; " in ran.err
    assert names(press.parent / "x.kg") == {"a", "b"}


def test_prune_leaves_what_came_from_elsewhere(add, kg, press: Path, tmp_path: Path) -> None:
    (tmp_path / "press2").mkdir()
    (tmp_path / "press2" / "z.txt").write_text("Léa Roux : jamais\n", "utf-8")
    add(press, tmp_path / "press2")
    (tmp_path / "press2" / "z.txt").unlink()
    add("--prune", press)
    assert "z" in names(tmp_path / "x.kg")


def test_prune_leaves_an_article_that_another_place_gave_too(add, press: Path, tmp_path: Path) -> None:
    add(press)
    shutil.copytree(press, tmp_path / "copy")
    add(tmp_path / "copy")
    (press / "a.txt").unlink()
    ran = add("--prune", press)
    assert "removed" not in ran.err and "a" in names(tmp_path / "x.kg")
    (tmp_path / "copy" / "a.txt").unlink()
    assert "1 removed" in add("--prune", tmp_path / "copy").err


@pytest.mark.parametrize("damage", [b"", b"\0\1\2"])
def test_prune_leaves_what_cannot_be_read_any_more(add, press: Path, damage: bytes) -> None:
    add(press)
    (press / "a.txt").write_bytes(damage)
    ran = add("--prune", press)
    assert ran.status == 1 and "removed" not in ran.err
    assert "a" in names(press.parent / "x.kg")


def test_prune_does_nothing_where_the_folder_is_not_there_or_empty(add, press: Path, tmp_path: Path) -> None:
    add(press)
    press.rename(tmp_path / "unmounted")
    assert add("--prune", press).status == 1
    press.mkdir()  # the place where a disk should be
    ran = add("--prune", press)
    assert ran.status == 1 and "no article in this folder" in ran.err
    assert names(tmp_path / "x.kg") == {"a", "b", "c"}


def test_prune_takes_out_what_stood_in_a_place_before(add, press: Path) -> None:
    add(press)
    (press / "articles.csv").write_text("file,url\na.txt,https://press.example/1\n", "utf-8")
    assert extracted(add(press)) == {"a"}
    with Store.open(press.parent / "x.kg") as opened:
        assert len(list(opened.articles())) == 4
    assert f"removed a: {press / 'a.txt'} is gone\n" in add("--prune", press).err
    with Store.open(press.parent / "x.kg") as opened:
        assert {head.url for head in opened.articles()} == {None, "https://press.example/1"}


def test_a_member_is_gone_only_if_its_archive_could_be_read(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.touch()
    origins = [Origin(f"{archive}: {name}.txt", "", name) for name in "bc"]
    roots = [str(tmp_path)]
    assert list(gone(origins, roots, {f"{archive}: b.txt": "b"})) == origins[1:]
    assert list(gone(origins, roots, {str(archive): None})) == []
    assert list(gone(origins, roots, {f"{tmp_path}/other.txt": "o"})) == []  # it was not asked for this time
    archive.unlink()
    assert list(gone(origins, roots, {f"{tmp_path}/other.txt": "o"})) == origins


# What is told


def test_the_report_has_one_object_for_each_place(add, press: Path, tmp_path: Path) -> None:
    add(press / "a.txt", press / "b.txt")
    (press / "a.txt").write_text("Anne Martin : si\n", "utf-8")
    (press / "empty.txt").touch()
    ran = add(press, "--report", tmp_path / "r.jsonl")
    assert ran.status == 1
    rows = {Path(row["place"]).stem: row for row in map(json.loads, (tmp_path / "r.jsonl").read_text().splitlines())}
    assert {name: row["status"] for name, row in rows.items()} == {
        "a": "replaced", "b": "unchanged", "c": "added", "empty": "failed",
    }  # fmt: skip
    assert rows["c"]["claims"] == 1 and rows["c"]["speakers"] == 1 and len(rows["c"]["article"]) == 16
    assert rows["empty"]["reason"] == "empty file; leave it out or fill it" and rows["empty"]["article"] is None
    (press / "empty.txt").unlink()
    (press / "b.txt").unlink()
    add("--prune", press, "--report", tmp_path / "r.jsonl")
    (last,) = [row for row in map(json.loads, (tmp_path / "r.jsonl").open()) if row["status"] == "removed"]
    assert last["place"] == str(press / "b.txt") and last["reason"] == f"{press / 'b.txt'} is gone"


def test_the_log_has_all_that_was_said_with_times_and_is_added_to(add, press: Path, tmp_path: Path) -> None:
    (press / "empty.txt").touch()
    for _ in range(2):
        add(press, "--log", tmp_path / "log.txt", "--quiet")
    lines = (tmp_path / "log.txt").read_text("utf-8").splitlines()
    times, said = zip(*(line.split(" ", 1) for line in lines), strict=True)
    assert all(len(time) == 25 and time[10] == "T" for time in times)
    assert said[0].startswith("a: 1 claim, ")
    assert [line for line in said if "x.kg: 3 articles, 1 not read: " in line]
    assert f"{press / 'a.txt'}: unchanged" in said
    assert said.count(f"kg: {press / 'empty.txt'}: empty file; leave it out or fill it") == 2


def test_quiet_says_only_what_went_wrong(add, press: Path) -> None:
    assert add(press, "-q").err == ""
    (press / "empty.txt").touch()
    assert add(press, "-q").err == f"kg: {press / 'empty.txt'}: empty file; leave it out or fill it\n"


def test_an_error_is_in_the_log_too(add, press: Path, tmp_path: Path) -> None:
    (tmp_path / "x.kg").write_text("")
    ran = add(press, "--log", tmp_path / "log.txt")
    assert ran.status == 1 and ran.err.endswith(
        "x.kg is a file; a store is a folder: choose another one with --store\n"
    )
    assert (tmp_path / "log.txt").read_text("utf-8").endswith(ran.err)


@pytest.mark.parametrize("option", ["--log", "--report"])
def test_a_log_or_report_that_cannot_be_written_is_said_before_anything_is_read(add, press, tmp_path, option) -> None:
    ran = add(press, option, tmp_path / "none" / "x")
    told = f"kg: {tmp_path / 'none' / 'x'} cannot be written: No such file or directory; choose another file with"
    assert (ran.status, ran.err) == (1, f"{told} {option}\n")
    assert not (tmp_path / "x.kg").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_report_on_a_full_disk_is_said(add, press: Path) -> None:
    ran = add(press, "--report", "/dev/full")
    told = "kg: /dev/full cannot be written: No space left on device; choose another file with --report\n"
    assert (ran.status, ran.err) == (1, told)


def told(events: list[Event], wishes: Wishes, seconds: float, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a teller says of events that take so long each."""
    now = [0.0]
    teller = Teller(wishes, len(events), clock=lambda: now[0])
    for event in events:
        now[0] += seconds
        teller.event(event)
    return capsys.readouterr().err.splitlines()


def test_a_long_run_says_how_far_it_is_every_few_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    events = [Event("added", f"{n}.txt", title=f"T{n}", claims=1, speakers=1, aside=0) for n in range(100)]
    lines = told(events, Wishes(), 0.5, capsys)
    assert [line.partition(":")[0] for line in lines[:LINES]] == [f"T{n}" for n in range(LINES)]
    assert lines[LINES:][:2] == [
        "30 of 100 articles, 2.0 a second, 35 s left",
        "40 of 100 articles, 2.0 a second, 30 s left",
    ]
    assert len(lines) == LINES + 8
    assert len(told(events, Wishes(verbose=True), 0.5, capsys)) == 100
    assert told(events, Wishes(quiet=True), 0.5, capsys) == []


def test_a_terminal_gets_a_bar_with_rate_and_time_left(press: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    import os

    command = [
        sys.executable,
        str(ROOT / "tests" / "quick_kg.py"),
        "add",
        str(press),
        "--store",
        str(tmp_path / "x.kg"),
    ]
    (press / "slow.txt").write_text("Anne Martin : un train lent\n", "utf-8")
    main, other = pty.openpty()
    process = subprocess.Popen(command, stderr=other, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"})
    os.close(other)
    out = b""
    while True:
        try:
            data = os.read(main, 4096)
        except OSError:
            break
        if not data:
            break
        out += data
    assert process.wait() == 0
    text = out.decode()
    assert "articles" in text and "3/4" in text and "/s" in text and "0:00:0" in text
    assert "x.kg: 4 articles: 4 claims" in text


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="Is a directory; choose another file with --report"):
        Teller(Wishes(report=tmp_path), 1)


def test_a_long_run_opens_the_store_and_loads_the_model_anew_and_ends_as_any_other(
    add, kg, press: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(press)
    expected = kg("export", "-", "--format", "nq").out
    opened: list[Path] = []
    loaded: list[object] = []
    monkeypatch.setattr("kg.adding.goal.FRESH_EVERY", 1)
    monkeypatch.setattr("kg.adding.extracting.RELOAD_EVERY", 1)
    original = Store.open
    monkeypatch.setattr(Store, "open", lambda path, **how: opened.append(path) or original(path, **how))
    monkeypatch.setattr(quick_kg.Pipeline, "__init__", lambda self: loaded.append(self))
    kg("add", press, store=tmp_path / "y.kg")
    assert (len(opened), len(loaded)) == (3, 3)
    assert kg("export", "-", "--format", "nq", store=tmp_path / "y.kg").out == expected


def test_who_asks_in_between_is_waited_for(add, press: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.adding.goal.FRESH_EVERY", 1)
    monkeypatch.setattr("kg.store.opening.WAIT", 0.0)
    original, busy = Store.open, [True, True, False, True, False]

    def sometimes(path: Path, **how: bool) -> Store:
        if opened and busy.pop(0):
            raise LockedError(f"{path} is open in another process; let it end, or stop it, and try again")
        opened.append(path)
        return original(path, **how)

    opened: list[Path] = []
    monkeypatch.setattr(Store, "open", sometimes)
    assert "x.kg: 3 articles: 3 claims" in add(press).err
    assert (len(opened), busy) == (3, [])


def test_words_of_an_article_do_not_steer_the_terminal(add, press: Path) -> None:
    (press / "b.txt").write_text("Le pont \x1b]0;titre\x07 rouvre lundi\n\nPaul Petit : oui\n", "utf-8")
    ran = add(press)
    assert "\x1b" not in ran.err and "\x07" not in ran.err and r"Le pont \x1b]0;titre\x07 rouvre lundi: " in ran.err


def test_a_page_that_breaks_its_reader_is_named_and_the_others_are_added(
    add, press: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.reading import Source

    original = Source.article

    def broken(source: Source):  # type: ignore[no-untyped-def]
        if source.place.endswith("b.txt"):
            raise RecursionError("too deep")
        return original(source)

    monkeypatch.setattr(Source, "article", broken)
    ran = add(press)
    assert ran.status == 1 and "2 articles, 1 not read: " in ran.err
    assert "b.txt: RecursionError in test_adding.py, line " in ran.err
