"""The commands: ``commands``, ``checking``, ``entities`` (who is who), ``links`` (outside identifiers), ``exports``.

They only call.
"""

from kg.cli import checking, entities, exports, links
from kg.cli.commands import app, say

app.add_typer(entities.app, name="entities", cls=entities.PatternGroup)
app.command()(exports.export)
app.command()(exports.load)
app.command()(links.link)
app.command()(links.links)
app.command()(checking.check)

__all__ = ["app", "say"]
