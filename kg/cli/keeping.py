"""The commands that keep a store: ``kg backup`` and ``kg restore`` copy it, ``kg doctor`` looks after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.commands import DEFAULT, StorePath, say
from kg.errors import UsageError
from kg.remote.address import place

if TYPE_CHECKING:
    from kg.checking import Checked
    from kg.store import Store


def backup(
    folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.", metavar="DIR")],
    store: StorePath = DEFAULT,
) -> None:
    """Copy the graph to a folder.

    The copy is a graph like any other: every command opens it. It is there when it is complete. On the
    same disk it shares files with the graph for as long as neither changes them, and costs little.

    \b
    kg backup monday.kg
    kg ask --store monday.kg "who is quoted most"
    """
    from kg.store import Store

    with Store.open(store) as opened:
        opened.backup(folder)
        say(f"{folder}: a copy of {store}, {_articles(opened)}")


def restore(
    folder: Annotated[Path, typer.Argument(help="What kg backup wrote.", metavar="DIR")],
    store: StorePath = DEFAULT,
    replace: Annotated[bool, typer.Option("--replace", help="Also if the graph has something in it.")] = False,
) -> None:
    """Put a copy in the place of the graph.

    A graph with something in it is replaced with --replace only, when the copy is complete. The copy
    stays as it is.

    \b
    kg restore monday.kg --store press.kg
    kg restore monday.kg --replace
    """
    from kg.remote.address import Address
    from kg.store import Store
    from kg.store.copying import restore as put

    if isinstance(store, Address):
        raise UsageError(f"{store} is no folder: restore it on its server, or load an export: kg load press.nq")
    put(folder, store, replace=replace)
    with Store.open(store) as opened:
        say(f"{store}: as {folder}, {_articles(opened)}")


def doctor(
    store: Annotated[Any, typer.Argument(help="A store.", metavar="[STORE]", parser=place)] = None,
    path: StorePath = DEFAULT,
    repair: Annotated[bool, typer.Option("--repair", help="Make again what comes from the articles.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Without the shapes, which take the longest.")] = False,
) -> None:
    """Look whether the graph is sound, and repair it.

    What is derived from the articles (names, entities, who speaks where) is made again and compared;
    nothing is without its article; then all that kg check checks, if pySHACL is there. One line for
    each finding, and then status 1. --repair writes what can be made again from the articles, and says
    what it did.

    \b
    kg doctor                              # ./claims.kg
    kg doctor press.kg --repair
    """
    from kg.checking import Checked
    from kg.doctor import findings
    from kg.doctor import repair as mend
    from kg.store import Store

    where, checked = store or path, Checked()
    Store.open(where).close()  # a store that is not there is not made
    with Store.open(where, write=repair) as opened:
        mended = left = 0
        for finding in mend(opened) if repair else findings(opened):
            done = repair and finding.change is not None
            print(f"{finding.what}: mended" if done else finding.line())
            mended, left = mended + done, left + (not done)
        if not quick:
            left += _violations(opened, checked, print)
        articles = _articles(opened)
    what = [f"{mended} mended"] if mended else []
    what.append(f"{left} found" if left else "sound" if not mended else "sound now")
    say(f"{where}: {articles}: {', '.join(what)}")
    if left:
        raise typer.Exit(1)


def _violations(store: Store, checked: Checked, tell: Callable[[str], None]) -> int:
    """Tell what ``kg check`` finds, and count it."""
    from kg.checking import check_store
    from kg.errors import CheckError

    try:
        for violation in check_store(store, checked):
            tell(violation.line())
    except CheckError as error:
        say(f"the shapes were not looked at: {error}")
    return checked.violations


def _articles(store: Store) -> str:
    count = sum(1 for _ in store.articles())
    return "1 article" if count == 1 else f"{count:,} articles"
