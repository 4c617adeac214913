"""Benches: what the rules cost beside the model, what articles and questions cost in a store that grows, what
hostile texts cost.

``python -m tests.bench rules [FOLDER] [NUMBER]``: NUMBER articles (60) of FOLDER (``seeds/``), evenly spread.
``python -m tests.bench entities [NUMBER...]``: stores of so many invented articles (1000 10000).
``python -m tests.bench questions [NUMBER...]``: stores of so many invented claims (10000 100000).
``python -m tests.bench exports [NUMBER...]``: every format, from stores of so many invented articles (250 2000).
``python -m tests.bench growth [SHAPE...]``: how the time of each step grows with the length of hostile texts.
``python -m tests.bench extremes [SHAPE...]``: seconds and memory of the worst articles that are not refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

SEEDS = Path(__file__).parent.parent.parent / "seeds"
USAGE = "usage: python -m tests.bench rules [FOLDER] [NUMBER]\n       python -m tests.bench entities [NUMBER...]\n"
USAGE += "       python -m tests.bench questions [NUMBER...]\n       python -m tests.bench exports [NUMBER...]"
USAGE += "\n       python -m tests.bench growth [SHAPE...]\n       python -m tests.bench extremes [SHAPE...]"


def main(arguments: list[str]) -> None:
    """Run the bench that is named and print its table."""
    if arguments[:1] == ["rules"] and len(arguments) <= 3:
        from .rules import table

        folder = Path(arguments[1]) if len(arguments) > 1 else SEEDS
        if not folder.is_dir():
            sys.exit(f"{folder}: no such folder\n{USAGE}")
        print(table(folder, int(arguments[2]) if len(arguments) > 2 else 60))
    elif arguments[:1] == ["entities"] and all(argument.isdigit() for argument in arguments[1:]):
        from . import entities

        print(entities.table(tuple(int(argument) for argument in arguments[1:]) or entities.SIZES))
    elif arguments[:1] == ["questions"] and all(argument.isdigit() for argument in arguments[1:]):
        from . import questions

        print(questions.table(tuple(int(argument) for argument in arguments[1:]) or questions.SIZES))
    elif arguments[:1] == ["exports"] and all(argument.isdigit() for argument in arguments[1:]):
        from . import exports

        print(exports.table(tuple(int(argument) for argument in arguments[1:]) or exports.SIZES))
    elif arguments[:1] == ["growth"]:
        from . import growth

        _print_each(growth.table(_shapes(arguments[1:])))
    elif arguments[:1] == ["extremes"]:
        from . import extremes

        _print_each(extremes.table(_shapes(arguments[1:]) or extremes.WORST))
    else:
        sys.exit(USAGE)


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
