"""``kg export`` writes the graph or a part of it to a file, ``kg load`` takes it back."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.commands import DEFAULT, StorePath, say
from kg.cli.sharding import load_shards
from kg.errors import ExportError, UsageError

if TYPE_CHECKING:
    from kg.export import Filter
    from kg.loading import Loaded
    from kg.store import Store

Names = Annotated[list[str] | None, typer.Option(help="Only claims by NAME. Repeatable: any of them.", metavar="NAME")]


def export(
    file: Annotated[str, typer.Argument(help="Where to; its ending says the format. - is stdout.", metavar="FILE")],
    values: Annotated[
        list[str] | None, typer.Argument(help="The parameters of --query.", metavar="KEY=VALUE...")
    ] = None,
    store: StorePath = DEFAULT,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help="Instead of the ending.", metavar="FORMAT")
    ] = None,
    speaker: Names = None,
    target: Annotated[
        list[str] | None, typer.Option(help="Only claims about NAME. Repeatable: any of them.", metavar="NAME")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only from this day, month or year on.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option(help="Only up to this day, month or year.", metavar="DAY")] = None,
    article: Annotated[
        list[str] | None, typer.Option(help="Only this article (name, title, id). Repeatable.", metavar="ARTICLE")
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="Only the claims that a saved question or .rq file gives.", metavar="NAME")
    ] = None,
    view: Annotated[
        str | None,
        typer.Option(help="Of a network: network (who speaks about whom) or full (all nodes).", metavar="VIEW"),
    ] = None,
    schema_org: Annotated[
        bool, typer.Option("--schema-org", help="In RDF, also the tied terms of schema.org and PROV.")
    ] = False,
) -> None:
    """Write the graph, or a part of it, to a file.

    \b
    graph     .nq .trig .jsonld (an article each a named graph), .ttl .nt .rdf
    table     .csv .parquet (the claims, as kg extract prints them)
    network   .html (one page to look through), .gexf (Gephi), .graphml,
              .cyjs and .cx2 (Cytoscape), .dot (Graphviz)

    Filters go together: a claim must fit them all. A country is meant with the voices that speak for it,
    a claim without a day of its own has the day of its article. A filtered graph has the claims, what is
    known of their articles, and the names they use; an article's whole text only if all its claims are in.

    The same graph gives the same bytes, whatever the order in which articles were added.

    \b
    kg export press.ttl
    kg export - --format nq | gzip > press.nq.gz
    kg export russia.html --target Russie --since 2022
    kg export denials.csv --query denied speaker=lavrov
    kg export press.gexf --view full
    """
    from kg.export import ALL, Part, check_options, format_of, write
    from kg.export import export as export_to
    from kg.store import Store

    if file == "-" and not format:
        raise UsageError("to stdout in which format? For example: kg export - --format ttl")
    if values and not query:
        raise UsageError(f"{values[0]!r} is a value of a question; which? For example: --query said speaker=lavrov")
    wanted = format_of(Path(file), format)
    check_options(wanted, view, schema_org)
    with Store.open(store) as opened:
        picked = _filter(opened, speaker or [], target or [], since, until, article or [], query, values or [])
        if not any(Part(opened, picked).articles()):
            say("no claim fits" if picked != ALL else "the store is empty")
        if file == "-":
            write(opened, sys.stdout.buffer, wanted, picked, view=view, schema_org=schema_org)
            sys.stdout.buffer.flush()
        else:
            export_to(opened, file, wanted, picked, view=view, schema_org=schema_org)
            say(f"{file}: {Path(file).stat().st_size:,} bytes")


def load(
    files: Annotated[
        list[str],
        typer.Argument(help="Files of kg export: .nq .trig .jsonld, or folders of shards.", metavar="FILE|DIR..."),
    ],
    store: StorePath = DEFAULT,
) -> None:
    """Take back what kg export or kg extract --shards wrote.

    So stores can be merged, or moved: an article replaces the one with the same id, and who is who is
    decided again with all names, as if the articles had been added. What the file says of names (kg
    entities) and of outside identifiers (kg link) replaces what the store said of the same ones.

    A file that is broken, or a part of articles (an export with a filter), changes nothing. Interrupted,
    the articles that are in are whole; the same command goes on. Of shards what their lists name as
    not read is said, and then the status is 1.

    \b
    kg load press.nq
    kg load shards/                        # also: s3://bucket/shards
    kg load --store all.kg monday.nq tuesday.trig
    """
    from kg.loading import check_format, load_into
    from kg.show import same_text

    lacking = 0
    sharded = [file for file in files if "://" in file or Path(file).is_dir()]
    for file in files:
        if file not in sharded:
            check_format(Path(file))
    for file in files:
        if file in sharded:
            lacking += load_shards(file, store)
            continue
        path = Path(file)
        found = load_into(store, path)
        for name, other in found.same_text:
            say(f"{path}: {name}: {same_text(other)}")
        say(f"{path}: {_said(found)}")
    if lacking:
        raise typer.Exit(1)


def _said(found: Loaded) -> str:
    replaced = f" ({found.replaced:,} replaced)" if found.replaced else ""
    overrules = f", {_count(found.overrules, 'overruling')}" if found.overrules else ""
    same = f", {len(found.same_text):,} with the same text as another" if found.same_text else ""
    return f"{_count(found.articles, 'article')}{replaced}{same}, {_count(found.claims, 'claim')}{overrules}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _filter(
    store: Store,
    speakers: list[str],
    targets: list[str],
    since: str | None,
    until: str | None,
    articles: list[str],
    query: str | None,
    values: list[str],
) -> Filter:
    """What people wrote, as terms of the store."""
    from kg.export import ALL, Filter
    from kg.questions.names import entity

    if not any((speakers, targets, since, until, articles, query)):
        return ALL
    first, last = _day("--since", since, 0), _day("--until", until, 1)
    if first and last and first > last:
        raise UsageError(f"--since {since} is after --until {until}; turn them round")
    return Filter(
        speakers=frozenset(str(entity(name, store)[0]) for name in speakers),
        targets=frozenset(str(entity(name, store)[0]) for name in targets),
        since=first,
        until=last,
        articles=frozenset(store.find(name).id for name in articles),
        claims=_claims_of(query, values, store) if query else None,
    )


def _day(option: str, text: str | None, end: int) -> date | None:
    from kg.errors import QuestionError
    from kg.questions.days import period

    if text is None:
        return None
    try:
        return period(text, date.today())[end]
    except QuestionError as error:
        raise QuestionError(f"{option}: {error}") from None


def _claims_of(query: str, values: list[str], store: Store) -> frozenset[str]:
    """The claims in the rows of a question's answer."""
    from kg.cli.commands import pairs
    from kg.questions import query as answer

    found = answer(query, pairs(values, f"--query {query}"), store)
    if "claim" not in found.columns:
        raise ExportError(f"{query} gives no claims: it has no column ?claim; the questions are listed by: kg queries")
    return frozenset(f"<{row['claim']}>" for row in found.rows if "claim" in row)
