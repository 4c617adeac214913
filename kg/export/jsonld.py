"""JSON-LD with a context: one graph an article, short names as in Turtle."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from kg.export.part import Part
from kg.graph import RDF_TYPE, XSD, Triple
from kg.graph.literals import parts


def jsonld(part: Part) -> Iterator[str]:
    """The whole graph as one JSON-LD document, a node a line."""
    nodes = _Nodes(part.prefixes)
    yield f'{{"@context": {_json(part.prefixes)},\n"@graph": ['
    separator = "\n"
    for graph, triples in part.articles():
        yield f"{separator}{nodes.opening(graph)}{nodes.lines(triples)}]}}"
        separator = ",\n"
    for graph, subjects in part.shared():
        yield f"{separator}{nodes.opening(graph)}"
        separator = ""
        for triples in filter(None, subjects):
            yield f"{separator}{nodes.lines(triples)}"
            separator = ",\n"
        yield "]}"
        separator = ",\n"
    yield "\n]}\n"


class _Nodes:
    """Triples as JSON objects, one a subject."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self._prefixes = prefixes
        self._short = lru_cache(maxsize=10_000)(self._shortened)

    def opening(self, graph: str) -> str:
        return f'{{"@id": {_json(self._short(graph))}, "@graph": [\n'

    def lines(self, triples: set[Triple]) -> str:
        nodes: dict[str, dict[str, Any]] = defaultdict(dict)
        for subject, predicate, value in sorted(triples):
            node = nodes[subject]
            node["@id"] = self._short(subject)
            if predicate == RDF_TYPE:
                node.setdefault("@type", []).append(self._short(value))
            else:
                node.setdefault(self._short(predicate), []).append(self._value(value))
        return ",\n".join(
            _json({key: value[0] if _single(value) else value for key, value in node.items()})
            for node in nodes.values()
        )

    def _value(self, term: str) -> Any:
        if term.startswith("<"):
            return {"@id": self._short(term)}
        text, datatype, lang = parts(term)
        if lang:
            return {"@value": text, "@language": lang}
        if datatype == f"{XSD}string":
            return text
        if datatype == f"{XSD}integer" and text == str(int(text)):
            return int(text)
        if datatype == f"{XSD}boolean" and text in ("true", "false"):
            return text == "true"
        return {"@value": text, "@type": self._short(f"<{datatype}>")}

    def _shortened(self, term: str) -> str:
        iri = term[1:-1]
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def _single(value: object) -> bool:
    return isinstance(value, list) and len(value) == 1


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
