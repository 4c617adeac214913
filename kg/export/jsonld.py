"""JSON-LD with a context: one graph an article, short names as in Turtle."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from kg.graph import RDF_TYPE, XSD, Triple
from kg.store import Store


def jsonld(store: Store) -> Iterator[str]:
    """The whole graph as one JSON-LD document, a node a line."""
    prefixes = store.iris.prefixes()
    yield f'{{"@context": {_json(prefixes)},\n"@graph": ['
    separator = "\n"
    for graph in store.graphs():
        yield f'{separator}{{"@id": {_json(_short(graph, prefixes))}, "@graph": [\n'
        nodes = _nodes(set(store.triples(graph)), prefixes)
        yield ",\n".join(_json(node) for node in nodes) + "]}"
        separator = ",\n"
    yield "\n]}\n"


def _nodes(triples: set[Triple], prefixes: dict[str, str]) -> list[dict[str, Any]]:
    nodes: dict[str, dict[str, Any]] = defaultdict(dict)
    for subject, predicate, value in sorted(triples):
        node = nodes[subject]
        node["@id"] = _short(subject, prefixes)
        if predicate == RDF_TYPE:
            node.setdefault("@type", []).append(_short(value, prefixes))
        else:
            node.setdefault(_short(predicate, prefixes), []).append(_value(value, prefixes))
    return [{key: value[0] if _single(value) else value for key, value in node.items()} for node in nodes.values()]


def _single(value: object) -> bool:
    return isinstance(value, list) and len(value) == 1


def _value(term: str, prefixes: dict[str, str]) -> Any:
    if term.startswith("<"):
        return {"@id": _short(term, prefixes)}
    literal = _parsed(term)
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    datatype = literal.datatype.value
    if datatype == f"{XSD}string":
        return literal.value
    if datatype == f"{XSD}integer" and literal.value == str(int(literal.value)):
        return int(literal.value)
    if datatype == f"{XSD}boolean" and literal.value in ("true", "false"):
        return literal.value == "true"
    return {"@value": literal.value, "@type": _short(f"<{datatype}>", prefixes)}


def _parsed(term: str) -> Literal:
    line = f"<x:s> <x:p> {term} .".encode()
    value = next(iter(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES))).object
    assert isinstance(value, Literal)
    return value


def _short(term: str, prefixes: dict[str, str]) -> str:
    iri = NamedNode(term[1:-1]).value
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
