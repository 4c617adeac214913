"""What differs from what the articles of a store give, and the change that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from pyoxigraph import DefaultGraph

from kg.entities import Group, Name, resolve
from kg.graph import (
    ROLE_TERMS,
    Iris,
    Roles,
    Triple,
    all_roles_back,
    is_as_read,
    is_as_written,
    kg,
    literal,
    name_triples,
    roles,
)
from kg.graph.literals import parts
from kg.store import Head, Store
from kg.store.bases import URI_SPACE
from kg.store.changing import Change
from kg.store.copies import links_by_text, prints_by_text
from kg.store.names import node
from kg.store.origins import all_origins, stored_origin
from kg.store.raw import Raw
from kg.store.who import all_names

EXAMPLES = 3  # triples that a finding shows


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the articles have it. ``change`` mends it; without one, ``next`` says what does.

    ``article`` is the id of one that has lost something of its own, which only its text can give again.
    """

    what: str
    change: Change | None = None
    next: str = "kg doctor --repair mends it"
    article: str | None = None

    def line(self) -> str:
        """One line, with the next step.

        >>> Finding("entity x is used by no article", Change()).line()
        'entity x is used by no article; kg doctor --repair mends it'
        """
        return f"{self.what}; {self.next}"


def findings(store: Store) -> Iterator[Finding]:
    """Everything that differs, in the order in which it is to be mended: what comes later is made of what is before."""
    for derived in DERIVED:
        yield from derived(store)


def repair(store: Store) -> Iterator[Finding]:
    """Mend what can be mended, part after part; each finding is given when its change, if any, is written."""
    for derived in DERIVED:
        for finding in list(derived(store)):
            if finding.change:
                store.mend(finding.change)
            yield finding


def _nameless(graph: str, triples: set[Triple], iris: Iris) -> Finding:
    """An article without its name, which nobody sees: it gets the one that its checksum knows, else its file's."""
    path = PurePath(next((parts(value)[0] for _, term, value in sorted(triples) if term == kg("path")), ""))
    article = graph[1:-1].removeprefix(f"{iris.base}article/")
    called = [literal(name) for name in (path.stem, path.name, str(path), article) if name not in ("", ".")]
    fits = (name for name in called if is_as_read(graph, {*triples, (graph, kg("name"), name)}, iris))
    name = next(fits, called[0])
    change = Change()
    change.replace(graph, set(), {(graph, kg("name"), name)})
    return Finding(f"article {article} has lost its name, which is {parts(name)[0]}", change)


def origins_have_articles(store: Store) -> Iterator[Finding]:
    """Every place that is noted gave an article that is here."""
    for origin in all_origins(store.raw, store.iris):
        if not store.has(origin.article):
            change = Change()
            change.replace(store.iris.store, stored_origin(store.raw, store.iris, origin), set())
            yield Finding(f"origin {origin.place}: its article {origin.article} is not in the store", change)


def graphs_are_known(store: Store) -> Iterator[Finding]:
    """Every graph is an article's, or one of the store's own; no triple is outside of them all."""
    iris = store.iris
    own = {iris.names, iris.overrules, iris.links, iris.store, iris.sketches}
    left_alone = "it is left alone: it may be somebody's"
    for graph in sorted(map(str, store.raw.named_graphs())):
        article = graph.removeprefix(f"<{store.iris.base}article/")[:-1]
        if graph not in own and article == graph[:-1]:
            yield Finding(f"graph {graph} is none of kg's", None, left_alone)
        elif graph not in own and not store.has(article):
            triples = set(store.triples(graph))
            if any(subject == graph for subject, _, _ in triples):
                yield _nameless(graph, triples, iris)
            else:
                yield Finding(f"graph {graph} has no article, only what was found in one", Change(drop=graph))
    if next(iter(store.raw.quads_for_pattern(None, None, None, DefaultGraph())), None):
        yield Finding("there are triples in no graph", None, left_alone)


