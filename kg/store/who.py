"""The entities of a store: found by name, and read back with all that is known of them."""

from __future__ import annotations

import difflib
import fnmatch
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode

from kg.entities import Name, Overrule, keys, words
from kg.errors import OverruleError
from kg.graph import (
    ALT_NAME,
    EXACT_MATCH,
    GENDERS,
    KINDS,
    LABEL,
    LITERAL_FORM,
    PREF_NAME,
    RDF_TYPE,
    VOCABULARY,
    Iris,
    Triple,
    kg,
    literal,
    typed,
)
from kg.model import Gender, Kind
from kg.store.names import Names, node
from kg.store.raw import Raw

_GENDERS = {term: gender for gender, term in GENDERS.items()}


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """What the graph has of one entity. ``said`` and ``about`` count claims; ``id`` is the end of its IRI.

    ``voice_of`` is the label of the country that speaks under its name; ``gender`` is ``None`` where articles
    do not tell or do not agree; ``offices`` are what they say that somebody is.
    """

    id: str
    label: str
    kind: Kind
    names: tuple[str, ...]
    said: int
    about: int
    voice_of: str | None
    gender: Gender | None
    offices: tuple[str, ...]
    identifiers: tuple[str, ...]


def entities(store: Raw, iris: Iris, pattern: str = "") -> list[StoredEntity]:
    """The entities with a name that has ``pattern`` in it, and the voices of a country that has; most mentioned first.

    Case and accents do not matter; ``*`` and ``?`` stand for any letters and for one, and the whole name must fit.
    """
    names: dict[str, set[Name]] = defaultdict(set)
    for iri, name in all_names(store, iris):
        names[iri].add(name)
    fits = _Pattern(pattern)
    found = [
        _entity(store, iris, iri, bearers)
        for iri, bearers in names.items()
        if any(fits(name) for name in (*(name.name for name in bearers), *_labels(store, iri)))
    ]
    return sorted(found, key=lambda entity: (-entity.said - entity.about, entity.label, entity.id))


def _labels(store: Raw, iri: str) -> Iterator[str]:
    """What an entity and the country that it is a voice of are called."""
    yield from _all(store, iri, LABEL)
    for country in _all(store, iri, kg("voiceOf")):
        yield from _all(store, f"<{country}>", LABEL)


class _Pattern:
    """Whether a name fits a pattern."""

    def __init__(self, pattern: str) -> None:
        self.wild = any(sign in pattern for sign in "*?")
        parts = ("".join(c if c in "*?" else " ".join(words(c)) if c.strip() else " " for c in pattern)).split()
        self.pattern = " ".join(parts) if self.wild else " ".join(words(pattern)) if pattern.strip() else ""

    def __call__(self, name: str) -> bool:
        plain = " ".join(words(name))
        return fnmatch.fnmatchcase(plain, self.pattern) if self.wild else self.pattern in plain


def _entity(store: Raw, iris: Iris, iri: str, bearers: set[Name]) -> StoredEntity:
    def count(term: str) -> int:
        return sum(1 for _ in store.quads_for_pattern(None, node(kg(term)), node(iri)))

    def of_names(term: str) -> set[str]:
        quads = (q for name in bearers for q in store.quads_for_pattern(node(iris.name(name)), node(kg(term)), None))
        return {cast(Literal | NamedNode, quad.object).value for quad in quads}

    country = _one(store, iri, kg("voiceOf"))
    genders = {_GENDERS[term.removeprefix(VOCABULARY)] for term in of_names("gender")}
    kind = (_one(store, iri, RDF_TYPE) or "").removeprefix(VOCABULARY)
    return StoredEntity(
        id=iri.removeprefix(f"<{iris.base}entity/")[:-1],
        label=_one(store, iri, LABEL) or "",
        kind=KINDS[kind],
        names=tuple(sorted({name.name for name in bearers})),
        said=count("speaker"),
        about=count("target"),
        voice_of=_one(store, f"<{country}>", LABEL) if country else None,
        gender=next(iter(genders)) if len(genders) == 1 else None,
        offices=tuple(sorted(of_names("office"))),
        identifiers=tuple(sorted(_all(store, iri, EXACT_MATCH))),
    )


