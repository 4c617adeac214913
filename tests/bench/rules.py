"""CPU time of each step of the pipeline against that of the bare French model on the same text.

Bare is ``nlp.pipe`` with the defaults of ``spacy.load`` over the whole articles. The two take turns, article by
article, in one process, so that a busy machine slows both; the ratio of an article is step / bare, and the
table gives the median of these ratios. Rules are all that the pipeline does after cleaning and parsing.
The first articles are run once before, to fill the caches.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import spacy

import kg.pipeline
from kg.model import Article
from kg.parse import MODEL
from kg.pipeline import Pipeline
from kg.reading import read

#: The functions that the pipeline calls, and the row of the table that each belongs to.
STEPS = {
    "clean": "clean", "within_limits": "clean", "find_attributions": "attributions",
    "People": "coreference", "resolve_sources": "coreference",
    "find_dates": "dates", "find_targets": "targets", "find_topics": "topics", "act_of": "acts", "find_via": "relays",
}  # fmt: skip
ROWS = ("clean", "parse", "attributions", "coreference", "targets", "topics", "dates", "acts", "relays", "rest")
NOT_RULES = {"clean", "parse"}
ASKED = 0.15
WARM = 3  # articles

Times = dict[str, float]


class Watched:
    """A pipeline whose steps note their CPU seconds in ``times``."""

    def __init__(self) -> None:
        self.times: Times = {}
        for name, row in STEPS.items():
            if hasattr(kg.pipeline, name):  # a step that was renamed goes to « rest »
                setattr(kg.pipeline, name, self._noting(getattr(kg.pipeline, name), row))
        self.pipeline = Pipeline()
        parser = self.pipeline.parser
        self.pipeline.parser = self._noting(parser, "parse")  # type: ignore[assignment]
        self.pipeline.parser.lemma = parser.lemma  # type: ignore[method-assign]

    def _noting(self, call: Callable[..., Any], row: str) -> Callable[..., Any]:
        def noting(*arguments: Any, **options: Any) -> Any:
            start = time.process_time()
            try:
                return call(*arguments, **options)
            finally:
                self.times[row] = self.times.get(row, 0.0) + time.process_time() - start

        return noting

    def __call__(self, article: Article) -> Times:
        """The CPU seconds of each row for one article, and of ``rules`` together."""
        self.times = dict.fromkeys(ROWS, 0.0)
        start = time.process_time()
        self.pipeline(article)
        whole = time.process_time() - start
        self.times["rest"] = whole - sum(self.times.values())
        return self.times | {
            "rules": sum(seconds for row, seconds in self.times.items() if row not in NOT_RULES),
            "whole": whole,
        }


def bare(article: Article, nlp: spacy.language.Language) -> float:
    """CPU seconds of the bare model for one article."""
    start = time.process_time()
    list(nlp.pipe([article.text]))
    return time.process_time() - start


def spread(folder: Path, number: int) -> list[Article]:
    """``number`` articles of a folder (all if it has fewer), evenly spread over the order of their names."""
    articles = list(read([folder]))
    step = max(1.0, len(articles) / number)
    return [articles[int(i * step)] for i in range(min(number, len(articles)))]


def table(folder: Path, number: int) -> str:
    """Measure and lay out: a row for each step, with seconds, share of the bare model, median ratio."""
    articles = spread(folder, number)
    nlp, watched = spacy.load(MODEL), Watched()
    for article in articles[:WARM]:
        bare(article, nlp), watched(article)
    seconds: list[tuple[float, Times]] = []
    for turn, article in enumerate(articles):
        if turn % 2:
            before = watched(article)
            seconds.append((bare(article, nlp), before))
        else:
            seconds.append((bare(article, nlp), watched(article)))
    total = sum(b for b, _ in seconds)
    lines = [f"{len(articles)} articles of {folder}, {sum(len(a.text) for a in articles):,} characters"]
    lines.append(f"{'':<14}{'CPU seconds':>12}{'of bare':>10}{'median of ratios':>18}")
    lines.append(f"{'bare model':<14}{total:>12.2f}{1:>10.3f}{1:>18.3f}")
    for row in (*ROWS, "rules", "whole"):
        spent = sum(times[row] for _, times in seconds)
        ratio = median(times[row] / b for b, times in seconds)
        note = f"   (asked: at most {ASKED})" if row == "rules" else ""
        lines.append(f"{row:<14}{spent:>12.2f}{spent / total:>10.3f}{ratio:>18.3f}{note}")
    return "\n".join(lines)
