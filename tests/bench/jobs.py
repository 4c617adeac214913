"""``kg add --jobs N`` beside one process, in turns: wall time, CPU and memory of all its processes.

CPU and memory are looked up in /proc while it runs (Linux): memory is the most that all processes together held, what
they share counted once (PSS).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent.parent
JOBS = (1, 2)
TURNS = 3
EVERY = 0.2  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took; seconds and megabytes."""

    wall: float
    cpu: float
    memory: float


def table(folder: Path, jobs: tuple[int, ...] = JOBS) -> str:
    """A row for each number of jobs; the ratios are medians over the turns."""
    runs: dict[int, list[Run]] = {number: [] for number in jobs}
    for _ in range(TURNS):
        for number in jobs:
            runs[number].append(_run(folder, number))
    lines = [f"{folder}: medians of {TURNS} turns", f"{'jobs':>6}{'wall s':>9}{'speed':>8}{'CPU s':>9}{'MB':>8}"]
    for number, mine in runs.items():
        speed = median(one.wall / run.wall for one, run in zip(runs[jobs[0]], mine, strict=True))
        wall, cpu, memory = (median(getattr(run, what) for run in mine) for what in ("wall", "cpu", "memory"))
        lines.append(f"{number:>6}{wall:>9.1f}{speed:>8.2f}{cpu:>9.1f}{memory:>8.0f}")
    return "\n".join(lines)


def _run(folder: Path, jobs: int) -> Run:
    with tempfile.TemporaryDirectory(prefix="kg-jobs-") as place:
        command = [
            sys.executable,
            "-m",
            "kg",
            "add",
            str(folder),
            f"--jobs={jobs}",
            "--quiet",
            "--store",
            f"{place}/x.kg",
        ]
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
        cpu: dict[int, float] = {}
        memory = 0.0
        while process.poll() is None:
            now, held = _look(process.pid)
            cpu.update(now)
            memory = max(memory, held)
            time.sleep(EVERY)
        return Run(time.monotonic() - start, sum(cpu.values()), memory)


def _look(leader: int) -> tuple[dict[int, float], float]:
    """CPU seconds of each process of a session, and the megabytes of all."""
    cpu, memory = {}, 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                cpu[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / 100
                rollup = (stat.parent / "smaps_rollup").read_text("utf-8")
                memory += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):  # it has ended
            continue
    return cpu, memory / 1024
