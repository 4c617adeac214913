"""Finding people, things and articles by the beginnings of words, as fast as somebody types.

All texts, folded as names are compared, stand in one string with a space before each word and a line for each text:
searching it costs milliseconds, and making it much less than an index of 100,000 names would.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy
import pyoxigraph

from kg.entities import words
from kg.graph import ALT_LABEL, ALT_NAME, PREF_NAME, kg
from kg.store import Store
from kg.web.columns import Columns, Numbers

_OTHER = re.compile(r"[^\w\n]|_")
_MARKS = re.compile("[\u0300-\u036f]+")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", ".": None, "+": " plus "})


def folded(texts: Iterable[str]) -> str:
    """A line for each text, as ``kg.entities.words`` has its words, each after a space.

    >>> folded(["États-Unis", "l’O.N.U.", ""])
    ' etats unis\\n l onu\\n '
    """
    lines = "\n".join(f" {text.replace(chr(10), ' ')}" for text in texts).casefold().translate(_LETTERS)
    return _OTHER.sub(" ", _MARKS.sub("", unicodedata.normalize("NFKD", lines)))


@dataclass(frozen=True)
class Lines:
    """Texts to search. ``owner`` says of each what it is a text of: a number of an entity or an article."""

    text: str
    starts: Numbers
    owner: Numbers

    @classmethod
    def of(cls, texts: list[str], owner: Numbers) -> Lines:
        """The folded ``texts``, each of its owner."""
        text = folded(texts)
        ends = numpy.flatnonzero(numpy.frombuffer(text.encode("utf-32-le"), numpy.uint32) == ord("\n"))
        return cls(text, numpy.concatenate([[0], ends + 1]), owner)

    def with_words(self, asked: Iterable[str]) -> Numbers:
        """The owners of a text in which each of ``asked`` (folded) begins a word, each owner once, in order."""
        found: Numbers | None = None
        for word in sorted(asked, key=len, reverse=True):
            places = [match.start() for match in re.finditer(re.escape(f" {word}"), self.text)]
            lines = numpy.unique(numpy.searchsorted(self.starts, places, side="right") - 1)
            found = lines if found is None else numpy.intersect1d(found, lines, assume_unique=True)
            if not len(found):
                break
        return numpy.unique(self.owner[found]) if found is not None and len(found) else numpy.zeros(0, numpy.int64)

    def called(self, asked: Iterable[str]) -> Numbers:
        """The owners of a text that is made of these words and no others, in this order."""
        line = re.compile("^ +" + " +".join(map(re.escape, asked)) + " *$", re.MULTILINE)
        places = [match.start() for match in line.finditer(self.text)]
        return numpy.unique(self.owner[numpy.searchsorted(self.starts, places, side="right") - 1])


def names(store: Store, columns: Columns) -> Lines:
    """What entities are called: their labels and their other names."""
    texts, owners = list(columns.labels), list(range(len(columns.labels)))
    start = f"{store.iris.base}entity/"
    for iri, text in _values(store, ALT_LABEL, store.iris.names):
        owner = columns.number.get(iri.removeprefix(start))
        if owner is not None:
            texts.append(text)
            owners.append(owner)
    return Lines.of(texts, numpy.array(owners, numpy.int64))


def offices(store: Store, columns: Columns) -> Lines:
    """What articles say that somebody is: « ministre des Affaires étrangères »."""
    texts, owners = [], []
    for name, text in sorted(set(_values(store, kg("office"), None))):
        owner = columns.number.get(_entity_of(store, name))
        if owner is not None:
            texts.append(text)
            owners.append(owner)
    return Lines.of(texts, numpy.array(owners, numpy.int64))


def titles(columns: Columns) -> Lines:
    """The titles of articles."""
    return Lines.of(columns.titles, numpy.arange(len(columns.titles)))


def most_mentioned_first(columns: Columns, found: Numbers, first: Numbers) -> list[int]:
    """Entities in the order of how many claims they have a part in; those of ``first`` go before."""
    counts = columns.said_count[found] + columns.about_count[found]
    order = numpy.lexsort((found, -counts, ~numpy.isin(found, first)))
    return [int(one) for one in found[order]]


def asked(text: str) -> tuple[str, ...]:
    """The words of what somebody types.

    >>> asked("  Serguei LAVR"), asked("?!")
    (('serguei', 'lavr'), ())
    """
    return words(text) if any(c.isalnum() for c in text) else ()


def _values(store: Store, term: str, graph: str | None) -> Iterable[tuple[str, str]]:
    of = pyoxigraph.NamedNode(graph[1:-1]) if graph else None
    for quad in store.raw.quads_for_pattern(None, pyoxigraph.NamedNode(term[1:-1]), None, of):
        yield cast(pyoxigraph.NamedNode, quad.subject).value, cast(pyoxigraph.Literal, quad.object).value


def _entity_of(store: Store, name: str) -> str:
    """The id of the entity that has a name (its IRI)."""
    node, graph = pyoxigraph.NamedNode(name), pyoxigraph.NamedNode(store.iris.names[1:-1])
    for term in (PREF_NAME, ALT_NAME):
        for quad in store.raw.quads_for_pattern(None, pyoxigraph.NamedNode(term[1:-1]), node, graph):
            return cast(pyoxigraph.NamedNode, quad.subject).value.removeprefix(f"{store.iris.base}entity/")
    return ""
