"""What writing costs in a run of ``kg add``: the share of its CPU time, step by step, for a folder's articles.

One run in this process, with the real pipeline and a store on disk. ``CPU`` counts all threads of the process,
Oxigraph's too; the model is loaded before. Reading is what comes before the extraction, and what is known of a place.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kg.adding.articles as adding
import kg.pipeline
import kg.store as stores
import kg.store.changing as changing
from kg.adding.extracting import Extractor
from kg.reading import Source
from kg.store import Store
from kg.store.handle import Handle

ASKED = 0.05
#: What is called in a run, and the row that its time belongs to; that of a step inside another is not counted twice.
STEPS: tuple[tuple[object, str, str], ...] = (
    (Source, "article", "read"),
    (Store, "knows", "known?"),
    (Extractor, "__call__", "extract"),
    (Store, "give_way", "same text?"),
    (stores, "same_articles", "same text?"),
    (changing, "resolve", "who is who"),
    (changing, "article_triples", "triples"),
    (changing, "_link_copies", "near copies"),
    (stores, "change", "change"),
    (Handle, "_write", "Oxigraph"),
    (Store, "close", "Oxigraph"),
    (Store, "add", "add, rest"),
)
WRITING = ("same text?", "who is who", "triples", "near copies", "change", "Oxigraph", "add, rest")


class Clock:
    """CPU seconds of each row: a step that begins inside another one stops its clock."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._row, self._since = "rest", time.process_time()

    def turn(self, row: str) -> str:
        """The seconds go to ``row`` from now on; what they went to."""
        now = time.process_time()
        self.seconds[self._row] += now - self._since
        before, self._row, self._since = self._row, row, now
        return before

    def watch(self, owner: object, name: str, row: str) -> None:
        """Have the calls of ``owner.name`` go to ``row``."""
        call: Callable[..., Any] = getattr(owner, name)

        def watched(*arguments: Any, **options: Any) -> Any:
            before = self.turn(row)
            try:
                return call(*arguments, **options)
            finally:
                self.turn(before)

        setattr(owner, name, watched)


def table(folder: Path) -> str:
    """Add the articles of a folder, and say where the time went."""
    pipeline, clock = kg.pipeline.Pipeline(), Clock()
    for step in STEPS:
        clock.watch(*step)
    with tempfile.TemporaryDirectory(prefix="kg-writing-") as place:
        goal = adding.Goal(Path(place) / "x.kg")
        kg.pipeline.Pipeline = lambda: pipeline  # type: ignore[assignment, misc]
        clock.turn("rest")
        clock.seconds.clear()
        outcome = adding.add_articles([folder], goal, lambda event: None)
        clock.turn("rest")
    whole = sum(clock.seconds.values())
    lines = [
        f"{outcome.added} articles of {folder}, {outcome.claims:,} claims",
        f"{'':<14}{'CPU s':>8}{'of the run':>12}",
    ]
    for row in ("read", "known?", "extract", *WRITING, "rest"):
        lines.append(f"{row:<14}{clock.seconds[row]:>8.2f}{clock.seconds[row] / whole:>12.3f}")
    writing = sum(clock.seconds[row] for row in WRITING)
    lines.append(f"{'writing':<14}{writing:>8.2f}{writing / whole:>12.3f}   (asked: at most {ASKED})")
    lines.append(f"{'run':<14}{whole:>8.2f}{1:>12.3f}")
    return "\n".join(lines)
