"""All claims as columns of numbers: what pages count, sort and filter in a store of a million claims within a second.

A row is a claim; rows are in the order of time. Read once from the store (a minute or two for a million claims) and
kept in the user's cache folder until the store changes; never written into the store.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

import numpy
import pyoxigraph

from kg.graph import KINDS, LABEL, RDF_TYPE, TITLE, VOCABULARY, Iris, kg
from kg.model import ACTS
from kg.store import Store
from kg.store.raw import Raw

Numbers = numpy.ndarray[Any, numpy.dtype[Any]]
FORMS = ("direct", "indirect", "mixed")
NOBODY = -1  # in a column of entities
NO_DAY = 0  # in a column of days, which are proleptic Gregorian ordinals (date.toordinal)
_FORMAT = 1  # of the file in the cache
ENTITY_KINDS = ("person", "organisation", "place", "group", "thing", "unnamed")


@dataclass(frozen=True)
class Pairs:
    """The claims, speakers and targets of ``Columns.pairs``, and the number of the pair: those of speaker and target
    in their order, from 0."""

    claim: Numbers
    speaker: Numbers
    target: Numbers
    pair: Numbers


@dataclass(frozen=True)
class Columns:
    """The claims of a store. Entities, articles and publishers are numbers: places in the lists of their names.

    ``first`` and ``last`` are the days between which a claim was said; where nothing is known, ``NO_DAY``; ``day``
    is what it is sorted by: the last one, or else its article's day. ``known`` is false where the day of saying is
    only the article's. ``copy``: an earlier article has the same claim. The targets of claim ``i`` are
    ``target[target_start[i]:target_start[i + 1]]``.
    """

    entities: list[str]  # ids
    labels: list[str]
    articles: list[str]  # ids
    titles: list[str]
    publishers: list[str]
    kind: Numbers  # of entities, in ENTITY_KINDS
    voice_of: Numbers  # of entities
    article_publisher: Numbers
    article_day: Numbers
    article: Numbers
    begin: Numbers
    end: Numbers
    speaker: Numbers
    main: Numbers
    first: Numbers
    last: Numbers
    day: Numbers
    known: Numbers
    act: Numbers  # in kg.model.ACTS
    form: Numbers  # in FORMS
    copy: Numbers
    target_start: Numbers
    target: Numbers

    def __len__(self) -> int:
        """How many claims."""
        return len(self.article)

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each entity, by id."""
        return {id: at for at, id in enumerate(self.entities)}

    @cached_property
    def article_number(self) -> dict[str, int]:
        """The number of each article, by id."""
        return {id: at for at, id in enumerate(self.articles)}

    @cached_property
    def target_claim(self) -> Numbers:
        """The claim of each entry of ``target``."""
        return numpy.repeat(numpy.arange(len(self)), numpy.diff(self.target_start))

    @cached_property
    def publisher(self) -> Numbers:
        """The publisher of each claim's article; ``NOBODY`` where it has none."""
        return cast(Numbers, self.article_publisher[self.article]) if len(self) else self.article

    @cached_property
    def _by_speaker(self) -> tuple[Numbers, Numbers]:
        return _sorted_by(self.speaker, len(self.entities), numpy.arange(len(self)))

    @cached_property
    def _by_target(self) -> tuple[Numbers, Numbers]:
        return _sorted_by(self.target, len(self.entities), self.target_claim)

    @cached_property
    def _by_article(self) -> tuple[Numbers, Numbers]:
        return _sorted_by(self.article, len(self.articles), numpy.arange(len(self)))

    @cached_property
    def pairs(self) -> Pairs:
        """Who speaks about whom, a row for each target of a claim whose speaker is known; those of a pair together."""
        speaker = self.speaker[self.target_claim]
        there = numpy.flatnonzero((speaker != NOBODY) & (self.target != NOBODY))
        keys = speaker[there].astype(numpy.int64) * len(self.entities) + self.target[there]
        order = numpy.argsort(keys, kind="stable")
        there, keys = there[order], keys[order]
        pair = numpy.cumsum(numpy.diff(keys, prepend=keys[:1]) != 0)
        return Pairs(self.target_claim[there], speaker[there], self.target[there], pair)

    def said_by(self, entity: int) -> Numbers:
        """The claims of a speaker, in the order of time."""
        return _slice(self._by_speaker, entity)

    def about(self, entity: int) -> Numbers:
        """The claims about an entity, in the order of time."""
        return _slice(self._by_target, entity)

    def of_article(self, article: int) -> Numbers:
        """The claims of an article, in the order of the text."""
        rows = _slice(self._by_article, article)
        return cast(Numbers, rows[numpy.lexsort((self.end[rows], self.begin[rows]))])

    def targets(self, claim: int) -> list[int]:
        """The entities that a claim is about."""
        return [int(one) for one in self.target[self.target_start[claim] : self.target_start[claim + 1]]]

    def targets_of(self, claims: Numbers) -> tuple[Numbers, Numbers]:
        """The targets of several claims: the place in ``claims``, and the entity, of each."""
        counts = (self.target_start[claims + 1] - self.target_start[claims]).astype(numpy.int64)
        owner = numpy.repeat(numpy.arange(len(claims)), counts)
        offsets = numpy.arange(len(owner)) - numpy.repeat(numpy.cumsum(counts) - counts, counts)
        return owner, self.target[numpy.repeat(self.target_start[claims], counts) + offsets]

    @cached_property
    def said_count(self) -> Numbers:
        """How many claims each entity made."""
        return numpy.diff(self._by_speaker[1])

    @cached_property
    def about_count(self) -> Numbers:
        """How many claims there are about each entity."""
        return numpy.diff(self._by_target[1])

    def claim_id(self, claim: int) -> str:
        """The id of a claim: its article and offsets."""
        return f"{self.articles[self.article[claim]]}-{self.begin[claim]}-{self.end[claim]}"

    def find_claim(self, id: str) -> int | None:
        """The claim with this id."""
        article, _, place = id.partition("-")
        begin, _, end = place.partition("-")
        number = self.article_number.get(article)
        if number is None or not (begin.isdecimal() and end.isdecimal()):
            return None
        found = (row for row in self.of_article(number) if self.claim_id(int(row)) == id)
        return next((int(row) for row in found), None)

    def kind_of(self, entity: int) -> str:
        """person, organisation, place, group, thing or unnamed."""
        return ENTITY_KINDS[self.kind[entity]]


