"""The values of an answer as a table shows them: what they are in words, and where they lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pyoxigraph import Literal, NamedNode

from kg.graph import VOCABULARY, kg
from kg.model import ACTS
from kg.store import Store
from kg.web.columns import Columns
from kg.web.showing import Data, Explorer, link

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES = {f"{_XSD}date": "date", f"{_XSD}boolean": "boolean"}
Value = dict[str, Any]  # as in a result in JSON: type, value, datatype …


def filled(explorer: Explorer, shown: Sequence[str], rows: Sequence[dict[str, Value]]) -> tuple[list[str], list[Any]]:
    """The columns of a table and its rows of cells: those of ``shown``, and what else the rows are about.

    A cell is ``{text, url, kind}``; ``kind`` is ``entity``, ``article``, ``claim``, ``act``, ``date``, ``boolean`` or
    None. An entity, article or claim is its label, title or words, and a link. A text that just names one of them
    (« who » beside ``?speaker``) becomes that link; a column of things that no text names stands at the end.
    """
    things = [_things(explorer, row) for row in rows]
    table = []
    for row, found in zip(rows, things, strict=True):
        named = {cell["text"]: cell for cell in found.values()}
        cells = [found.get(column) or _cell(row.get(column)) for column in shown]
        table.append([cell if cell["url"] or cell["kind"] else named.get(cell["text"], cell) for cell in cells])
    more = [column for column in dict.fromkeys(column for found in things for column in found) if column not in shown]
    left = [column for column in more if not all(_is_there(column, *pair) for pair in zip(things, table, strict=True))]
    for found, cells in zip(things, table, strict=True):
        cells.extend(found.get(column) or _cell(None) for column in left)
    return [*shown, *left], table


def _is_there(column: str, found: dict[str, Data], cells: list[Data]) -> bool:
    return column not in found or found[column] in cells


def _things(explorer: Explorer, row: dict[str, Value]) -> dict[str, Data]:
    """The values of a row that have a page, as cells."""
    found = {column: thing(explorer, str(value["value"])) for column, value in row.items() if value["type"] == "uri"}
    return {column: cell for column, cell in found.items() if cell}


def thing(explorer: Explorer, iri: str) -> Data | None:
    """An entity, article or claim of the store as a cell; None for any other IRI."""
    base, columns = explorer.store.iris.base, explorer.columns
    kind, _, id = iri.removeprefix(base).partition("/") if iri.startswith(base) else ("", "", "")
    text = {"entity": _label, "article": _title, "claim": _words}.get(kind, _nothing)(explorer.store, columns, id)
    return {"text": text or id, "url": link(kind, id), "kind": kind} if text is not None else None


def _nothing(store: Store, columns: Columns, id: str) -> str | None:
    return None


def _label(store: Store, columns: Columns, id: str) -> str | None:
    return columns.labels[columns.number[id]] if id in columns.number else None


def _title(store: Store, columns: Columns, id: str) -> str | None:
    return columns.titles[columns.article_number[id]] if id in columns.article_number else None


def _words(store: Store, columns: Columns, id: str) -> str | None:
    if columns.find_claim(id) is None:
        return None
    claim, text = (NamedNode(term[1:-1]) for term in (store.iris.claim(id), kg("text")))
    return next((cast(Literal, quad.object).value for quad in store.raw.quads_for_pattern(claim, text, None)), None)


def _cell(value: Value | None) -> Data:
    if value is None:
        return {"text": "", "url": None, "kind": None}
    text = str(value["value"])
    if value["type"] == "uri":
        name = text.removeprefix(VOCABULARY)
        return {"text": name, "url": None, "kind": "act" if name in ACTS and name != text else None}
    kind = _TYPES.get(value.get("datatype", ""))
    if kind == "boolean":
        text = {"1": "true", "0": "false"}.get(text, text)
    return {"text": text, "url": None, "kind": kind}
