"""``kg entities``: who is in the graph under which names, and the user's say in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from kg.cli.commands import DEFAULT, Aliases, Format, StorePath, check_format, print_answer, say

if TYPE_CHECKING:
    from kg.entities import Overrule
    from kg.remote.address import Address

LIST = "list"
_WITH_VALUE = ("--store", "--update-url", "--format", "-f", "--aliases")


class PatternGroup(TyperGroup):
    """``kg entities lavrov`` is ``kg entities list lavrov``: what is no command is a pattern."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command first, wherever it stands among its options; without one it is ``list``."""
        if not {"-h", "--help"} & set(args[:1]):
            at = _first_word(args)
            command = args.pop(at) if at < len(args) and args[at] in self.commands else LIST
            args.insert(0, command)
        return super().parse_args(ctx, args)


def _first_word(args: list[str]) -> int:
    """Where the first argument is that is neither an option nor its value."""
    at = 0
    while at < len(args) and args[at].startswith("-") and args[at] != "-":
        at += 2 if args[at] in _WITH_VALUE else 1
    return at


app = typer.Typer(
    rich_markup_mode=None,
    subcommand_metavar="[PATTERN | COMMAND ...]",
    help="""List who is in the graph, and say who is who.

    Names are one entity by rules: spelling, surnames, acronyms, names of countries. What you say
    goes before the rules, for all articles that are there or will come; it is kept in the graph.

    \b
    kg entities                            # everybody, the most mentioned first
    kg entities lavrov                     # whoever has it in a name
    kg entities russie                     # and whoever speaks for that country
    kg entities "*ov"                      # whose name ends so
    kg entities merge "Jean Dupont" "J.-P. Dupont"
    kg entities split Dupont
    kg entities --aliases names.csv
    kg entities overrules > names.csv

    names.csv is a CSV file with the header name,canonical,identifier. Canonical is the name of the
    entity, or "keep apart"; identifier, which may be left out, is an IRI of it elsewhere.
    """,
)


@app.command(LIST)
def list_entities(
    pattern: Annotated[
        str, typer.Argument(help="A part of a name; * and ? stand for letters of a whole one.", metavar="PATTERN")
    ] = "",
    store: StorePath = DEFAULT,
    format: Format = "table",
    aliases: Aliases = None,
) -> None:
    """List entities with their names and offices.

    And how many claims are by them (said) and about them.

    This is what kg entities does without a command. With --aliases it first lets the file hold.

    \b
    kg entities list lavrov --format csv
    """
    check_format(format)
    from kg.entities import read
    from kg.questions.listing import entity_list
    from kg.store import Store

    if aliases:
        _overrule(read(aliases), aliases, store)
    if pattern or not aliases:
        with Store.open(store) as opened:
            found = entity_list(opened, pattern)
            if not found.rows and format == "table":
                near = ", ".join(opened.closest(pattern))
                say(f"no name has {pattern!r} in it{f'; the closest: {near}' if near else ''}")
                return
            print_answer(found, format, show=False)


def _overrule(rows: list[Overrule], file: Path, store: Path | Address) -> None:
    from kg.store import Store

    Store.open(store).close()  # a store that is not there is not made
    with Store.open(store, write=True) as opened:
        changed = opened.overrule(rows)
    say(f"{file}: {len(rows)} overrulings, {changed} of them new")


@app.command()
def merge(
    one: Annotated[str, typer.Argument(help="An entity, by one of its names.", metavar="A")],
    other: Annotated[str, typer.Argument(help="The entity that it is one with.", metavar="B")],
    store: StorePath = DEFAULT,
) -> None:
    """Make two entities one.

    The names of A become names of B, those too that later articles bring.

    \b
    kg entities merge "J. Dupont" "Jean Dupont"
    """
    from kg.store import Store

    Store.open(store).close()
    with Store.open(store, write=True) as opened:
        before = set(opened.overrules())
        label = opened.merge(one, other)
        moved = [row.name for row in opened.overrules() if row not in before]
    say(f"{one} is {label} now; undo it with: kg entities undo {' '.join(map(_quoted, moved))}")


@app.command()
def split(
    name: Annotated[str, typer.Argument(help="A name that stands for somebody else.", metavar="NAME")],
    store: StorePath = DEFAULT,
) -> None:
    """Keep a name apart from all others.

    From now on it joins no other name, and no other joins it.

    \b
    kg entities split Dupont
    """
    from kg.store import Store

    Store.open(store).close()
    with Store.open(store, write=True) as opened:
        label = opened.split(name)
    was = f", no longer a name of {label}" if label != name else ""
    say(f"{name} is kept apart now{was}; undo it with: kg entities undo {_quoted(name)}")


@app.command()
def undo(
    names: Annotated[list[str], typer.Argument(help="Names that were merged or split.", metavar="NAME...")],
    store: StorePath = DEFAULT,
) -> None:
    """Forget what was said: the rules decide again.

    \b
    kg entities undo Dupont
    """
    from kg.store import Store

    Store.open(store).close()
    with Store.open(store, write=True) as opened:
        opened.undo(*names)
    say(f"forgotten: {', '.join(names)}")


@app.command()
def overrules(store: StorePath = DEFAULT) -> None:
    """Print all that was said, as a CSV for --aliases.

    \b
    kg entities overrules > names.csv
    """
    from kg.entities import text_of
    from kg.store import Store

    with Store.open(store) as opened:
        print(text_of(opened.overrules()), end="")


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
