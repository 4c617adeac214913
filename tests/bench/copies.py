"""What finding copies costs when an article is added to a store of N, and what sketches of several sizes find.

The articles are invented: words drawn by Zipf's law, two claims each. ``alone`` is an article that is a copy of
nothing, ``copy`` one of another that is there, ``40th`` the fortieth of one dispatch, ``one of 40 goes`` a removal
among those.
Ratios are to adding without any of it, in the same store, and of ``alone`` to the smallest store.

For the sketches, articles are changed as papers change a dispatch. ``copies`` is how many of them are near copies by
their texts (exact), the others how many of those have two keys in common in sketches of so many keys.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from kg import resemblance
from kg.model import Extraction
from kg.store import Store, changing
from tests.gold_extractions import made

from .synthetic import Zipf

SIZES = (100, 1_000, 10_000)
PROBES, PAPERS, SENTENCE = 30, 40, 18  # SENTENCE: words
_WORDS = Zipf([f"mot{at}" for at in range(20_000)])


def text(chance: random.Random, words: int) -> str:
    """So many drawn words."""
    return " ".join(str(_WORDS.draw(chance)) for _ in range(words))


def article(number: int, chance: random.Random, body: str) -> Extraction:
    """With two claims, the first words of its text and the next ones."""
    half = len(body) // 2
    return made(number, (f"Anne N{number}", (), body[:half]), (f"Paul P{number}", (), body[half:]))


def spread(number: int, chance: random.Random) -> Extraction:
    """An article of 100 to 900 words."""
    return article(number, chance, text(chance, chance.randint(100, 900)))


def copy(extraction: Extraction, number: int, chance: random.Random) -> Extraction:
    """Another paper's, with a lead of its own."""
    body = extraction.article.text.replace("\n", " ")
    return article(number, chance, f"{text(chance, 30)} {body}")


@contextmanager
def without_copies() -> Iterator[None]:
    """Articles are added, and no copies looked for."""
    kept = changing.copies_changed
    changing.copies_changed = lambda *_: ({}, {})  # type: ignore[assignment]
    try:
        yield
    finally:
        changing.copies_changed = kept


def milliseconds(work: Callable[[Any], Any], what: Any) -> float:
    """CPU time of ``work`` on ``what``."""
    start = time.process_time()
    work(what)
    return 1000 * (time.process_time() - start)


def costs(store: Store, chance: random.Random, known: list[Extraction]) -> dict[str, float]:
    """Medians; what was added is taken out again."""
    found: dict[str, list[float]] = {"without": [], "alone": [], "copy": [], "40th": [], "one of 40 goes": []}
    for number in range(PROBES):
        probe = spread(10**9 + number, chance)
        with without_copies():
            found["without"].append(milliseconds(store.add, probe))
        store.remove(probe.article.id)
        found["alone"].append(milliseconds(store.add, probe))
        store.remove(probe.article.id)
        again = copy(known[number], 2 * 10**9 + number, chance)
        found["copy"].append(milliseconds(store.add, again))
        store.remove(again.article.id)
    dispatch = article(3 * 10**9, chance, text(chance, 400))
    papers = [dispatch, *(copy(dispatch, 3 * 10**9 + at, chance) for at in range(1, PAPERS))]
    for paper in papers[:-1]:
        store.add(paper)
    for _ in range(5):
        found["40th"].append(milliseconds(store.add, papers[-1]))
        found["one of 40 goes"].append(milliseconds(store.remove, papers[-1].article.id))
    for paper in papers[:-1]:
        store.remove(paper.article.id)
    return {name: median(values) for name, values in found.items()}


def table(sizes: tuple[int, ...] = SIZES) -> str:
    """A row for each size of the store, then one for each way to change a dispatch."""
    lines = [f"{'articles':>10}{'without ms':>12}{'alone ×':>10}{'copy ×':>9}{'40th ×':>9}{'one of 40 goes ×':>18}"]
    lines[0] += f"{'alone, to smallest':>20}"
    first = 0.0
    for size in sorted(sizes):
        chance, store, known = random.Random(size), Store.memory(), []
        for number in range(max(size, PROBES)):
            extraction = spread(number, chance)
            known += [extraction] if number < PROBES else []
            store.add(extraction)
        row = costs(store, chance, known)
        first = first or row["alone"]
        ratios = [row[name] / row["without"] for name in ("alone", "copy", "40th", "one of 40 goes")]
        lines.append(
            f"{size:>10,}{row['without']:>12.2f}{ratios[0]:>10.2f}{ratios[1]:>9.2f}{ratios[2]:>9.2f}{ratios[3]:>18.2f}"
            f"{row['alone'] / first:>20.2f}"
        )
    return "\n".join([*lines, "", *sketches()])


def sketches(number: int = 400, sizes: tuple[int, ...] = (8, 12, 16, 24, 32)) -> Iterator[str]:
    """What sketches find."""
    chance = random.Random(1)
    texts = [text(chance, chance.randint(100, 900)).split() for _ in range(number)]

    def cut(words: list[str], part: float) -> list[str]:
        return words[: int(len(words) * part)]

    def other(words: list[str], share: float) -> list[str]:
        return [str(_WORDS.draw(chance)) if chance.random() < share else word for word in words]

    def sentences(words: list[str], part: float) -> list[str]:
        starts = range(0, len(words), SENTENCE)
        return [word for at in starts if chance.random() < part for word in words[at : at + SENTENCE]]

    def grown(words: list[str], part: float) -> list[str]:
        return words + text(chance, int(len(words) * part)).split()

    ways: dict[str, Callable[[list[str]], list[str]]] = {
        "cut to a half": lambda words: cut(words, 0.5),
        "cut to a third": lambda words: cut(words, 1 / 3),
        "half of the sentences": lambda words: sentences(words, 0.5),
        "another lead (60 words)": lambda words: text(chance, 60).split() + words[60:],
        "1 word in 20 replaced": lambda words: other(words, 0.05),
        "1 word in 10 replaced": lambda words: other(words, 0.1),
        "twice as much of its own": lambda words: grown(words, 2),
        "half of it, as much own": lambda words: grown(cut(words, 0.5), 1),
        "cut and replaced": lambda words: other(cut(words, 0.5), 0.1),
    }
    yield f"{'keys':<26}{'copies':>8}" + "".join(f"{keys:>8}" for keys in sizes)
    for way, changed in ways.items():
        shingled = [(resemblance.shingles(" ".join(w)), resemblance.shingles(" ".join(changed(w)))) for w in texts]
        pairs = [pair for pair in shingled if resemblance.near_copies(*pair)]
        found = [sum(_found(*pair, keys) for pair in pairs) / max(len(pairs), 1) for keys in sizes]
        yield f"{way:<26}{len(pairs) / number:>8.3f}" + "".join(f"{share:>8.3f}" for share in found)


def _found(one: frozenset[str], other: frozenset[str], keys: int) -> bool:
    kept = resemblance.KEYS
    resemblance.KEYS = keys
    try:
        return len(resemblance.sketch(one) & resemblance.sketch(other)) >= resemblance.LEAST_KEYS
    finally:
        resemblance.KEYS = kept
