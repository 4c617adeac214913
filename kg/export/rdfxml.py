"""RDF/XML: one element a subject, without the graphs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.errors import ExportError
from kg.export.part import Part
from kg.export.xml import HEAD, Text
from kg.graph import RDF_TYPE, XSD, Triple
from kg.graph.literals import parts

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


def rdfxml(part: Part) -> Iterator[str]:
    """The whole graph as one RDF/XML document."""
    text = Text()
    prefixes = {"rdf": _RDF, **part.prefixes}
    declared = "".join(f'\n    xmlns:{prefix}="{text.attribute(iri)}"' for prefix, iri in prefixes.items())
    yield f"{HEAD}<rdf:RDF{declared}>\n"
    elements = _Elements(prefixes, text)
    for triples in part.merged():
        yield elements.of(triples)
    yield f"</rdf:RDF>\n{text.note()}"


class _Elements:
    """Triples as elements."""

    def __init__(self, prefixes: dict[str, str], text: Text) -> None:
        self._prefixes, self._text = prefixes, text

    def of(self, triples: set[Triple]) -> str:
        nodes: dict[str, list[str]] = defaultdict(list)
        for subject, predicate, value in sorted(triples):
            nodes[subject].append(self._property(predicate, value))
        return "".join(
            f'<rdf:Description rdf:about="{self._text.attribute(subject[1:-1])}">\n{"".join(lines)}</rdf:Description>\n'
            for subject, lines in nodes.items()
        )

    def _property(self, predicate: str, value: str) -> str:
        name = "rdf:type" if predicate == RDF_TYPE else self._name(predicate[1:-1])
        tag = name.partition(" ")[0]
        if value.startswith("<"):
            return f'  <{name} rdf:resource="{self._text.attribute(value[1:-1])}"/>\n'
        text, datatype, lang = parts(value)
        of = f' xml:lang="{lang}"' if lang else ""
        if datatype != f"{XSD}string" and not lang:
            of = f' rdf:datatype="{self._text.attribute(datatype)}"'
        return f"  <{name}{of}>{self._text(text)}</{tag}>\n"

    def _name(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and _NAME.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        local = re.search(r"[A-Za-z_][\w.-]*$", iri)
        if not local:
            raise ExportError(f"{iri} cannot be a property in RDF/XML; choose another format, .ttl or .nq")
        return f'ns:{local[0]} xmlns:ns="{self._text.attribute(iri[: local.start()])}"'
