"""What questions cost in a store of N invented claims (``synthetic``), beside bare look-ups of Oxigraph there.

Pairs and speakers are those of claims drawn at random, so that popular ones come as often as they are spoken of. The
bare look-up of a pair fetches the claims with its key alone; that of a timeline, the claims of the speaker;
that of all pairs groups by two IRIs. Questions are asked in this process, warm, on a store opened to read.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph

from kg.graph import Iris, kg, pair_key
from kg.questions import query
from kg.questions.answer import named, run
from kg.store import Store
from kg.store.formats import FORMAT, format_triples

from .synthetic import nquads

SIZES = (10_000, 100_000)
DRAWN = 60
Row = tuple[str, float, float, str]  # what, ours, bare, asked


def build(claims: int, folder: Path) -> tuple[Path, int, float]:
    """A store of ``claims`` on disk, its quads, and how long Oxigraph's bulk loader took, in seconds."""
    file, path, quads = folder / "claims.nq", folder / "claims.kg", 0
    with file.open("wb") as out:
        for line in nquads(claims, Iris()):
            out.write(line)
            quads += 1
        # Without it the store would be brought up to date, its copies looked for. Questions do not need these.
        out.writelines(f"{' '.join(triple)} {Iris().store} .\n".encode() for triple in format_triples(FORMAT, Iris()))
    start = time.perf_counter()
    store = pyoxigraph.Store(str(path))
    store.bulk_load(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()
    took = time.perf_counter() - start
    store.optimize()
    file.unlink()
    return path, quads, took


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of all values do not exceed.

    >>> percentile([1, 2, 3, 4], 0.5)
    2
    """
    return sorted(values)[max(0, round(share * len(values)) - 1)]


def drawn_claims(store: Store, number: int) -> list[tuple[str, str]]:
    """Speaker and target of claims at random."""
    rows = store.raw.query(
        f"SELECT ?c ?s ?t WHERE {{ ?c {kg('speaker')} ?s ; {kg('mainTarget')} ?t }}", use_default_graph_as_union=True
    )
    pairs = [(row["s"].value, row["t"].value) for row in rows]  # type: ignore[union-attr]
    return random.Random(3).sample(pairs, min(number, len(pairs)))


def rows(store: Store, path: Path) -> list[Row]:
    """All measurements of one store, in milliseconds."""

    def bare(sparql: str) -> Callable[[], object]:
        return lambda: list(store.raw.query(sparql, use_default_graph_as_union=True))  # type: ignore[arg-type]

    pairs = drawn_claims(store, DRAWN)
    said = named("said")
    hundred_first = replace(said, sparql=f"{said.sparql}LIMIT 100")
    pair, pair_bare, line, line_bare = [], [], [], []
    for speaker, target in pairs:
        asked = {"speaker": speaker, "target": target}
        key = pair_key(speaker.rpartition("/")[2], target.rpartition("/")[2])
        bound = f"SELECT ?c WHERE {{ ?c {kg('pair')} {key} }}"
        hundred = f"SELECT ?c WHERE {{ ?c {kg('speaker')} <{speaker}> }} LIMIT 100"
        pair_bare.append(seconds(bare(bound)))
        pair.append(seconds(lambda asked=asked: query("said-about", asked, store).rows))  # type: ignore[misc]
        line_bare.append(seconds(bare(hundred)))
        line.append(seconds(lambda who=speaker: run(hundred_first, {"speaker": who}, store).rows))  # type: ignore[misc]
    network = f"SELECT ?s ?t (COUNT(*) AS ?n) WHERE {{ ?c {kg('speaker')} ?s ; {kg('target')} ?t }} GROUP BY ?s ?t"
    shell = [sys.executable, "-m", "kg", "ask", "--store", str(path)]
    label = query("offices", {"entity": pairs[-1][0]}, store).meant["entity"]
    asking = seconds(lambda: subprocess.run([*shell, f"what did {label} say"], capture_output=True, check=True))
    loading = seconds(lambda: subprocess.run([sys.executable, "-c", "import kg.cli, kg.questions"], check=True))
    found = [
        ("pair, p50", percentile(pair, 0.5), percentile(pair_bare, 0.5), ""),
        ("pair, p95", percentile(pair, 0.95), percentile(pair_bare, 0.95), "20"),
        ("first hundred of a speaker, p50", percentile(line, 0.5), percentile(line_bare, 0.5), ""),
        ("first hundred of a speaker, p95", percentile(line, 0.95), percentile(line_bare, 0.95), "50"),
        (
            "who talks about whom",
            seconds(lambda: query("who-talks-about-whom", {}, store).rows),
            seconds(bare(network)),
            "20000",
        ),
        ("kg ask from the shell", asking, loading, "1000"),
    ]
    return [(what, 1000 * ours, 1000 * other, asked) for what, ours, other, asked in found]


def table(sizes: Sequence[int] = SIZES) -> str:
    """A block for each size: milliseconds, those of the bare look-up, their ratio, and what was asked for a million."""
    lines = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path, quads, took = build(size, Path(folder))
            lines.append(
                f"{size:,} claims, {quads:,} quads ({quads / size:.1f} a claim); Oxigraph's bulk loader took "
                f"{took:.1f} s, {quads / took:,.0f} quads a second"
            )
            lines.append(f"{'':<34}{'ms':>10}{'bare':>10}{'ratio':>8}{'at a million':>14}")
            with Store.open(path) as store:
                for what, ours, bare, asked in rows(store, path):
                    lines.append(f"{what:<34}{ours:>10.1f}{bare:>10.1f}{ours / bare:>8.1f}{asked and '≤ ' + asked:>14}")
    return "\n".join(lines)
