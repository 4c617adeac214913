"""A graph of any size in parts that can be checked alone: an article with its claims, some entities with their names.

A part has everything that its shapes ask for, so also the type and label of the entities that claims
point to. It goes by subjects, not by named graphs: a Turtle file has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, Triple

from kg.graph import ALT_NAME, CLASSES, GENERATED_BY, LABEL, PREF_NAME, RDF_TYPE, kg
from kg.store.raw import Raw

TOGETHER = 200  # entities
TYPE, LABELLED, RUN = (NamedNode(term[1:-1]) for term in (RDF_TYPE, LABEL, GENERATED_BY))
MAIN_NAME, OTHER_NAME = (NamedNode(term[1:-1]) for term in (PREF_NAME, ALT_NAME))


def term(name: str) -> NamedNode:
    """A term of the vocabulary."""
    return NamedNode(kg(name)[1:-1])


@dataclass(frozen=True, slots=True)
class Copied:
    """What is said of an article or a claim that something is a copy of: its classes, its texts, and whether it is a
    copy itself."""

    types: frozenset[Any]
    texts: frozenset[str]
    is_copy: bool


@dataclass(slots=True)
class Part:
    """Triples to be checked together. ``name`` is the file name of the article, if it is one.

    ``graphs`` are the named graphs in which the claims are; ``copied`` is what is known of what the article, or a
    claim of it, is a copy of; ``sketched`` says that the articles of this graph have sketches.
    """

    name: str = ""
    article: NamedNode | None = None
    triples: set[Triple] = field(default_factory=set)
    graphs: dict[Any, set[Any]] = field(default_factory=dict)
    copied: dict[Any, Copied] = field(default_factory=dict)
    sketched: bool = False
    entities: int = 0

    @property
    def claims(self) -> int:
        """How many claims are in it."""
        return len(self.subjects_of("begin") | self.typed("Claim"))

    def typed(self, name: str) -> set[Any]:
        """The nodes of a class of the vocabulary."""
        return {t.subject for t in self.triples if t.predicate == TYPE and t.object == term(name)}

    def subjects_of(self, name: str) -> set[Any]:
        """The nodes with a property of the vocabulary."""
        wanted = term(name)
        return {t.subject for t in self.triples if t.predicate == wanted}


ENTITY_TERMS = ("speaker", "target", "mainTarget")
NAME_TERMS = ("names", "speakerAs", "targetAs", "mainTargetAs", "matchOf")


def article_parts(store: Raw) -> Iterator[Part]:
    """Each article with its claims, in the order of their IRIs."""
    sketched = _from(store, term("textKey"))
    for article in sorted(_nodes(store, (TYPE, term("Article")), (term("hash"), None)), key=str):
        part = Part(_name(store, article), article, sketched=sketched)
        if isinstance(article, NamedNode):
            _tell(part, *store.quads_for_pattern(None, None, None, article))
        _tell(part, *_about(store, article))
        for quad in store.quads_for_pattern(None, term("article"), article):
            _tell(part, *_about(store, quad.subject))
        yield _complete(store, part)


def stray_parts(store: Raw) -> Iterator[Part]:
    """Claims that are in no article of the graph."""
    strays = (claim for claim in _nodes(store, (TYPE, term("Claim")), (term("begin"), None)) if _stray(store, claim))
    for claims in _batches(strays):
        part = Part()
        for claim in claims:
            _tell(part, *_about(store, claim))
        yield _complete(store, part)


def _stray(store: Raw, claim: Any) -> bool:
    articles = [quad.object for quad in store.quads_for_pattern(claim, term("article"), None)]
    graphs = [quad.graph_name for quad in store.quads_for_pattern(claim, None, None)]
    homes = {home for home in chain(articles, graphs) if isinstance(home, NamedNode | pyoxigraph.BlankNode)}
    return not any(_is(store, home, term("Article")) or _any(store, home, term("hash")) for home in homes)


def name_parts(store: Raw) -> Iterator[Part]:
    """The entities with their names, some at a time, and names that no entity has."""
    kinds = [(TYPE, term(name)) for name in CLASSES.values()]
    for entities in _batches(_nodes(store, *kinds, (MAIN_NAME, None), (OTHER_NAME, None))):
        part = Part(entities=len(entities))
        for entity in entities:
            _entity(store, part, entity)
        yield part
    owners = (MAIN_NAME, OTHER_NAME)
    names = (name for name in _nodes(store, (TYPE, term("Name"))) if not any(_from(store, p, name) for p in owners))
    for batch in _batches(names):
        part = Part()
        for name in batch:
            _tell(part, *_about(store, name))
        yield part


def _entity(store: Raw, part: Part, entity: Any) -> None:
    _tell(part, *_about(store, entity), *store.quads_for_pattern(None, term("voiceOf"), entity))
    for quad in _about(store, entity):
        if quad.predicate == term("voiceOf"):
            _tell(part, *_about(store, quad.object), *store.quads_for_pattern(None, term("voiceOf"), quad.object))
            _names(store, part, quad.object)
    _names(store, part, entity)


def _names(store: Raw, part: Part, entity: Any) -> None:
    """The names of an entity, each with all its owners: it should have one."""
    for quad in _about(store, entity):
        if quad.predicate in (MAIN_NAME, OTHER_NAME):
            _tell(part, *_about(store, quad.object))
            for owns in (MAIN_NAME, OTHER_NAME):
                for other in store.quads_for_pattern(None, owns, quad.object):
                    _tell(part, *_about(store, other.subject))


def other_parts(store: Raw) -> Iterator[Part]:
    """What services answered, what the user said, and what the store notes of itself, some at a time."""
    typed = ((TYPE, term(name)) for name in ("Match", "Decision", "Overrule", "Origin", "Store"))
    told = ((term(name), None) for name in ("matchOf", "candidate", "standsFor", "keptApart", "gave", "format"))
    for nodes in _batches(_nodes(store, *typed, *told)):
        part = Part()
        for node in nodes:
            _tell(part, *_about(store, node))
        yield _complete(store, part)


def _complete(store: Raw, part: Part) -> Part:
    """With the stretches of text, the run, and the type and label of entities, names and claims it points to."""
    claims = part.typed("Claim") | part.subjects_of("begin")
    part.graphs = {claim: {quad.graph_name for quad in _about(store, claim)} for claim in claims}
    for predicate in (term("piece"), term("setAside"), RUN):
        for node in _objects(part, predicate):
            _tell(part, *_about(store, node))
    for name in (*ENTITY_TERMS, *NAME_TERMS, "inside", "article", "gave"):
        for node in _objects(part, term(name)):
            _tell(part, *store.quads_for_pattern(node, TYPE, None), *store.quads_for_pattern(node, LABELLED, None))
    part.copied = {node: _copied(store, node) for node in _objects(part, term("copyOf"))}
    return part


def _copied(store: Raw, node: Any) -> Copied:
    def values(predicate: NamedNode) -> Iterator[Any]:
        return (quad.object for quad in store.quads_for_pattern(node, predicate, None))

    texts = frozenset(text.value for text in values(term("text")))
    return Copied(frozenset(values(TYPE)), texts, _any(store, node, term("copyOf")))


def _objects(part: Part, predicate: NamedNode) -> set[Any]:
    return {t.object for t in part.triples if t.predicate == predicate and not isinstance(t.object, pyoxigraph.Literal)}


def _about(store: Raw, node: Any) -> Iterable[pyoxigraph.Quad]:
    return store.quads_for_pattern(node, None, None)


def _tell(part: Part, *quads: pyoxigraph.Quad) -> None:
    part.triples.update(quad.triple for quad in quads)


def _nodes(store: Raw, *having: tuple[NamedNode, NamedNode | None]) -> Iterator[Any]:
    """Every node that has one of these properties, once, without a set of them all in memory."""
    for at, (predicate, value) in enumerate(having):
        last = None
        for quad in store.quads_for_pattern(None, predicate, value):
            node = quad.subject
            if node != last and not any(_any(store, node, *earlier) for earlier in having[:at]):
                yield node
            last = node


def _any(store: Raw, node: Any, predicate: NamedNode, value: Any = None) -> bool:
    return next(iter(store.quads_for_pattern(node, predicate, value)), None) is not None


def _from(store: Raw, predicate: NamedNode, value: Any = None) -> bool:
    return next(iter(store.quads_for_pattern(None, predicate, value)), None) is not None


def _is(store: Raw, node: Any, kind: NamedNode) -> bool:
    return _any(store, node, TYPE, kind)


def _name(store: Raw, article: Any) -> str:
    for quad in store.quads_for_pattern(article, term("name"), None):
        if isinstance(quad.object, pyoxigraph.Literal):
            return quad.object.value
    return str(article.value).rpartition("/")[2]


def _batches(nodes: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(nodes, TOGETHER)):
        yield batch
