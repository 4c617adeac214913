"""``kg extract``: claims without a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.commands import Jobs, checked_jobs, say
from kg.cli.reading import Paths, reading_options
from kg.cli.sharding import PerShard, ShardsIn, checked_share, write_shards
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.reading import Options


@reading_options
def extract(
    paths: Paths,
    jobs: Jobs = "1",
    shards: ShardsIn = None,
    shard: Annotated[
        str, typer.Option("--shard", help="Only share I of N, the same articles each time.", metavar="I/N")
    ] = "1/1",
    per_shard: PerShard = 100,
    base: Annotated[
        str | None, typer.Option("--base", help="What the IRIs in shards start with.", metavar="IRI")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also what finished shards have.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="With --shards: say only what went wrong.")] = False,
    *,
    reading: Options,
) -> None:
    """Print the claims of articles as JSON lines.

    One line a claim; no graph is needed or changed. Reads what kg add reads.

    With --shards compressed N-Quads are written to a folder or an object store, so many articles in
    each file, and beside it a list of them. The same command goes on where it was stopped, and tries
    again what could not be read. --shard 3/8 takes an eighth of the articles, for machines that
    share a folder. kg load DIR makes the graph that kg add would have made.

    \b
    kg extract seeds/ > claims.jsonl
    kg extract lundi.txt | jq .speaker
    kg extract --jobs auto press/ > claims.jsonl
    kg extract --shards shards/ --shard 3/8 press/
    curl -s https://press.example/pont-vaubrun | kg extract -
    """
    import json

    from kg.adding.extracting import extractions
    from kg.adding.stopping import stoppable
    from kg.records import records

    if shards is None and (shard, per_shard, base, force) != ("1/1", 100, None, False):
        raise UsageError("--shard, --per-shard, --base and --force are for shards: where to? --shards DIR")
    if shards is not None:
        from kg.adding.sharding import Part
        from kg.adding.telling import Wishes
        from kg.graph import BASE
        from kg.shards import folder_at
        from kg.store.bases import checked_base

        iris = checked_base(base) if base is not None else BASE
        part = Part(folder_at(shards), checked_share(shard), per_shard, iris, force)
        write_shards(paths, part, checked_jobs(jobs), Wishes(quiet), reading)
        return
    bad: list[tuple[str, str]] = []
    workers = checked_jobs(jobs)
    with stoppable() as stop:
        for extraction in extractions(
            paths, lambda place, reason: bad.append((place, reason)), reading, jobs=workers, stop=lambda: bool(stop)
        ):
            for record in records(extraction):
                print(json.dumps(record, ensure_ascii=False))
    for place, reason in bad:
        say(f"kg: {place}: {reason}")
    if stop:
        raise stop.stopped("stopped: the output ends with the last article that was finished", "")
    if bad:
        raise typer.Exit(1)