def named(store: Raw, iris: Iris, text: str) -> str:
    """The entity (its IRI as N-Triples) with this name, label or IRI; case, accents and hyphens do not matter.

    Raises ``OverruleError`` with the closest names if there is none, with all of them if several have it.
    """
    iri = f"<{iris.base}entity/{text.removeprefix('entity:')}>" if text.startswith("entity:") else f"<{text}>"
    try:
        if _one(store, iri, LABEL):
            return iri
    except ValueError:
        pass
    graph = Names(store, iris)
    wanted = [key for key in keys(Name(text, "organisation")) if key.startswith("=")]
    names = {name for key in wanted for name in graph.with_key(key)}
    exact = {name for name in names if words(name.name) == words(text)}
    labelled = {str(q.subject) for q in store.quads_for_pattern(None, node(LABEL), Literal(text), node(iris.names))}
    found = labelled if len(labelled) == 1 else {graph.entity(name, {}) for name in exact or names} | labelled
    if len(found) == 1:
        return found.pop()
    if found:
        ids = ", ".join(sorted(f"entity:{iri.rpartition('/')[2][:-1]}" for iri in found))
        raise OverruleError(f"{text!r} can be several; say which: {ids}")
    near = closest(store, iris, text)
    hint = f"the closest: {', '.join(near)}" if near else "they are listed by: kg entities"
    raise OverruleError(f"nobody and nothing is called {text!r} in the store; {hint}")


def label(store: Raw, entity: str) -> str:
    """What an entity of the store is called."""
    return _one(store, entity, LABEL) or entity


def names_to_move(store: Raw, iris: Iris, entity: str) -> list[str]:
    """The names of an entity that another must get if the two are one.

    A surname alone follows its full name by itself, and may be somebody else's too.
    """
    label = _one(store, entity, LABEL) or ""
    names = {name for iri, name in all_names(store, iris, entity) if iri == entity}
    moving = {
        name.name for name in names if name.kind != "person" or len(words(name.name)) > 1 or len(words(label)) == 1
    }
    by_words = {words(name): name for name in sorted(moving | {label}, reverse=True)}
    return sorted(by_words.values())


def closest(store: Raw, iris: Iris, text: str, count: int = 5) -> list[str]:
    """The labels of the entities whose names look most like ``text``."""
    by_key: dict[str, str] = {}
    for iri, other in all_names(store, iris):
        key = " ".join(words(other.name))
        for part in (key, key.rpartition(" ")[2]):
            by_key.setdefault(part, iri)
    near = difflib.get_close_matches(" ".join(words(text)), sorted(by_key), n=count * 2, cutoff=0.6)
    labels = (_one(store, by_key[key], LABEL) for key in near)
    return list(dict.fromkeys(label for label in labels if label))[:count]


def all_names(store: Raw, iris: Iris, entity: str | None = None) -> Iterator[tuple[str, Name]]:
    """Each name of the store (or of one entity) with its entity."""
    graph, of = node(iris.names), node(entity) if entity else None
    for term in (PREF_NAME, ALT_NAME):
        for quad in store.quads_for_pattern(of, node(term), None, graph):
            yield str(quad.subject), iris.name_back(str(quad.object))


def stored_overrules(store: Raw, iris: Iris) -> Iterator[Overrule]:
    """What the user has said of names."""
    graph = node(iris.overrules)
    for quad in store.quads_for_pattern(None, node(LITERAL_FORM), None, graph):
        me = str(quad.subject)
        identifier = _one(store, me, kg("identifier"))
        yield Overrule(cast(Literal, quad.object).value, _one(store, me, kg("standsFor")), identifier)


def overrule_triples(row: Overrule, iris: Iris) -> set[Triple]:
    """What the user has said of one name."""
    me = iris.overrule(row)
    triples = {(me, RDF_TYPE, kg("Overrule")), (me, LITERAL_FORM, literal(row.name))}
    if row.canonical is None:
        triples.add((me, kg("keptApart"), typed(True, "boolean")))
    else:
        triples.add((me, kg("standsFor"), literal(row.canonical)))
    if row.identifier:
        triples.add((me, kg("identifier"), typed(row.identifier, "anyURI")))
    return triples


def _one(store: Raw, subject: str, term: str) -> str | None:
    return next(_all(store, subject, term), None)


def _all(store: Raw, subject: str, term: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(node(subject), node(term), None):
        yield cast(Literal | NamedNode, quad.object).value
