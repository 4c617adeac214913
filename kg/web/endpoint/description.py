"""What the endpoint says of itself: a SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip


def description(address: str, type: str) -> bytes:
    """The description of the endpoint at ``address`` in the RDF format of the media type ``type``."""
    format = RdfFormat.from_media_type(type)
    prefixes = {"sd": _SD, "formats": "http://www.w3.org/ns/formats/"}
    return pyoxigraph.serialize(_triples(NamedNode(address)), format=format, prefixes=prefixes) or b""


def _triples(endpoint: NamedNode) -> Iterator[Triple]:
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    yield Triple(service, kind, _sd("Service"))
    yield Triple(service, _sd("endpoint"), endpoint)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in _FORMATS:
        yield Triple(service, _sd("resultFormat"), NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, kind, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, kind, _sd("Graph"))


def _sd(term: str) -> NamedNode:
    return NamedNode(_SD + term)
