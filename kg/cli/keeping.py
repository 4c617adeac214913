"""The commands that keep a store: ``kg backup`` and ``kg restore`` copy it, ``kg doctor`` looks after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.commands import DEFAULT, StorePath, say
from kg.errors import UsageError
from kg.remote.address import place

if TYPE_CHECKING:
    from kg.adding.extracting import Extractor
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
    reextract: Annotated[
        bool, typer.Option("--reextract", help="Repair, and find again what other versions of kg have found.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Without the shapes, which take the longest.")] = False,
) -> None:
    """Look whether the graph is sound, and repair it.

    What is derived from the articles (names, entities, who speaks where) is made again and compared;
    nothing is without its article; then all that kg check checks, if pySHACL is there. One line for
    each finding, and then status 1. --repair writes what can be made again from the articles, and says
    what it did: claims that are damaged or lost, by the checksum of their article, are found again in
    the text that the graph has of it. --reextract does so for all that another version of kg has found,
    and the next kg add does not read their files again.

    \b
    kg doctor                              # ./claims.kg
    kg doctor press.kg --repair
    kg doctor press.kg --reextract         # after an update of kg, without the files
    """
    from kg.store import Store

    where = store or path
    Store.open(where).close()  # a store that is not there is not made
    with Store.open(where, write=repair or reextract) as opened:
        visit = _Visit(opened, repair or reextract)
        if reextract:
            visit.update()
        visit.look()
        if not quick:
            visit.check()
        articles = _articles(opened)
    what = [f"{visit.mended} mended"] if visit.mended else []
    what.append(f"{visit.left} found" if visit.left else "sound" if not visit.mended else "sound now")
    say(f"{where}: {articles}: {', '.join(what)}")
    if visit.left:
        raise typer.Exit(1)


@dataclass(slots=True)
class _Visit:
    """What the doctor did (``mended``) and could not do (``left``); ``tried`` are the ids of the articles that were
    extracted again, ``failed`` those that have lost something and were told, and ``told`` the lines of what is left."""

    store: Store
    repair: bool
    mended: int = 0
    left: int = 0
    tried: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    extract: Extractor | None = None

    def look(self) -> None:
        """What is not as the articles have it; those that have lost something of their own are extracted again."""
        lost = self._findings(last=False)
        if lost:
            self._again(lost)
            self._findings(last=True)

    def _findings(self, *, last: bool) -> set[str]:
        """Tell them; what may still be found again in a text is told the last time only, and given before."""
        from kg.doctor import findings
        from kg.doctor import repair as mend

        lost: set[str] = set()
        for finding in mend(self.store) if self.repair else findings(self.store):
            done = self.repair and finding.change is not None
            if self.repair and finding.article and not last:
                lost.add(finding.article)
            if finding.article in lost | self.failed or finding.line() in self.told:
                continue
            if finding.article and not done:
                self.failed.add(finding.article)
            print(f"{finding.what}: mended" if done else finding.line())
            self.told |= set() if done else {finding.line()}
            self.mended, self.left = self.mended + done, self.left + (not done)
        return lost

    def update(self) -> None:
        """Find again what other versions have found."""
        from kg.adding.again import outdated
        from kg.versions import current_run

        self._again(outdated(self.store, current_run()))

    def check(self) -> None:
        """What ``kg check`` finds; articles that are not whole are extracted again, if they can be."""
        from kg.checking import check_store
        from kg.errors import CheckError

        try:
            found = list(check_store(self.store))
            there = {head.id for head in self.store.articles()} if self.repair else set()
            if self._again(violation.article_id for violation in found if violation.article_id in there):
                self.look()
                found = list(check_store(self.store))
        except CheckError as error:
            say(f"the shapes were not looked at: {error}")
            return
        # One line for an article that is to be read again; kg check has what else follows from that.
        found = [violation for violation in found if violation.article_id not in self.failed]
        for violation in found:
            print(violation.line())
        self.left += len(found)

    def _again(self, articles: Iterable[str | None]) -> bool:
        """Extract articles again, each once; whether any was."""
        from kg.adding.again import extract_again
        from kg.adding.extracting import Extractor

        wanted = sorted({article for article in articles if article} - self.tried)
        self.tried.update(wanted)
        self.extract = self.extract or Extractor()
        found = False
        for article, again in zip(wanted, extract_again(self.store, wanted, self.extract), strict=True):
            print(again.told)
            self.failed |= set() if again.found else {article}
            found, self.mended, self.left = (
                found or again.found,
                self.mended + again.found,
                self.left + (not again.found),
            )
        return found


def _articles(store: Store) -> str:
    count = sum(1 for _ in store.articles())
    return "1 article" if count == 1 else f"{count:,} articles"
