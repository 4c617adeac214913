"""What every command shares: where the graph is, and where lines for people go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

StorePath = Annotated[
    Path, typer.Option("--store", envvar="KG_STORE", help="The folder of the graph.", metavar="FOLDER")
]
DEFAULT = Path("claims.kg")


def say(text: str = "") -> None:
    """A line on stderr."""
    print(text, file=sys.stderr, flush=True)
