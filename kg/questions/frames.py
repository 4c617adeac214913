"""An answer as a pandas DataFrame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from kg.errors import QuestionError
from kg.graph import XSD

if TYPE_CHECKING:
    import pandas

_DAYS = {f"{XSD}date", f"{XSD}dateTime"}


def frame(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> pandas.DataFrame:
    """``rows`` of RDF terms as a DataFrame: days as ``datetime64``, whole numbers as ``Int64``, the rest as strings.

    Raises ``QuestionError`` if pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise QuestionError("a DataFrame needs pandas; install it with: pip install pandas") from None
    return pandas.DataFrame({column: _series([row[at] for row in rows]) for at, column in enumerate(columns)})


def _series(values: list[Any]) -> Any:
    import pandas

    types = {value.datatype.value if isinstance(value, Literal) else "" for value in values if value is not None}
    texts = [None if value is None else getattr(value, "value", str(value)) for value in values]
    if types and types <= _DAYS:
        return pandas.to_datetime(pandas.Series(texts, dtype="object"))
    if types == {f"{XSD}integer"}:
        return pandas.Series([None if text is None else int(text) for text in texts], dtype="Int64")
    return pandas.Series(texts, dtype="object")
