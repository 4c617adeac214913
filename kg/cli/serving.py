"""The command ``kg serve``: the explorer and the SPARQL endpoint."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kg.cli.commands import DEFAULT, SECONDS, StorePath, Timeout, say


def serve(
    store: StorePath = DEFAULT,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; 0.0.0.0: all that this machine has.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option("--port", help="The port; without it 8765, or the next one that is free.", min=0, max=65535),
    ] = None,
    timeout: Timeout = SECONDS,
    memory: Annotated[
        float, typer.Option("--memory", help="Stop a query that takes more memory.", metavar="GB", min=0.05)
    ] = 2.0,
    cors: Annotated[
        str, typer.Option("--cors", help="Whose pages may read the endpoint: all (*), none, or one.", metavar="ORIGIN")
    ] = "*",
    browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open a browser; by default from a terminal only.")
    ] = None,
) -> None:
    """Show the graph in a browser, and answer SPARQL at /sparql.

    Only this machine reaches it, and it only reads. The graph can be changed meanwhile: kg serve shows
    it as it is a few seconds after. Ctrl-C ends it.

    \b
    kg serve                                         # http://127.0.0.1:8765/
    kg serve --store press.kg --port 9000
    curl http://127.0.0.1:8765/sparql --data-urlencode 'query=SELECT * { ?s kg:act kg:denial }'
    """
    from kg.errors import UsageError
    from kg.remote.address import Address
    from kg.web.endpoint.pool import Limits
    from kg.web.server import Settings
    from kg.web.server import serve as run

    if isinstance(store, Address):
        raise UsageError(f"{store} answers SPARQL itself; kg serve shows a graph that is a folder: --store FOLDER")
    origins = () if cors == "none" else (cors,)
    shown = sys.stderr.isatty() and sys.stdout.isatty() if browser is None else browser
    run(store, Settings(host, port, Limits(timeout, int(memory * 2**30)), origins, shown), say)
