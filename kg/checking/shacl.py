"""The SHACL side of a check: ``shapes.ttl`` on one part of the graph, by pySHACL."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

import rdflib
from rdflib import SH

from kg.checking.parts import Part
from kg.checking.violations import Violation, short
from kg.errors import CheckError
from kg.store.view import to_rdflib

# Which shapes hold in which part: a part has only what these need.
ARTICLE_SHAPES = ("Claim", "ClaimDay", "ClaimBasis", "ClaimPieces", "Position", "SetAside", "Article", "Run")
NAME_SHAPES = ("Entity", "Name")
OTHER_SHAPES = ("Match", "Decision", "Identified", "Overrule", "Origin", "Store")
_SHAPES = "https://claims.example/shapes#"


class Shapes:
    """``shapes.ttl``, ready to be used. Raises ``CheckError`` where pySHACL is missing."""

    def __init__(self) -> None:
        try:
            from pyshacl import validate
        except ImportError:
            raise CheckError("kg check needs pySHACL; install it with: pip install pyshacl") from None
        self._validate: Any = validate
        self._of_articles = _without(NAME_SHAPES + OTHER_SHAPES)
        self._of_names = _without(ARTICLE_SHAPES + OTHER_SHAPES)
        self._of_others = _without(ARTICLE_SHAPES + NAME_SHAPES)

    def of_articles(self, part: Part) -> Iterator[Violation]:
        """What is violated in an article with its claims."""
        return self._violations(part, self._of_articles)

    def of_names(self, part: Part) -> Iterator[Violation]:
        """What is violated in entities and names."""
        return self._violations(part, self._of_names)

    def of_others(self, part: Part) -> Iterator[Violation]:
        """What is violated in what services answered and the user said."""
        return self._violations(part, self._of_others)

    def _violations(self, part: Part, shapes: rdflib.Graph) -> Iterator[Violation]:
        with _quiet():
            data = rdflib.Graph(bind_namespaces="none")
            for triple in part.triples:
                data.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
            conforms, report, _ = self._validate(data, shacl_graph=shapes, inplace=True, inference="none")
        if conforms:
            return
        for result in report.objects(None, SH.result):  # not those that are a detail of another one
            yield _violation(report, result, part.name)


def _violation(report: rdflib.Graph, result: Any, article: str) -> Violation:
    message = next(str(m) for m in report.objects(result, SH.resultMessage) if getattr(m, "language", None) == "en")
    path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
    parts = [short(str(path))] if isinstance(path, rdflib.URIRef) else []
    node = str(report.value(result, SH.focusNode))
    if value is not None and str(value) != node:
        parts.append(short(str(value)))
    return Violation(article, node, message, " ".join(parts))


@cache
def _without(others: tuple[str, ...]) -> rdflib.Graph:
    graph = rdflib.Graph().parse(str(files("kg") / "shapes.ttl"))
    for name in others:
        graph.add((rdflib.URIRef(_SHAPES + name), SH.deactivated, rdflib.Literal(True)))
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    """Without rdflib's warning, with a traceback, of every value that its datatype does not allow: we report it."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
