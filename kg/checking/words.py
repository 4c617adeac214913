"""What SHACL cannot say: the words of a claim are the article's, at the characters that it gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.checking.parts import TYPE, Part, term
from kg.checking.violations import Violation, short
from kg.graph import END, PIECES, START, VOCABULARY

Values = dict[NamedNode, list[Any]]
_START, _END = NamedNode(START[1:-1]), NamedNode(END[1:-1])


def broken_words(part: Part) -> Iterator[Violation]:
    """What is wrong with the words and positions of an article and its claims."""
    nodes: dict[Any, Values] = defaultdict(lambda: defaultdict(list))
    for triple in part.triples:
        nodes[triple.subject][triple.predicate].append(triple.object)
    article = nodes[part.article]
    texts = [value for value in article[term("text")] if isinstance(value, Literal)]
    if part.article is None or len(texts) != 1:
        return  # said by the shapes
    text = texts[0]
    for value in article[term("hash")]:
        if value.value != sha256(text.value.encode()).hexdigest():
            yield _violation(part, part.article, "the hash of an article is the SHA-256 of its text", "hash")
    for stretch in article[term("setAside")]:
        if _span(nodes[stretch], _START, _END, text.value) is None:
            yield _violation(part, part.article, "what is set aside lies inside the article", "setAside")
    for claim in part.subjects_of("begin"):
        if part.article in nodes[claim][term("article")] or not nodes[claim][term("article")]:
            yield from _broken_claim(part, claim, nodes, text)


def _broken_claim(part: Part, claim: Any, nodes: dict[Any, Values], text: Literal) -> Iterator[Violation]:
    values = nodes[claim]
    span = _span(values, term("begin"), term("end"), text.value)
    if span is None:
        yield _violation(part, claim, "a claim lies inside its article", "begin")
        return
    pieces = sorted(
        found for piece in values[term("piece")] if (found := _span(nodes[piece], _START, _END, text.value)) is not None
    )
    if len(pieces) != len(values[term("piece")]):
        yield _violation(part, claim, "a piece of a claim lies inside its article", "piece")
    elif pieces and (pieces[0][0], pieces[-1][1]) != span:
        yield _violation(part, claim, "a broken quotation begins with its first piece and ends with its last", "piece")
    elif any(one[1] > other[0] for one, other in pairwise(pieces)):
        yield _violation(part, claim, "the pieces of a claim do not overlap", "piece")
    else:
        words = PIECES.join(text.value[start:end] for start, end in pieces or [span])
        for said in values[term("text")]:
            if said.value != words:
                where = f"{short(said.value)!r}, there: {short(words)!r}"
                rule = "the text of a claim is what stands in its article from begin to end"
                yield Violation(part.name, claim.value, rule, where)
            elif said.language != text.language:
                yield _violation(part, claim, "a claim is in the language of its article", "text", said.language)
    for name in ("cue", "mention"):
        for said in values[term(name)]:
            if said.value not in text.value:
                yield _violation(part, claim, f"the {name} of a claim stands in its article", name, said.value)
    for home in part.graphs.get(claim, ()):
        if home not in (part.article, DefaultGraph()):
            yield _violation(part, claim, "a claim is in the named graph of its article", "article", home.value)
    for outer in values[term("inside")]:
        if outer == claim or outer not in nodes or part.article not in nodes[outer][term("article")]:
            yield _violation(part, claim, "the claim that reports another one is in the same article", "inside")


def _span(values: Values, start: NamedNode, end: NamedNode, text: str) -> tuple[int, int] | None:
    """The stretch, if it is one of the text."""
    try:
        begins, ends = (int(values[term][0].value) for term in (start, end))
    except (ValueError, IndexError):
        return None
    return (begins, ends) if 0 <= begins < ends <= len(text) else None


def broken_pairs(part: Part) -> Iterator[Violation]:
    """Claims whose keys of speaker and target are not what speaker and targets say."""
    rule = "the pairs of a claim are its speaker with each of its targets"
    said: dict[str, dict[Any, set[str]]] = {name: defaultdict(set) for name in ("speaker", "target", "pair")}
    terms = {term(name): name for name in said}
    for triple in part.triples:
        name = terms.get(triple.predicate)
        if name:
            value = triple.object.value if isinstance(triple.object, NamedNode | Literal) else ""
            said[name][triple.subject].add(value if name == "pair" else value.rpartition("/")[2])
    for claim in {*said["pair"], *said["target"]}:
        follow = {f"{who} {whom}" for who in said["speaker"][claim] for whom in said["target"][claim]}
        for key in sorted(said["pair"][claim] ^ follow):
            missing = "missing: " if key in follow else ""
            yield _violation(part, claim, rule, "pair", missing + key)


def undeclared(part: Part) -> Iterator[Violation]:
    """A word of our vocabulary that is not in it: a slip, or another version's."""
    for triple in part.triples:
        for word in (triple.predicate, triple.object if triple.predicate == TYPE else None):
            if isinstance(word, NamedNode) and word.value.startswith(VOCABULARY) and word.value not in declared():
                rule = "a term of the vocabulary is declared in it"
                yield Violation(part.name, _called(triple.subject), rule, short(word.value))


def _called(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


@cache
def declared() -> frozenset[str]:
    """Every term of ``vocab.ttl``."""
    text = (files("kg") / "vocab.ttl").read_bytes()
    triples = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)
    return frozenset(t.subject.value for t in triples if isinstance(t.subject, NamedNode))


def _violation(part: Part, node: Any, rule: str, name: str, value: str | None = None) -> Violation:
    found = f"kg:{name}" if value is None else f"kg:{name} {short(value)}"
    return Violation(part.name, node.value, rule, found)
