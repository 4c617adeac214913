"""A saved question: an ``.rq`` file of plain SPARQL whose first lines say what it answers.

The header is the lines that start with ``#+``, as in grlc, and is YAML of a few kinds only:

    #+ summary: Ce que X a dit de Y / What X said about Y
    #+ parameters:
    #+   - speaker: entity
    #+   - since: date, optional
    #+   - least: integer, default 1
    #+ show: date, text, who
    #+ example: speaker=Lavrov
    #+ sentences:
    #+   - what did {speaker} say

A parameter is a variable of the query and stands among its columns. In a sentence, ``{period}``
(« janvier 2022 ») gives the parameters ``since`` and ``until``. ``show`` lists the columns that a
table shows, all others are in ``--format json`` and the like. A new file is a new question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from kg.errors import QuestionError

Type = Literal["entity", "date", "article", "text", "topic", "integer", "act", "boolean"]
TYPES: tuple[str, ...] = get_args(Type)
PERIOD = "period"  # in a sentence: « janvier 2022 », which gives since and until
KEYS = ("summary", "parameters", "show", "example", "sentences")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question asks for. Without a value an ``optional`` one restricts nothing."""

    name: str
    type: str
    optional: bool = False
    default: str | None = None

    def __str__(self) -> str:
        """As it is written on the command line: ``speaker=ENTITY``, in brackets if it may be missing."""
        value = f"{self.name}={self.default or ('yes' if self.type == 'boolean' else self.type.upper())}"
        return f"[{value}]" if self.optional or self.default is not None else value


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question, or any SPARQL file (then only ``name`` and ``sparql`` say something)."""

    name: str
    sparql: str
    summary: str = ""
    parameters: tuple[Parameter, ...] = ()
    show: tuple[str, ...] = ()
    example: str | None = None
    sentences: tuple[str, ...] = ()
    file: str = "the query"

    def example_command(self) -> str:
        """The example as one types it.

        >>> Question("said", "", example="speaker=Lavrov").example_command()
        'kg query said speaker=Lavrov'
        """
        return f"kg query {self.name} {self.example or ''}".strip()


def folder() -> Path:
    """Where the saved questions are: inside an installed package, or at the top of the sources."""
    inside = Path(str(files("kg") / "queries"))
    return inside if inside.is_dir() else Path(str(files("kg"))).parent / "queries"


def saved(where: Path | None = None) -> dict[str, Question]:
    """All saved questions by name. Raises ``QuestionError`` for a bad header."""
    return {name: _read(path) for name, path in saved_files(where).items()}


def saved_files(where: Path | None = None) -> dict[str, Path]:
    """The file of each saved question, by name."""
    return {path.stem: path for path in sorted((where or folder()).glob("*.rq"))}


def _read(path: Path) -> Question:
    return question(path.stem, path.read_text("utf-8"), path.name)


def one_saved(name: str, where: Path | None = None) -> Question:
    """The saved question of this name; only its file is read. Raises ``KeyError`` if there is none."""
    return _read(saved_files(where)[name])


@lru_cache(maxsize=256)
def question(name: str, text: str, file: str) -> Question:
    """The question in ``text``; ``file`` is for messages.

    >>> question("said", "#+ summary: S\\n#+ parameters:\\n#+   - who: entity\\nSELECT ?who {}", "said.rq").parameters
    (Parameter(name='who', type='entity', optional=False, default=None),)
    """
    values: dict[str, str] = {}
    lists: dict[str, list[tuple[str, str]]] = {}
    key = ""
    for place, line in _header(text, file):
        item = re.fullmatch(r"\s+- (.+)", line)
        pair = re.fullmatch(r"(\w+):\s*(.*)", line)
        if item and key:
            lists.setdefault(key, []).append((place, item[1].strip()))
        elif pair and pair[1] in KEYS:
            key = pair[1]
            values[key] = pair[2].strip()
        elif line.strip():
            keys = ", ".join(KEYS)
            raise QuestionError(f"{place}: expected one of {keys} and a colon, or '  - item', not {line.strip()!r}")
    parameters = tuple(_parameter(item, place) for place, item in lists.get("parameters", ()))
    names = {parameter.name for parameter in parameters}
    for place, sentence in lists.get("sentences", ()):
        known_here = names | {PERIOD} if {"since", "until"} <= names else names
        unknown = set(re.findall(r"\{(\w+)\}", sentence)) - known_here
        if unknown:
            known = ", ".join(sorted(names)) or "none"
            raise QuestionError(f"{place}: {{{min(unknown)}}} is not a parameter; the parameters: {known}")
    show = tuple(column.strip() for column in values.get("show", "").split(",") if column.strip())
    sentences = tuple(sentence for _, sentence in lists.get("sentences", ()))
    return Question(name, text, values.get("summary", ""), parameters, show, values.get("example"), sentences, file)


def _header(text: str, file: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#+"):
            yield f"{file}, line {number}", line.removeprefix("#+").removeprefix(" ").rstrip()


def _parameter(item: str, place: str) -> Parameter:
    found = re.fullmatch(r"(\w+): (\w+)(?:, (optional)|, default (.+))?", item)
    if not found:
        raise QuestionError(f"{place}: expected 'name: type', 'name: type, optional' or 'name: type, default VALUE'")
    if found[2] not in TYPES:
        raise QuestionError(f"{place}: {found[2]!r} is not a type; the types are {', '.join(TYPES)}")
    return Parameter(found[1], found[2], found[3] is not None, found[4])
