"""What an export holds: the whole graph, or the claims that a filter picks, with their articles and names.

A filtered article keeps its head and the claims that were picked. Its whole text, and what was set
aside in it, go along only where no claim was left out: positions then have their ruler, and such an
article can be loaded again (``kg.loading``); where claims are missing it would replace a whole article
by a part of it, so it travels without its text. Everything comes article by article, and names one by
one, so that memory does not grow with the store (but for one IRI a name and an article).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode

from kg.entities import words
from kg.export.ties import PREFIXES, Ties, ties
from kg.graph import LITERAL_FORM, RDF_TYPE, Triple, kg, roles_back
from kg.store import Head, Store
from kg.store.names import Names

_HEAVY = {kg(term) for term in ("text", "setAside", "names", "checksum")}
_COPY_OF = kg("copyOf")
_ROLES = tuple(kg(term) for term in ("speaker", "target"))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims: those that fit every field that is set; within a field any of its values will do.

    ``speakers`` and ``targets`` are IRIs (``<…>``) of entities, a country with the voices that speak for
    it; ``since`` and ``until`` are the first and last day, on which a claim was said or, where that is not
    known, its article published; ``articles`` are ids; ``claims`` are IRIs.
    """

    speakers: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    articles: frozenset[str] = frozenset()
    claims: frozenset[str] | None = None


ALL = Filter()


@dataclass(slots=True)
class Used:
    """The entities that the exported claims use, and the names, each with the articles it is used in (all IRIs)."""

    entities: set[str]
    names: dict[str, set[str]]


