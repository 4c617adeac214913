"""Run a question on a store and hold what it answers."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples

from kg.errors import QuestionError, UsageError
from kg.questions.header import Question, question, saved
from kg.questions.sparql import bind, check_reads_only, syntax_error
from kg.questions.values import term
from kg.store import Store

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
Row = dict[str, str]
__all__ = ["FORMATS", "Answer", "Row", "ask_file", "named", "run"]


@dataclass
class Answer:
    """What a question gives. ``meant`` says how each value was understood (speaker → Sergueï Lavrov).

    ``sparql`` is the query with the values in it, to run anywhere.
    """

    question: Question
    sparql: str
    store: Store
    meant: dict[str, str] = field(default_factory=dict)

    def result(self) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run the query: an iterator of rows or triples, or true or false."""
        prefixes = self.store.iris.prefixes()
        try:
            return self.store.raw.query(self.sparql, prefixes=prefixes, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise syntax_error(self.sparql, self.question.file, error) from None
        except RuntimeError as error:
            raise QuestionError(f"{self.question.file}: {error}") from None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The query's columns."""
        found = self.result()
        return tuple(variable.value for variable in found.variables) if isinstance(found, QuerySolutions) else ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that a table shows: those of the header's ``show``, or all."""
        return tuple(column for column in self.question.show if column in self.columns) or self.columns

    @cached_property
    def rows(self) -> list[Row]:
        """The rows as plain strings, IRIs whole; a value that is not there is no key."""
        found = self.result()
        if not isinstance(found, QuerySolutions):
            return []
        return [
            {column: _text(value) for column in self.columns for value in [solution[column]] if value is not None}
            for solution in found
        ]

    def complete(self) -> Answer:
        """This answer with its rows fetched, so that they stay when the store is closed."""
        assert self.rows is not None
        return self

    def serialized(self, format: str) -> bytes:
        """The answer in a standard format of SPARQL: json, csv, tsv, xml."""
        found = self.result()
        if isinstance(found, QueryTriples):
            raise QuestionError(f"{self.question.name}: triples have no {format}; leave --format out")
        try:
            return found.serialize(format=FORMATS[format]) or b""
        except ValueError:
            raise QuestionError(f"{self.question.name}: true or false has no {format}; use json or xml") from None


def _text(value: object) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else str(value)


def named(name: str, folder: Path | None = None) -> Question:
    """The saved question of this name. Raises ``QuestionError`` with the nearest ones."""
    questions = saved(folder)
    if name not in questions:
        near = difflib.get_close_matches(name, questions, n=3, cutoff=0.4)
        maybe = f"; did you mean {' or '.join(near)}? All" if near else "; all"
        raise QuestionError(f"no question is called {name!r}{maybe} of them: kg queries")
    return questions[name]


def ask_file(path: Path) -> Question:
    """The question in a SPARQL file of your own."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise QuestionError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise QuestionError(f"{path}: {error.strerror or error}") from None
    return question(path.stem, text, path.name)


def run(asked: Question, values: Mapping[str, str], store: Store, *, strictly: bool = False) -> Answer:
    """Bind ``values`` (as people write them) to the parameters of ``asked`` and make its answer.

    ``strictly``: entities by their own names only.

    Raises ``UsageError`` for a missing or unknown parameter, ``QuestionError`` for a value that means
    nothing in this store and for SPARQL that is wrong, writes, or fetches.
    """
    file = asked.file
    check_reads_only(asked.sparql, file)
    parameters = {parameter.name: parameter for parameter in asked.parameters}
    for name in values:
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise UsageError(f"{asked.name} has no parameter {name!r}; its parameters: {known}")
    terms, meant = {}, {}
    for name, parameter in parameters.items():
        text = values.get(name, parameter.default)
        if text is not None:
            value, meant[name] = term(parameter, text, store, strictly=strictly)
            terms[name] = str(value)
        elif not parameter.optional:
            like = f"; for example: {asked.example_command()}" if asked.example else ""
            raise UsageError(f"{asked.name} needs {name}={parameter.type.upper()}{like}")
    try:
        pyoxigraph.Store().query(asked.sparql, prefixes=store.iris.prefixes())
    except SyntaxError as error:
        raise syntax_error(asked.sparql, file, error) from None
    return Answer(asked, bind(asked.sparql, terms), store, meant)
