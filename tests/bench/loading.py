"""What ``kg load`` takes beside Oxigraph's own bulk loader, for the same quads: as a new store, and article by article.

Each size is done three times, in turns, and the ratios are medians.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pyoxigraph

from kg.graph import Iris
from kg.loading import load, load_into
from kg.store import Store

from .synthetic import nquads

SIZES = (10_000, 50_000)
TURNS = 3
ONE_BY_ONE = 10_000  # claims: more would take minutes


def _bulk(file: Path, folder: Path) -> None:
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()


def _one_by_one(file: Path, folder: Path) -> None:
    with Store.open(folder, write=True) as store:
        load(store, file)


def _seconds(way: Callable[[Path, Path], object], file: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        way(file, Path(folder) / "claims.kg")
        return time.perf_counter() - start


def _new(file: Path, folder: Path) -> None:
    load_into(folder, file)


def table(sizes: Sequence[int] = SIZES) -> str:
    """A line for each size."""
    lines = [f"{'claims':>10}{'quads':>12}{'bulk, quads/s':>15}{'new store':>11}{'one by one':>12}"]
    for size in sizes:
        folder = Path(tempfile.mkdtemp())
        try:
            file = folder / "claims.nq"
            with file.open("wb") as out:
                quads = sum(1 for line in nquads(size, Iris()) if out.write(line))
            ways = (_bulk, _new, *((_one_by_one,) if size <= ONE_BY_ONE else ()))
            took = [[_seconds(way, file) for way in ways] for _ in range(TURNS)]
        finally:
            shutil.rmtree(folder)
        rates = [median(turn[0] / turn[at] for turn in took) for at in range(1, len(ways))]
        shown = "".join(f"{rate:>{width}.2f}" for rate, width in zip(rates, (11, 12), strict=False))
        lines.append(f"{size:>10,}{quads:>12,}{quads / median(turn[0] for turn in took):>15,.0f}{shown}")
    return "\n".join([*lines, "new store, one by one: rates of kg load, the bulk loader's is 1"])