def names_of_articles(store: Store) -> Iterator[Finding]:
    """Each article has all that was written of it, and names whoever its claims name, and nobody else."""
    names = _principals(store)
    for head in store.articles():
        graph = store.iris.article(head.id)
        triples = set(store.triples(graph))
        if not _has_text(store, head.id):
            yield _lost(store, head, "it has no text")
            continue
        try:
            of = _roles_of(triples, names)
        except LookupError as error:
            yield _lost(store, head, str(error))
            continue
        used = {name for roles_of in of.values() for name in roles_of.names()}
        has = {t for t in triples if t[1] == kg("names")}
        wanted = {(graph, kg("names"), store.iris.name(name)) for name in used}
        yield from _difference(f"{head.name}: what its claims name", graph, has & wanted, wanted)
        if has - wanted:  # the claims have lost it, and it may be all that is left
            yield _lost(store, head, f"no claim has {_terms(has - wanted)}")
        elif not is_as_written(graph, triples, of, store.iris):
            head_is_whole = is_as_read(graph, triples, store.iris)
            what = "what was found in it" if head_is_whole else "its head (title, day, paper, address …) or its text"
            yield _lost(store, head, f"{what} is not all there as it was written, by its kg:checksum")


def names_and_entities(store: Store) -> Iterator[Finding]:
    """The names graph has the names that articles use, and the entities that they stand for."""
    iris = store.iris
    has = set(store.triples(iris.names)) if iris.names in store.graphs() else set()
    kept = {triple for triple in has if triple[1] == str(URI_SPACE)}
    groups = {group.id: group for group in _groups(store).values()}
    wanted = name_triples(groups.values(), iris) | kept
    subjects = sorted({triple[0] for triple in has ^ wanted})
    for subject in subjects:
        before, after = ({t for t in triples if t[0] == subject} for triples in (has, wanted))
        called = subject[1:-1].removeprefix(iris.base).replace("/", " ", 1)
        how = "is used by no article" if not after else "is missing" if not before else "is not as its names make it"
        change = Change()
        change.replace(iris.names, before, after)
        yield Finding(f"{called} {how}", change)


def roles_of_claims(store: Store) -> Iterator[Finding]:
    """Each claim's speaker and targets are the entities that its names stand for."""
    groups, names = _groups(store), _principals(store)
    for head in store.articles():
        graph = store.iris.article(head.id)
        try:
            found = _roles_of(store.triples(graph), names)
        except LookupError:
            continue  # said of its names
        for claim, of in sorted(found.items()):
            has = {t for t in _about(store.raw, claim, graph) if t[1] in ROLE_TERMS}
            wanted = set(roles(claim, of, groups.__getitem__, store.iris))
            called = claim[1:-1].removeprefix(store.iris.base).replace("/", " ", 1)
            yield from _difference(f"{head.name}: who speaks in {called}, and of whom", graph, has, wanted)


def sketches_of_articles(store: Store) -> Iterator[Finding]:
    """The sketches by which copies are found are those of the texts."""
    iris = store.iris
    for head in store.articles():
        if not _has_text(store, head.id):
            continue  # said of its names
        has, wanted = prints_by_text(store.raw, iris, iris.article(head.id))
        yield from _difference(f"{head.name}: its sketch", iris.sketches, has, wanted)
    for article in sorted({s for s, _, _ in store.triples(iris.sketches)}):
        if not store.has(article.removeprefix(f"<{iris.base}article/")[:-1]):
            change = Change()
            change.replace(iris.sketches, set(_about(store.raw, article, iris.sketches)), set())
            yield Finding(f"there is a sketch of {article}, which is not in the store", change)


def copies_of_articles(store: Store) -> Iterator[Finding]:
    """Articles and claims that are copies say so, and no others."""
    names = {store.iris.article(head.id): head.name for head in store.articles()}
    for graph, has, wanted in links_by_text(store.raw, store.iris):
        if not _has_text(store, graph.removeprefix(f"<{store.iris.base}article/")[:-1]):
            continue  # said of its names
        yield from _difference(f"{names.get(graph, graph)}: what it is a copy of", graph, has, wanted)


