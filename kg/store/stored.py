"""One article read back from the store: what it is, its claims, and what was set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.graph import DATE_BASES, END, GENERATED_BY, LABEL, RUN_TERMS, START, TITLE, Iris, is_as_read, kg
from kg.model import Article, Run, Span
from kg.records import FIELDS
from kg.store.raw import Raw, read_ahead

_BASES = {term: basis for basis, term in DATE_BASES.items()}
Values = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Head:
    """What one line about an article says. ``id`` is its 16 hexadecimal digits."""

    id: str
    name: str
    path: str
    title: str | None
    published: date | None
    publisher: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim as the graph has it: its record (``kg.records``) and the rules behind its conclusions.

    ``copy``: an earlier article, of which this one is a copy, has it too.
    """

    record: dict[str, Any]
    because: tuple[str, ...]
    earliest: date | None = None
    latest: date | None = None
    negated: bool = False
    copy: bool = False


@dataclass(frozen=True)
class StoredArticle:
    """All the graph has of one article, claims in the order of the text, ``copies`` of it in that of their days."""

    head: Head
    text: str
    claims: tuple[StoredClaim, ...]
    aside: tuple[tuple[Span, str], ...]
    run: Run | None = None
    authors: tuple[str, ...] = ()
    reader: str | None = None
    copy_of: Head | None = None
    copies: tuple[Head, ...] = ()

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The claims in the record format, as ``kg extract`` prints it, with the entities' names."""
        return [claim.record for claim in self.claims]


def head(store: Raw, iris: Iris, article: str) -> Head | None:
    """The article with this id, if the store has it."""
    me = NamedNode(iris.article(article)[1:-1])
    wanted = ("name", "path", "published", "publisher", "url")
    read_ahead(store, [(me, NamedNode(term[1:-1]), None, None) for term in (TITLE, *map(kg, wanted))])
    found: dict[str, str | None] = {term: _one(store, me, kg(term)) for term in wanted}
    if found["name"] is None:
        return None
    return Head(
        id=article,
        name=found["name"],
        path=found["path"] or "",
        title=_one(store, me, TITLE),
        published=_day(found["published"]),
        publisher=found["publisher"],
        url=found["url"],
    )


