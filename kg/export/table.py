"""The claims as CSV: one line a claim, the columns of ``kg.records``, articles in the order of their names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from kg.export.part import Part
from kg.graph import PIECES
from kg.records import FIELDS


def table(part: Part) -> Iterator[str]:
    """Lists in a cell: pieces are joined by […], positions are ``3219-3296``, names are separated by ``;``."""
    yield _line(FIELDS)
    for _, records in part.tables():
        for record in records:
            yield _line([_cell(name, record[name]) for name in FIELDS])


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "content":
        return PIECES.join(value)
    if name == "spans":
        return " ".join(f"{start}-{end}" for start, end in value)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _line(cells: tuple[str, ...] | list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
