"""The articles of a store, and the one that somebody means."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph

from kg.errors import StoreError
from kg.graph import VOCABULARY, Iris
from kg.store.raw import Raw
from kg.store.stored import Head, article_ids, head

_NAME = pyoxigraph.NamedNode(f"{VOCABULARY}name")


def heads(store: Raw, iris: Iris) -> Iterator[Head]:
    """All articles, in the order of their ids."""
    for article in article_ids(store, iris):
        found = head(store, iris, article)
        if found:
            yield found


def find(store: Raw, iris: Iris, article: str) -> Head:
    """The article with this id, file name (with or without ending), path, address or title.

    A title's beginning is enough if only one begins so. Raises ``StoreError`` with the nearest
    names if there is none, or with all that fit if there are several.
    """
    if not article.strip():
        raise StoreError("name an article: its file name, title, path or id")
    by_id = head(store, iris, article.lower()) if article.isalnum() else None
    if by_id:
        return by_id
    for name in dict.fromkeys((article, Path(article).stem)):
        quads = store.quads_for_pattern(None, _NAME, pyoxigraph.Literal(name))
        same = [str(quad.subject).rpartition("/")[2][:-1] for quad in quads]
        exact = head(store, iris, same[0]) if len(same) == 1 else None
        if exact:
            return exact
    everyone = list(heads(store, iris))
    wanted, stem = article.casefold(), Path(article).stem.casefold()
    tests: tuple[Callable[[Head], bool], ...] = (
        lambda a: article in (a.name, a.path, a.url, a.title),
        lambda a: stem == a.name.casefold() or wanted == (a.title or "").casefold(),
        lambda a: len(wanted) > 2 and any(t.casefold().startswith(wanted) for t in (a.name, a.title or "")),
    )
    for fits in tests:
        found = [a for a in everyone if fits(a)]
        if len(found) == 1:
            return found[0]
        if found:
            raise StoreError(f"several articles fit {article!r}: {'; '.join(_called(a) for a in found[:8])}")
    names = {text: a.name for a in everyone for text in (a.name, a.title) if text}
    near = difflib.get_close_matches(article, names, n=3, cutoff=0.4)
    where = (
        f"; the nearest: {', '.join(dict.fromkeys(names[n] for n in near))}"
        if near
        else "; they are listed by: kg query articles"
    )
    raise StoreError(f"no article {article!r} in the store{where}")


def _called(article: Head) -> str:
    return f"{article.name} ({article.title})" if article.title else article.name
