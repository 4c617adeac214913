"""The words of dates, from ``kg/lang/fr``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.lexicon import table


@cache
def numbers(name: str) -> dict[str, int]:
    """The words of a numbered table: ``weekdays``, ``months``."""
    return {row["word"]: int(row["number"]) for row in table("fr", name)}


@cache
def words(kind: str) -> dict[str, int]:
    """The words of one kind in ``dates.tsv``, with their number."""
    return {row["words"]: int(row["number"] or 0) for row in table("fr", "dates") if row["kind"] == kind}


def any_of(choices: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(choices, key=len, reverse=True))
