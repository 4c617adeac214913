"""The version of how a store keeps its graph: written when the store is made, raised when ``kg`` changes it.

A store of an older format is brought up to date when it is opened: its new format is written last, so that an
upgrade that was interrupted is done again. One of a newer format is refused. A store that says nothing has the first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import Literal

from kg import __version__
from kg.errors import StoreError
from kg.graph import RDF_TYPE, Iris, Triple, kg, typed
from kg.remote.address import Address
from kg.store.bases import URI_SPACE, agreed_base
from kg.store.changing import Change, copies_again, pairs_again
from kg.store.names import node
from kg.store.raw import Raw
from kg.store.stored import article_ids

log = logging.getLogger(__name__)  # what no program takes up, Python prints on stderr


def from_1(store: Raw, iris: Iris) -> Iterator[Change]:
    """Format 2 has pairs, and sketches with the copies that they find. (It also notes where articles came from.)"""
    for article in article_ids(store, iris):
        yield pairs_again(store, iris, article)
    yield from copies_again(store, iris)


# The n-th brings a store of format n to the next one; each change is written before the next is asked for.
UPGRADES: tuple[Callable[[Raw, Iris], Iterator[Change]], ...] = (from_1,)
FORMAT = len(UPGRADES) + 1


def format_of(store: Raw) -> int | None:
    """The format of a store, ``None`` for one with nothing in it."""
    me = node(Iris(agreed_base(store, None, None)).store)
    for quad in store.quads_for_pattern(me, node(kg("format")), None, me):
        if isinstance(quad.object, Literal) and quad.object.value.isdecimal():
            return int(quad.object.value)
    return 1 if any(quad.predicate != URI_SPACE for quad in store.quads_for_pattern(None, None, None, None)) else None


def is_older(store: Raw) -> bool:
    """Whether a store is to be brought up to date."""
    return (format_of(store) or FORMAT) < FORMAT


def check_format(store: Raw, path: Path | Address) -> None:
    """Raise ``StoreError`` for a store of a format that this program does not know."""
    found = format_of(store) or FORMAT
    if found > FORMAT:
        raise StoreError(
            f"{path} was made by a newer kg (format {found}; kg {__version__} knows {FORMAT} and older): "
            "update kg, or choose another store with --store"
        )


def settle_format(store: Raw, iris: Iris, path: Path | Address) -> None:
    """Write the format into a new store, and bring one of an older format up to date.

    Raises ``StoreError`` as ``check_format`` does.
    """
    check_format(store, path)
    found = format_of(store)
    if found == FORMAT:
        return
    for upgrade in UPGRADES[(found or FORMAT) - 1 :]:
        for step in upgrade(store, iris):
            store.update(step.update())
    change = Change()
    quads = store.quads_for_pattern(node(iris.store), node(kg("format")), None, node(iris.store))
    before = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}
    change.replace(iris.store, before, format_triples(FORMAT, iris))
    store.update(change.update())
    if found:
        log.warning("%s: brought from format %d to %d; an older kg may not read it any more", path, found, FORMAT)


def new_format(iris: Iris) -> Change:
    """What a store that is new notes of itself."""
    change = Change()
    change.replace(iris.store, set(), format_triples(FORMAT, iris))
    return change


def format_triples(format: int, iris: Iris) -> set[Triple]:
    """That the store has a format."""
    return {(iris.store, RDF_TYPE, kg("Store")), (iris.store, kg("format"), typed(format, "integer"))}
