"""What must change in the store when an article comes, is replaced, or goes.

Besides the article's own graph that is: the names that are new or used no more, and, where those change
which entity another name stands for (« Poutine » now is « Vladimir Poutine »), the claims of other
articles that use that name. Everything goes into one update, which succeeds or leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph
from pyoxigraph import NamedNode

from kg.entities import Group, Name, block, resolve
from kg.graph import (
    ALT_NAME,
    PREF_NAME,
    ROLE_TERMS,
    Iris,
    Triple,
    article_triples,
    kg,
    name_triples,
    names_used,
    roles,
    roles_back,
)
from kg.model import Extraction
from kg.store.links import links_moved


@dataclass(slots=True)
class Change:
    """Triples to delete and to insert, by graph; ``drop`` is a graph that goes as a whole first."""

    drop: str | None = None
    delete: dict[str, set[Triple]] = field(default_factory=dict)
    insert: dict[str, set[Triple]] = field(default_factory=dict)

    def replace(self, graph: str, before: set[Triple], after: set[Triple]) -> None:
        """Turn ``before`` into ``after`` in ``graph``."""
        if before - after:
            self.delete.setdefault(graph, set()).update(before - after)
        if after - before:
            self.insert.setdefault(graph, set()).update(after - before)

    def update(self) -> str:
        """The change as one SPARQL update, applied all or not at all."""
        parts = [f"DROP SILENT GRAPH {self.drop}"] if self.drop else []
        parts += [f"{verb} DATA {{\n{_quads(graphs)}}}" for verb, graphs in self._verbs() if graphs]
        return " ;\n".join(parts)

    def _verbs(self) -> Iterator[tuple[str, dict[str, set[Triple]]]]:
        yield "DELETE", self.delete
        yield "INSERT", self.insert


def _quads(graphs: dict[str, set[Triple]]) -> str:
    lines = []
    for graph, triples in graphs.items():
        lines.append(f"GRAPH {graph} {{")
        lines += [f"{s} {p} {o} ." for s, p, o in triples]
        lines.append("}\n")
    return "\n".join(lines)


def change(store: pyoxigraph.Store, iris: Iris, article: str, extraction: Extraction | None) -> Change:
    """Put ``extraction`` in the place of what ``article`` (its id) had, or take the article out."""
    names = _Names(store, iris)
    me = iris.article(article)
    had, has = names.of_article(me), names_used(extraction) if extraction else set()
    gone = {name for name in had - has if not names.used_elsewhere(name, me)}
    known = {name for key in {block(name.name) for name in had | has} for name in names.in_block(key)}
    wanted = (known | has) - gone
    before = resolve(known)
    after = before if wanted == known else resolve(wanted)

    result = Change(drop=me)
    if extraction:
        result.insert[me] = article_triples(extraction, after.__getitem__, iris)
    if after is before:
        return result
    result.replace(iris.names, name_triples(_groups(before), iris), name_triples(_groups(after), iris))
    result.replace(iris.links, *links_moved(store, iris, before, after))
    for graph, claim in _claims_to_rewrite(store, iris, before, after):
        if graph != me:
            old = _roles_of(store, claim, graph)
            of = roles_back(old, lambda name: names.entity(name, before), names.principal, iris)
            new = set(roles(claim, of, lambda name: names.group(name, after), iris))
            result.replace(graph, old, new)
    return result


def _groups(resolved: dict[Name, Group]) -> Iterable[Group]:
    return {group.id: group for group in resolved.values()}.values()


def _claims_to_rewrite(
    store: pyoxigraph.Store, iris: Iris, before: dict[Name, Group], after: dict[Name, Group]
) -> set[tuple[str, str]]:
    """Graph and claim of every claim with a name that stands for, or is called, something else now."""

    def called(group: Group) -> tuple[str, Name]:
        return group.id, group.principal

    moved = {
        iris.entity(group.id)
        for name, group in before.items()
        if name in after and called(after[name]) != called(group)
    }
    return {
        (str(quad.graph_name), str(quad.subject))
        for entity in moved
        for term in ("speaker", "target", "mainTarget")
        for quad in store.quads_for_pattern(None, _node(kg(term)), _node(entity))
    }


def _roles_of(store: pyoxigraph.Store, claim: str, graph: str) -> set[Triple]:
    quads = store.quads_for_pattern(_node(claim), None, None, _node(graph))
    triples = ((claim, str(quad.predicate), str(quad.object)) for quad in quads)
    return {triple for triple in triples if triple[1] in ROLE_TERMS}


def _node(iri: str) -> NamedNode:
    return NamedNode(iri[1:-1])


@dataclass(slots=True)
class _Names:
    """The names graph, asked one name or one block at a time."""

    store: pyoxigraph.Store
    iris: Iris

    def of_article(self, article: str) -> set[Name]:
        quads = self.store.quads_for_pattern(_node(article), _node(kg("names")), None, _node(article))
        return {self.iris.name_back(str(quad.object)) for quad in quads}

    def used_elsewhere(self, name: Name, article: str) -> bool:
        quads = self.store.quads_for_pattern(None, _node(kg("names")), _node(self.iris.name(name)))
        return any(str(quad.subject) != article for quad in quads)

    def in_block(self, key: str) -> Iterator[Name]:
        value = pyoxigraph.Literal(key)
        for quad in self.store.quads_for_pattern(None, _node(kg("key")), value, _node(self.iris.names)):
            yield self.iris.name_back(str(quad.subject))

    def entity(self, name: Name, known: dict[Name, Group]) -> str:
        if name in known:
            return self.iris.entity(known[name].id)
        for term in (PREF_NAME, ALT_NAME):
            for quad in self.store.quads_for_pattern(
                None, _node(term), _node(self.iris.name(name)), _node(self.iris.names)
            ):
                return str(quad.subject)
        raise LookupError(f"{name} has no entity in the store")

    def principal(self, entity: str) -> Name:
        quad = next(self.store.quads_for_pattern(_node(entity), _node(PREF_NAME), None, _node(self.iris.names)))
        return self.iris.name_back(str(quad.object))

    def group(self, name: Name, known: dict[Name, Group]) -> Group:
        if name in known:
            return known[name]
        entity = self.entity(name, known)
        slug = entity.removeprefix(f"<{self.iris.base}entity/").removesuffix(">")
        principal = self.principal(entity)
        return Group(slug, principal.name, principal.kind, principal, (name,))
