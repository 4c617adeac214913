"""kg: who said what, about whom, when, and where it is written, from French news.

    import kg

    with kg.open("press.kg", write=True) as store:
        for article in kg.articles("seeds/"):
            store.add(kg.extract(article))
        for row in kg.ask("what did Lavrov say about Stoltenberg", store).rows:
            print(row["date"], row["text"], row["title"])
        kg.save(store, "press.ttl")        # kg.load(store, "press.nq") takes one back
        store.graph()                      # all of it as an rdflib graph
        store.merge("J. Dupont", "Jean Dupont")       # one person; also split, undo, overrule, entities

``import kg`` alone loads nothing heavy: spaCy comes with ``extract``, the store with ``open``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from kg.checking import Violation
    from kg.model import Article, Extraction
    from kg.questions import Answer
    from kg.reading import Options
    from kg.store import Store

__all__ = ["articles", "ask", "check", "extract", "load", "open", "query", "save"]
__version__ = "0.1.0"


def articles(
    *paths: str | Path, options: Options | None = None, on_error: Callable[[str, str], None] | None = None
) -> Iterator[Article]:
    """Yield the articles of files, folders, archives and addresses, one at a time, in name order.

    What cannot be read goes to ``on_error(place, reason)``; without it, it is a ``KgError``.
    ``options`` is a ``kg.reading.Options``: encoding, columns, what is known of all of them …
    """
    from kg.reading import read

    return read(paths, options=options, on_error=on_error)


def extract(article: Article) -> Extraction:
    """The claims of an article. The French model is loaded once, by the first call."""
    return _pipeline()(article)


@cache
def _pipeline() -> Callable[[Article], Extraction]:
    from kg.pipeline import Pipeline

    return Pipeline()


def open(path: str | Path, *, write: bool = False, base: str | None = None) -> Store:
    """The store in the folder ``path``, to read or to ``write`` (which makes it if need be); use it in ``with``.

    ``base`` is what the IRIs of a new store start with; the store keeps it.
    """
    from kg.store import Store

    return Store.open(path, write=write, base=base)


def ask(
    sentence: str, store: Store, *, once: bool = False, today: date | None = None, timeout: float | None = 60
) -> Answer:
    """Answer a sentence in French or English: ``.rows`` are dicts, ``.frame()`` is a DataFrame, ``.sparql`` what ran.

    ``once`` leaves out what copies of an article repeat. « depuis mardi » counts from ``today``; after ``timeout``
    seconds (None: never) the query is stopped.
    """
    from kg.questions import ask

    return ask(sentence, store, once=once, today=today, timeout=timeout).complete()


def query(name: str, store: Store, *, timeout: float | None = 60, **values: str) -> Answer:
    """Answer a saved question or a SPARQL file: ``kg.query("said", store, speaker="lavrov")``."""
    from kg.questions import query

    return query(name, values, store, timeout=timeout).complete()


def check(store: Store) -> Iterator[Violation]:
    """What ``kg check`` says of the store: each has ``article``, ``node``, ``rule`` and ``line()``. Needs pySHACL."""
    from kg.checking import check_store

    return check_store(store)


def load(store: Store, path: str | Path) -> None:
    """Take back what ``save`` wrote: .nq .trig or .jsonld."""
    from kg.loading import load

    load(store, path)


def save(store: Store, path: str | Path, format: str | None = None) -> None:
    """Write the whole graph to ``path``: .ttl .nq .csv .html .gexf … (``kg.export.FORMATS``)."""
    from kg.export import export

    export(store, path, format)
