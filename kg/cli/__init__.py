"""The commands: ``commands``, ``articles``, ``checking``, ``entities`` (who is who), ``links`` (outside identifiers),
``exports``, ``extracting`` (without a graph), ``keeping`` (copies of a store, and its health), ``serving``, ``servers``
(stores that are far).

They only call.
"""

from kg.cli import articles, checking, entities, exports, extracting, keeping, links, servers, serving
from kg.cli.commands import app, say

app.command()(extracting.extract)
app.command()(articles.explain)
app.command()(articles.stats)
app.command()(articles.remove)
app.command()(articles.score)
app.add_typer(entities.app, name="entities", cls=entities.PatternGroup)
app.command()(exports.export)
app.command()(exports.load)
app.command()(links.link)
app.command()(links.links)
app.command()(checking.check)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.doctor)
app.command()(serving.serve)
app.command()(servers.unlock)
for command in (*app.registered_commands, *entities.app.registered_commands):
    if command.callback and command.callback is not serving.serve:
        command.callback = servers.with_update_url(command.callback)

__all__ = ["app", "say"]
