"""How long commands take to be there: medians of wall time, in turns, beside ``python -c "import pyoxigraph"``.

Warm: all has run once, so that files are in memory and compiled to bytecode (in a folder of its own, also where
Python is told to write none). The graph is that of FOLDER's articles, ``seeds/`` if none is named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent.parent
TURNS = 11
QUESTION = "what did Lavrov say about Stoltenberg"


def table(folder: Path) -> str:
    """A row for each command."""
    with tempfile.TemporaryDirectory(prefix="kg-startup-") as place:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": f"{place}/pycache"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        store, article = f"{place}/x.kg", next(iter(sorted(folder.rglob("*.txt"))))
        kg = [sys.executable, "-m", "kg"]
        fast = {
            "import pyoxigraph": [sys.executable, "-c", "import pyoxigraph"],
            "pass": [sys.executable, "-c", "pass"],
            "import typer": [sys.executable, "-c", "import typer"],
            "import kg.questions": [sys.executable, "-c", "import kg.questions"],
            "kg --help": [*kg, "--help"],
            "kg ask": [*kg, "ask", QUESTION, "--store", store],
        }
        slow = {
            "spacy.load": [sys.executable, "-c", "import spacy; spacy.load('fr_core_news_sm')"],
            "kg add, 1 article": [*kg, "add", "--force", str(article), "--store", f"{place}/one.kg"],
        }
        _seconds([*kg, "add", str(folder), "--store", store], environment)
        return "\n".join([*_rows(fast, TURNS, environment), "", *_rows(slow, 3, environment)])


def _rows(commands: dict[str, list[str]], turns: int, environment: dict[str, str]) -> list[str]:
    """The commands in turns, each beside the first one."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, command in commands.items():
            seconds = _seconds(command, environment)
            if turn:
                times[name].append(seconds)
    first = next(iter(times))
    lines = [f"{'':<22}{'ms':>8}{'× ' + first:>22}"]
    for name, seconds in times.items():
        ratio = median(mine / its for mine, its in zip(seconds, times[first], strict=True))
        lines.append(f"{name:<22}{median(seconds) * 1000:>8.0f}{ratio:>22.1f}")
    return lines


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start
