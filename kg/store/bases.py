"""The base of a store's IRIs: chosen when the store is made, kept in it, the same ever after.

A store with a base of its own says so in its names graph (``void:uriSpace``), so that an export says it too.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.errors import StoreError, UsageError
from kg.graph import BASE, VOCABULARY, Iris
from kg.remote.address import Address
from kg.store.raw import Raw

URI_SPACE = NamedNode("http://rdfs.org/ns/void#uriSpace")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`#]*[/#]")
_WEB = re.compile(r"https?://[^/?#]+/", re.IGNORECASE)


def checked_base(base: str) -> str:
    """``base`` itself, if IRIs can be made by writing something behind it. Raises ``UsageError`` otherwise.

    >>> checked_base("https://press.example.org/kg/")
    'https://press.example.org/kg/'
    """
    example = "for example: https://press.example.org/kg/"
    if not _ABSOLUTE.fullmatch(base) or (base.lower().startswith("http") and not _WEB.match(base)):
        raise UsageError(f"--base {base!r} is no absolute IRI that ends in / or #; {example}")
    if base.startswith(VOCABULARY.rstrip("#")):
        raise UsageError(f"--base {base!r} is where the vocabulary is; {example}")
    return base


def settled_base(store: Raw, path: Path | Address | None, wanted: str | None) -> str:
    """The base of a store: the one it has, else (a new store) ``wanted``, which from now on is kept in it.

    Raises ``StoreError`` if it has another one than ``wanted``.
    """
    base = agreed_base(store, path, wanted)
    if base != BASE and _stored(store) is None:
        store.update(f"INSERT DATA {{\nGRAPH {Iris(base).names} {{\n<{base}> {URI_SPACE} {Literal(base)} .\n}}\n}}")
    return base


def agreed_base(store: Raw, path: Path | Address | None, wanted: str | None) -> str:
    """The base of a store, or ``wanted`` for one with nothing in it. Raises ``StoreError`` as ``settled_base`` does."""
    has = _stored(store)
    if has is None:
        return wanted or BASE
    if wanted not in (None, has):
        raise StoreError(f"{path} has the base {has}; leave --base out, or make another store with --store FOLDER")
    return has


def _stored(store: Raw) -> str | None:
    """The base of a store, ``None`` if nothing is in it."""
    for quad in store.quads_for_pattern(None, URI_SPACE, None, None):
        if isinstance(quad.object, Literal):
            return quad.object.value
    return BASE if next(iter(store.quads_for_pattern(None, None, None, None)), None) else None
