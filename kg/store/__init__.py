"""The graph on disk: put articles in, replace them, take them out, read.

One named graph an article, written in one transaction: a process that is killed leaves each article
whole or absent. The files are Oxigraph's, so every tool that opens those opens a store.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph

from kg.entities import Name, Overrule, Overrules, words
from kg.errors import OverruleError, UsageError
from kg.graph import Triple
from kg.model import Article, Extraction, Run
from kg.remote.address import Address
from kg.resemblance import same_text_key
from kg.store import who
from kg.store.changing import Change, Given, change, copies_again, overruling
from kg.store.copying import backup
from kg.store.counting import numbers
from kg.store.finding import find, heads
from kg.store.handle import Handle
from kg.store.links import Known, Named, known, named_entities, named_entity, tell
from kg.store.origins import (
    Origin,
    all_origins,
    made_by,
    origin_triples,
    origins_at,
    origins_moved,
    origins_of,
    stored_origin,
    twin_before,
)
from kg.store.same_text import Print, Put, same_articles, with_text_key
from kg.store.stored import Head, StoredArticle, StoredClaim, article_ids, as_read, head, read_back
from kg.store.who import StoredEntity

if TYPE_CHECKING:
    import rdflib

__all__ = ["Head", "Origin", "Put", "Store", "StoredArticle", "StoredClaim", "StoredEntity"]


class Store(Handle):
    """A claim graph. Open one with ``Store.open`` (on disk) or ``Store.memory``; use it in ``with``.

    >>> with Store.memory() as store:
    ...     len(list(store.articles()))
    0
    """

    _overrules: Overrules | None = None

    def add(self, extraction: Extraction, origin: Origin | None = None, *, as_read: bool = False) -> Put:
        """Put an article in; one with the same id is replaced. All of it is written, or nothing.

        An article with the same text as another one of the same paper, or where one of the two does not say of which
        paper it is, is one article: one of them stays (``Put`` says which), whatever the order in which they come.
        ``origin`` says where it was read, so that it need not be read again (``knows``). ``as_read``: it is the one
        that ``as_read`` gave, so what is known of its places holds on.
        """
        article = extraction.article
        return self._put(Print.of(article, same_text_key(article.text)), extraction, origin, as_read=as_read)

    def give_way(self, article: Article) -> Head | None:
        """The article of the store that stands for this one, if one does: then there is no use in reading its claims.

        What the store has of this one, with another text, goes.
        """
        comes = Print.of(article, same_text_key(article.text))
        better = self._stands_for(comes)
        if better and head(self.raw, self.iris, comes.id):
            self._apply(comes.id, None)
        return better

    def stands_for(self, article: Article) -> Head | None:
        """The article that ``give_way`` would give. Nothing is changed."""
        return self._stands_for(Print.of(article, same_text_key(article.text)))

    def _stands_for(self, comes: Print) -> Head | None:
        better, _ = same_articles(self.raw, self.iris, comes)
        return better[0] if better else None

    def twin(self, article: Article) -> Head | None:
        """The article of the store with the text of this one: itself, or one that stands for it."""
        comes = Print.of(article, same_text_key(article.text))
        if self.iris.article(article.id) in with_text_key(self.raw, self.iris, comes.key):
            return head(self.raw, self.iris, article.id)
        better, worse = same_articles(self.raw, self.iris, comes)
        return next(iter([*better, *worse]), None)

    def has(self, article: str) -> bool:
        """Whether an article with this id is in."""
        return head(self.raw, self.iris, article) is not None

    def knows(self, place: str, digest: str, run: Run) -> Origin | None:
        """What ``place`` gave with this ``digest``, if the store has the article as ``run`` made it."""
        for origin in origins_at(self.raw, self.iris, place):
            if origin.digest == digest and made_by(self.raw, self.iris, origin.article, run):
                return origin
        return None

    def made_by(self, article: str, run: Run) -> bool:
        """Whether the claims of the article with this id were found by these versions."""
        return made_by(self.raw, self.iris, article, run)

    def as_read(self, article: str) -> Article | None:
        """The article with this id as it was read; ``None`` where text or head are not whole (hash, checksum)."""
        return as_read(self.raw, self.iris, article)

    def gave(self, place: str, article: str) -> bool:
        """Whether ``place`` is noted to have given the article with this id, or its text."""
        return any(origin.article == article for origin in origins_at(self.raw, self.iris, place))

    def origins(self, article: str | None = None) -> Iterator[Origin]:
        """Where the articles came from, by place; or only the one with the id ``article``."""
        yield from all_origins(self.raw, self.iris) if article is None else origins_of(self.raw, self.iris, article)

    def note(self, origin: Origin) -> None:
        """An article of the store is also what a place gives: the same text."""
        made = Change()
        before = stored_origin(self.raw, self.iris, origin) | twin_before(self.raw, self.iris, origin)
        made.replace(self.iris.store, before, origin_triples(origin, self.iris))
        self._write(made)

    def forget(self, origin: Origin) -> None:
        """An article is no longer known to come from a place; the article stays."""
        made = Change()
        made.replace(self.iris.store, stored_origin(self.raw, self.iris, origin), set())
        self._write(made)

    def mend(self, change: Change) -> None:
        """Write a change as it is (``kg.doctor``). All of it is written, or nothing."""
        self._overrules = None
        self._write(change)

    def backup(self, folder: str | Path) -> None:
        """Copy the store as it is now to ``folder``, which must not be there; it is there when the copy is complete.

        On the same disk its files are shared with the store (hard links) for as long as neither changes them.
        Raises ``StoreError`` where that cannot be.
        """
        if isinstance(self.path, Address):
            raise UsageError(f"{self.path} is no folder: back it up on its server, or export it: kg export press.nq")
        backup(cast(pyoxigraph.Store, self.raw), self.path, Path(folder))

    def remove(self, article: str) -> Head:
        """Take an article out, and everything that only it said. ``article`` as in ``find``."""
        found = self.find(article)
        self._apply(found.id, None)
        return found

    def put(self, article: str, given: Given, origin: Origin | None = None) -> Put:
        """Put an article that comes as triples in the place of the one with this id; otherwise as ``add``."""
        return self._put(Print.arriving(article, self.iris.article(article), given.fixed), given, origin)

    def _put(
        self, comes: Print, given: Extraction | Given, origin: Origin | None = None, *, as_read: bool = False
    ) -> Put:
        there = head(self.raw, self.iris, comes.id) is not None
        better, worse = same_articles(self.raw, self.iris, comes)
        if better:
            if there:  # with another text, until now
                self._apply(comes.id, None)
            if origin:
                self.note(replace(origin, article=better[0].id, twin=True))
            return Put("same text", better[0])
        own = origin.place if origin else None  # which may be noted as a twin of what now gives way to it
        given_by = [place for found in worse for place in self.origins(found.id) if place.place != own]
        moved = [replace(place, article=comes.id, twin=True) for place in given_by if self._only(place)]
        for found in worse:  # before: a run that is killed between the two must not leave both
            self._apply(found.id, None)
        self._apply(comes.id, given, origin, same=self._same(comes), as_read=as_read)
        for place in moved:
            self.note(place)
        return Put("replaced" if there else "added", displaced=tuple(worse), moved=tuple(moved))

    def _only(self, origin: Origin) -> bool:
        """Whether a place is noted to have given this article and no other: else it may have another text now."""
        return origins_at(self.raw, self.iris, origin.place) == [origin]

    def _same(self, comes: Print) -> bool:
        """Whether the article of this id has the text that comes, and is of the same paper and day."""
        there = head(self.raw, self.iris, comes.id)
        with_text = self.iris.article(comes.id) in with_text_key(self.raw, self.iris, comes.key)
        return there is not None and with_text and Print.of(there, comes.key) == comes

    def find_copies_again(self) -> None:
        """Sketch all articles and link the copies anew, from the texts: what a store of before has not, or not right.

        Interrupted, it leaves some copies without a link; the same call mends that.
        """
        for made in copies_again(self.raw, self.iris):
            self._write(made)

    def _apply(
        self,
        article: str,
        comes: Extraction | Given | None,
        origin: Origin | None = None,
        *,
        same: bool = False,
        as_read: bool = False,
    ) -> None:
        made = change(self.raw, self.iris, self.overrules(), article, comes)
        if not as_read:
            moved = origins_moved(self.raw, self.iris, article, comes is not None, origin, same=same)
            made.replace(self.iris.store, *moved)
        self._write(made)

    def entities(self, pattern: str = "") -> list[StoredEntity]:
        """The entities with a name that has ``pattern`` in it (``*``, ``?``: the whole name), most mentioned first.

        The voices of a country whose name fits are among them.
        """
        return who.entities(self.raw, self.iris, pattern)

    def closest(self, name: str) -> list[str]:
        """The labels of the entities whose names look most like ``name``."""
        return who.closest(self.raw, self.iris, name)

    def overrules(self) -> Overrules:
        """What has been said of names with ``overrule``, ``merge`` and ``split``."""
        if self._overrules is None:
            self._overrules = Overrules.of(who.stored_overrules(self.raw, self.iris))
        return self._overrules

    def overrule(self, rows: Iterable[Overrule]) -> int:
        """Let ``rows`` hold from now on, for all articles that are there or will come; they replace what was said
        of the same names. Returns how many are new or other than before.

        Raises ``OverruleError`` where names would stand for each other in a circle; then nothing changes.
        """
        before = self.overrules()
        after = before.with_(rows)
        self._let_hold(after)
        return sum(before.by_key.get(key) != row for key, row in after.by_key.items())

    def merge(self, one: str, other: str) -> str:
        """Make two entities one: the names of ``one`` become names of ``other``. Returns the entity's label.

        Raises ``OverruleError`` if either is not in the store (with the closest names), or if they are one already.
        """
        first, second = (who.named(self.raw, self.iris, name) for name in (one, other))
        label = self._label(second)
        if first == second:
            raise OverruleError(f"{one!r} and {other!r} are one already: {label}")
        self.overrule(Overrule(name, label) for name in who.names_to_move(self.raw, self.iris, first))
        return self._label(who.named(self.raw, self.iris, label))

    def split(self, name: str) -> str:
        """Keep ``name`` apart from now on: it joins no other name, and no other joins it. Returns the label of the
        entity that it was a name of.

        Raises ``OverruleError`` if no entity has this name, with the closest ones.
        """
        found = who.named(self.raw, self.iris, name)
        label = self._label(found)
        names = sorted(n.name for _, n in who.all_names(self.raw, self.iris, found) if words(n.name) == words(name))
        self.overrule([Overrule(names[0] if names else label if ":" in name else name, None)])
        return label

    def undo(self, *names: str) -> None:
        """Forget what was said of ``names``: the rules decide again.

        Raises ``OverruleError`` if nothing was said of one of them; then nothing changes.
        """
        before = self.overrules()
        for name in names:
            if words(name) not in before.by_key:
                near = difflib.get_close_matches(name, [row.name for row in before], n=3, cutoff=0.5)
                hint = f"the closest: {', '.join(near)}" if near else "all that is: kg entities overrules"
                raise OverruleError(f"nothing is overruled of {name!r}; {hint}")
        self._let_hold(before.without(names))

    def _let_hold(self, after: Overrules) -> None:
        made = overruling(self.raw, self.iris, self.overrules(), after)
        if made.delete or made.insert:
            self._write(made)
        self._overrules = after

    def _label(self, entity: str) -> str:
        return who.label(self.raw, entity)

    def articles(self) -> Iterator[Head]:
        """All articles, in the order of their ids."""
        yield from heads(self.raw, self.iris)

    def find(self, article: str) -> Head:
        """The article with this id, file name (with or without ending), path, address or title.

        A title's beginning is enough if only one begins so. Raises ``StoreError`` with the nearest
        names if there is none, or with all that fit if there are several.
        """
        return find(self.raw, self.iris, article)

    def article(self, article: str) -> StoredArticle:
        """All the graph has of an article. ``article`` as in ``find``."""
        return read_back(self.raw, self.iris, self.find(article))

    def all_articles(self) -> Iterator[StoredArticle]:
        """Every article with its claims, one at a time, in the order of their ids."""
        for found in self.articles():
            yield read_back(self.raw, self.iris, found)

    def triples(self, graph: str) -> Iterator[Triple]:
        """The triples of one graph as N-Triples, in no order."""
        for quad in self.raw.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph[1:-1])):
            yield str(quad.subject), str(quad.predicate), str(quad.object)

    def graphs(self) -> Iterator[str]:
        """The graphs with something in them: each article, by id, then names, overrulings, links."""
        for article in article_ids(self.raw, self.iris):
            yield self.iris.article(article)
        for graph in (self.iris.names, self.iris.overrules, self.iris.links):
            if self.raw.contains_named_graph(pyoxigraph.NamedNode(graph[1:-1])):
                yield graph

    def graph(self) -> rdflib.Graph:
        """The whole store as an rdflib graph, to read."""
        from kg.store.view import view

        return view(self.raw, self.iris)

    def named_entities(self) -> Iterator[Named]:
        """All entities with their names, in the order of their IRIs."""
        return named_entities(self.raw, self.iris)

    def named_entity(self, iri: str) -> Named:
        """The entity with this IRI (``<…>``). Raises ``LookupError`` if there is none."""
        return named_entity(self.raw, self.iris, iri)

    def known(self, entity: Named) -> dict[Name, Known]:
        """What services and the user said of each name of ``entity``."""
        return {name: known(self.raw, self.iris, name) for name in entity.names}

    def tell(self, news: Iterable[tuple[Named, Name, Known]]) -> None:
        """Write what is now known of a name of each entity. All of it is written, or nothing."""
        result = Change()
        for entity, name, found in news:
            result.replace(self.iris.links, *tell(self.raw, self.iris, entity, name, found))
        if result.delete or result.insert:
            self._write(result)

    def stats(self) -> dict[str, dict[str, int]]:
        """How many articles, claims and entities there are, and of what sort."""
        return numbers(self.raw)
