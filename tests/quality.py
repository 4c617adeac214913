"""How good the extractor is on annotated articles, and the record of it in ``tests/quality.tsv``.

``python -m tests.quality`` prints what is measured beside what is on record; ``--write`` puts it on record.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Article, Extraction
from kg.reading import read
from kg.records import records
from kg.score import HALF, STRICT, score, texts_of

HERE = Path(__file__).parent
RECORD = HERE / "quality.tsv"
OUTSIDE = HERE.parent.parent / "shared"
TOLERANCE = 0.005
COLUMNS = ("set", "measure", "value", "right", "found", "gold", "speaker")
HEAD = """\
# How good the extractor is on annotated articles. Written by: python -m tests.quality --write
# value    F1 of content, attribution, triple; for the others the share that is right of the matched claims;
#          precision of a rule; recall of a form
# right    claims with the right content (attribution: and speaker; triple: and main target) of found, of gold
# speaker  of a rule: claims with the right speaker too
# A test fails where a watched value falls more than 0.005 below this record; rules and forms are for the reader.
"""


@dataclass(frozen=True)
class Set:
    """A folder of gold files, and where its articles are."""

    gold: Path
    articles: Path | None = None

    @property
    def here(self) -> bool:
        """Whether the folders exist: those outside the repository need not."""
        return self.gold.is_dir() and (self.articles is None or self.articles.is_dir())


SETS = {
    "seeds": Set(HERE / "gold" / "seeds"),
    "wikinews-dev": Set(OUTSIDE / "gold" / "wikinews", OUTSIDE / "corpus" / "wikinews-dev"),
}

#: Measures that must not fall.
WATCHED = (
    "content", "attribution", "triple", "content at 0.8", "attribution at 0.8", "speaker", "form", "act", "date",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """One row of the record."""

    name: str
    value: float
    right: int | None = None
    found: int | None = None
    gold: int | None = None
    speaker: int | None = None

    def cells(self) -> list[str]:
        """The row without its set, as it is written."""
        counts = ("" if n is None else str(n) for n in (self.right, self.found, self.gold, self.speaker))
        return [self.name, f"{self.value:.4f}", *counts]


def measured(given: Set, extract: Callable[[Article], Extraction]) -> list[Measure]:
    """Every measure of one set, watched ones first, then by form, then by rule."""
    return list(_measured(given, extract))


def _measured(given: Set, extract: Callable[[Article], Extraction]) -> Iterator[Measure]:
    found = [record for article in read(texts_of(given.gold, given.articles)) for record in records(extract(article))]
    half = score(given.gold, found, HALF)
    for each, where in ((half, ""), (score(given.gold, found, STRICT), f" at {STRICT}")):
        for name in ("content", "attribution", "triple"):
            figures = getattr(each, name)
            yield Measure(name + where, figures.f1, figures.hit, figures.found, figures.gold)
    for name, value in half.on_matches.items():
        if name != "dated":
            yield Measure(name.replace("_", " "), value)
    for form, figures in half.by_form().items():
        yield Measure(f"form {form}", figures.recall, figures.hit, None, figures.gold)
    for rule, (count, content, speaker) in half.by_rule().items():
        yield Measure(f"rule {rule}", content / count, content, count, None, speaker)


def recorded() -> dict[tuple[str, str], float]:
    """The values on record, by set and measure."""
    lines = [line.split("\t") for line in RECORD.read_text("utf-8").splitlines() if line and line[0] != "#"]
    return {(line[0], line[1]): float(line[2]) for line in lines[1:]}


def main(arguments: Sequence[str]) -> None:
    """Measure all sets that are here; print, and with ``--write`` record."""
    from kg.pipeline import Pipeline

    extract, before = Pipeline(), recorded() if RECORD.is_file() else {}
    written = ["\t".join(COLUMNS)]
    for name, given in SETS.items():
        if not given.here:
            print(f"{name}: not here; its rows stay as they are", file=sys.stderr)
            rows = RECORD.read_text("utf-8").splitlines() if RECORD.is_file() else []
            written += [line for line in rows if line.startswith(f"{name}\t")]
            continue
        for measure in measured(given, extract):
            written.append("\t".join((name, *measure.cells())))
            old = before.get((name, measure.name))
            change = "" if old is None or abs(measure.value - old) < 5e-5 else f"   {measure.value - old:+.4f}"
            print(f"{name:<13} {measure.name:<30} {measure.value:.4f}{change}")
    if "--write" in arguments:
        RECORD.write_text(HEAD + "\n".join(written) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
