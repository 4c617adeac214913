"""Benches: what the rules cost beside the model, and what an article and a question cost in a store that grows.

``python -m tests.bench rules [FOLDER] [NUMBER]``: NUMBER articles (60) of FOLDER (``seeds/``), evenly spread.
``python -m tests.bench entities [NUMBER...]``: stores of so many invented articles (1000 10000).
``python -m tests.bench questions [NUMBER...]``: stores of so many invented claims (10000 100000).
``python -m tests.bench exports [NUMBER...]``: every format, from stores of so many invented articles (250 2000).
``python -m tests.bench memory [FOLDER] [NUMBER...]``: ``kg add`` of so many articles (500 5000), invented or FOLDER's.
``python -m tests.bench again [NUMBER...]``: ``kg add`` of so many known files (1000 10000).
"""

from __future__ import annotations

import sys
from pathlib import Path

SEEDS = Path(__file__).parent.parent.parent / "seeds"
USAGE = "usage: python -m tests.bench rules [FOLDER] [NUMBER]\n       python -m tests.bench entities [NUMBER...]\n"
USAGE += "       python -m tests.bench questions [NUMBER...]\n       python -m tests.bench exports [NUMBER...]\n"
USAGE += "       python -m tests.bench memory [FOLDER] [NUMBER...]\n       python -m tests.bench again [NUMBER...]"


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
    elif arguments[:1] == ["again"] and all(argument.isdigit() for argument in arguments[1:]):
        from . import again

        print(again.table(tuple(int(argument) for argument in arguments[1:]) or again.SIZES))
    elif arguments[:1] == ["memory"]:
        from . import memory

        folder = Path(arguments.pop(1)) if arguments[1:] and not arguments[1].isdigit() else None
        if folder and not folder.is_dir():
            sys.exit(f"{folder}: no such folder\n{USAGE}")
        print(memory.table(tuple(int(argument) for argument in arguments[1:]) or memory.SIZES, folder))
    else:
        sys.exit(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
