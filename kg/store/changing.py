"""What must change in the store when an article comes, is replaced, or goes, or the user overrules names.

Besides the article's own graph that is: the names that are new or used no more, and, where those change
which entity another name stands for (« Poutine » now is « Vladimir Poutine »), the claims of other
articles that use that name. Everything goes into one update, which succeeds or leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.entities import Group, Known, Name, Overrules, resolve, ties
from kg.graph import (
    PREF_NAME,
    ROLE_TERMS,
    Iris,
    Roles,
    Triple,
    article_triples,
    claim_roles,
    country_triples,
    kg,
    name_triples,
    names_used,
    pair_key,
    roles,
    roles_back,
)
from kg.model import Extraction
from kg.store.copies import COPY_OF, Links, arriving, copies_changed, stored
from kg.store.links import links_moved
from kg.store.names import Names, node
from kg.store.raw import Raw
from kg.store.stored import article_ids
from kg.store.who import overrule_triples


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


@dataclass(frozen=True, slots=True)
class Given:
    """An article that comes as triples: ``fixed`` do not depend on the store; ``roles`` are of its claims (IRIs)."""

    fixed: frozenset[Triple]
    roles: Mapping[str, Roles]

    def names(self) -> set[Name]:
        """The names of all speakers and targets."""
        return {name for of in self.roles.values() for name in of.names()}

    def triples(self, group: Callable[[Name], Group], iris: Iris, me: str) -> set[Triple]:
        """Everything in the graph of the article ``me``; ``group`` says which entity a name stands for."""
        found = set(self.fixed) | {(me, kg("names"), iris.name(name)) for name in self.names()}
        return found.union(*(roles(claim, of, group, iris) for claim, of in self.roles.items()))


def change(store: Raw, iris: Iris, overrules: Overrules, article: str, comes: Extraction | Given | None) -> Change:
    """Put what ``comes`` in the place of what ``article`` (its id) had, or take the article out."""
    names = Names(store, iris)
    me = iris.article(article)
    had, has = names.of_article(me), _names_of(comes)
    gone = {name for name in had - has if not names.used_elsewhere(name, me)}
    known = names.company({key for name in had | has for key in ties(name)}, [overrules])
    wanted = (known | has) - gone
    before = resolve(known, overrules)
    after = before if wanted == known else resolve(wanted, overrules)

    result = Change(drop=me)
    if isinstance(comes, Given):
        result.insert[me] = comes.triples(after.__getitem__, iris, me)
    elif comes:
        result.insert[me] = article_triples(comes, after.__getitem__, iris)
    if after is not before:
        _rename(result, names, before, after, me)
    _link_copies(result, names, me, comes)
    return result


def copies_again(store: Raw, iris: Iris) -> Iterator[Change]:
    """Find all copies anew, from the texts: a change for each article, to be written before the next is asked for."""
    nothing = Change(drop=iris.sketches)
    for quad in store.quads_for_pattern(None, node(COPY_OF), None):
        said = (str(quad.subject), str(quad.predicate), str(quad.object))
        nothing.delete.setdefault(str(quad.graph_name), set()).add(said)
    yield nothing
    for article in article_ids(store, iris):
        me, result = iris.article(article), Change()
        _replace_all(result, *copies_changed(store, iris, me, stored(store, iris, me)))
        yield result


def pairs_again(store: Raw, iris: Iris, article: str) -> Change:
    """Make the keys of speaker and target of an article's claims anew."""
    graph, result = iris.article(article), Change()

    def of(term: str) -> set[tuple[str, str]]:
        quads = store.quads_for_pattern(None, node(kg(term)), None, node(graph))
        return {(str(quad.subject), str(quad.object)) for quad in quads}

    def end(entity: str) -> str:
        return entity.removeprefix(f"<{iris.base}entity/")[:-1]

    speakers = dict(of("speaker"))
    both = ((claim, speakers[claim], target) for claim, target in of("target") if claim in speakers)
    pairs = {(claim, kg("pair"), pair_key(end(speaker), end(target))) for claim, speaker, target in both}
    result.replace(graph, {(claim, kg("pair"), key) for claim, key in of("pair")}, pairs)
    return result


