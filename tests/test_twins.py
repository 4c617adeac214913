"""A text under two names, in folders that change: one run of ``kg add`` ends in what a new store would have."""

from __future__ import annotations

import random
import sys
import types
from collections.abc import Callable, Iterator
from itertools import count, permutations
from pathlib import Path

import pytest
from conftest import Ran

from kg.adding.articles import add_articles
from kg.adding.goal import Goal
from kg.export import export
from kg.model import Extraction
from kg.store import Store
from kg.versions import current_run

TEXTS = [f"Anne Morel : la route {number} est coupée depuis mardi\n" for number in range(3)]
NAMES = ("a", "b", "c", "d")
OUTLETS = ("", "Brume", "Radio")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that finds no claims."""
    reader = types.ModuleType("kg.pipeline")
    reader.Pipeline = lambda: lambda article: Extraction(article, (), (), (), run=current_run())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kg.pipeline", reader)


@pytest.fixture
def press(tmp_path: Path) -> Path:
    (tmp_path / "press").mkdir()
    return tmp_path / "press"


def write(press: Path, name: str, text: str) -> None:
    (press / f"{name}.txt").write_text(text, "utf-8")


def add(press: Path, store: Path, *, pruning: bool = True, force: bool = False) -> None:
    add_articles([press], Goal(store), lambda event: None, pruning=pruning, force=force)


def held(store: Path) -> tuple[bytes, set[tuple[str, str, bool]]]:
    """The export of a store, and what it notes of places."""
    with Store.open(store) as opened:
        export(opened, store.with_suffix(".nq"))
        notes = {(Path(origin.place).name, origin.article, origin.twin) for origin in opened.origins()}
    return store.with_suffix(".nq").read_bytes(), notes


def as_new(press: Path, store: Path) -> tuple[bytes, set[tuple[str, str, bool]]]:
    """What a new store has of the folder."""
    add(press, store)
    return held(store)


def change(press: Path, chance: random.Random) -> None:
    """Some files get a text, some go, and who printed them is said anew."""
    for name in chance.sample(NAMES, chance.randint(1, 3)):
        if chance.random() < 0.25 and len(list(press.glob("*.txt"))) > 1:
            (press / f"{name}.txt").unlink(missing_ok=True)
        else:
            write(press, name, chance.choice(TEXTS))
    rows = [f"{name}.txt,{chance.choice(OUTLETS)}" for name in NAMES if chance.random() < 0.3]
    (press / "articles.csv").write_text("\n".join(["file,publisher", *rows]) + "\n", "utf-8")


def test_a_folder_that_changes_gives_in_one_run_what_a_new_store_has(press: Path, tmp_path: Path) -> None:
    chance, stores = random.Random(6), count()
    for _ in range(4):
        store = tmp_path / f"{next(stores)}.kg"
        for name in NAMES:
            write(press, name, TEXTS[0])
        for _ in range(5):
            change(press, chance)
            add(press, store, force=chance.random() < 0.2)
            assert held(store) == as_new(press, tmp_path / f"{next(stores)}.kg")


class Killed(BaseException):
    """Stands for SIGKILL: nothing is written after it."""


@pytest.fixture
def kill_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Let the run end after so many transactions."""
    written, left = Store._write, [1_000_000]

    def write_some(store: Store, change: object) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        written(store, change)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "_write", write_some)
    yield lambda number: left.__setitem__(0, number)


def test_a_run_that_is_killed_when_a_twin_has_its_turn_is_ended_by_the_next(
    press: Path, tmp_path: Path, kill_after: Callable[[int], None]
) -> None:
    chance, stores, killed = random.Random(8), count(), 0
    for _ in range(4):
        store = tmp_path / f"{next(stores)}.kg"
        for name in NAMES:
            write(press, name, TEXTS[0])
        add(press, store)
        for writes in range(5):
            change(press, chance)
            kill_after(writes)
            try:
                add(press, store)
            except Killed:
                killed += 1
            kill_after(1_000_000)
            add(press, store)
            assert held(store) == as_new(press, tmp_path / f"{next(stores)}.kg")
    assert killed > 5


@pytest.mark.parametrize("pruning", [False, True])
def test_the_twin_comes_in_the_run_in_which_what_stood_for_it_changes_whichever_is_read_first(
    kg: Callable[..., Ran], press: Path, tmp_path: Path, pruning: bool
) -> None:
    for number, (first, second) in enumerate(permutations(("a", "b"))):
        store = tmp_path / f"{number}.kg"
        for name in (first, second):
            write(press, name, TEXTS[0])
        kg("add", press, store=store)
        with Store.open(store) as opened:
            (stays,) = (head.name for head in opened.articles())
        write(press, stays, TEXTS[1])
        twin = press / f"{'ab'.replace(stays, '')}.txt"
        ran = kg("add", press / f"{first}.txt", press / f"{second}.txt", *(["--prune"] if pruning else []))
        assert ran.status == 0 and f"{store}: 2 articles, 1 of them replaced: " in ran.err
        with Store.open(store) as opened:
            assert {head.name for head in opened.articles()} == {"a", "b"}
            assert not any(origin.twin for origin in opened.origins())
        assert f"{twin}: unchanged" not in kg("add", press, "--force").err


def test_a_twin_whose_place_is_not_asked_for_is_named_and_read_when_it_is(
    kg: Callable[..., Ran], press: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        write(press, name, TEXTS[0])
    kg("add", press, store=tmp_path / "x.kg")
    with Store.open(tmp_path / "x.kg") as opened:
        (stays,) = (head.name for head in opened.articles())
    twin = press / f"{'ab'.replace(stays, '')}.txt"
    (press / f"{stays}.txt").unlink()
    (press / "z").mkdir()
    write(press / "z", "e", TEXTS[1])
    ran = kg("add", press, "--include", "e.txt", "--prune")
    assert f"{stays}.txt is gone; {twin} has its text, and is read next time" in ran.err
    kg("add", press)
    with Store.open(tmp_path / "x.kg") as opened:
        assert {head.name for head in opened.articles()} == {twin.stem, "e"}
