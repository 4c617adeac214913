"""The claims as Parquet: the columns of ``kg.records``, lists as lists, days as days. Needs the extra ``parquet``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from kg.errors import ExportError
from kg.export.part import Part
from kg.records import FIELDS

ROWS = 10_000  # claims held at a time
_LISTS = ("content", "targets", "topics", "via")


def parquet(part: Part) -> Iterator[bytes]:
    """The bytes of a Parquet file, a group of rows at a time. Raises ``ExportError`` where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise ExportError("Parquet needs pyarrow; install it with: pip install pyarrow") from None
    text = pyarrow.string()
    types: dict[str, Any] = dict.fromkeys(FIELDS, text)
    types |= {name: pyarrow.list_(text) for name in _LISTS}
    types |= {"spans": pyarrow.list_(pyarrow.list_(pyarrow.int64())), "date": pyarrow.date32()}
    schema = pyarrow.schema([(name, types[name]) for name in FIELDS])
    sink = _Sink()
    with ParquetWriter(sink, schema, compression="snappy") as writer:
        for rows in _groups(part):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
            yield sink.taken()
    yield sink.taken()


def _groups(part: Part) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    for _, records in part.tables():
        rows += map(_row, records)
        if len(rows) >= ROWS:
            yield rows
            rows = []
    if rows:
        yield rows


def _row(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"date": date.fromisoformat(record["date"]) if record["date"] else None}


class _Sink(io.RawIOBase):
    """A file that gives away what was written to it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._at += len(self._parts[-1])
        return len(self._parts[-1])

    def taken(self) -> bytes:
        """What was written since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found
