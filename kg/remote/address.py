"""The addresses of a SPARQL server: where it answers queries, and where it takes updates.

Servers do not agree on where updates go; ``CONVENTIONS`` has what their manuals say. ``--update-url``, or
``KG_UPDATE_URL``, overrules it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from kg.errors import UsageError

# The end of the address that answers queries, and what takes its place where updates go.
CONVENTIONS: tuple[tuple[str, str, str], ...] = (
    ("Virtuoso", r"/sparql(-auth)?/?$", "/sparql-auth"),
    ("GraphDB, RDF4J", r"(/repositories/[^/]+)/?$", r"\1/statements"),
    ("Fuseki", r"/sparql$", "/update"),
    ("Oxigraph, Fuseki", r"/query/?$", "/update"),
)
Place = TypeVar("Place")
_UNUSABLE = re.compile(r"[\s<>\"{}|\\^`]")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers (``query``) and where it takes updates (``update``)."""

    query: str
    update: str

    def __str__(self) -> str:
        return self.query


def is_address(place: object) -> bool:
    """Whether a store is on another machine: ``https://…`` or ``http://…``.

    >>> is_address("https://data.example/query"), is_address("press.kg")
    (True, False)
    """
    return isinstance(place, Address) or bool(re.match(r"https?:/", str(place), re.IGNORECASE))


def place(text: str | Path | Address, environment: Mapping[str, str] | None = None) -> Path | Address:
    """What ``--store`` names: a folder, or a server.

    >>> place("press.kg").name
    'press.kg'
    >>> place("https://data.example/query", {}).update
    'https://data.example/update'
    >>> place("http://localhost:8890/sparql", {}).update
    'http://localhost:8890/sparql-auth'
    >>> place("https://data.example/press/sparql", {}).update
    'https://data.example/press/update'
    >>> place("https://data.example/repositories/press", {}).update
    'https://data.example/repositories/press/statements'
    >>> place("https://data.example/press", {}).update
    'https://data.example/press'

    Raises ``UsageError`` for an address that is none, has another scheme, or has a password in it.
    """
    if isinstance(text, Address):
        return text
    if not is_address(text):
        other = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", str(text))
        if other:
            raise UsageError(
                f"--store: {other[1]}:// is no way to a store; a server is https://… or http://…, "
                "and a folder has no :// in its name"
            )
        return Path(text)
    query = str(text)
    parts = checked_address(query, "--store")
    update = (os.environ if environment is None else environment).get("KG_UPDATE_URL")
    if update:
        checked_address(update, "KG_UPDATE_URL")
    return Address(query, update or _update_of(query, parts))


def with_updates_at(given: Place, url: str) -> Place | Address:
    """The same server, with its updates taken at ``url``; what is no server as it is.

    >>> with_updates_at(Address("https://data.example/q", ""), "https://data.example/u").update
    'https://data.example/u'
    """
    return Address(given.query, url) if isinstance(given, Address) else given


def _update_of(query: str, parts: SplitResult) -> str:
    for server, pattern, replacement in CONVENTIONS:
        if server == "Virtuoso" and parts.path.strip("/") not in ("sparql", "sparql-auth"):
            continue
        path, found = re.subn(pattern, replacement, parts.path)
        if found:
            return parts._replace(path=path).geturl()
    return query


def checked_address(url: str, what: str) -> SplitResult:
    """The parts of an address. Raises ``UsageError``, naming ``what``, for one that is none, or tells a password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError(f"{what}: this is no address; for example: https://data.example/query") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{what}: leave name and password out of the address; set KG_USER and KG_PASSWORD (or KG_TOKEN)"
        )
    if parts.scheme.lower() not in ("http", "https") or not host or _UNUSABLE.search(url):
        shown = re.sub(r"[^/\s]*@", "…@", url)
        raise UsageError(f"{what}: {shown!r} is no address; for example: https://data.example/query")
    return parts
