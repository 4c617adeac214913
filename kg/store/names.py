"""The names graph, asked one name or one key at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from kg.entities import Group, Name, Overrules, ties
from kg.errors import StoreError
from kg.graph import ALT_NAME, PREF_NAME, Iris, kg
from kg.remote.address import Address
from kg.store.raw import Raw, Wanted, read_ahead


def node(iri: str) -> NamedNode:
    """``iri`` as N-Triples writes it, for pyoxigraph."""
    return NamedNode(iri[1:-1])


def check_keys(store: Raw, iris: Iris, path: Path | Address) -> None:
    """Raise ``StoreError`` for a store whose names have other keys than ours: its names would not be found."""
    for quad in store.quads_for_pattern(None, node(kg("key")), None, node(iris.names)):
        if not str(quad.object).startswith(('"=', '"~', '"-', '"#')):
            raise StoreError(f"{path} was made by an older kg; remove the folder and add the articles again")
        return


@dataclass(slots=True)
class Names:
    """The names graph, asked one name or one key at a time."""

    store: Raw
    iris: Iris

    def of_article(self, article: str) -> set[Name]:
        """The names that an article's claims use."""
        quads = self.store.quads_for_pattern(node(article), node(kg("names")), None, node(article))
        return {self.iris.name_back(str(quad.object)) for quad in quads}

    def used_elsewhere(self, name: Name, article: str) -> bool:
        """Whether another article uses a name."""
        quads = self.store.quads_for_pattern(None, node(kg("names")), node(self.iris.name(name)))
        return any(str(quad.subject) != article for quad in quads)

    def with_key(self, key: str) -> Iterator[Name]:
        """The names of the store that have this key."""
        for quad in self.store.quads_for_pattern(*self._with_key(key)):
            yield self.iris.name_back(str(quad.subject))

    def _with_key(self, key: str) -> Wanted:
        return None, node(kg("key")), pyoxigraph.Literal(key), node(self.iris.names)

    def company(self, keys: Iterable[str], overrules: Iterable[Overrules]) -> set[Name]:
        """All names of the store that a chain of names ties to one of ``keys``; nobody else can change their entity."""
        links = [given.links for given in overrules]
        found: set[Name] = set()
        seen: set[str] = set()
        todo = set(keys)
        while todo:
            read_ahead(self.store, map(self._with_key, todo))
            key = todo.pop()
            seen.add(key)
            new = {name for name in self.with_key(key) if name not in found}
            found |= new
            todo |= {tie for name in new for tie in ties(name)} - seen
            todo |= {other for link in links for other in link.get(key, ())} - seen
        return found

    def entity(self, name: Name, known: dict[Name, Group]) -> str:
        """The entity that a name stands for: as ``known`` has it, else as the store has it."""
        if name in known:
            return self.iris.entity(known[name].id)
        for term in (PREF_NAME, ALT_NAME):
            for quad in self.store.quads_for_pattern(
                None, node(term), node(self.iris.name(name)), node(self.iris.names)
            ):
                return str(quad.subject)
        raise LookupError(f"{name} has no entity in the store")

    def principal(self, entity: str) -> Name:
        """The main name of an entity of the store."""
        quad = next(self.store.quads_for_pattern(node(entity), node(PREF_NAME), None, node(self.iris.names)))
        return self.iris.name_back(str(quad.object))

    def group(self, name: Name, known: dict[Name, Group]) -> Group:
        """What ``roles`` needs of a name's entity."""
        if name in known:
            return known[name]
        entity = self.entity(name, known)
        slug = entity.removeprefix(f"<{self.iris.base}entity/").removesuffix(">")
        principal = self.principal(entity)
        return Group(slug, principal.name, principal.kind, principal, (name,))
