"""The commands. Each one only calls: what it imports, it imports when it runs, so that help is quick.

Answers go to stdout, everything else to stderr; ``kg/__main__.py`` turns exceptions into lines and a status.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.reading import Paths, reading_options
from kg.errors import KgError, UsageError
from kg.remote import address
from kg.terminal import visible

if TYPE_CHECKING:
    from kg.adding.cluster import Engine
    from kg.questions import Answer
    from kg.reading import Options
    from kg.show import Page

app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "terminal_width": None},
    help="""Who said what, about whom, when, and where it is written: a graph of French news.

    \b
    kg add seeds/                                            # read articles into ./claims.kg
    kg ask "what did Lavrov say about Stoltenberg"           # French works too
    kg explain 003                                           # why, claim by claim
    kg export press.html                                     # or .ttl .nq .csv .gexf …
    """,
)

StorePath = Annotated[
    Any,  # Path | Address: Typer knows no unions
    typer.Option(
        "--store",
        envvar="KG_STORE",
        help="The folder of the graph, or a server.",
        metavar="FOLDER|URL",
        parser=address.place,
    ),
]
Format = Annotated[
    str, typer.Option("--format", "-f", help="table, json, csv, tsv, xml or markdown.", metavar="FORMAT")
]
Aliases = Annotated[
    Path | None,
    typer.Option("--aliases", help="A CSV file of names that stand for others, or are kept apart.", metavar="FILE"),
]
Show = Annotated[bool, typer.Option("--show", help="Print the SPARQL with the values in it, and run nothing.")]
Once = Annotated[
    bool, typer.Option("--once", help="Leave out what a copy of an article repeats: a dispatch in forty papers is one.")
]
Timeout = Annotated[float, typer.Option("--timeout", help="Stop after so many seconds.", metavar="SECONDS", min=0.001)]
Service = Annotated[bool, typer.Option("--allow-service", help="Let SERVICE ask other machines.")]
Jobs = Annotated[
    str, typer.Option("--jobs", "-j", help="Processes that extract; auto or 0: one a processor.", metavar="N")
]
SECONDS = 60.0
DEFAULT = Path("claims.kg")
FORMATS = ("table", "json", "csv", "tsv", "xml", "markdown")


def say(text: str = "") -> None:
    """Everything that is no answer, to stderr."""
    print(visible(text), file=sys.stderr, flush=True)


def print_lines(lines: Iterable[str]) -> None:
    """An answer, to stdout."""
    for line in lines:
        print(visible(line) if sys.stdout.isatty() else line)


def page() -> Page:
    """How wide the terminal is, and whether it shows colours."""
    import shutil

    from kg.show import Page

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Page(max(40, shutil.get_terminal_size((100, 24)).columns), colour)


def checked_jobs(jobs: str) -> int:
    """How many processes are asked for. Raises ``UsageError`` for what is no number, and for far too many.

    More than there are processors make nothing quicker, and each takes its memory; a few may, where files come slowly.

    >>> checked_jobs("3")
    3
    """
    from kg.adding.crew import cores

    if jobs in ("auto", "0"):
        return cores()
    if not (jobs.isascii() and jobs.isdigit()):
        raise UsageError(f"--jobs {jobs}: write how many processes shall extract, or auto")
    most = max(16, 4 * cores())
    if len(jobs) > 9 or int(jobs) > most:
        raise UsageError(
            f"--jobs {jobs}: {most} at most on this machine ({cores()} processors); --jobs auto takes one a processor"
        )
    return int(jobs)


@app.command()
@reading_options
def add(
    paths: Paths,
    store: StorePath = DEFAULT,
    aliases: Aliases = None,
    base: Annotated[
        str | None, typer.Option("--base", help="What the IRIs of a new graph start with.", metavar="IRI")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Read also what has not changed.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Take out what is gone from PATH.")] = False,
    jobs: Jobs = "1",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="A Dask cluster extracts: tcp://HOST:PORT, or local:N.", metavar="ADDRESS"),
    ] = None,
    shards: Annotated[
        str | None,
        typer.Option("--shards", help="Where its workers write: a shared folder or URL.", metavar="DIR"),
    ] = None,
    per_shard: Annotated[int, typer.Option("--per-shard", help="Articles in a shard.", metavar="N", min=1)] = 100,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="A line for every article.")] = False,
    log: Annotated[
        Path | None, typer.Option("--log", help="Add all that is said to a file, with times.", metavar="FILE")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write what became of each article.", metavar="FILE.jsonl")
    ] = None,
    *,
    reading: Options,
) -> None:
    """Read articles and put their claims in the graph.

    A PATH is a text (.txt), a page (.html), a table (.csv .tsv .jsonl .json .parquet), a feed (.rss
    .atom .xml), a web archive (.warc), a .zip or .tar of these, any of them compressed (.gz .zst .xz
    .bz2), a folder, a pattern, an address (https://…), or - for standard input. What is known of an
    article beside its text comes from your options, an articles.csv in its folder or a NAME.json
    beside it, the columns of its table, or the page, in this order. An article added twice replaces
    itself, and what has not changed is not read again; the same text under another name is one
    article, and which name is not kept is said. What cannot be read does not stop the rest: it is named
    at the end. Ctrl-C finishes the article in hand; the same command goes on. The graph keeps its
    first --base.

    With --scheduler the workers of a Dask cluster extract, and write shards to a folder that all
    machines share (STORE.shards, if --shards names no other one), from which this process loads them.

    \b
    kg add seeds/                          # every article of a folder
    kg add --store press.kg lundi.html     # into another graph
    kg add dump.jsonl.gz --text-column corps --publisher "Le Courrier du Val"
    kg add 'pages/**/*.html' https://press.example/pont-vaubrun
    kg add seeds/ --aliases names.csv      # and say who is who (see: kg entities --help)
    kg add --jobs 4 press/                 # four processes, the same graph
    kg add --scheduler tcp://head:8786 --shards /shared/kg-shards press/
    kg add --prune press/                  # and take out the articles whose files are gone
    """
    import time

    from kg.adding.articles import add_articles
    from kg.adding.goal import Goal
    from kg.adding.stopping import stoppable
    from kg.adding.telling import Wishes, telling
    from kg.entities import read
    from kg.store.bases import checked_base

    for path in paths if prune else ():
        if any(sign in path for sign in "*?[") and not Path(path).exists():
            raise UsageError(f"--prune {path!r}: name the folder or the archive, not a pattern of names")
    workers = checked_jobs(jobs)
    engine = _engine(scheduler, shards, per_shard, store, jobs != "1", prune)
    goal = Goal(store, checked_base(base) if base is not None else None, read(aliases) if aliases else ())
    start = time.monotonic()
    with telling(Wishes(quiet, verbose, log, report), paths) as teller:
        try:
            with stoppable() as stop:
                if engine:
                    from kg.adding.cluster import add_on_cluster

                    result = add_on_cluster(
                        paths, goal, teller.event, engine, options=reading, force=force, stop=lambda: bool(stop)
                    )
                else:
                    result = add_articles(
                        paths, goal, teller.event, options=reading, force=force, pruning=prune, jobs=workers,
                        stop=lambda: bool(stop),
                    )  # fmt: skip
        except KgError as error:
            teller.note(f"kg: {error}")
            raise
        if result.done > len(result.failed) or result.removed:
            teller.say(result.summary(store, time.monotonic() - start))
        teller.fail(result.failed)
        if stop:
            stopped = stop.stopped("stopped")
            teller.note(f"kg: {stopped}")
            raise stopped
    if result.failed:
        raise typer.Exit(1)


def _engine(
    scheduler: str | None, shards: str | None, articles: int, store: Any, jobs: bool, prune: bool
) -> Engine | None:
    """The cluster that is asked for. Raises ``UsageError`` for options that do not go together."""
    if scheduler is None:
        if shards is not None or articles != 100:
            raise UsageError("--shards and --per-shard go with --scheduler; without a graph: kg extract --shards")
        return None
    if jobs:
        raise UsageError("--jobs and --scheduler do not go together: the cluster says how many workers there are")
    if prune:
        raise UsageError("--prune and --scheduler do not go together; afterwards, kg add --prune reads nothing twice")
    from kg.adding.cluster import Engine

    if shards is None and not isinstance(store, Path):
        raise UsageError("where shall the workers write, with a graph on a server? --shards DIR")
    folder = shards if shards is not None else str(store.with_name(f"{store.name}.shards"))
    return Engine(scheduler, folder, articles)


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="A sentence in French or English.", metavar="QUESTION")],
    store: StorePath = DEFAULT,
    format: Format = "table",
    once: Once = False,
    show: Show = False,
    timeout: Timeout = SECONDS,
) -> None:
    """Answer a question in French or English.

    Names may be written as people write them: lavrov, Sergei Lavrov, ministre Lavrov; so may days, at the
    end. Which saved question was asked is said on stderr; kg queries lists them all.

    \b
    kg ask "what did Lavrov say about Stoltenberg"
    kg ask "qui a parlé de l'Ukraine ?"
    kg ask "what did Poutine say since Tuesday"      # also: in 2022, la semaine dernière, …
    kg ask --format csv "what did Poutine say on 21 December 2021"
    kg ask --once "who is quoted most"               # an agency's dispatch counts once
    """
    check_format(format)
    from kg.questions import ask as answer
    from kg.store import Store

    with Store.open(store) as opened:
        found = answer(" ".join(question), opened, once=once, today=date.today(), timeout=timeout)
        print_answer(found, format, show)


@app.command()
def query(
    name: Annotated[str, typer.Argument(help="A saved question (kg queries), or an .rq file.", metavar="NAME|FILE.rq")],
    values: Annotated[list[str] | None, typer.Argument(help="Its parameters.", metavar="KEY=VALUE...")] = None,
    store: StorePath = DEFAULT,
    format: Format = "table",
    once: Once = False,
    show: Show = False,
    timeout: Timeout = SECONDS,
    allow_service: Service = False,
) -> None:
    """Run a saved question, or SPARQL of your own.

    SPARQL may only read, all graphs together unless FROM names some. The prefixes kg, entity, article,
    claim, rdfs, dcterms and the other usual ones need not be declared.

    \b
    kg query said-about speaker=lavrov target=stoltenberg
    kg query between since=2022-02-14 until=2022-02-15 --format csv
    kg query most-quoted --once
    kg query mine.rq
    """
    check_format(format)
    from kg.questions import query as answer
    from kg.store import Store

    given = pairs(values or (), "kg query said") | ({"once": "yes"} if once else {})
    with Store.open(store) as opened:
        found = answer(name, given, opened, today=date.today(), timeout=timeout, allow_service=allow_service)
        print_answer(found, format, show)


def pairs(values: Iterable[str], example: str) -> dict[str, str]:
    """The parameters of a question. Raises ``UsageError`` with an ``example`` for what is not KEY=VALUE."""
    found = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals:
            raise UsageError(f"{value!r} is not KEY=VALUE; for example: {example} speaker={value}")
        found[key] = text
    return found


def check_format(format: str) -> None:
    """Raise ``UsageError`` for a format that no answer has."""
    if format not in FORMATS:
        raise UsageError(f"no format is called {format!r}; there are {', '.join(FORMATS)}")


def print_answer(found: Answer, format: str, show: bool) -> None:
    """An answer in a format, or (``show``) its SPARQL."""
    from kg import show as looks

    if show:
        print(found.sparql.rstrip())
        return
    if format in ("json", "csv", "tsv", "xml"):
        _bytes(found.serialized(format))
        return
    if found.truth is not None:
        print("true" if found.truth else "false")
        return
    if found.triples is not None:
        from kg.export.turtle import Writer

        writer = Writer(found.store.iris)
        triples = {(str(triple.subject), str(triple.predicate), str(triple.object)) for triple in found.triples}
        print(writer.head())
        print("\n".join(writer.blocks(triples)), end="")
        return
    rows = found.rows
    if found.question.parameters or found.question.sentences:
        say(looks.understood(found, len(rows)))
    elif not rows:
        say("no answers")
    if rows:
        print_lines(looks.markdown(found) if format == "markdown" else looks.answer(found, page()))
        sys.stdout.flush()
        if looks.uncertain(found):
            say(looks.UNKNOWN_DAY)


def _bytes(data: bytes) -> None:
    sys.stdout.write(data.decode("utf-8"))
    if data and not data.endswith(b"\n"):
        print()


@app.command()
def queries(
    name: Annotated[str | None, typer.Argument(help="Only this one, with all its sentences.", metavar="NAME")] = None,
) -> None:
    """List the saved questions with their parameters and an example.

    \b
    kg queries
    kg queries said-about                  # all its sentences, and the SPARQL
    """
    from kg import show as looks
    from kg.questions import saved
    from kg.questions.answer import named

    if name:
        print(named(name).sparql.rstrip())
    else:
        print_lines(looks.questions(saved().values(), page()))
