"""The commands: ``commands``, ``entities`` for who is who, ``links`` for outside identifiers, ``exports`` for files.

They only call.
"""

from kg.cli import entities, exports, links
from kg.cli.commands import app, say

app.add_typer(entities.app, name="entities", cls=entities.PatternGroup)
app.command()(exports.export)
app.command()(exports.load)
app.command()(links.link)
app.command()(links.links)

__all__ = ["app", "say"]
