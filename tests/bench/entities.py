"""What the next article costs in a store of N: quads read and written, CPU time, and their ratios to the smallest.

The articles are invented: eight names each, of people whose surname a dozen others have too, of institutions, voices
of countries, acronyms. There are as many more names as articles. If adding looked at names that are not tied to its
own, the ratios would grow with the store.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from kg.graph import LITERAL_FORM
from kg.model import Extraction, Kind
from kg.store import Store
from tests.gold_extractions import made

SIZES = (1_000, 10_000)
PROBES = 30
_COUNTRIES = ("russe", "français", "belge", "suisse", "chinois", "malien", "italien", "polonais")
_COMMON = ("Otan", "ONU", "Moscou", "Kremlin", "Paris", "États-Unis", "Ukraine", "France", "gouvernement", "police")


def articles(number: int, size: int, seed: int = 1) -> Iterator[Extraction]:
    """``number`` invented articles for a store of ``size``: its surnames, acronyms and associations grow with it."""
    words = random.Random(0)
    surnames = [f"N{_word(words)}" for _ in range(100 + size // 4)]
    given = [f"P{_word(words)}" for _ in range(200)]
    bodies = [f"Association des {_word(words)}s de {_word(words)} et {_word(words)}" for _ in range(100 + size // 4)]
    bodies += [_word(words)[:6].upper() for _ in range(100 + size // 8)]
    chance = random.Random(seed)
    for at in range(number):
        people = [f"{chance.choice(given)} {chance.choice(surnames)}" for _ in range(3)]
        people.append(chance.choice(surnames))
        things = [chance.choice(_COMMON), f"ministère {chance.choice(_COUNTRIES)} des {_word(chance)}s"]
        things += chance.sample(bodies, 2)
        claims = []
        for name in (*people, *things):
            targets = {chance.choice(things), chance.choice(people)} - {name}
            claims.append((name, tuple(sorted(targets)), f"phrase {at}"))
        kinds: dict[str, Kind] = dict.fromkeys(things, "organisation")
        yield made(seed << 40 | at, *claims, kinds=kinds)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(3, 5)))


class Counting:
    """A raw store that counts the quads it gives."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.read = self.written = 0

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Any]:
        for quad in self.raw.quads_for_pattern(*pattern):
            self.read += 1
            yield quad

    def update(self, text: str) -> None:
        self.written += text.count(" .\n")
        self.raw.update(text)


def measured(store: Store, probes: list[Extraction]) -> dict[str, float]:
    """Medians over ``probes``, each added and taken out again."""
    found: dict[str, list[float]] = {"quads read": [], "quads written": [], "CPU ms": []}
    raw = store.raw
    for probe in probes:
        counting = Counting(raw)
        store._raw = counting  # type: ignore[assignment]
        start = time.process_time()
        store.add(probe)
        found["CPU ms"].append(1000 * (time.process_time() - start))
        found["quads read"].append(counting.read)
        found["quads written"].append(counting.written)
        store._raw = raw
        store.remove(probe.article.id)
    return {name: median(values) for name, values in found.items()}


def table(sizes: tuple[int, ...] = SIZES) -> str:
    """A row for each size of the store."""
    lines = [
        f"{'articles':>10}{'names':>10}{'quads read':>14}{'written':>10}{'CPU ms':>10}{'ratios: read':>15}{'CPU':>8}"
    ]
    first: dict[str, float] = {}
    for size in sorted(sizes):
        store = Store.memory()
        for extraction in articles(size, size):
            store.add(extraction)
        row = measured(store, list(articles(PROBES, size, seed=2)))
        first = first or row
        names = sum(term == LITERAL_FORM for _, term, _ in store.triples(store.iris.names))
        lines.append(
            f"{size:>10,}{names:>10,}{row['quads read']:>14.0f}{row['quads written']:>10.0f}{row['CPU ms']:>10.2f}"
            f"{row['quads read'] / first['quads read']:>15.2f}{row['CPU ms'] / first['CPU ms']:>8.2f}"
        )
    return "\n".join(lines)
