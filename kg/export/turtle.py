"""Turtle and TriG as a person would write them: prefixes, one block a subject, claims in the order of the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.export.part import Part
from kg.graph import END, LABEL, LITERAL_FORM, RDF_TYPE, START, TITLE, VOCABULARY, XSD, Iris, Triple, kg

_ORDER = (
    "speaker", "speakerAs", "target", "mainTarget", "targetAs", "mainTargetAs", "topic", "via", "text", "date",
    "earliest", "latest", "dateBasis", "article", "act", "form", "negated", "inside", "begin", "end", "piece", "cue",
    "mention", "rule", "because", "pair", "name", "path", "url", "published", "publisher", "author", "reader", "hash",
    "names", "setAside",
)  # fmt: skip
_RANK = {kg(term): rank for rank, term in enumerate(_ORDER)} | {RDF_TYPE: -2, TITLE: -1, LABEL: -1, LITERAL_FORM: -1}
_LOCAL = re.compile(
    r"[A-Za-z0-9_À-ÖØ-öø-ʯ](?:(?:[A-Za-z0-9_À-ÖØ-öø-ʯ.-]|%[0-9A-F]{2})*(?:[A-Za-z0-9_À-ÖØ-öø-ʯ-]|%[0-9A-F]{2}))?"
)
_LITERAL = re.compile(r'("(?:[^"\\]|\\.)*")(?:\^\^(<[^>]*>)|(@[\w-]+))?', re.DOTALL)


def turtle(part: Part) -> Iterator[str]:
    """The whole graph as one Turtle document."""
    writer = Writer(part.iris, part.prefixes)
    yield writer.head()
    for triples in part.merged():
        yield from (f"\n{block}" for block in writer.blocks(triples))


def trig(part: Part) -> Iterator[str]:
    """The whole graph as TriG: a block for each article, and one for the names."""
    writer = Writer(part.iris, part.prefixes)
    yield writer.head()
    for graph, triples in part.articles():
        yield f"\n{writer.term(graph)} {{\n"
        yield "\n".join(writer.blocks(triples))
        yield "}\n"
    for graph, subjects in part.shared():
        yield f"\n{writer.term(graph)} {{\n"
        separator = ""
        for triples in filter(None, subjects):
            yield separator + "\n".join(writer.blocks(triples))
            separator = "\n"
        yield "}\n"


class Writer:
    """Triples as Turtle with the prefixes of ``iris``, or with others."""

    def __init__(self, iris: Iris, prefixes: dict[str, str] | None = None) -> None:
        self._known = prefixes or iris.prefixes()
        self._prefixes = sorted(self._known.items(), key=lambda item: -len(item[1]))
        self._short = lru_cache(maxsize=10_000)(self._shortened)

    def head(self) -> str:
        """The prefix lines."""
        return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in self._known.items())

    def blocks(self, triples: Iterable[Triple]) -> Iterator[str]:
        """One block a subject: the article, its claims in the order of the text, everything else by name."""
        subjects: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in triples:
            subjects[subject][predicate].append(value)
        for subject in sorted(subjects, key=lambda subject: _place(subject, subjects[subject])):
            lines = []
            article = kg("Article") in subjects[subject].get(RDF_TYPE, ())
            for predicate in sorted(subjects[subject], key=lambda term: (_rank(term, article), term)):
                terms = [self.term(value) for value in sorted(subjects[subject][predicate])]
                values = (", " if sum(map(len, terms)) < 100 else ",\n        ").join(terms)
                verb = "a" if predicate == RDF_TYPE else self.term(predicate)
                lines.append(f"{verb} {values}")
            yield f"{self.term(subject)} " + " ;\n    ".join(lines) + " .\n"

    def term(self, term: str) -> str:
        """A term with its prefix, and literals as short as Turtle has them."""
        if term.startswith("<"):
            return self._short(term)
        match = _LITERAL.fullmatch(term)
        if not match:
            return term
        text, datatype, lang = match.groups()
        if datatype == f"<{XSD}integer>" and re.fullmatch(r'"[+-]?[0-9]+"', text):
            return text[1:-1]
        if datatype == f"<{XSD}boolean>" and text in ('"true"', '"false"'):
            return text[1:-1]
        return _long(text) + (f"^^{self.term(datatype)}" if datatype else lang or "")

    def _shortened(self, term: str) -> str:
        iri = term[1:-1]
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return term


def _rank(predicate: str, article: bool) -> int:
    # The whole text of an article comes after everything that is said of it.
    return 100 if article and predicate == kg("text") else _RANK.get(predicate, 99)


def _long(text: str) -> str:
    """A literal of several lines as several lines."""
    if "\\n" not in text:
        return text
    inner = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[0], text[1:-1], flags=re.DOTALL)
    return f'"""{inner}"""'


def _place(subject: str, values: dict[str, list[str]]) -> tuple[int, int, int, str]:
    kind = (values.get(RDF_TYPE) or [""])[0]
    if kind == kg("Article"):
        return 0, 0, 0, subject
    if kind == kg("Claim"):
        return 1, _number(values.get(kg("begin"))), _number(values.get(kg("end"))), subject
    if START in values:
        return 2, _number(values.get(START)), _number(values.get(END)), subject
    return (4 if kind == f"<{VOCABULARY}Name>" or not kind else 3), 0, 0, subject


def _number(values: list[str] | None) -> int:
    return int(values[0].split('"')[1]) if values else 0
