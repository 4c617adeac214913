"""Where the articles of a store were read, so that what has not changed is not read again.

An origin says that a place (a file, a member of an archive, an address) gave an article, and the digest of
all that the article was made of. It stands in the graph of the store's own notes (``Iris.store``), which no
export has: the same articles give the same bytes, whatever folder they came from. It is written in the
transaction of its article, and goes with it. When an article is written anew, from another place or by
another hand, its other origins lose their digest: what is there would have to be read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from kg.graph import GENERATED_BY, RDF_TYPE, Iris, Triple, kg, literal, typed
from kg.model import Run
from kg.store.names import node
from kg.store.raw import Raw


@dataclass(frozen=True, slots=True)
class Origin:
    """That ``article`` (its id) came from ``place``; ``digest`` is empty when it has been changed from elsewhere.

    A ``twin`` is a place whose article is not in the store: ``article`` has its text and stands for it.
    """

    place: str
    digest: str
    article: str
    twin: bool = False


def origin_triples(origin: Origin, iris: Iris) -> set[Triple]:
    """An origin in the graph of the store's notes."""
    me = iris.origin(origin.place, origin.article)
    triples = {
        (me, RDF_TYPE, kg("Origin")),
        (me, kg("place"), literal(origin.place)),
        (me, kg("gave"), iris.article(origin.article)),
    }
    if origin.digest:
        triples.add((me, kg("digest"), literal(origin.digest)))
    return triples | ({(me, kg("twin"), typed(True, "boolean"))} if origin.twin else set())


def stored_origin(store: Raw, iris: Iris, origin: Origin) -> set[Triple]:
    """What the store notes of this place and article, whatever its digest was."""
    quads = store.quads_for_pattern(node(iris.origin(origin.place, origin.article)), None, None, node(iris.store))
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


def origins_at(store: Raw, iris: Iris, place: str) -> list[Origin]:
    """What came from a place; more than one article when other articles stood there before."""
    quads = store.quads_for_pattern(None, node(kg("place")), Literal(place), node(iris.store))
    return [found for quad in quads if (found := _origin(store, iris, quad.subject))]


def origins_of(store: Raw, iris: Iris, article: str) -> list[Origin]:
    """Where an article came from."""
    quads = store.quads_for_pattern(None, node(kg("gave")), node(iris.article(article)), node(iris.store))
    return [found for quad in quads if (found := _origin(store, iris, quad.subject))]


def all_origins(store: Raw, iris: Iris) -> Iterator[Origin]:
    """Every origin, in the order of the places."""
    quads = store.quads_for_pattern(None, node(kg("gave")), None, node(iris.store))
    found = (_origin(store, iris, quad.subject) for quad in quads)
    yield from sorted((origin for origin in found if origin), key=lambda origin: (origin.place, origin.article))


def _origin(store: Raw, iris: Iris, subject: object) -> Origin | None:
    def one(term: str) -> str:
        for quad in store.quads_for_pattern(subject, node(kg(term)), None, node(iris.store)):
            return quad.object.value if isinstance(quad.object, Literal | NamedNode) else ""
        return ""

    place, article = one("place"), one("gave").removeprefix(f"{iris.base}article/")
    return Origin(place, one("digest"), article, one("twin") == "true") if place and article else None


def twin_before(store: Raw, iris: Iris, origin: Origin) -> set[Triple]:
    """What is noted of a place as the twin of another article: it has another text now."""
    there = (found for found in origins_at(store, iris, origin.place) if found.twin and found.article != origin.article)
    return {triple for found in there for triple in stored_origin(store, iris, found)}


def made_by(store: Raw, iris: Iris, article: str, run: Run) -> bool:
    """Whether the store has an article, and found its claims with these versions."""
    me, by = node(iris.article(article)), node(iris.run(run))
    return next(iter(store.quads_for_pattern(me, node(GENERATED_BY), by, me)), None) is not None


def origins_moved(
    store: Raw, iris: Iris, article: str, comes: bool, origin: Origin | None, *, same: bool = False
) -> tuple[set[Triple], set[Triple]]:
    """What to delete and insert when an article is written, from ``origin`` if that is known, or goes.

    Its twins are its twins no more, unless what comes is ``same``: of the same text and paper as what was there.
    """
    has = origins_of(store, iris, article)
    before = {triple for found in has for triple in stored_origin(store, iris, found)}
    before |= twin_before(store, iris, origin) if origin else set()
    after: set[Triple] = set()
    if comes:
        rest = [found for found in has if (same or not found.twin) and (not origin or found.place != origin.place)]
        kept = [found if found.twin else replace(found, digest="") for found in rest]
        after = {triple for found in (*kept, *([origin] if origin else [])) for triple in origin_triples(found, iris)}
    return before, after
