"""CPU time of the whole way, from a file to the graph on disk, against that of the bare French model on its text.

Bare is ``nlp.pipe`` with the defaults of ``spacy.load`` over the whole article, which neither reads nor writes. The two
take turns, article by article, in one process, so that a busy machine slows both; the ratio of an article is
bare / ours: how many times as fast the whole way is. The first articles are run once before, to fill the caches.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import spacy

from kg.pipeline import Pipeline
from kg.reading import read
from kg.store import Store
from kg.versions import MODEL

from .rules import WARM, bare

ASKED = 3.0
ROWS = ("read", "clean, parse, rules", "RDF, store")

Seconds = tuple[float, float, float]


def table(folder: Path, number: int) -> str:
    """Measure and lay out: a row for each part of the way, with seconds and share of the bare model; the ratios."""
    with tempfile.TemporaryDirectory(prefix="kg-throughput-") as place:
        nlp, pipeline, store = spacy.load(MODEL), Pipeline(), Store.open(Path(place) / "x.kg", write=True)
        paths = spread(folder, number)
        for path in paths[:WARM]:
            whole(path, pipeline, store), bare(next(iter(read([path]))), nlp)
        measured: list[tuple[float, Seconds]] = []
        for turn, path in enumerate(paths):
            article = next(iter(read([path])))
            if turn % 2:
                ours = whole(path, pipeline, store)
                measured.append((bare(article, nlp), ours))
            else:
                measured.append((bare(article, nlp), whole(path, pipeline, store)))
    total = sum(seconds for seconds, _ in measured)
    lines = [f"{len(paths)} articles of {folder}, spaCy {spacy.__version__}"]
    lines.append(f"{'':<22}{'CPU seconds':>12}{'of bare':>10}")
    lines.append(f"{'bare model':<22}{total:>12.2f}{1:>10.3f}")
    for row, seconds in zip((*ROWS, "whole"), (*zip(*(s for _, s in measured), strict=True), *[None]), strict=True):
        spent = sum(seconds) if seconds else sum(sum(s) for _, s in measured)
        lines.append(f"{row:<22}{spent:>12.2f}{spent / total:>10.3f}")
    ratios = [seconds / sum(ours) for seconds, ours in measured]
    low, _, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    spread_of = f"half of the articles {low:.2f} to {high:.2f}"
    lines.append(f"the whole way is {median(ratios):.2f} times as fast (median; {spread_of}; asked: {ASKED:.0f})")
    return "\n".join(lines)


def whole(path: Path, pipeline: Pipeline, store: Store) -> Seconds:
    """CPU seconds of reading one article, of extracting its claims, and of writing them to the store."""
    read_in, article = timed(lambda: next(iter(read([path]))))
    extracted_in, extraction = timed(lambda: pipeline(article))
    stored_in, _ = timed(lambda: store.add(extraction))
    return read_in, extracted_in, stored_in


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds that a call takes, and what it gives."""
    start = time.process_time()
    given = call()
    return time.process_time() - start, given


def spread(folder: Path, number: int) -> list[Path]:
    """``number`` texts of a folder (all if it has fewer), evenly spread over the order of their names."""
    paths = sorted(folder.rglob("*.txt"))
    step = max(1.0, len(paths) / number)
    return [paths[int(i * step)] for i in range(min(number, len(paths)))]
