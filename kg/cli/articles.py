"""The commands about articles that are in the graph, or could be: explain, count, take out, measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.commands import DEFAULT, StorePath, page, print_lines, say


def explain(
    article: Annotated[
        str,
        typer.Argument(help="Name, title, id or path of an article of the graph, or a file.", metavar="ARTICLE"),
    ],
    store: StorePath = DEFAULT,
) -> None:
    """Show an article's claims with the rules that found them.

    And below, what was set aside and why.

    A file that is there is read and explained without the graph.

    \b
    kg explain 003
    kg explain "Crise ukrainienne"
    kg explain lundi.txt
    """
    from kg import show as looks
    from kg.store import Store

    if Path(article).is_file():
        from kg.adding.extracting import extractions

        with Store.memory() as memory:
            for extraction in extractions([Path(article)]):
                memory.add(extraction)
            print_lines(line for found in memory.all_articles() for line in looks.explained(found, page()))
        return
    with Store.open(store) as opened:
        print_lines(looks.explained(opened.article(article), page()))


def stats(store: StorePath = DEFAULT) -> None:
    """Count articles, claims and entities.

    \b
    kg stats
    """
    from kg import show as looks
    from kg.store import Store

    with Store.open(store) as opened:
        print_lines(looks.stats(opened.stats(), page()))


def remove(
    articles: Annotated[list[str], typer.Argument(help="Name, title, id or path of an article.", metavar="ARTICLE...")],
    store: StorePath = DEFAULT,
) -> None:
    """Take articles out of the graph.

    What only they said goes too: names that no other article uses.

    \b
    kg remove 003
    """
    from kg.store import Store

    Store.open(store).close()  # a store that is not there is not made
    with Store.open(store, write=True) as opened:
        found = [opened.find(article) for article in articles]  # all or none
        for head in found:
            opened.remove(head.id)
            say(f"removed {head.name}{f' ({head.title})' if head.title else ''}")


def score(
    gold: Annotated[Path, typer.Argument(help="A folder of gold claims, one .json an article.", metavar="GOLD_DIR")],
    articles: Annotated[
        Path | None, typer.Option("--articles", help="Where the articles are, if not found.", metavar="FOLDER")
    ] = None,
) -> None:
    """Measure the extraction against gold claims.

    Precision and recall, in all and for each rule.

    \b
    kg score tests/gold/seeds
    kg score gold/ --articles corpus/
    """
    from kg.adding.extracting import extractions
    from kg.records import records
    from kg.score import report, texts_of

    texts = texts_of(gold, articles)
    print(report(gold, (record for found in extractions(texts) for record in records(found))))
