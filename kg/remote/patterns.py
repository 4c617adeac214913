"""Patterns of quads as SPARQL, and updates in pieces: text only, nothing is sent from here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

Term = NamedNode | Literal
Pattern = tuple[Term | None, Term | None, Term | None, Term | None]  # subject, predicate, object, graph
VARIABLES = ("?s", "?p", "?o", "?g")
_BOOLEAN = NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
# Virtuoso's parser has no memory for 5,000 lines of one update; other servers have other limits.
LINES, CHARACTERS = 1_000, 400_000


def select(patterns: Sequence[Pattern], scope: str, limit: int | None = None) -> str:
    """All quads of ``patterns``, which are bound in the same places. ``scope`` is what the names of graphs begin with.

    >>> from pyoxigraph import NamedNode
    >>> a, b, g = (NamedNode(f"urn:{x}") for x in "abg")
    >>> select([(a, b, None, g)], "urn:")
    'SELECT ?s ?p ?o ?g WHERE { VALUES (?s ?p ?g) { (<urn:a> <urn:b> <urn:g>) } GRAPH ?g { ?s ?p ?o } }'
    """
    bound = [at for at in range(4) if patterns[0][at] is not None]
    parts = []
    if bound:
        names = " ".join(VARIABLES[at] for at in bound)
        rows = " ".join(f"({' '.join(str(pattern[at]) for at in bound)})" for pattern in patterns)
        parts.append(f"VALUES ({names}) {{ {rows} }}")
    parts.append("GRAPH ?g { ?s ?p ?o }")
    if 3 not in bound:
        parts.append(f"FILTER (STRSTARTS(STR(?g), {Literal(scope)}))")
    return f"SELECT ?s ?p ?o ?g WHERE {{ {' '.join(parts)} }}" + (f" LIMIT {limit}" if limit else "")


def one(pattern: Pattern, scope: str, limit: int | None = None) -> str:
    """The quads of one pattern, its terms where they belong: servers plan that best."""
    s, p, o, g = (str(term) if term is not None else name for term, name in zip(pattern, VARIABLES, strict=True))
    where = f"GRAPH {g} {{ {s} {p} {o} }}"
    if pattern[3] is None:
        where += f" FILTER (STRSTARTS(STR(?g), {Literal(scope)}))"
    wanted = " ".join(name for name, term in zip(VARIABLES, pattern, strict=True) if term is None) or "(1 AS ?there)"
    return f"SELECT {wanted} WHERE {{ {where} }}" + (f" LIMIT {limit}" if limit else "")


def without_zero_paths(sparql: str) -> str:
    """``sparql`` with ``kg:voiceOf?`` said in another way, for Virtuoso.

    Virtuoso 7.2 finds no zero-length path where its plan has both ends already (« acts » lost all four rows of the
    test's graph, « who-accused » both). An entity has one main name, which is nobody else's: to the name and back.

    >>> without_zero_paths("?voice kg:voiceOf? ?speaker .").count("prefLabel")
    2
    """
    main = "<http://www.w3.org/2008/05/skos-xl#prefLabel>"
    return sparql.replace("kg:voiceOf?", f"(kg:voiceOf|({main}/^{main}))")


def as_written(term: Term) -> Term:
    """A term as we write it: Virtuoso says 1 for true."""
    if isinstance(term, Literal) and term.datatype == _BOOLEAN and term.value in ("1", "0"):
        return Literal("true" if term.value == "1" else "false", datatype=_BOOLEAN)
    return term


def pieces(update: str) -> Iterator[str]:
    """An update as ``kg.store.changing.Change`` writes it, in requests that every server takes.

    >>> list(pieces("DROP SILENT GRAPH <a> ;\\nINSERT DATA {\\nGRAPH <a> {\\n<s> <p> <o> .\\n}\\n}"))
    ['DROP SILENT GRAPH <a>', 'INSERT DATA {\\nGRAPH <a> {\\n<s> <p> <o> .\\n}\\n}']
    """
    verb = graph = ""
    lines: list[str] = []
    for line in update.split("\n"):
        if line.startswith("DROP "):
            yield line.removesuffix(" ;")
        elif line.endswith(" DATA {"):
            verb = line
        elif line.startswith("GRAPH "):
            graph = line
        elif line.startswith("<"):
            if len(lines) >= LINES or sum(map(len, lines)) + len(line) > CHARACTERS:
                if lines:
                    yield _data(verb, graph, lines)
                lines = []
            lines.append(line)
        elif lines:
            yield _data(verb, graph, lines)
            lines = []


def _data(verb: str, graph: str, lines: Iterable[str]) -> str:
    return "\n".join([verb, graph, *lines, "}\n}"])
