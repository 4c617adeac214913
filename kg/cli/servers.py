"""``--update-url``, which every command with a ``--store`` has: servers do not agree on where they take updates."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from kg.cli.commands import StorePath
from kg.remote.address import with_updates_at

_Url = Annotated[
    str | None,
    typer.Option("--update-url", help="Where a server takes updates, if it is elsewhere.", metavar="URL"),
]


def with_update_url(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose ``--store`` takes its updates where ``--update-url`` says; one without a store as it is."""
    hints = get_type_hints(command, include_extras=True)
    store = next((name for name, hint in hints.items() if hint == StorePath), None)
    if store is None:
        return command

    @wraps(command)
    def called(**values: Any) -> None:
        url = values.pop("update_url")
        if url is not None:
            values[store] = with_updates_at(values[store], url)
        command(**values)

    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        parameters.append(parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY))
        if name == store:
            parameters.append(
                inspect.Parameter("update_url", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_Url)
            )
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called