def _sorted_by(keys: Numbers, count: int, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Rows in the order of their keys, and where those of each key start; rows with the key ``NOBODY`` are left out."""
    there = keys >= 0
    keys, rows = keys[there], rows[there]
    order = numpy.argsort(keys, kind="stable")
    starts = numpy.concatenate([[0], numpy.cumsum(numpy.bincount(keys, minlength=count))])
    return rows[order], starts


def _slice(sorted_rows: tuple[Numbers, Numbers], key: int) -> Numbers:
    rows, starts = sorted_rows
    return cast(Numbers, rows[starts[key] : starts[key + 1]])


def day(number: int) -> date | None:
    """The day of a number in a column of days.

    >>> day(738000), day(NO_DAY)
    (datetime.date(2021, 7, 29), None)
    """
    return date.fromordinal(int(number)) if number else None


def read(store: Store) -> Columns:
    """The columns of a store."""
    raw, iris = store.raw, store.iris
    entities, labels, kind, voice_of = _entities(raw, iris)
    entity = {f"{iris.base}entity/{id}": at for at, id in enumerate(entities)}
    articles, titles, publishers, article_publisher, article_day = _articles(raw, iris)
    number = {id: at for at, id in enumerate(articles)}
    claims = sorted(
        claim
        for iri, _ in _pairs(raw, kg("act"))
        if (claim := iri.removeprefix(f"{iris.base}claim/")) != iri and _is_of(claim, number)
    )
    row = {f"{iris.base}claim/{id}": at for at, id in enumerate(claims)}
    split = [claim.split("-") for claim in claims]
    article = numpy.array([number[one] for one, _, _ in split], numpy.int32)
    begin, end = (numpy.array([int(one[at]) for one in split], numpy.int32) for at in (1, 2))

    def column(term: str, value: Callable[[str], int], empty: int, kind: Any = numpy.int32) -> Numbers:
        found = numpy.full(len(claims), empty, kind)
        for iri, text in _pairs(raw, kg(term)):
            at = row.get(iri)
            if at is not None:
                found[at] = value(text)
        return found

    def who(iri: str) -> int:
        return entity.get(iri, NOBODY)

    stated = column("date", _ordinal, NO_DAY)
    first, last = column("earliest", _ordinal, NO_DAY), column("latest", _ordinal, NO_DAY)
    first, last = numpy.where(stated > 0, stated, first), numpy.where(stated > 0, stated, last)
    days = numpy.where(last > 0, last, first)
    if len(claims):
        days = numpy.where(days > 0, days, article_day[article])
    basis = column("dateBasis", lambda term: term != f"{VOCABULARY}publicationDay", False, numpy.bool_)
    acts, forms = ({f"{VOCABULARY}{name}": at for at, name in enumerate(names)} for names in (ACTS, FORMS))
    owner, target = _targets(raw, row, who)
    starts = numpy.concatenate([[0], numpy.cumsum(numpy.bincount(owner, minlength=len(claims)))]).astype(numpy.int64)
    table = {
        "article": article, "begin": begin, "end": end, "first": first, "last": last, "day": days, "known": basis,
        "speaker": column("speaker", who, NOBODY), "main": column("mainTarget", who, NOBODY),
        "act": column("act", lambda iri: acts.get(iri, 0), 0, numpy.uint8),
        "form": column("form", lambda iri: forms.get(iri, 0), 0, numpy.uint8),
        "copy": column("copyOf", lambda _: True, False, numpy.bool_),
    }  # fmt: skip
    order = numpy.lexsort((begin, article, days))
    sizes = numpy.diff(starts)[order]
    places = numpy.repeat(starts[order], sizes) + _counting(sizes)
    return Columns(
        entities, labels, articles, titles, publishers, kind, voice_of, article_publisher, article_day,
        target_start=numpy.concatenate([[0], numpy.cumsum(sizes)]).astype(numpy.int64),
        target=target[places] if len(places) else target,
        **{name: values[order] for name, values in table.items()},
    )  # fmt: skip


def _is_of(claim: str, articles: dict[str, int]) -> bool:
    """Whether a claim's id is that of a place in one of these articles; ``kg check`` names those that are not."""
    article, *place = claim.split("-")
    return article in articles and len(place) == 2 and all(one.isdecimal() for one in place)


def _counting(sizes: Numbers) -> Numbers:
    """0, 1, 2 … of each size, one after the other."""
    return cast(Numbers, numpy.arange(sizes.sum()) - numpy.repeat(numpy.cumsum(sizes) - sizes, sizes))


def _targets(raw: Raw, row: dict[str, int], who: Callable[[str], int]) -> tuple[Numbers, Numbers]:
    pairs = [(row[iri], who(value)) for iri, value in _pairs(raw, kg("target")) if iri in row]
    found = numpy.array(sorted(pairs), numpy.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1].astype(numpy.int32)


def _entities(raw: Raw, iris: Iris) -> tuple[list[str], list[str], Numbers, Numbers]:
    start, graph = f"{iris.base}entity/", iris.names
    label = {iri.removeprefix(start): text for iri, text in _pairs(raw, LABEL, graph) if iri.startswith(start)}
    ids = sorted(label)
    number = {f"{start}{id}": at for at, id in enumerate(ids)}
    kind = numpy.full(len(ids), ENTITY_KINDS.index("thing"), numpy.int8)
    country = numpy.full(len(ids), NOBODY, numpy.int32)
    for iri, term in _pairs(raw, RDF_TYPE, graph):
        name = KINDS.get(term.removeprefix(VOCABULARY))
        if iri in number and name:
            kind[number[iri]] = ENTITY_KINDS.index(name)
    for iri, value in _pairs(raw, kg("voiceOf"), graph):
        if iri in number:
            country[number[iri]] = number.get(value, NOBODY)
    return ids, [label[id] for id in ids], kind, country


def _articles(raw: Raw, iris: Iris) -> tuple[list[str], list[str], list[str], Numbers, Numbers]:
    start = f"{iris.base}article/"
    title = {iri: text for iri, text in _pairs(raw, kg("name")) if iri.startswith(start)}
    title |= {iri: text for iri, text in _pairs(raw, TITLE) if iri in title and text.strip()}
    publisher = {iri: text for iri, text in _pairs(raw, kg("publisher")) if iri in title}
    published = {iri: _ordinal(text) for iri, text in _pairs(raw, kg("published"))}
    everyone = sorted(title)
    papers = sorted(set(publisher.values()))
    place = {name: at for at, name in enumerate(papers)}
    of = [place[publisher[iri]] if iri in publisher else NOBODY for iri in everyone]
    days = [published.get(iri, NO_DAY) for iri in everyone]
    return (
        [iri.removeprefix(start) for iri in everyone], [title[iri] for iri in everyone], papers,
        numpy.array(of, numpy.int32), numpy.array(days, numpy.int32),
    )  # fmt: skip


def _pairs(raw: Raw, term: str, graph: str | None = None) -> Iterator[tuple[str, str]]:
    """Subject and value of each triple with this predicate."""
    pattern = f"?s {term} ?o"
    where = f"GRAPH {graph} {{ {pattern} }}" if graph else pattern
    rows = raw.query(f"SELECT ?s ?o WHERE {{ {where} }}", use_default_graph_as_union=True)
    for row in cast(pyoxigraph.QuerySolutions, rows):
        yield cast(Any, row[0]).value, cast(Any, row[1]).value


def _ordinal(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:  # kg check says so
        return NO_DAY


_LISTS = ("entities", "labels", "articles", "titles", "publishers")


def cached(store: Store, stamp: str, reading: Callable[[], None] = lambda: None) -> Columns:
    """The columns of the store in the state ``stamp``: from the cache, or read, after ``reading()``, and put there."""
    file = _cache_folder() / f"{sha256(f'{_FORMAT} {store.iris.base} {stamp}'.encode()).hexdigest()[:32]}.npz"
    with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile):
        return _load(file)
    reading()
    found = read(store)
    with suppress(OSError):  # a cache that cannot be written costs time only
        _save(found, file)
    return found


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "kg" / "columns"


def _save(found: Columns, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    arrays = {field.name: getattr(found, field.name) for field in fields(found) if field.name not in _LISTS}
    texts = {
        name: numpy.frombuffer("\0".join(getattr(found, name)).encode("utf-8", "surrogatepass"), numpy.uint8)
        for name in _LISTS
    }
    part = file.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as out:
        numpy.savez(out, allow_pickle=False, **arrays, **texts)
    part.replace(file)
    for old in sorted(file.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime)[:-4]:
        old.unlink(missing_ok=True)


def _load(file: Path) -> Columns:
    with numpy.load(file) as data:
        values = {name: data[name] for name in data.files}
    for name in _LISTS:
        text = values[name].tobytes().decode("utf-8", "surrogatepass")
        values[name] = text.split("\0") if text else []
    return Columns(**values)
