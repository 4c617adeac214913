"""The commands about outside identifiers: ``kg link`` asks a service, ``kg links`` shows and decides."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.commands import DEFAULT, StorePath, say
from kg.errors import UsageError
from kg.model import Kind

if TYPE_CHECKING:
    from kg.linking.asking import Outcome, Wish
    from kg.linking.protocol import Manifest

Pattern = Annotated[str | None, typer.Argument(help="Only entities with these words in a name.", metavar="PATTERN")]


def link(
    service: Annotated[str, typer.Option("--service", help="The address of its API.", metavar="URL")],
    pattern: Pattern = None,
    store: StorePath = DEFAULT,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", help="What the service calls a kind: person=ID. Repeatable.", metavar="KIND=ID"),
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Only person, organisation, place or group. Repeatable.", metavar="KIND"),
    ] = None,
    threshold: Annotated[
        str | None, typer.Option(help="The score of an exact match, on the service's scale.", metavar="N")
    ] = None,
    candidates: Annotated[int, typer.Option(min=1, max=50, help="Keep so many for each.", metavar="N")] = 3,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask for so many entities, then stop.", metavar="N")] = None,
    again: Annotated[bool, typer.Option("--again", help="Ask also for what was asked before.")] = False,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait for an answer.", metavar="S")] = 60,
) -> None:
    """Look entities up in a reconciliation service.

    The service speaks the W3C Reconciliation Service API, as Wikidata's does. Its best candidate is
    kept as skos:exactMatch if the service is certain of it (with --threshold: if its score is that
    high), the others as skos:closeMatch. A surname alone, or two equally good candidates, are never
    exact. Interrupted, the same command goes on where it stopped.

    \b
    kg link --service https://reconciliation.example/fr/api
    kg link --service URL --type person=Person --threshold 90 Lavrov
    kg links                               # look through what was found
    """
    from kg import __version__
    from kg.linking.asking import Wish, ask_all, fitting, unasked
    from kg.linking.client import Service, check_address
    from kg.store import Store

    address = check_address(service)
    wish = Wish(date.today(), _threshold(threshold), candidates, dict(map(_type, types or ())))
    chosen = [_kind(kind) for kind in kinds or ()] or _askable()
    Store.open(store).close()  # a store that is not there is not made
    with Store.open(store, write=True) as opened:
        found = list(fitting(opened.named_entities(), chosen, pattern))
        todo = found if again else unasked(opened, found, address)
        if not todo:
            asked = f"all {len(found)} have been asked for; --again asks anew" if found else "no such entity"
            say(f"nothing to ask: {asked}")
            return
        asked_before, todo = len(found) - len(todo), todo[:limit]
        asker = Service(address, f"kg/{__version__} (claim graph of French news)", say, timeout)
        manifest = asker.manifest()
        say(_opening(manifest, wish, len(todo), asked_before))
        with _progress(len(todo), manifest.batch) as step:
            outcome = ask_all(opened, asker, manifest, todo, wish, step)
    _report(outcome)


def links(
    pattern: Pattern = None,
    store: StorePath = DEFAULT,
    accept: Annotated[
        str | None, typer.Option(help="This identifier is the entity's, whatever a service says.", metavar="ID")
    ] = None,
    refuse: Annotated[str | None, typer.Option(help="This identifier is not the entity's.", metavar="ID")] = None,
    forget: Annotated[str | None, typer.Option(help="Take such a decision back.", metavar="ID")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or csv.", metavar="FORMAT")] = "text",
) -> None:
    """Show outside identifiers, and accept or refuse them.

    A decision holds until it is taken back: no later kg link overrules it. ID is an address, or the
    end of one that is shown.

    \b
    kg links
    kg links --format csv > identifiers.csv
    kg links "Jens Stoltenberg" --accept https://authority.example/id/42
    kg links "Jens Stoltenberg" --refuse 43
    """
    from kg.linking.asking import fitting
    from kg.linking.review import as_csv, lines, rows
    from kg.store import Store

    if format not in ("text", "csv"):
        raise UsageError(f"no format is called {format!r}; there are text, csv")
    decisions = [(accept, True), (refuse, False), (forget, None)]
    wanted = [(text, verdict) for text, verdict in decisions if text is not None]
    if wanted:
        if not pattern or len(wanted) > 1:
            raise UsageError("name one entity and one decision; for example: kg links Stoltenberg --accept ID")
        _decide(store, pattern, *wanted[0])
        return
    with Store.open(store) as opened:
        found = list(rows(opened, fitting(opened.named_entities(), _askable(), pattern)))
    if not found:
        say("nothing is linked; ask a service with: kg link --service URL")
    elif format == "csv":
        print(as_csv(found), end="")
    else:
        import shutil

        for line in lines(found, shutil.get_terminal_size((100, 24)).columns):
            print(line)


def _decide(store: Path, name: str, text: str, accepted: bool | None) -> None:
    from kg.linking.review import decide, full_identifier
    from kg.questions.names import entity
    from kg.store import Store

    Store.open(store).close()
    with Store.open(store, write=True) as opened:
        node, label = entity(name, opened, strictly=True)
        chosen = opened.named_entity(str(node))
        identifier = full_identifier(opened, chosen, text)
        decide(opened, chosen, identifier, accepted, date.today())
    done = {True: "accepted", False: "refused", None: "no longer decided"}[accepted]
    say(f"{label}: {identifier} {done}")


def _askable() -> Sequence[Kind]:
    from kg.linking.verdicts import KINDS

    return KINDS


def _kind(text: str) -> Kind:
    for kind in _askable():
        if kind == text:
            return kind
    raise UsageError(f"no kind that is asked for is called {text!r}; there are {', '.join(_askable())}")


def _type(text: str) -> tuple[Kind, str]:
    kind, equals, id = text.partition("=")
    if not equals or not id:
        raise UsageError(f"{text!r} is not KIND=ID; for example: --type person=Person")
    return _kind(kind), id


def _threshold(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text) if text is not None else None
    except InvalidOperation:
        number = Decimal("NaN")
    if number is not None and not number.is_finite():
        raise UsageError(f"{text!r} is no score; for example: --threshold 90")
    return number


def _opening(manifest: Manifest, wish: Wish, todo: int, before: int) -> str:
    from kg.linking.asking import types_for

    types = ", ".join(f"{kind} as {id}" for kind, id in sorted(types_for(wish, manifest).items()))
    earlier = f", {before} asked before" if before else ""
    return f"{manifest.name} (API {manifest.version}): {todo} to ask{earlier}; types: {types or 'none'}"


@contextmanager
def _progress(total: int, batch: int) -> Iterator[Callable[[Outcome], None]]:
    """What to call after each batch: a bar on a terminal, else some twenty lines."""
    if not sys.stderr.isatty():
        every = max(batch, total // 20)
        said = 0

        def line(outcome: Outcome) -> None:
            nonlocal said
            done = outcome.asked + len(outcome.failed)
            if done - said >= every or done == total:
                said = done
                say(f"{done} of {total}")

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("asked", total=total)
        yield lambda outcome: progress.update(task, completed=outcome.asked + len(outcome.failed))


def _report(outcome: Outcome) -> None:
    say(outcome.summary())
    for label, reason in outcome.failed:
        say(f"kg: {label}: {reason}")
    if outcome.stopped:
        say(f"kg: {outcome.stopped}; {outcome.unasked} not asked: run the same command again to go on")
    if outcome.failed or outcome.stopped:
        raise typer.Exit(1)
