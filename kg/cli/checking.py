"""The command ``kg check``: is the graph whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.commands import DEFAULT, StorePath, say
from kg.errors import UsageError
from kg.remote.address import place

if TYPE_CHECKING:
    from kg.checking import Violation


def check(
    file: Annotated[
        Any,
        typer.Argument(
            help="A store, or a file: .ttl .nt .nq .trig .jsonld .rdf", metavar="[STORE|FILE]", parser=place
        ),
    ] = None,
    store: StorePath = DEFAULT,
    format: Annotated[
        str, typer.Option("--format", "-f", help="text or json (a line each).", metavar="FORMAT")
    ] = "text",
) -> None:
    """Check that the graph is whole.

    Each claim, article, entity and name against kg/shapes.ttl (SHACL), and each claim's words
    against the characters of its article. One line for each rule that is violated, and then status 1.

    \b
    kg check                               # ./claims.kg
    kg check press.kg
    kg check export.ttl --format json
    """
    if format not in ("text", "json"):
        raise UsageError(f"no format is called {format!r}; there are text, json")
    import json
    from pathlib import Path

    from kg.checking import Checked, check_file, check_store
    from kg.checking.files import FORMATS
    from kg.store import Store

    where, checked = file or store, Checked()

    def tell(violation: Violation) -> None:
        print(json.dumps(violation.record(), ensure_ascii=False) if format == "json" else violation.line())

    if isinstance(where, Path) and (where.is_file() or where.suffix.lower() in FORMATS):
        for violation in check_file(where, checked):
            tell(violation)
    else:
        with Store.open(where) as opened:
            for violation in check_store(opened, checked):
                tell(violation)
    say(checked.summary(where))
    if checked.violations:
        raise typer.Exit(1)