# In this order: what an article names decides which names there are, these who speaks, and this what is a copy.
DERIVED: tuple[Callable[[Store], Iterator[Finding]], ...] = (
    graphs_are_known,
    origins_have_articles,
    names_of_articles,
    names_and_entities,
    roles_of_claims,
    sketches_of_articles,
    copies_of_articles,
)


def _difference(what: str, graph: str, has: set[Triple], wanted: set[Triple]) -> Iterator[Finding]:
    if has == wanted:
        return
    change = Change()
    change.replace(graph, has, wanted)
    sides = (("missing", wanted - has), ("too much", has - wanted))
    shown = "; ".join(f"{_terms(triples)} {side}" for side, triples in sides if triples)
    yield Finding(f"{what}: {shown}", change)


def _lost(store: Store, head: Head, what: str) -> Finding:
    """What no other part of the graph can give: the article's text does, or its file."""
    again = "kg doctor --repair finds its claims again in its stored text"
    if store.as_read(head.id) is None:
        again = f"read it again: kg add --force PATH (it was {head.path})"
    return Finding(f"{head.name}: {what}", None, again, head.id)


def _has_text(store: Store, article: str) -> bool:
    me = node(store.iris.article(article))
    return next(iter(store.raw.quads_for_pattern(me, node(kg("text")), None, me)), None) is not None


def _terms(triples: Iterable[Triple]) -> str:
    """The properties and ends of a few triples."""
    short = sorted(f"kg:{p.rpartition('#')[2][:-1]} {o[1:-1].rpartition('/')[2]}" for _, p, o in triples)
    more = f" and {len(short) - EXAMPLES} more" if len(short) > EXAMPLES else ""
    return ", ".join(short[:EXAMPLES]) + more


def _groups(store: Store) -> Mapping[Name, Group]:
    """The entity of every name that a claim uses, also where its article does not say that it names it."""
    names, principals = set(), _principals(store)
    for head in store.articles():
        graph = store.iris.article(head.id)
        try:
            found = _roles_of(store.triples(graph), principals)
        except LookupError:  # said of the article's names
            found = {}
        # What no claim has any more is the last trace of a claim that was lost.
        names |= _named(store, graph).union(*(of.names() for of in found.values()))
    return resolve(names, store.overrules())


def _named(store: Store, graph: str | None = None) -> set[Name]:
    """The names that an article, or all, say they name."""
    quads = store.raw.quads_for_pattern(None, node(kg("names")), None, node(graph) if graph else None)
    return {store.iris.name_back(name) for name in {str(quad.object) for quad in quads}}


@dataclass(frozen=True, slots=True)
class _Principals:
    """The main name of an entity and the entity of a name, as the names of the articles give them, else as noted."""

    iris: Iris
    entities: Mapping[Name, str]
    principals: Mapping[str, Name]

    def entity(self, name: Name) -> str:
        return self.entities.get(name, "")

    def principal(self, entity: str) -> Name:
        if entity not in self.principals:
            called = entity[1:-1].removeprefix(self.iris.base).replace("/", " ", 1)
            raise LookupError(f"a claim has {called}, whose name no article gives")
        return self.principals[entity]


def _principals(store: Store) -> _Principals:
    noted: dict[Name, str] = {}
    main: dict[str, Name] = {}
    for entity, name in all_names(store.raw, store.iris):
        noted[name] = entity
        main.setdefault(entity, name)  # the main names come first
    groups = resolve(_named(store), store.overrules())
    made = {name: store.iris.entity(group.id) for name, group in groups.items()}
    main |= {store.iris.entity(group.id): group.principal for group in groups.values()}
    return _Principals(store.iris, noted | made, main)


def _roles_of(triples: Iterable[Triple], names: _Principals) -> dict[str, Roles]:
    """Who speaks and about whom in each claim of an article. Raises ``LookupError`` for an entity without a name."""
    return all_roles_back(triples, names.entity, names.principal, names.iris)


def _about(raw: Raw, subject: str, graph: str) -> Iterator[Triple]:
    for quad in raw.quads_for_pattern(node(subject), None, None, node(graph)):
        yield str(quad.subject), str(quad.predicate), str(quad.object)