class Part:
    """The part of ``store`` that ``filter`` picks. ``schema_org``: with the tied terms of schema.org and PROV beside.

    >>> with Store.memory() as store:
    ...     list(Part(store).articles())
    []
    """

    def __init__(self, store: Store, filter: Filter = ALL, *, schema_org: bool = False) -> None:
        self.store, self.iris, self.filter = store, store.iris, filter
        self._ties = ties() if schema_org else Ties()
        names = Names(store.raw, store.iris)
        self._principal = lru_cache(maxsize=10_000)(names.principal)
        self._entity = lru_cache(maxsize=10_000)(lambda name: names.entity(name, {}))
        self._picked_of = lru_cache(maxsize=1_000)(lambda graph: self._picked(_by_subject(store.triples(graph))))

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of all terms that are written."""
        return self.iris.prefixes() | (PREFIXES if self._ties else {})

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.filter == ALL

    def articles(self) -> Iterator[tuple[str, set[Triple]]]:
        """Each article with something to write: its graph, and what to write of it, in the order of their ids."""
        for graph, triples in self._articles():
            yield graph, self._ties.beside(triples)

    def shared(self) -> Iterator[tuple[str, Iterator[set[Triple]]]]:
        """The graphs that are no article's (names, overrulings, links), each subject by subject in order."""
        for graph in self._shared_graphs():
            subjects = self._subjects(graph)
            yield graph, (self._about(subject, graph) for subject in subjects)

    def merged(self) -> Iterator[set[Triple]]:
        """Every triple once, without the graphs: article by article, then all that is said of what several share."""
        own = (f"<{self.iris.base}article/", f"<{self.iris.base}claim/")
        common = {subject for graph in self._shared_graphs() for subject in self._subjects(graph)}
        for _, triples in self.articles():
            mine = {triple for triple in triples if triple[0].startswith(own)}
            common |= {subject for subject, _, _ in triples - mine}
            yield mine
        shared = {*self._shared_graphs()}
        for subject in sorted(common):
            yield self._everything_about(subject, shared)

    def tables(self) -> Iterator[tuple[Head, list[dict[str, Any]]]]:
        """Each article in the order of the names, with the records (``kg.records``) of its claims that are picked."""
        graphs = self._candidates
        for head in sorted(self.store.articles(), key=lambda head: (head.name, head.id)):
            graph = self.iris.article(head.id)
            if graphs is not None and graph not in graphs:
                continue
            records = self.store.article(head.id).records
            if not self.whole:
                picked = self._picked(_by_subject(self.store.triples(graph)))
                records = [record for record in records if self.iris.claim(record["id"]) in picked]
            yield head, records

    @cached_property
    def used(self) -> Used:
        """What the exported claims use; known after a walk over them."""
        for _ in self._articles():
            pass
        return self.used  # the walk has set it

    def _articles(self) -> Iterator[tuple[str, set[Triple]]]:
        used = Used(set(), {})
        for graph in self._article_graphs():
            triples = set(self.store.triples(graph))
            kept = triples if self.whole else self._kept(graph, triples, used)
            if kept:
                yield graph, kept
        self.__dict__["used"] = used

    def _article_graphs(self) -> Iterator[str]:
        start, only = f"<{self.iris.base}article/", self._candidates
        for graph in self.store.graphs():
            if graph.startswith(start) and (only is None or graph in only):
                yield graph

    @cached_property
    def _candidates(self) -> set[str] | None:
        """The graphs that can have a claim that fits; ``None``: all."""
        found: list[set[str]] = []
        if self.filter.articles:
            found.append({self.iris.article(article) for article in self.filter.articles})
        if self.filter.claims is not None:
            found.append(set().union(*(self._graphs_with(claim, None, None) for claim in self.filter.claims)))
        for term, wanted in zip(_ROLES, (self._speakers, self._targets), strict=True):
            if wanted:
                found.append(set().union(*(self._graphs_with(None, term, entity) for entity in wanted)))
        return set.intersection(*found) if found else None

    def _graphs_with(self, subject: str | None, term: str | None, value: str | None) -> set[str]:
        quads = self.store.raw.quads_for_pattern(_node(subject), _node(term), _node(value))
        return {str(quad.graph_name) for quad in quads}

    @cached_property
    def _speakers(self) -> set[str]:
        return self._with_voices(self.filter.speakers)

    @cached_property
    def _targets(self) -> set[str]:
        return self._with_voices(self.filter.targets)

    def _with_voices(self, entities: Iterable[str]) -> set[str]:
        voice_of = NamedNode(kg("voiceOf")[1:-1])
        found = set(entities)
        for entity in entities:
            quads = self.store.raw.quads_for_pattern(None, voice_of, NamedNode(entity[1:-1]))
            found |= {str(quad.subject) for quad in quads}
        return found

    def _picked(self, nodes: dict[str, dict[str, list[str]]]) -> set[str]:
        """The claims of an article that fit the filter."""
        published = next((day for of in nodes.values() for day in of.get(kg("published"), ())), None)
        claims = {subject for subject, of in nodes.items() if kg("Claim") in of.get(RDF_TYPE, ())}
        return {claim for claim in claims if self._fits(claim, nodes[claim], published)}

    def _fits(self, claim: str, of: dict[str, list[str]], published: str | None) -> bool:
        wanted = self.filter
        for term, entities in zip(_ROLES, (self._speakers, self._targets), strict=True):
            if entities and entities.isdisjoint(of.get(term, ())):
                return False
        if wanted.claims is not None and claim not in wanted.claims:
            return False
        first = _day(of.get(kg("date")) or of.get(kg("earliest")) or [published])
        last = _day(of.get(kg("date")) or of.get(kg("latest")) or [published])
        if wanted.since and (last is None or last < wanted.since):
            return False
        return not (wanted.until and (first is None or first > wanted.until))

    def _kept(self, graph: str, triples: set[Triple], used: Used) -> set[Triple]:
        """What to write of an article; what that uses is added to ``used``. Nothing if no claim fits."""
        nodes = _by_subject(triples)
        picked = self._picked(nodes)
        everything = {subject for subject, of in nodes.items() if kg("Claim") in of.get(RDF_TYPE, ())}
        if not picked and self.filter != Filter(articles=self.filter.articles):
            return set()
        names = {name for claim in picked for name in self._names_of(claim, nodes[claim], used)}
        for name in names:
            used.names.setdefault(name, set()).add(graph)
        triples = {triple for triple in triples if triple[1] != _COPY_OF or self._goes_along(triple[2])}
        if picked == everything:
            return triples
        reached = _reached(nodes, {graph, *picked} | names, everything - picked, graph)
        return {
            triple
            for triple in triples
            if triple[0] in reached
            and (triple[0] != graph or triple[1] not in _HEAVY or (triple[1] == kg("names") and triple[2] in names))
        }

    def _goes_along(self, original: str) -> bool:
        """Whether the article or claim (its IRI) that something is a copy of is written too."""
        graph = next(iter(self._graphs_with(original, RDF_TYPE, None)), None)
        if graph is None or (self._candidates is not None and graph not in self._candidates):
            return False
        if original != graph:
            return original in self._picked_of(graph)
        return bool(self._picked_of(graph)) or self.filter == Filter(articles=self.filter.articles)

    def _names_of(self, claim: str, of: dict[str, list[str]], used: Used) -> set[str]:
        """The names (IRIs) that a claim uses."""
        triples = [(claim, term, value) for term, values in of.items() for value in values]
        used.entities.update(value for _, term, value in triples if term in _ROLES)
        found = roles_back(triples, self._entity, self._principal, self.iris)
        return {self.iris.name(name) for name in found.names()}

    def _shared_graphs(self) -> Iterator[str]:
        start = f"<{self.iris.base}article/"
        return (graph for graph in self.store.graphs() if not graph.startswith(start))

    def _subjects(self, graph: str) -> list[str]:
        """The subjects of a graph that is no article's, in order; of a part those that have to do with what it uses."""
        if self.whole:
            return sorted({str(quad.subject) for quad in self._quads(None, graph)})
        if graph == self.iris.names:
            return sorted({*self._described, f"<{self.iris.base}>"})
        if graph == self.iris.overrules:
            return sorted(self._overrules_of_used())
        if graph == self.iris.links:
            of = NamedNode(kg("matchOf")[1:-1])
            matches = (
                q for name in self._described for q in self.store.raw.quads_for_pattern(None, of, NamedNode(name[1:-1]))
            )
            return sorted(self._described | {str(quad.subject) for quad in matches})
        return sorted({str(quad.subject) for quad in self._quads(None, graph)})

    @cached_property
    def _described(self) -> set[str]:
        """The entities that are used, with all their names and the countries they are voices of, and the names used."""
        found, todo = set(self.used.names), set(self.used.entities)
        while todo:
            entity = todo.pop()
            found.add(entity)
            for _, _, value in self._triples(entity, self.iris.names):
                if value.startswith(f"<{self.iris.base}name/"):
                    found.add(value)
                elif value.startswith(f"<{self.iris.base}entity/") and value not in found:
                    todo.add(value)
        return found

    def _overrules_of_used(self) -> set[str]:
        names = {words(self.iris.name_back(iri).name) for iri in self._described if "/name/" in iri}
        terms = (LITERAL_FORM, kg("standsFor"))
        return {
            str(quad.subject)
            for quad in self._quads(None, self.iris.overrules)
            if str(quad.predicate) in terms and words(getattr(quad.object, "value", "")) in names
        }

    def _quads(self, subject: str | None, graph: str | None) -> Iterator[pyoxigraph.Quad]:
        return self.store.raw.quads_for_pattern(_node(subject), None, None, _node(graph))

    def _triples(self, subject: str, graph: str) -> set[Triple]:
        return {(subject, str(quad.predicate), str(quad.object)) for quad in self._quads(subject, graph)}

    def _about(self, subject: str, graph: str) -> set[Triple]:
        return self._ties.beside(self._triples(subject, graph))

    def _everything_about(self, subject: str, shared: set[str]) -> set[Triple]:
        name = subject.startswith(f"<{self.iris.base}name/") and not self.whole
        graphs = shared | self.used.names.get(subject, set()) if name else None
        quads = (quad for quad in self._quads(subject, None) if graphs is None or str(quad.graph_name) in graphs)
        return self._ties.beside({(subject, str(quad.predicate), str(quad.object)) for quad in quads})


def _node(iri: str | None) -> NamedNode | None:
    return NamedNode(iri[1:-1]) if iri else None


def _by_subject(triples: Iterable[Triple]) -> dict[str, dict[str, list[str]]]:
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        nodes[subject][predicate].append(value)
    return nodes


def _day(values: list[str | None] | list[str]) -> date | None:
    return date.fromisoformat(values[0].split('"')[1]) if values[0] else None


def _reached(nodes: dict[str, dict[str, list[str]]], start: set[str], but: set[str], graph: str) -> set[str]:
    """The nodes that a walk from ``start`` finds, never through ``but``, nor by the article's text and names."""
    found, todo = set(), list(start)
    while todo:
        node = todo.pop()
        if node not in found and node in nodes:
            found.add(node)
            todo += [
                value
                for term, values in nodes[node].items()
                if node != graph or term not in _HEAVY
                for value in values
                if value.startswith("<") and value not in but
            ]
    return found
