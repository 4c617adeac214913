"""Benches: programs that print a table; nothing fails when a figure is bad.

``python -m tests.bench rules [FOLDER] [NUMBER]``: what the rules cost beside the model, for NUMBER articles (60) of
FOLDER (``seeds/``), evenly spread; ``throughput`` takes the same: the whole way beside the model, for 120 articles.
``python -m tests.bench memory [FOLDER] [NUMBER...]``: what ``kg add`` holds for so many articles (500 5000), invented
or FOLDER's. Each of the others takes numbers, or its own:

    python -m tests.bench entities 1000 10000

and those of hostile texts names of their shapes. ``python -m tests.bench`` lists them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

SEEDS = Path(__file__).parent.parent.parent / "seeds"
# How many articles of a folder each takes.
ARTICLES = {"rules": 60, "throughput": 120}
# The numbers of each are the sizes of the stores it makes.
BENCHES = {
    "entities": "what the next article costs in a store of so many invented articles",
    "questions": "what questions cost in a store of so many invented claims",
    "loading": "kg load beside Oxigraph's bulk loader, so many invented claims",
    "exports": "time and memory of every format, from a store of so many invented articles",
    "endpoint": "kg serve and Oxigraph's server, asked by 50 clients, in a store of so many invented claims",
    "drawing": "frames a second of the page Graph, of so many invented names, in Chromium without a graphics card",
    "again": "kg add of so many known files",
    "copies": "what it costs to find copies in a store of so many invented articles, and how many are found",
}
# These take a folder of articles (``seeds/``).
ON_A_FOLDER = {
    "startup": "how long kg ask, kg --help and kg add of one article take to be there",
    "jobs": "kg add --jobs 2 beside one process: time, CPU and memory",
    "writing": "the share of writing in a run of kg add",
    "shards": "CPU time and bytes of kg extract --shards and kg load, for an article and a claim",
}
# These take shapes of text, as "selon X".
SHAPED = {
    "growth": "how the time of each step grows with the length of hostile texts",
    "extremes": "seconds and memory of the worst articles that are not refused",
}


def usage() -> str:
    """One line a bench, with its own numbers."""
    lines = ["usage: python -m tests.bench rules [FOLDER] [NUMBER]"]
    lines.append("       python -m tests.bench throughput [FOLDER] [NUMBER]   the whole way beside the bare model")
    lines.append("       python -m tests.bench memory [FOLDER] [NUMBER...]   what kg add holds for so many articles")
    for name, what in BENCHES.items():
        sizes = " ".join(str(size) for size in import_module(f"tests.bench.{name}").SIZES)
        lines.append(f"       python -m tests.bench {name} [NUMBER...]   {what} ({sizes})")
    lines += [f"       python -m tests.bench {name} [FOLDER]   {what}" for name, what in ON_A_FOLDER.items()]
    lines += [f"       python -m tests.bench {name} [SHAPE...]   {what}" for name, what in SHAPED.items()]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Run the bench that is named and print its table."""
    name, *rest = arguments or [""]
    if name in ARTICLES and len(rest) <= 2:
        number = int(rest[1]) if len(rest) > 1 else ARTICLES[name]
        print(import_module(f"tests.bench.{name}").table(_folder(rest), number))
    elif name in BENCHES and all(argument.isdigit() for argument in rest):
        bench = import_module(f"tests.bench.{name}")
        print(bench.table(tuple(int(argument) for argument in rest) or bench.SIZES))
    elif name == "memory":
        from . import memory

        source = Path(rest.pop(0)) if rest and not rest[0].isdigit() else None
        if source and not source.is_dir():
            sys.exit(f"{source}: no such folder\n{usage()}")
        print(memory.table(tuple(int(argument) for argument in rest) or memory.SIZES, source))
    elif name in ON_A_FOLDER and len(rest) <= 1:
        print(import_module(f"tests.bench.{name}").table(_folder(rest)))
    elif name in SHAPED:
        bench = import_module(f"tests.bench.{name}")
        _print_each(bench.table(_shapes(rest) or bench.ALL))
    else:
        sys.exit(usage())


def _folder(rest: list[str]) -> Path:
    folder = Path(rest[0]) if rest else SEEDS
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder\n{usage()}")
    return folder


def _shapes(names: list[str]) -> list[str]:
    from .growth import SHAPES

    for name in names:
        if name not in SHAPES:
            sys.exit(f"{name}: no such shape; write one of {', '.join(map(repr, SHAPES))}")
    return names


def _print_each(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
