"""Write the whole store to a file: RDF in several forms, or a table of claims.

Every format is sorted, so that the same graph gives the same bytes whatever the order in which
articles came, and is written article by article, so that memory does not grow with the store.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from kg.errors import ExportError
from kg.export.jsonld import jsonld
from kg.export.lines import nquads, ntriples
from kg.export.table import table
from kg.export.turtle import trig, turtle
from kg.store import Store

FORMATS: dict[str, Callable[[Store], Iterator[str]]] = {
    "ttl": turtle,
    "nt": ntriples,
    "nq": nquads,
    "trig": trig,
    "jsonld": jsonld,
    "csv": table,
}


def format_of(path: Path, format: str | None = None) -> str:
    """The format by name or by the file's ending. Raises ``ExportError`` with the ones that exist.

    >>> format_of(Path("press.ttl"))
    'ttl'
    """
    wanted = (format or path.suffix.removeprefix(".")).lower()
    if wanted not in FORMATS:
        known = " ".join(f".{name}" for name in FORMATS)
        what = f"no format is called {wanted!r}" if wanted else f"{path}: no ending to tell the format by"
        raise ExportError(f"{what}; there are {known}")
    return wanted


def export(store: Store, path: str | Path, format: str | None = None) -> None:
    """Write all of ``store`` to ``path``. A file that is there is replaced when the new one is complete."""
    path = Path(path)
    chunks = FORMATS[format_of(path, format)](store)
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ExportError(f"{path.parent}: {error.strerror}; choose another folder") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            _write(chunks, out)
        mask = os.umask(0)
        os.umask(mask)
        Path(draft).chmod(0o666 & ~mask)
        Path(draft).replace(path)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror}") from None
    finally:
        Path(draft).unlink(missing_ok=True)


def write(store: Store, out: IO[str], format: str) -> None:
    """Write all of ``store`` to an open text file."""
    _write(FORMATS[format_of(Path(), format)](store), out)


def _write(chunks: Iterator[str], out: IO[str]) -> None:
    for chunk in chunks:
        out.write(chunk)