def _link_copies(result: Change, names: Names, me: str, comes: Extraction | Given | None) -> None:
    """Change the sketch of the article, and which articles and claims are copies of others."""
    text = arriving(me, result.insert[me], _speakers(comes, names.iris)) if comes else None
    _replace_all(result, *copies_changed(names.store, names.iris, me, text))


def _replace_all(result: Change, before: Links, after: Links) -> None:
    for graph in {*before, *after}:
        result.replace(graph, before.get(graph, set()), after.get(graph, set()))


def _speakers(comes: Extraction | Given, iris: Iris) -> dict[str, Name | None]:
    """Who speaks in each claim (its IRI), by the name of the article."""
    if isinstance(comes, Given):
        return {claim: of.speaker for claim, of in comes.roles.items()}
    return {claim: of.speaker for claim, of in claim_roles(comes, iris).items()}


def _names_of(comes: Extraction | Given | None) -> set[Name]:
    if comes is None:
        return set()
    return comes.names() if isinstance(comes, Given) else names_used(comes)


def overruling(store: Raw, iris: Iris, before: Overrules, after: Overrules) -> Change:
    """Let ``after`` hold in the place of ``before``."""
    names = Names(store, iris)
    changed = {key for key in {*before.by_key, *after.by_key} if before.by_key.get(key) != after.by_key.get(key)}
    rows = [row for given in (before, after) for key in changed if (row := given.by_key.get(key))]
    said = {text for row in rows for text in (row.name, row.canonical) if text}
    keys = {key for text in said for kind in ("person", "organisation") for key in ties(Name(text, kind))}
    known = names.company(keys, [before, after])
    result = Change()
    old = {triple for row in before for triple in overrule_triples(row, iris)}
    new = {triple for row in after for triple in overrule_triples(row, iris)}
    result.replace(iris.overrules, old, new)
    _rename(result, names, resolve(known, before), resolve(known, after))
    return result


def _rename(
    result: Change, names: Names, before: dict[Name, Group], after: dict[Name, Group], but: str | None = None
) -> None:
    """Change the names graph, and the claims (those of ``but`` aside) whose names stand for something else now."""
    iris, store = names.iris, names.store
    old, new = name_triples(_groups(before), iris), name_triples(_groups(after), iris)
    result.replace(iris.names, old - _needed(names, before), new)
    result.replace(iris.links, *links_moved(store, iris, before, after))
    for graph, claim in _claims_to_rewrite(store, iris, before, after):
        if graph != but:
            had = _roles_of(store, claim, graph)
            of = roles_back(had, lambda name: names.entity(name, before), names.principal, iris)
            has = set(roles(claim, of, lambda name: names.group(name, after), iris))
            result.replace(graph, had, has)


def _needed(names: Names, before: dict[Name, Group]) -> set[Triple]:
    """What is said of a country that other entities than these are, or are voices of."""
    groups = list(_groups(before))
    countries = {c for group in groups for c in (group.voice_of, group.country) if c}
    here = {names.iris.entity(group.id) for group in groups}
    kept = {country for country in countries if _elsewhere(names, country, here)}
    return {triple for country in kept for triple in country_triples(country, names.iris)}


def _elsewhere(names: Names, country: Known, here: set[str]) -> bool:
    me = names.iris.entity(country.id)
    graph = node(names.iris.names)
    if me not in here and any(names.store.quads_for_pattern(node(me), node(PREF_NAME), None, graph)):
        return True
    voices = names.store.quads_for_pattern(None, node(kg("voiceOf")), node(me), graph)
    return any(str(quad.subject) not in here for quad in voices)


def _groups(resolved: dict[Name, Group]) -> Iterable[Group]:
    return {group.id: group for group in resolved.values()}.values()


def _claims_to_rewrite(
    store: Raw, iris: Iris, before: dict[Name, Group], after: dict[Name, Group]
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
        for quad in store.quads_for_pattern(None, node(kg(term)), node(entity))
    }


def _roles_of(store: Raw, claim: str, graph: str) -> set[Triple]:
    quads = store.quads_for_pattern(node(claim), None, None, node(graph))
    triples = ((claim, str(quad.predicate), str(quad.object)) for quad in quads)
    return {triple for triple in triples if triple[1] in ROLE_TERMS}
