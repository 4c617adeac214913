"""``python -m tests.bench rules [FOLDER] [NUMBER]``: NUMBER articles (60) of FOLDER (``seeds/``), evenly spread."""

from __future__ import annotations

import sys
from pathlib import Path

from .rules import table

SEEDS = Path(__file__).parent.parent.parent / "seeds"
USAGE = "usage: python -m tests.bench rules [FOLDER] [NUMBER]"


def main(arguments: list[str]) -> None:
    """Run the bench that is named and print its table."""
    if not arguments or arguments[0] != "rules" or len(arguments) > 3:
        sys.exit(USAGE)
    folder = Path(arguments[1]) if len(arguments) > 1 else SEEDS
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder\n{USAGE}")
    print(table(folder, int(arguments[2]) if len(arguments) > 2 else 60))


if __name__ == "__main__":
    main(sys.argv[1:])
