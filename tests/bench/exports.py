"""What an export of a growing store costs: seconds of CPU, megabytes written, and the most memory Python held.

The articles are those of ``entities``, invented. If an export held more of the store than an article at a time,
the memory would grow as the bytes do; what may grow is one IRI for each name and article, and for a network of who
speaks about whom its pairs.
"""

from __future__ import annotations

import time
import tracemalloc

from kg.export import FORMATS, Filter, chunks
from kg.store import Store

from .entities import articles

SIZES = (250, 2_000)
_PART = Filter(speakers=frozenset({"<https://claims.example/entity/kremlin>"}))


def table(sizes: tuple[int, ...] = SIZES) -> str:
    """A row for each format and size of the store."""
    lines = [
        f"{'format':<16}{'articles':>10}{'claims':>10}{'CPU s':>9}{'MB out':>9}{'MB held':>9}{'bytes a claim':>15}"
    ]
    stores = {size: _filled(size) for size in sorted(sizes)}
    for format in FORMATS:
        lines += _rows(format, stores)
    lines += _rows("nq", stores, "nq, filtered", filter=_PART)
    lines += _rows("gexf", stores, "gexf, full", view="full")
    return "\n".join(lines)


def _filled(size: int) -> tuple[Store, int]:
    store, claims = Store.memory(), 0
    for extraction in articles(size, size):
        store.add(extraction)
        claims += len(extraction.claims)
    return store, claims


def _rows(
    format: str,
    stores: dict[int, tuple[Store, int]],
    name: str = "",
    *,
    filter: Filter | None = None,
    view: str | None = None,
) -> list[str]:
    """``bytes a claim`` is what each further claim of the larger store adds to the memory that is held."""
    lines: list[str] = []
    before: tuple[float, int] | None = None
    for size, (store, claims) in stores.items():
        start = time.process_time()
        written = sum(len(piece) for piece in chunks(store, format, filter or Filter(), view=view))
        took = time.process_time() - start
        tracemalloc.start()
        for _ in chunks(store, format, filter or Filter(), view=view):
            pass
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        slope = f"{(held - before[0]) / (claims - before[1]):.0f}" if before else ""
        before = held, claims
        figures = f"{took:>9.2f}{written / 1e6:>9.1f}{held / 1e6:>9.2f}{slope:>15}"
        lines.append(f"{name or format:<16}{size:>10,}{claims:>10,}{figures}")
    return lines
