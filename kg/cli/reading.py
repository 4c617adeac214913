"""The options that say how articles are read: the same for every command that reads them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from kg.reading import Options

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders, patterns, addresses, or - (standard input).", metavar="PATH...")
]
_PANEL = "How articles are read"


def _option(name: str, help: str, metavar: str, **more: Any) -> Any:
    return typer.Option(name, help=help, metavar=metavar, rich_help_panel=_PANEL, **more)


def _asked(
    publisher: Annotated[str | None, _option("--publisher", "Who published them all.", "NAME")] = None,
    published: Annotated[str | None, _option("--published", "The day they are of.", "YYYY-MM-DD")] = None,
    language: Annotated[str | None, _option("--language", "fr: read all as French.", "fr")] = None,
    encoding: Annotated[str | None, _option("--encoding", "Of the bytes; else found out.", "NAME")] = None,
    input_format: Annotated[str | None, _option("--input-format", "text, html, csv, jsonl …", "FORMAT")] = None,
    include: Annotated[list[str] | None, _option("--include", "Only such names in folders.", "GLOB")] = None,
    exclude: Annotated[list[str] | None, _option("--exclude", "No such names in folders.", "GLOB")] = None,
    max_size: Annotated[float | None, _option("--max-size", "Of one article.", "MB", min=0.001)] = None,
    text_column: Annotated[str | None, _option("--text-column", "The column of the text.", "NAME")] = None,
    title_column: Annotated[str | None, _option("--title-column", "Of the title.", "NAME")] = None,
    date_column: Annotated[str | None, _option("--date-column", "Of the day.", "NAME")] = None,
    publisher_column: Annotated[str | None, _option("--publisher-column", "Of the publisher.", "NAME")] = None,
    url_column: Annotated[str | None, _option("--url-column", "Of the address.", "NAME")] = None,
    language_column: Annotated[str | None, _option("--language-column", "Of the language.", "NAME")] = None,
    id_column: Annotated[str | None, _option("--id-column", "Of your identifier.", "NAME")] = None,
) -> Options:
    """What the options say. Raises ``UsageError`` for what they cannot mean."""
    from kg.reading import Columns, Known, Options
    from kg.reading.checks import checked_day, checked_encoding, checked_format, checked_language

    known = Known(publisher=publisher, published=checked_day(published), language=checked_language(language))
    columns = Columns(text_column, title_column, date_column, publisher_column, url_column, language_column, id_column)
    return Options(
        encoding=checked_encoding(encoding),
        input_format=checked_format(input_format),
        columns=columns,
        known=known,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        max_size=int(max_size * 1_000_000) if max_size else Options().max_size,
    )


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of reading; it gets them as one ``reading``."""
    asked, own = _parameters(_asked), _parameters(command)
    del own["reading"]

    @wraps(command)
    def called(**values: Any) -> None:
        reading = _asked(**{name: values.pop(name) for name in asked})
        command(**values, reading=reading)

    parameters = [*own.values(), *asked.values()]
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The parameters of a function by name, each with its type; ``Options`` is not imported for it."""
    hints = get_type_hints(function, localns={"Options": Any}, include_extras=True)
    found = inspect.signature(function).parameters
    return {
        name: parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in found.items()
    }
