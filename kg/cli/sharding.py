"""What several commands need for shards: the options, the checks, and the work behind ``kg extract --shards``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.commands import say
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.adding.sharding import Part
    from kg.adding.telling import Wishes
    from kg.reading import Options
    from kg.remote.address import Address

ShardsIn = Annotated[
    str | None, typer.Option("--shards", help="A folder, or a URL that fsspec knows (s3://…).", metavar="DIR")
]
PerShard = Annotated[int, typer.Option("--per-shard", help="Articles in a shard.", metavar="N", min=1)]


def checked_share(share: str) -> tuple[int, int]:
    """Which share of the articles is meant. Raises ``UsageError`` for one that is none.

    >>> checked_share("2/8")
    (2, 8)
    """
    number, _, of = share.partition("/")
    if number.isascii() and number.isdigit() and of.isascii() and of.isdigit() and 1 <= int(number) <= int(of):
        return int(number), int(of)
    raise UsageError(f"--shard {share}: write which of how many, from 1/8 to 8/8")


def write_shards(paths: list[str], part: Part, jobs: int, wishes: Wishes, reading: Options) -> None:
    """``kg extract --shards``: status 1 if anything could not be read."""
    from kg.adding.sharding import extract_shards
    from kg.adding.stopping import stoppable
    from kg.adding.telling import telling

    start = time.monotonic()
    with telling(wishes, paths) as teller:
        with stoppable() as stop:
            found = extract_shards(paths, part, teller.event, options=reading, jobs=jobs, stop=lambda: bool(stop))
        teller.say(found.summary(part.folder.name, time.monotonic() - start))
        teller.fail(found.failed)
        if stop:
            raise stop.stopped("stopped")
    if found.failed:
        raise typer.Exit(1)


def load_shards(place: str, store: Path | Address) -> int:
    """``kg load DIR``. Returns how many places are in no article, by the lists: each is named."""
    from kg.loading.shards import Shards, Taken, opener
    from kg.shards import folder_at
    from kg.show import same_text

    known = replaced = same = 0
    new: dict[str, int] = {}  # claims by article

    def tell(taken: Taken) -> None:
        nonlocal known, replaced, same
        if taken.put is None:
            known += 1
        elif not taken.put.stands_for_it:
            new[taken.given.article] = taken.given.claims
            replaced += taken.put.outcome == "replaced"
            for gone in taken.put.displaced:
                new.pop(gone.id, None)
        for place, other in taken.same_text:
            same += 1
            say(f"{place}: {same_text(other)}")

    shards = Shards(folder_at(place), opener(store))
    plan = shards.plan()
    for name, places in plan.take.items():
        shards.load(name, places, tell)
    for failed in plan.failed:
        say(f"kg: {failed.place}: {failed.reason}")
    numbers = (
        (len(plan.take), "shard", "shards"), (len(new), "article", "articles"), (replaced, "replaced", "replaced"),
        (known, "in already", "in already"), (same, "with the same text as another", "with the same text as another"),
        (sum(new.values()), "claim", "claims"), (len(plan.failed), "not read", "not read"),
    )  # fmt: skip
    told = [f"{n:,} {one if n == 1 else many}" for n, one, many in numbers if n or one in ("shard", "article", "claim")]
    say(f"{place}: {', '.join(told)}")
    return len(plan.failed)
