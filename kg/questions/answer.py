"""Run a question on a store and hold what it answers."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg.errors import KgError, QuestionError, UsageError
from kg.questions.header import Parameter, Question, one_saved, question, saved_files
from kg.questions.limits import limited
from kg.questions.sparql import bind, check_reads_only, names_its_graphs, syntax_error, with_prefixes
from kg.questions.values import Term, term
from kg.store import Store

if TYPE_CHECKING:
    import pandas

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
Row = dict[str, str]
Rows = TypeVar("Rows")
Known = dict[tuple[str, str, str, bool], tuple[Term, str] | KgError]
__all__ = ["FORMATS", "Answer", "Row", "ask_file", "named", "run"]


@dataclass
class Answer:
    """What a question gives. ``meant`` says how each value was understood (speaker → Sergueï Lavrov).

    ``sparql`` is the query with the values in it, to run anywhere. ``timeout`` is in seconds; None is no limit.
    """

    question: Question
    sparql: str
    store: Store
    meant: dict[str, str] = field(default_factory=dict)
    timeout: float | None = None

    @cached_property
    def _found(self) -> tuple[tuple[str, ...], list[QuerySolution]] | bool | list[Triple]:
        """What the query found: columns and rows, true or false, or triples. It runs once."""
        found = self._run() if self.timeout is None else self._run_limited(self.timeout)
        if isinstance(found, QueryBoolean):
            return bool(found)
        if isinstance(found, QuerySolutions):
            return tuple(variable.value for variable in found.variables), self._safely(lambda: list(found))
        return self._safely(lambda: list(found))

    def _run(self) -> QuerySolutions | QueryBoolean | QueryTriples:
        prefixes = self.store.iris.prefixes()
        try:
            union = not names_its_graphs(self.sparql)
            return self.store.raw.query(self.sparql, prefixes=prefixes, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise syntax_error(self.sparql, self.question.file, error) from None
        except (RuntimeError, OSError) as error:
            raise QuestionError(f"{self.question.file}: {error}") from None

    def _run_limited(self, seconds: float) -> QuerySolutions | QueryBoolean | list[Triple]:
        def work() -> bytes:
            found = self._run()
            if isinstance(found, QueryTriples):
                return b"T" + (found.serialize(format=RdfFormat.N_TRIPLES) or b"")
            return b"R" + (found.serialize(format=QueryResultsFormat.JSON) or b"")

        data = self._bounded(work, seconds)
        if data[:1] == b"T":
            return [quad.triple for quad in parse(data[1:], format=RdfFormat.N_TRIPLES)]
        return parse_query_results(data[1:], format=QueryResultsFormat.JSON)

    def _bounded(self, work: Callable[[], bytes], seconds: float) -> bytes:
        waiting = self.store.within(seconds)
        if waiting is None:
            return limited(lambda: self._safely(work), seconds, self.question.file)
        with waiting:  # a server bounds itself; we stop waiting
            return self._safely(work)

    def _safely(self, fetch: Callable[[], Rows]) -> Rows:
        try:
            return fetch()
        except RuntimeError as error:
            raise QuestionError(f"{self.question.file}: {error}") from None

    @property
    def truth(self) -> bool | None:
        """True or false for an ``ASK``; None for any other query."""
        return self._found if isinstance(self._found, bool) else None

    @property
    def triples(self) -> list[Triple] | None:
        """The triples of a ``CONSTRUCT`` or ``DESCRIBE``; None for any other query."""
        return self._found if isinstance(self._found, list) else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The query's columns."""
        return self._found[0] if isinstance(self._found, tuple) else ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that a table shows: those of the header's ``show``, or all."""
        return tuple(column for column in self.question.show if column in self.columns) or self.columns

    @cached_property
    def rows(self) -> list[Row]:
        """The rows as plain strings, IRIs whole; a value that is not there is no key."""
        return [
            {column: _text(value) for column in self.columns for value in [solution[column]] if value is not None}
            for solution in self._solutions()
        ]

    def _solutions(self) -> list[QuerySolution]:
        return self._found[1] if isinstance(self._found, tuple) else []

    def frame(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame: days as ``datetime64``, whole numbers as ``Int64``, the rest as strings.

        Raises ``QuestionError`` if pandas is not installed.
        """
        from kg.questions.frames import frame

        return frame(self.columns, [[solution[column] for column in self.columns] for solution in self._solutions()])

    def complete(self) -> Answer:
        """This answer with its rows fetched, so that they stay when the store is closed."""
        assert self.rows is not None
        return self

    def serialized(self, format: str) -> bytes:
        """The answer in a standard format of SPARQL: json, csv, tsv, xml."""

        def work() -> bytes:
            found = self._run()
            if isinstance(found, QueryTriples):
                raise RuntimeError(f"triples have no {format}; leave --format out")
            try:
                return found.serialize(format=FORMATS[format]) or b""
            except ValueError:
                raise RuntimeError(f"true or false has no {format}; use json or xml") from None

        if self.timeout is not None:
            return self._bounded(work, self.timeout)
        return self._safely(work)


def _text(value: object) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else str(value)


def named(name: str, folder: Path | None = None) -> Question:
    """The saved question of this name. Raises ``QuestionError`` with the nearest ones."""
    try:
        return one_saved(name, folder)
    except KeyError:
        near = difflib.get_close_matches(name, saved_files(folder), n=3, cutoff=0.4)
        maybe = f"; did you mean {' or '.join(near)}? All" if near else "; all"
        raise QuestionError(f"no question is called {name!r}{maybe} of them: kg queries") from None


def ask_file(path: Path) -> Question:
    """The question in a SPARQL file of your own."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise QuestionError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise QuestionError(f"{path}: {error.strerror or error}") from None
    return question(path.stem, text, path.name)


def run(
    asked: Question,
    values: Mapping[str, str],
    store: Store,
    *,
    strictly: bool = False,
    today: date | None = None,
    timeout: float | None = None,
    allow_service: bool = False,
    known: Known | None = None,
) -> Answer:
    """Bind ``values`` (as people write them) to the parameters of ``asked`` and make its answer.

    ``strictly``: entities by their own names only. ``today`` is what « mardi » counts from; ``timeout`` is in
    seconds (None: no limit); ``allow_service`` lets the query ask other machines. ``known`` keeps what
    values mean from one call to the next.

    Raises ``UsageError`` for a missing or unknown parameter, ``QuestionError`` for a value that means
    nothing in this store and for SPARQL that is wrong, writes, or fetches.
    """
    file = asked.file
    check_reads_only(asked.sparql, file, allow_service=allow_service)
    parameters = {parameter.name: parameter for parameter in asked.parameters}
    for name in values:
        if name not in parameters:
            all_of_them = ", ".join(parameters) or "none"
            raise UsageError(f"{asked.name} has no parameter {name!r}; its parameters: {all_of_them}")
    terms, meant = {}, {}
    for name, parameter in parameters.items():
        text = values.get(name, parameter.default)
        if text is not None:
            value, meant[name] = _meaning(parameter, text, store, strictly, today, {} if known is None else known)
            terms[name] = str(value)
        elif not parameter.optional:
            like = f"; for example: {asked.example_command()}" if asked.example else ""
            raise UsageError(f"{asked.name} needs {name}={parameter.type.upper()}{like}")
    if {"since", "until"} <= set(meant) and meant["since"] > meant["until"]:
        raise QuestionError(f"no day is between {meant['since']} and {meant['until']}; the earlier one is since")
    try:
        pyoxigraph.Store().query(asked.sparql, prefixes=store.iris.prefixes())
    except SyntaxError as error:
        raise syntax_error(asked.sparql, file, error) from None
    sparql = with_prefixes(bind(asked.sparql, terms), store.iris.prefixes())
    return Answer(asked, sparql, store, meant, timeout)


def _meaning(
    parameter: Parameter, text: str, store: Store, strictly: bool, today: date | None, known: Known
) -> tuple[Term, str]:
    key = (parameter.name, parameter.type, text, strictly)
    if key not in known:
        try:
            known[key] = term(parameter, text, store, strictly=strictly, today=today)
        except KgError as error:
            known[key] = error
    found = known[key]
    if isinstance(found, KgError):
        raise found
    return found