def _day(value: str | None) -> date | None:
    """A day; none where the graph has something else (``kg check`` says so)."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _one(store: Raw, subject: NamedNode, predicate: str) -> str | None:
    for quad in store.quads_for_pattern(subject, NamedNode(predicate[1:-1]), None, None):
        return quad.object.value if isinstance(quad.object, Literal | NamedNode) else None
    return None


def read_back(store: Raw, iris: Iris, article: Head) -> StoredArticle:
    """Everything of ``article``."""
    graph = NamedNode(iris.article(article.id)[1:-1])
    nodes: dict[str, Values] = defaultdict(lambda: defaultdict(list))
    for quad in store.quads_for_pattern(None, None, None, graph):
        value = quad.object
        if isinstance(value, Literal | NamedNode):
            nodes[str(quad.subject)][str(quad.predicate)].append(value.value)
    me = nodes[iris.article(article.id)]
    text: str = me[kg("text")][0]
    labels = _Labels(store)
    claims = [
        _claim(iri.removeprefix(f"<{iris.base}claim/")[:-1], values, nodes, text, article.name, labels)
        for iri, values in nodes.items()
        if kg("begin") in values
    ]
    claims.sort(key=lambda claim: (claim.record["spans"][0], claim.record["id"]))
    aside = [
        (Span(int(values[START][0]), int(values[END][0])), rule)
        for stretch in me[kg("setAside")]
        for values in [nodes[f"<{stretch}>"]]
        for rule in values[kg("rule")]
    ]
    original = next((_head(store, iris, value) for value in me[kg("copyOf")]), None)
    copies = _copies(store, iris, graph)
    return StoredArticle(
        article, text, tuple(claims), tuple(sorted(aside)), _run(me, nodes),
        tuple(sorted(me[kg("author")])), next(iter(me[kg("reader")]), None), original, copies,
    )  # fmt: skip


def as_read(store: Raw, iris: Iris, article: str) -> Article | None:
    """The article with this id as it was read, from its own graph; ``None`` unless text and head are whole.

    By its hash and its checksum: what the head has lost, no text can give again.
    """
    me = NamedNode(iris.article(article)[1:-1])
    quads = list(store.quads_for_pattern(me, None, None, me))
    values: dict[str, list[Literal]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.object, Literal):
            values[str(quad.predicate)].append(quad.object)

    def one(term: str) -> str | None:
        found = values.get(term)
        return found[0].value if found else None

    texts, hashes = values[kg("text")], {value.value for value in values[kg("hash")]}
    if len(texts) != 1 or hashes != {sha256(texts[0].value.encode()).hexdigest()}:
        return None
    if not is_as_read(str(me), ((str(me), str(quad.predicate), str(quad.object)) for quad in quads), iris):
        return None
    return Article(
        id=article, name=one(kg("name")) or article, text=texts[0].value, path=one(kg("path")) or "",
        url=one(kg("url")), publisher=one(kg("publisher")), title=one(TITLE), published=_day(one(kg("published"))),
        lang=texts[0].language or "fr", authors=tuple(sorted(value.value for value in values[kg("author")])),
        reader=one(kg("reader")),
    )  # fmt: skip


def _copies(store: Raw, iris: Iris, article: NamedNode) -> tuple[Head, ...]:
    quads = store.quads_for_pattern(None, NamedNode(kg("copyOf")[1:-1]), article)
    found = (_head(store, iris, quad.subject.value) for quad in quads if isinstance(quad.subject, NamedNode))
    return tuple(sorted((copy for copy in found if copy), key=lambda copy: (copy.published or date.max, copy.id)))


def _head(store: Raw, iris: Iris, article: str) -> Head | None:
    return head(store, iris, article.removeprefix(f"{iris.base}article/"))


def _run(article: Values, nodes: dict[str, Values]) -> Run | None:
    for run in article.get(GENERATED_BY, ()):
        values = nodes[f"<{run}>"]
        return Run(**{term: (values.get(kg(term)) or ["" if term == "rules" else "?"])[0] for term in RUN_TERMS})
    return None


class _Labels(dict[str, str]):
    """The label of an entity's IRI."""

    def __init__(self, store: Raw) -> None:
        self.store = store

    def __missing__(self, iri: str) -> str:
        self[iri] = _one(self.store, NamedNode(iri), LABEL) or iri
        return self[iri]


def _claim(id: str, values: Values, nodes: dict[str, Values], text: str, article: str, labels: _Labels) -> StoredClaim:
    def one(term: str) -> Any:
        found = values.get(kg(term))
        return found[0] if found else None

    def term(name: str) -> str | None:
        return str(one(name)).rpartition("#")[2] if one(name) else None

    pieces = [nodes[f"<{piece}>"] for piece in values.get(kg("piece"), ())]
    spans = sorted([int(piece[START][0]), int(piece[END][0])] for piece in pieces)
    spans = spans or [[int(one("begin")), int(one("end"))]]
    speaker, main, basis = one("speaker"), one("mainTarget"), term("dateBasis")
    days = {name: date.fromisoformat(one(name)) if one(name) else None for name in ("earliest", "latest")}
    record = {
        "id": id,
        "article": article,
        "speaker": labels[speaker] if speaker else None,
        "mention": one("mention"),
        "cue": one("cue"),
        "content": [text[start:end] for start, end in spans],
        "spans": spans,
        "form": term("form"),
        "act": term("act"),
        "targets": sorted(labels[target] for target in values.get(kg("target"), ())),
        "main_target": labels[main] if main else None,
        "topics": sorted(values.get(kg("topic"), ())),
        "date": one("date"),
        "date_basis": _BASES[basis] if basis else None,
        "via": sorted(values.get(kg("via"), ())),
        "rule": one("rule"),
    }
    assert tuple(record) == FIELDS
    because = tuple(reason for reason in (one("because") or "").split("; ") if reason)
    negated, copy = one("negated") == "true", one("copyOf") is not None
    return StoredClaim(record, because, days["earliest"], days["latest"], negated, copy)


def article_ids(store: Raw, iris: Iris) -> Iterator[str]:
    """The ids of all articles, sorted."""
    start = f"<{iris.base}article/"
    graphs = (str(graph) for graph in store.named_graphs())
    yield from sorted(graph.removeprefix(start)[:-1] for graph in graphs if graph.startswith(start))
