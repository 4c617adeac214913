"""Write the graph, or a part of it, to a file: RDF in several forms, a table of claims, a network to draw.

Every format is sorted, so that the same graph gives the same bytes whatever the order in which
articles came, and is written article by article, so that memory does not grow with the store (a
network of who speaks about whom adds its pairs up in memory).
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from kg.errors import ExportError, UsageError
from kg.export.cytoscape import cx2, cytoscape
from kg.export.dot import dot
from kg.export.gexf import gexf
from kg.export.graphml import graphml
from kg.export.jsonld import jsonld
from kg.export.lines import nquads, ntriples
from kg.export.network import VIEWS, Network
from kg.export.page import page
from kg.export.parquet import parquet
from kg.export.part import ALL, Filter, Part
from kg.export.rdfxml import rdfxml
from kg.export.table import table
from kg.export.turtle import trig, turtle
from kg.store import Store

__all__ = ["ALL", "FORMATS", "VIEWS", "Filter", "Part", "check_options", "chunks", "export", "format_of", "write"]

RDF: dict[str, Callable[[Part], Iterator[str]]] = {
    "ttl": turtle,
    "nt": ntriples,
    "nq": nquads,
    "trig": trig,
    "jsonld": jsonld,
    "rdf": rdfxml,
}
TABLES: dict[str, Callable[[Part], Iterator[str] | Iterator[bytes]]] = {"csv": table, "parquet": parquet}
NETWORKS: dict[str, Callable[[Network], Iterator[str]]] = {
    "gexf": gexf,
    "graphml": graphml,
    "cyjs": cytoscape,
    "cx2": cx2,
    "dot": dot,
    "html": page,
}
FORMATS = (*RDF, *TABLES, *NETWORKS)
_ALSO = {"htm": "html", "gv": "dot"}


def format_of(path: Path, format: str | None = None) -> str:
    """The format by name or by the file's ending. Raises ``ExportError`` with the ones that exist.

    >>> format_of(Path("press.ttl"))
    'ttl'
    """
    wanted = (format or path.suffix).removeprefix(".").lower()
    wanted = _ALSO.get(wanted, wanted)
    if wanted not in FORMATS:
        known = " ".join(f".{name}" for name in FORMATS)
        what = f"no format is called {wanted!r}" if wanted else f"{path}: no ending to tell the format by"
        raise ExportError(f"{what}; there are {known}")
    return wanted


def check_options(format: str, view: str | None, schema_org: bool) -> None:
    """Raise ``UsageError`` for options that do not go with a format."""
    if view and format not in NETWORKS:
        raise UsageError(f"--view is for networks ({' '.join(f'.{name}' for name in NETWORKS)}), not for .{format}")
    if view and view not in VIEWS:
        raise UsageError(f"no view is called {view!r}; there are {' and '.join(VIEWS)}")
    if schema_org and format not in RDF:
        raise UsageError(f"--schema-org is for RDF ({' '.join(f'.{name}' for name in RDF)}), not for .{format}")


def chunks(
    store: Store, format: str, filter: Filter = ALL, *, view: str | None = None, schema_org: bool = False
) -> Iterator[bytes]:
    """The bytes of an export, a piece at a time."""
    check_options(format, view, schema_org)
    part = Part(store, filter, schema_org=schema_org)
    if format in NETWORKS:
        pieces: Iterator[str] | Iterator[bytes] = NETWORKS[format](VIEWS[view or "network"](part))
    else:
        pieces = (RDF | TABLES)[format](part)
    for piece in pieces:
        yield piece.encode() if isinstance(piece, str) else piece


def export(
    store: Store,
    path: str | Path,
    format: str | None = None,
    filter: Filter = ALL,
    *,
    view: str | None = None,
    schema_org: bool = False,
) -> None:
    """Write ``store``, or what ``filter`` picks, to ``path``. A file that is there is replaced when the new one
    is complete.

    ``view`` is that of a network (``VIEWS``); ``schema_org`` writes the tied terms of schema.org and PROV too.
    Raises ``ExportError`` for a format that does not exist, and where ``path`` cannot be written.
    """
    path = Path(path)
    pieces = chunks(store, format_of(path, format), filter, view=view, schema_org=schema_org)
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ExportError(f"{path.parent}: {error.strerror}; choose another folder") from None
    try:
        with os.fdopen(handle, "wb") as out:
            out.writelines(pieces)
        mask = os.umask(0)
        os.umask(mask)
        Path(draft).chmod(0o666 & ~mask)
        Path(draft).replace(path)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror}") from None
    finally:
        Path(draft).unlink(missing_ok=True)


def write(
    store: Store,
    out: IO[bytes] | IO[str],
    format: str,
    filter: Filter = ALL,
    *,
    view: str | None = None,
    schema_org: bool = False,
) -> None:
    """Write to an open file, binary, or text for any format but Parquet."""
    pieces = chunks(store, format_of(Path(), format), filter, view=view, schema_org=schema_org)
    if isinstance(out, io.TextIOBase):
        out.writelines(piece.decode() for piece in pieces)
    else:
        cast(IO[bytes], out).writelines(pieces)
