"""Outside identifiers in the store: what services answered for a name, what the user decided, what follows.

A ``Match`` is evidence (a service's candidate for a name), a ``Decision`` is the user's word on one
identifier. Both hang on the ``Name``, which stays when an entity comes to be called by a fuller one;
``identifiers`` draws the conclusion for the entity that has these names now, and it is written as
``skos:exactMatch`` and ``skos:closeMatch`` beside them. All of it is in the graph ``Iris.links``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import pyoxigraph
from pyoxigraph import NamedNode

from kg.entities import Group, Name, words
from kg.graph import ALT_NAME, KINDS, LABEL, PREF_NAME, RDF_TYPE, Iris, Triple, kg, literal, typed
from kg.model import Kind
from kg.store.raw import Raw

SKOS = "http://www.w3.org/2004/02/skos/core#"
DESCRIPTION = "<http://purl.org/dc/terms/description>"
Relation = Literal["exact", "close"]
RELATIONS: dict[Relation, str] = {"exact": f"<{SKOS}exactMatch>", "close": f"<{SKOS}closeMatch>"}


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate that ``service`` gave for a name on the day ``asked``, and what was made of it (``reason``)."""

    name: Name
    service: str
    identifier: str
    label: str
    score: Decimal | None
    relation: Relation
    reason: str
    asked: date
    description: str | None = None
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user says of an identifier for a name."""

    name: Name
    identifier: str
    accepted: bool
    day: date


@dataclass(frozen=True, slots=True)
class Known:
    """All the store has of one name: which services were asked for it, what they gave, what the user decided."""

    services: frozenset[str] = frozenset()
    matches: tuple[Match, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def answered(self, service: str, matches: Iterable[Match]) -> Known:
        """With a new answer of ``service`` in the place of its last one."""
        others = tuple(match for match in self.matches if match.service != service)
        return Known(self.services | {service}, (*others, *matches), self.decisions)

    def decided(self, identifier: str, decision: Decision | None) -> Known:
        """With a decision in the place of the last one on ``identifier``; ``None`` takes it back."""
        others = tuple(other for other in self.decisions if other.identifier != identifier)
        return Known(self.services, self.matches, (*others, decision) if decision else others)


@dataclass(frozen=True, slots=True)
class Named:
    """An entity of the store: its IRI, label, kind, and names, the fullest first."""

    iri: str
    label: str
    kind: Kind
    names: tuple[Name, ...]


def fullest_first(principal: Name, names: Iterable[Name]) -> tuple[Name, ...]:
    """The names of an entity, the one it is called by before all others."""
    return tuple(sorted(set(names), key=lambda name: (name != principal, -len(words(name.name)), name)))


def identifiers(names: tuple[Name, ...], known: Mapping[Name, Known]) -> dict[str, Relation]:
    """The outside identifiers of the entity with these ``names`` (the fullest first).

    The user's word comes first: accepted is exact, refused is nothing. Of a service counts only what
    it gave for the fullest name it was asked. Two exact identifiers of one space (Wikidata says two
    persons) make neither exact, unless the user accepted one of them.
    """
    decided: dict[str, bool] = {}
    for name in names:
        for decision in known[name].decisions:
            decided.setdefault(decision.identifier, decision.accepted)
    found: dict[str, Relation] = {}
    for service in {service for name in names for service in known[name].services}:
        asked = next(name for name in names if service in known[name].services)
        for match in known[asked].matches:
            if match.service == service and found.get(match.identifier) != "exact":
                found[match.identifier] = match.relation
    accepted = {_space(identifier) for identifier, yes in decided.items() if yes}
    exact = Counter(_space(i) for i, relation in found.items() if relation == "exact" and i not in decided)
    for identifier, relation in found.items():
        space = _space(identifier)
        if relation == "exact" and (space in accepted or exact[space] > 1):
            found[identifier] = "close"
    for identifier, yes in decided.items():
        if yes:
            found[identifier] = "exact"
        else:
            found.pop(identifier, None)
    return found


def _space(identifier: str) -> str:
    """What the identifiers of one source share.

    >>> _space("https://authority.example/id/42")
    'https://authority.example/id/'
    """
    return re.sub(r"[^/#=:]*$", "", identifier)


def known_triples(name: Name, known: Known, iris: Iris) -> Iterator[Triple]:
    """What the links graph says of one name."""
    subject = iris.name(name)
    for service in known.services:
        yield subject, kg("lookedUpIn"), f"<{service}>"
    for match in known.matches:
        me = iris.match(subject, match.service, match.identifier)
        yield me, RDF_TYPE, kg("Match")
        yield me, kg("matchOf"), subject
        yield me, kg("candidate"), f"<{match.identifier}>"
        yield me, kg("service"), f"<{match.service}>"
        yield me, kg("asked"), typed(match.asked, "date")
        yield me, LABEL, literal(match.label)
        yield me, kg("relation"), RELATIONS[match.relation]
        yield me, kg("reason"), literal(match.reason)
        if match.score is not None:
            yield me, kg("score"), typed(plain(match.score), "decimal")
        if match.description:
            yield me, DESCRIPTION, literal(match.description)
        for type in match.types:
            yield me, kg("candidateType"), literal(type)
    for decision in known.decisions:
        me = iris.match(subject, decision.identifier)
        yield me, RDF_TYPE, kg("Decision")
        yield me, kg("matchOf"), subject
        yield me, kg("candidate"), f"<{decision.identifier}>"
        yield me, kg("verdict"), kg("accepted" if decision.accepted else "refused")
        yield me, kg("decided"), typed(decision.day, "date")


def plain(score: Decimal) -> str:
    """A score without needless zeros.

    >>> plain(Decimal("100.0")), plain(Decimal("97.50"))
    ('100', '97.5')
    """
    text = f"{score:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def known(store: Raw, iris: Iris, name: Name) -> Known:
    """What the links graph has of ``name``, as ``known_triples`` wrote it."""
    graph, subject = _node(iris.links), _node(iris.name(name))
    services = {_value(q.object) for q in store.quads_for_pattern(subject, _node(kg("lookedUpIn")), None, graph)}
    matches, decisions = [], []
    for quad in store.quads_for_pattern(None, _node(kg("matchOf")), subject, graph):
        values: dict[str, list[str]] = defaultdict(list)
        for triple in store.quads_for_pattern(quad.subject, None, None, graph):
            values[str(triple.predicate)].append(_value(triple.object))
        if kg("Match")[1:-1] in values[RDF_TYPE]:
            matches.append(_match(name, values))
        else:
            accepted = values[kg("verdict")] == [kg("accepted")[1:-1]]
            day = date.fromisoformat(values[kg("decided")][0])
            decisions.append(Decision(name, values[kg("candidate")][0], accepted, day))
    return Known(frozenset(services), tuple(matches), tuple(decisions))


def _match(name: Name, values: Mapping[str, list[str]]) -> Match:
    def one(term: str) -> str | None:
        found = values.get(term)
        return found[0] if found else None

    score = one(kg("score"))
    return Match(
        name=name,
        service=values[kg("service")][0],
        identifier=values[kg("candidate")][0],
        label=values[LABEL][0],
        score=Decimal(score) if score else None,
        relation="exact" if values[kg("relation")] == [RELATIONS["exact"][1:-1]] else "close",
        reason=values[kg("reason")][0],
        asked=date.fromisoformat(values[kg("asked")][0]),
        description=one(DESCRIPTION),
        types=tuple(sorted(values.get(kg("candidateType"), ()))),
    )


def entity_triples(entity: str, names: tuple[Name, ...], known: Mapping[Name, Known]) -> set[Triple]:
    """``identifiers`` as triples of the entity."""
    return {(entity, RELATIONS[relation], f"<{i}>") for i, relation in identifiers(names, known).items()}


def links_moved(
    store: Raw, iris: Iris, before: Mapping[Name, Group], after: Mapping[Name, Group]
) -> tuple[set[Triple], set[Triple]]:
    """What to delete from and insert into the links graph when names come, go, or stand for somebody else."""
    if next(iter(store.quads_for_pattern(None, None, None, _node(iris.links))), None) is None:
        return set(), set()
    has = {name: known(store, iris, name) for name in {*before, *after}}
    old, new = ({triple for group in _groups(of) for triple in _of_group(group, has, iris)} for of in (before, after))
    return old, new


def _groups(resolved: Mapping[Name, Group]) -> Iterable[Group]:
    return {group.id: group for group in resolved.values()}.values()


def _of_group(group: Group, has: Mapping[Name, Known], iris: Iris) -> Iterator[Triple]:
    for name in group.names:
        yield from known_triples(name, has[name], iris)
    yield from entity_triples(iris.entity(group.id), fullest_first(group.principal, group.names), has)


def tell(store: Raw, iris: Iris, entity: Named, name: Name, news: Known) -> tuple[set[Triple], set[Triple]]:
    """What to delete and insert so that ``news`` is what is known of ``name``, one of the names of ``entity``."""
    has = {each: known(store, iris, each) for each in entity.names}
    old = {*known_triples(name, has[name], iris), *entity_triples(entity.iri, entity.names, has)}
    now = {**has, name: news}
    return old, {*known_triples(name, news, iris), *entity_triples(entity.iri, entity.names, now)}


def named_entities(store: Raw, iris: Iris) -> Iterator[Named]:
    """All entities of the store, in the order of their IRIs."""
    graph = _node(iris.names)
    entities = {str(quad.subject) for quad in store.quads_for_pattern(None, _node(PREF_NAME), None, graph)}
    for entity in sorted(entities):
        yield named_entity(store, iris, entity)


def named_entity(store: Raw, iris: Iris, entity: str) -> Named:
    """The entity with this IRI. Raises ``LookupError`` if the store has none."""
    values: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(_node(entity), None, None, _node(iris.names)):
        values[str(quad.predicate)].append(_value(quad.object))
    if PREF_NAME not in values:
        raise LookupError(f"{entity} is no entity of the store")
    principal, *others = (iris.name_back(f"<{name}>") for name in (*values[PREF_NAME], *values[ALT_NAME]))
    kind = next(KINDS[name] for type in values[RDF_TYPE] if (name := type.rpartition("#")[2]) in KINDS)
    return Named(entity, values[LABEL][0], kind, fullest_first(principal, (principal, *others)))


def _value(term: object) -> str:
    assert isinstance(term, NamedNode | pyoxigraph.Literal)
    return term.value


def _node(iri: str) -> NamedNode:
    return NamedNode(iri[1:-1])
