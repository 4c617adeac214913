"""What a long run says: on stderr while it goes, to a log with times, and as one JSON object for each place.

On a terminal a bar shows rate and time left; elsewhere a plain line comes every few seconds. The first articles
get a line each, so that a small run shows what it found and one of ten thousand does not flood the screen.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kg.adding.outcome import Event
from kg.errors import ReportError
from kg.terminal import visible

if TYPE_CHECKING:
    from rich.progress import Progress

LINES = 20  # articles that get a line of their own
SIDECAR = "articles.csv"  # says something of other files
EVERY = 5.0  # seconds between two plain lines of progress


@dataclass(frozen=True, slots=True)
class Wishes:
    """How much to say, and where. ``log`` is added to, ``report`` is written anew."""

    quiet: bool = False
    verbose: bool = False
    log: Path | None = None
    report: Path | None = None


class Teller:
    """Says lines, takes events, and shows how far the run is. Made by ``telling``."""

    def __init__(self, wishes: Wishes, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._wishes, self._total, self._clock = wishes, total, clock
        self._log = _Lines(wishes.log, "a", "--log") if wishes.log else None
        self._report = _Lines(wishes.report, "w", "--report") if wishes.report else None
        self._began = self._said = clock()
        self._done = self._told = 0
        self._bar: Progress | None = None

    def say(self, line: str) -> None:
        """A line to stderr (unless ``--quiet``), and to the log."""
        self.note(line)
        if not self._wishes.quiet:
            self._show(line)

    def fail(self, failed: Iterable[Event]) -> None:
        """Name what failed, at the end, where it is not scrolled away. The log has it where it happened."""
        for event in failed:
            self._show(event.line())

    def _show(self, line: str) -> None:
        self._said, line = self._clock(), visible(line)
        if self._bar:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def note(self, line: str) -> None:
        """A line to the log alone."""
        if self._log:
            self._log.write(f"{datetime.now().astimezone().isoformat(timespec='seconds')} {line}")

    def event(self, event: Event) -> None:
        """What became of a place; of a failed one only the log hears now."""
        if self._report:
            self._report.write(json.dumps(event.record(), ensure_ascii=False))
        if event.status == "removed":
            self.say(event.line())
            return
        self._done += 1
        self._total = max(self._total, self._done)
        new = event.status in ("added", "replaced", "same text")
        self._told += new
        if (self._wishes.verbose and event.status != "failed") or (new and self._told <= LINES):
            self.say(event.line())
        else:
            self.note(event.line())
        self._step()

    def _step(self) -> None:
        now = self._clock()
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=self._done, total=self._total, description="articles")
        elif now - self._said >= EVERY:
            self.say(progress_line(self._done, self._total, now - self._began))

    def show(self, bar: Progress) -> None:
        """Show a bar from now on."""
        self._bar = bar
        bar.add_task("starting", total=self._total)

    def close(self) -> None:
        """No more lines."""
        for lines in (self._log, self._report):
            if lines:
                lines.close()


def progress_line(done: int, total: int, seconds: float) -> str:
    """How far, how fast, and how long still.

    >>> progress_line(500, 2000, 100.0)
    '500 of 2,000 articles, 5.0 a second, 5 min left'
    """
    rate = done / seconds if seconds > 0 else 0.0
    left = f", {_duration((total - done) / rate)} left" if rate and total > done else ""
    return f"{done:,} of {total:,} articles, {rate:.1f} a second{left}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@contextmanager
def telling(wishes: Wishes, paths: Iterable[Path | str]) -> Iterator[Teller]:
    """A teller for a run over ``paths``. Raises ``ReportError`` where log or report cannot be written."""
    teller = Teller(wishes, count_files(paths))
    try:
        if wishes.quiet or not sys.stderr.isatty():
            yield teller
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        from kg.adding.rate import RateColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn())
        with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
            teller.show(bar)
            yield teller
            teller._bar = None
    finally:
        teller.close()


def count_files(paths: Iterable[Path | str]) -> int:
    """How many files there are to look at: an archive or a table is one, however much is in it."""
    return sum(
        sum(1 for file in path.rglob("*") if file.is_file() and file.name != SIDECAR) if path.is_dir() else 1
        for path in map(Path, paths)
    )


class _Lines:
    """A text file that is written line by line."""

    def __init__(self, path: Path, mode: str, option: str) -> None:
        self._path, self._option = path, option
        self._failed = False
        try:
            self._out = path.open(mode, encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError as error:
            raise self._error(error) from None

    def write(self, line: str) -> None:
        if self._failed:
            return
        try:
            self._out.write(line.replace("\n", " ") + "\n")
        except OSError as error:
            self._failed = True
            raise self._error(error) from None

    def close(self) -> None:
        try:
            self._out.close()
        except OSError as error:
            if not self._failed:
                raise self._error(error) from None

    def _error(self, error: OSError) -> ReportError:
        return ReportError(f"{self._path} cannot be written: {error.strerror}; choose another file with {self._option}")
