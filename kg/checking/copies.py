"""What SHACL cannot say of copies: the sketch is the text's, and what is copied is there, and no copy itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pyoxigraph import Literal

from kg.checking.parts import Part, term
from kg.checking.violations import Violation, short
from kg.graph import END, START
from kg.resemblance import comparable_words, same_text_key, shingles, sketch

_COPY_OF = term("copyOf")
Values = dict[str, list[Any]]


def broken_copies(part: Part) -> Iterator[Violation]:
    """What is wrong with the sketch of an article, and with what it and its claims are copies of."""
    nodes: dict[Any, Values] = defaultdict(lambda: defaultdict(list))
    for triple in part.triples:
        nodes[triple.subject][triple.predicate.value].append(triple.object)
    yield from _broken_sketch(part, nodes)
    for triple in part.triples:
        if triple.predicate == _COPY_OF and triple.object in part.copied:
            yield from _broken_copy(part, nodes, triple.subject, triple.object)


def _broken_sketch(part: Part, nodes: dict[Any, Values]) -> Iterator[Violation]:
    article = nodes[part.article]
    texts = [value.value for value in article[term("text").value] if isinstance(value, Literal)]
    if not part.sketched or part.article is None or len(texts) != 1:
        return
    if {value.value for value in article[term("textKey").value]} != {same_text_key(texts[0])}:
        yield _violation(part, part.article, "the text key of an article is that of its text", "kg:textKey")
    aside = [span for stretch in article[term("setAside").value] for span in _spans(nodes[stretch])]
    if {value.value for value in article[term("sketch").value]} != sketch(shingles(texts[0], aside)):
        yield _violation(part, part.article, "the sketch of an article is that of its text", "kg:sketch")


def _spans(stretch: Values) -> Iterator[tuple[int, int]]:
    starts, ends = (stretch[edge[1:-1]] for edge in (START, END))
    if len(starts) == len(ends) == 1 and all(value.value.isdecimal() for value in (*starts, *ends)):
        yield int(starts[0].value), int(ends[0].value)


def _broken_copy(part: Part, nodes: dict[Any, Values], copy: Any, original: Any) -> Iterator[Violation]:
    """``original`` is of the same class as ``copy`` and no copy; a claim has its words, and is in a copied article."""
    found, claim = part.copied[original], copy != part.article
    wanted = term("Claim") if claim else term("Article")
    kind = "a claim" if claim else "an article"
    if wanted not in found.types:
        yield _violation(
            part, copy, f"what {kind} is a copy of is {kind} of the graph", f"kg:copyOf {_short(original)}"
        )
    elif found.is_copy or original == copy:
        yield _violation(part, copy, "what is copied is no copy itself", f"kg:copyOf {_short(original)}")
    elif claim:
        said = {tuple(comparable_words(value.value)) for value in nodes[copy][term("text").value]}
        if said != {tuple(comparable_words(text)) for text in found.texts}:
            yield _violation(
                part, copy, "a claim has the words of the one it is a copy of", f"kg:copyOf {_short(original)}"
            )
        if not nodes[part.article][_COPY_OF.value]:
            yield _violation(part, copy, "a claim that is a copy stands in an article that is one", "kg:copyOf")


def _short(node: Any) -> str:
    return short(node.value) if hasattr(node, "value") else str(node)


def _violation(part: Part, node: Any, rule: str, found: str) -> Violation:
    return Violation(part.name, node.value, rule, found)
