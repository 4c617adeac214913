"""What ``kg add`` of a folder costs the second time: seconds, beside those of the first with next to no extraction.

The pipeline is that of ``quick_kg``, so the first time is what reading, resolving and writing cost without the
French model.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .memory import invented

SIZES = (1_000, 10_000)
QUICK = Path(__file__).parent.parent / "quick_kg.py"


def table(sizes: tuple[int, ...] = SIZES) -> str:
    """A row for each number of files."""
    lines = [f"{'files':>8}{'first s':>10}{'again s':>10}{'× first':>10}{'ms a file':>12}"]
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="kg-again-") as place:
            press = Path(place) / "press"
            for number, text in enumerate(invented(size)):
                folder = press / f"{number // 1000:03}"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{number:06}.txt").write_text(f"Anne Nom{number} : non\n{text}", "utf-8")
            first, again = (_seconds(press, Path(place) / "x.kg") for _ in range(2))
        lines.append(f"{size:>8,}{first:>10.1f}{again:>10.1f}{again / first:>10.2f}{again / size * 1000:>12.2f}")
    return "\n".join(lines)


def _seconds(press: Path, store: Path) -> float:
    start = time.monotonic()
    subprocess.run([sys.executable, str(QUICK), "add", str(press), "--store", str(store), "--quiet"], check=True)
    return time.monotonic() - start
