"""The commands: ``commands``, ``checking``, ``entities`` (who is who), ``links`` (outside identifiers)."""

from kg.cli import checking, entities, links
from kg.cli.commands import app, say

app.add_typer(entities.app, name="entities", cls=entities.PatternGroup)
app.command()(links.link)
app.command()(links.links)
app.command()(checking.check)

__all__ = ["app", "say"]
