"""What is wrong, said in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from kg.graph import Iris

_NODE = re.compile(r".*[/#](claim|article|entity|name|match|origin|overrule|run)/([^/#]+)")
_IN_ARTICLE = re.compile(r"/(?:claim|article)/([0-9a-f]{16})(?:-[\d-]+)?$")
_PREFIXES = {prefix: iri for prefix, iri in Iris().prefixes().items() if not iri.startswith(Iris().base)}
_PREFIXES |= {"kg": Iris().prefixes()["kg"], "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node of the graph, the rule it breaks, and where: ``found`` is the property and its value, if there is one.

    ``article`` is the file name of the article, empty for what is in no article.
    """

    article: str
    node: str
    rule: str
    found: str = ""

    @property
    def article_id(self) -> str | None:
        """The id of the article that the node is, or is in.

        >>> Violation("003", "https://claims.example/claim/44d98219deef9a4f-4-9", "a claim has one text").article_id
        '44d98219deef9a4f'
        """
        match = _IN_ARTICLE.search(self.node)
        return match[1] if match else None

    def line(self) -> str:
        """Article, node and rule.

        >>> print(Violation("003", "https://claims.example/claim/00f1-4-9", "a claim has one text", "kg:text").line())
        003: claim 00f1-4-9: a claim has one text (kg:text)
        """
        found = f" ({self.found})" if self.found else ""
        return f"{f'{self.article}: ' if self.article else ''}{called(self.node)}: {self.rule}{found}"

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return {"article": self.article or None, "node": self.node, "rule": self.rule, "found": self.found or None}


def called(iri: str) -> str:
    """What a node is, and its id; the whole IRI of one that is not like ours.

    >>> called("https://press.example.org/entity/la-pr%C3%A9fecture")
    'entity la-préfecture'
    """
    match = _NODE.fullmatch(iri)
    return f"{match[1]} {unquote(match[2])}" if match else short(iri)


def short(value: str) -> str:
    """An IRI with its prefix, or the beginning of a long text.

    >>> short("https://claims.example/vocab#begin")
    'kg:begin'
    """
    for prefix, namespace in _PREFIXES.items():
        if value.startswith(namespace):
            return f"{prefix}:{value.removeprefix(namespace)}"
    flat = " ".join(value.split())
    return flat if len(flat) <= 80 else f"{flat[:79]}…"
