"""Stores on servers: ``kg unlock``, and ``--update-url``, which every command with a ``--store`` has.

Servers do not agree on where they take updates.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from kg.cli.commands import DEFAULT, StorePath, say
from kg.errors import UsageError
from kg.remote.address import Address, checked_address, with_updates_at

_Url = Annotated[
    str | None,
    typer.Option("--update-url", help="Where a server takes updates, if it is elsewhere.", metavar="URL"),
]


def with_update_url(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose store takes its updates where ``--update-url`` says; one without ``--store`` as it is."""
    hints = get_type_hints(command, include_extras=True)
    store = next((name for name, hint in hints.items() if hint == StorePath), None)
    if store is None:
        return command

    @wraps(command)
    def called(**values: Any) -> None:
        url = values.pop("update_url")
        if url is not None:
            checked_address(url, "--update-url")
            values = {name: with_updates_at(given, url) for name, given in values.items()}
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


def unlock(store: StorePath = DEFAULT) -> None:
    """Free a graph on a server that a killed kg left locked.

    One program writes it at a time. What a killed one of this machine left, the next takes away by
    itself; of one on another machine only you can know that it is gone.

    \b
    kg unlock --store https://data.example/query
    """
    from kg.graph import BASE
    from kg.remote.endpoint import Endpoint

    if not isinstance(store, Address):
        raise UsageError(f"{store} is a folder: it is free as soon as the program that has it ends; nothing to unlock")
    endpoint = Endpoint(store, None, BASE)
    freed = list(endpoint.lock.free())
    endpoint.close()
    for holder in freed:
        say(f"{store}: free; it was locked by {holder}")
    if not freed:
        say(f"{store}: nobody has locked it")
