"""An RDF file as a store, to be checked: in memory while it is small, in a folder of its own if it is large."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.errors import CheckError

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
SMALL = 20_000_000  # bytes


@contextmanager
def loaded(path: Path) -> Iterator[pyoxigraph.Store]:
    """The file as a store. Raises ``CheckError`` for an ending that no format has, and for a file that is no RDF."""
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise CheckError(f"{path}: no ending of RDF; there are {' '.join(FORMATS)}")
    if not path.is_file():
        raise CheckError(f"{path}: no such file")
    with tempfile.TemporaryDirectory(prefix="kg-check-") as folder:
        store = pyoxigraph.Store() if path.stat().st_size < SMALL else pyoxigraph.Store(folder)
        try:
            store.bulk_load(path=str(path), format=format)
        except SyntaxError as error:
            line = f", line {error.lineno}" if error.lineno else ""
            raise CheckError(f"{path}{line}: no {format.name}: {_reason(error)}") from None
        except OSError as error:
            raise CheckError(f"{path}: cannot be read: {error.strerror or error}") from None
        yield store


def _reason(error: SyntaxError) -> str:
    """What the parser says, without the place."""
    return re.sub(
        r"^Parser error at line \d+ (column \d+|between columns? \d+ and (column )?\d+): ",
        "",
        " ".join(str(error.msg).split()),
    )[:200]
