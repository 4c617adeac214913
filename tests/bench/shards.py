"""What shards cost, for the articles of a folder: CPU time of extraction and loading, bytes of an article and a claim.

Both are commands in processes of their own, start-up included.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path


def _seconds(*arguments: object) -> float:
    """The CPU time of a command of ``kg``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode == 2:
        raise SystemExit(ran.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table(folder: Path) -> str:
    """A line for extraction, for loading, and for bytes."""
    with tempfile.TemporaryDirectory() as place:
        shards = Path(place) / "shards"
        extracting = _seconds("extract", "--quiet", "--shards", shards, folder)
        loading = _seconds("load", "--store", Path(place) / "s.kg", shards)
        size = sum(path.stat().st_size for path in shards.glob("*.gz"))
        given = [each for path in shards.glob("*.json") for each in json.loads(path.read_bytes())["articles"]]
    articles, claims = len(given), sum(each["claims"] for each in given)
    lines = [f"{articles:,} articles, {claims:,} claims", f"{'':<24}{'an article':>12}{'a claim':>12}"]
    for what, number, unit in (
        ("extraction, CPU", extracting * 1000, "ms"), ("loading, CPU", loading * 1000, "ms"), ("shards", size, "bytes"),
    ):  # fmt: skip
        lines.append(f"{what + ', ' + unit:<24}{number / articles:>12,.1f}{number / claims:>12,.1f}")
    return "\n".join(lines)
