"""What the worst articles cost: seconds of CPU and peak of memory, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.model import LONGEST_ARTICLE

from .growth import SHAPES, in_sentences

#: Those that cost most, and two of ordinary prose.
ALL = (
    "prose, one line", "prose, paragraphs", "paragraphs of many", "paragraphs of a letter", "stop, capital",
    "« «", "only »", "“ ”", "apostrophes", "dots and spaces", "a dit,", "il a dit que", "selon X", "hyphens", "emoji",
)  # fmt: skip

_PROGRAM = """
import resource, sys, time
from kg.errors import ArticleError
from kg.model import Article
from kg.pipeline import Pipeline
text = sys.stdin.read()
pipeline = Pipeline()
pipeline(Article("0", "a", "Il pleut, a dit Anne Morel.", "a.txt"))
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    found = len(pipeline(Article("0", "a", text, "a.txt")).claims)
except ArticleError:
    found = "refused"
print(time.process_time() - start, before / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, found)
"""


def table(names: Iterable[str] = ALL) -> Iterator[str]:
    """A row for each shape, as long as an article may be: seconds, MB before and at the peak, claims."""
    yield f"{'':<30}{'characters':>12}{'CPU seconds':>13}{'MB before':>11}{'MB at peak':>12}{'claims':>9}"
    for name in names:
        text = in_sentences(SHAPES[name](LONGEST_ARTICLE))[:LONGEST_ARTICLE]
        ran = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            input=text, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent.parent,
        )  # fmt: skip
        seconds, before, peak, claims = ran.stdout.split()
        cells = f"{len(text):>12,}{float(seconds):>13.1f}{float(before):>11.0f}{float(peak):>12.0f}{claims:>9}"
        yield f"{name:<30}{cells}"
