"""The commands: ``commands`` and, for the entities, ``entities``. They only call."""

from kg.cli import entities
from kg.cli.commands import app, say

app.add_typer(entities.app, name="entities", cls=entities.PatternGroup)

__all__ = ["app", "say"]
