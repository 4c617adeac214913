"""The tokenizer's expression of words that are one token, in a form that compiles at once.

spaCy writes « faux-vampire », « entr'abat », « saut-de-ski » as some 430 alternatives that each spell out the
thousand letters of its alphabet; compiling them is four fifths of the time it takes to load the French model.
Alternatives that differ in their first letters only are written here as one: ``^a-[x]$|^b-[x]$`` is ``^(?:a-|b-)[x]$``,
which matches the same words (tests/test_frenchmodel.py compares them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_FLAGS = "(?iu)"
_LONG = 50_000  # characters: no other expression of spaCy's is as long
_LETTERS = re.compile(r"(\[[^\]]{100,}\][+*]?)")  # a class that spells out an alphabet
_GROUP = re.compile(r"\((?:\?:)?[^()]*\)")
_CLASS = re.compile(r"\[[^\]]*\]")


def shortened(pattern: str) -> str:
    """A pattern that matches the same words with each class of letters written a few times; itself if it is another.

    >>> letters = "[" + "abcdefghij" * 10 + "]"
    >>> shortened(f"(?iu)(?:^faux-{letters}$)|(?:^demi-{letters}$)") == f"(?iu)^(?:(?:faux-)|(?:demi-)){letters}$"
    True
    >>> shortened("(?iu)(?:^a$)")
    '(?iu)^(?:(?:a))$'
    >>> shortened("a|b")
    'a|b'
    """
    start, between, end = f"{_FLAGS}(?:^", "$)|(?:^", "$)"
    if not (pattern.startswith(start) and pattern.endswith(end)):
        return pattern
    merged: dict[tuple[str, str], list[str]] = {}  # what stands before and after the part that differs
    for alternative in pattern[len(start) : -len(end)].split(between):
        pieces = _LETTERS.split(alternative)
        at = 2 if not pieces[0] and len(pieces) > 2 else 0
        if not all(_is_whole(piece) for piece in pieces[::2]):
            return pattern
        merged.setdefault(("".join(pieces[:at]), "".join(pieces[at + 1 :])), []).append(pieces[at])
    return _FLAGS + "|".join(
        f"^{before}(?:{'|'.join(f'(?:{piece})' for piece in differing)}){after}$"
        for (before, after), differing in merged.items()
    )


def _is_whole(piece: str) -> bool:
    """Whether a piece of an expression means the same in brackets: no border, bracket or bar is open in it."""
    plain = _CLASS.sub("", piece)
    while (less := _GROUP.sub("", plain)) != plain:
        plain = less
    return not re.search(r"[()|^$\[\]\\]", plain)


@contextmanager
def quick_compiling() -> Iterator[None]:
    """Inside, ``re.compile`` shortens the tokenizer's long expression: spaCy compiles it out of our reach."""
    compile_as_written = re.compile

    def compile_shortened(pattern: Any, flags: Any = 0) -> Any:
        if isinstance(pattern, str) and len(pattern) > _LONG and not flags:
            pattern = shortened(pattern)
        return compile_as_written(pattern, flags)

    re.compile = compile_shortened
    try:
        yield
    finally:
        re.compile = compile_as_written
