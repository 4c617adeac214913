"""Take back what ``kg export`` wrote: the articles of a file into a store, so that stores can be merged.

The triples of an article are taken as they are, but for what depends on the whole store: which entity
each name stands for. The roles of each claim are turned back into names with the names graph of the
file, and these are resolved again with all names of the store. The graph is then the same as if the
articles had been added. (Building extractions again would lose whatever the records do not say.)

The file is read into a store of its own first, on disk, and checked: a broken file, or another's,
changes nothing. Then each article is written in one update, as ``kg add`` does it. A whole graph that
is to be a new store is taken as it is (``whole``), at the speed of Oxigraph's bulk loader.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat

from kg.errors import LoadError
from kg.export.ties import ties
from kg.graph import DECIDED, RDF_TYPE, Iris, Roles, Triple, all_roles_back, is_as_written, kg
from kg.graph.literals import parts
from kg.loading.whole import counted, is_day, is_whole
from kg.remote.address import Address
from kg.store import Head, Store, who
from kg.store.changing import Given
from kg.store.formats import new_format
from kg.store.links import known
from kg.store.names import Names
from kg.store.stored import head

FORMATS = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
}
_ARTICLE = re.compile(r"(.*)article/([0-9a-f]{16})")
_WHAT = "kg load takes what kg export wrote with its graphs: .nq .trig .jsonld"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came in: numbers of articles (``replaced``: those that were there before), claims and overrulings.

    ``same_text`` are pairs of articles with one text: the one that is not in, and the one that stands for it.
    """

    articles: int
    replaced: int
    claims: int
    overrules: int
    same_text: tuple[tuple[str, Head], ...] = ()


def load(store: Store, path: str | Path, step: Callable[[], None] = lambda: None) -> Loaded:
    """Put the articles of the file ``path`` in the place of those with the same ids; ``step`` is called for each.

    Overrulings and outside identifiers of the file replace those of the same names. Raises ``LoadError``,
    before anything is changed, for a file that is broken, or that is not an export of whole articles;
    ``OverruleError`` where its overrulings and the store's go in a circle.
    """
    with checked(path) as file:
        return file.into(store, step)


def load_into(folder: Path | Address, path: Path) -> Loaded:
    """As ``load``, into the store in ``folder``, which is made if there is none.

    Where there is none it gets the base of the file, and if the file is a whole graph, the file becomes the store: it
    is there at once, or not at all.
    """
    new = folder if isinstance(folder, Path) and _is_new(folder) else None
    with _read(path, beside=new) as file:
        if new and file.is_whole():
            found = Loaded(len(file.ids), 0, counted(file.raw), len(list(who.stored_overrules(file.raw, file.iris))))
            file.become(new)
            return found
        file.check_all()
        with Store.open(folder, write=True, base=file.iris.base if new else None) as store:
            return file.into(store)


@contextmanager
def checked(path: str | Path) -> Iterator[File]:
    """The file, read and found good, while it is worked with. Raises ``LoadError`` as ``load`` does."""
    with _read(Path(path)) as file:
        file.check_all()
        yield file


def _is_new(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def check_format(path: Path) -> RdfFormat:
    """The format of a file, by its ending. Raises ``LoadError`` for one that has no graphs."""
    format = FORMATS.get(path.suffix.removeprefix(".").lower())
    if format is None:
        raise LoadError(f"{path}: {_WHAT}")
    return format


@contextmanager
def _read(path: Path, beside: Path | None = None) -> Iterator[File]:
    """The file as a store of its own, in a folder (on the disk of ``beside``) that goes away."""
    format = check_format(path)
    if beside:
        beside.parent.mkdir(parents=True, exist_ok=True)
    with _taken_in(path, lambda raw: raw.bulk_load(path=str(path), format=format), beside) as file:
        yield file


@contextmanager
def read_stream(quads: IO[bytes], name: Path) -> Iterator[File]:
    """N-Quads that are no file of their own, as a store of its own; messages call them ``name``."""
    with _taken_in(name, lambda raw: raw.bulk_load(input=quads, format=RdfFormat.N_QUADS)) as file:
        yield file


@contextmanager
def _taken_in(path: Path, fill: Callable[[pyoxigraph.Store], None], beside: Path | None = None) -> Iterator[File]:
    with tempfile.TemporaryDirectory(prefix="kg-load-", dir=beside and beside.parent) as folder:
        raw = pyoxigraph.Store(f"{folder}/store")
        try:
            fill(raw)
        except SyntaxError as error:
            reason = re.sub(r"^Parser error.*?: | at line \d+.*$|\(file .*$", "", str(error.msg)).strip()
            where = f"{path}, line {error.lineno}" if error.lineno else str(path)
            raise LoadError(f"{where}: {' '.join(reason.split())[:200]}; nothing was loaded") from None
        except OSError as error:
            raise LoadError(f"{path}: {error.strerror or error}") from None
        file = File(raw, path, Path(folder) / "store")
        del raw
        yield file
        del file


class File:
    """An export, read into the store ``raw`` in ``place``; ``iris`` are its own, which may have another base."""

    def __init__(self, raw: pyoxigraph.Store, path: Path, place: Path) -> None:
        self.raw, self.path, self._place = raw, path, place
        graphs = [str(graph)[1:-1] for graph in raw.named_graphs()]
        found = [match for match in map(_ARTICLE.fullmatch, graphs) if match]
        if not found:
            default = next(iter(raw.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())), None)
            what = "it has no graphs" if default and not graphs else "no article of kg is in it"
            raise LoadError(f"{path}: {what}; {_WHAT}")
        self.iris = Iris(found[0][1])
        ours = (self.iris.names, self.iris.overrules, self.iris.links, self.iris.sketches)
        for graph in sorted(graphs):
            match = _ARTICLE.fullmatch(graph)
            if not (match and match[1] == self.iris.base) and f"<{graph}>" not in ours:
                raise self._error(graph, f"<{graph}> is no graph of kg; take it out of the file")
        if next(iter(raw.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())), None):
            raise LoadError(f"{path}: it has triples outside of any graph; take them out of the file")
        self._names = Names(raw, self.iris)
        self.ids = sorted(match[2] for match in found)

    def is_whole(self) -> bool:
        """Whether it is a graph as ``kg add`` makes it, of these articles and no others."""
        return is_whole(self.raw, self.iris, self.ids) and all(map(self._is_as_written, self.ids))

    def _is_as_written(self, article: str) -> bool:
        graph = self.iris.article(article)
        triples = self._triples(graph)
        return is_as_written(graph, triples, self._roles(triples), self.iris)

    def become(self, folder: Path) -> None:
        """Make it the store in ``folder``, which is not there or is empty. Nothing can be read from it afterwards."""
        self.raw.update(new_format(self.iris).update())
        self.raw.flush()
        del self.raw, self._names  # lets go of the files
        with Store.open(self._place, write=True) as store:
            store.find_copies_again()
        if folder.exists():
            folder.rmdir()
        self._place.rename(folder)

    def into(self, store: Store, step: Callable[[], None] = lambda: None) -> Loaded:
        """Put all of it into ``store``."""
        changed = store.overrule(who.stored_overrules(self.raw, self.iris))
        articles = claims = replaced = 0
        same_text: list[tuple[str, Head]] = []
        for article in self.ids:
            given = self.given(article, store.iris)
            put = store.put(article, given)
            if put.stands_for_it:
                same_text.append((self._name(article), put.stands_for_it))
            else:
                same_text += [(gone.name, store.find(article)) for gone in put.displaced]
                replaced += put.outcome == "replaced"
                claims += sum(term == RDF_TYPE and value == kg("Claim") for _, term, value in given.fixed)
                articles += 1
            step()
        _links(self, store)
        return Loaded(articles, replaced, claims, changed, tuple(same_text))

    def _name(self, article: str) -> str:
        found = head(self.raw, self.iris, article)
        return found.name if found else article

    def check_all(self) -> None:
        """Raise ``LoadError`` if an article is not whole, or was changed."""
        for article in self.ids:
            self.check(article)

    def check(self, article: str) -> None:
        """Raise ``LoadError`` for an article that is not whole, or was changed."""
        graph = self.iris.article(article)
        triples = self._triples(graph)
        of = {term: value for subject, term, value in triples if subject == graph}
        if of.get(RDF_TYPE) is None or kg("name") not in of:
            raise self._error(article, f"{graph} has no kg:Article with a kg:name; {_WHAT}")
        name = parts(of[kg("name")])[0]
        if kg("text") not in of:
            raise self._error(
                article,
                f"of {name!r} only some claims were exported; load an export without a filter, or with --article only",
            )
        text = parts(of[kg("text")])[0]
        if kg("hash") in of and parts(of[kg("hash")])[0] != sha256(text.encode()).hexdigest():
            raise self._error(article, f"the text of {name!r} was changed after the export; its positions would be off")
        for day in (parts(value)[0] for subject, term, value in triples if (subject, term) == (graph, kg("published"))):
            if not is_day(day):
                reason = f"{name!r} was published on {day!r}, which is no day; correct it (YYYY-MM-DD)"
                raise self._error(article, reason)
        try:
            as_written = is_as_written(graph, triples, self._roles(triples), self.iris)
        except (LookupError, StopIteration, RuntimeError, ValueError):
            raise self._error(article, f"{name!r} names somebody whom the file does not describe") from None
        if not as_written:
            reason = f"what was found in {name!r} was changed or lost after the export, by its kg:checksum; export it"
            raise self._error(article, f"{reason} again, or, if you changed it, take its kg:checksum out")

    def given(self, article: str, iris: Iris) -> Given:
        """The article for a store with ``iris``."""
        triples = self._triples(self.iris.article(article))
        roles = self._roles(triples)
        fixed = {t for t in triples if t[1] not in DECIDED} - ties().wider(triples)
        return Given(
            fixed=frozenset(self._rebased(triple, iris) for triple in fixed),
            roles={self._rebased_term(claim, iris): found for claim, found in roles.items()},
        )

    def _triples(self, graph: str) -> set[Triple]:
        quads = self.raw.quads_for_pattern(None, None, None, NamedNode(graph[1:-1]))
        return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}

    def _roles(self, triples: set[Triple]) -> dict[str, Roles]:
        """Who speaks, and about whom, in each claim, by names."""
        return all_roles_back(triples, lambda name: self._names.entity(name, {}), self._names.principal, self.iris)

    def _rebased(self, triple: Triple, iris: Iris) -> Triple:
        subject, predicate, value = triple
        return self._rebased_term(subject, iris), predicate, self._rebased_term(value, iris)

    def _rebased_term(self, term: str, iris: Iris) -> str:
        relative = self.iris.relative(term)
        return term if relative == term else f"<{iris.base}{relative[1:]}"

    def _error(self, what: str, reason: str) -> LoadError:
        """With the line where the file first speaks of ``what``, if it can be found."""
        line = None
        with suppress(OSError), self.path.open(encoding="utf-8", errors="replace") as lines:
            line = next((number for number, line in enumerate(lines, 1) if what in line), None)
        return LoadError(f"{self.path}{f', line {line}' if line else ''}: {reason}; nothing was loaded")


def _links(file: File, store: Store) -> None:
    """The outside identifiers of the file: a service's newer answer and the user's word replace those in the store."""
    here = Names(store.raw, store.iris)
    news = []
    for _, name in who.all_names(file.raw, file.iris):
        found = known(file.raw, file.iris, name)
        if not (found.services or found.decisions):
            continue
        try:
            entity = store.named_entity(here.entity(name, {}))
        except LookupError:
            continue  # no article of the file uses it
        both = store.known(entity)[name]
        for service in found.services:
            both = both.answered(service, (match for match in found.matches if match.service == service))
        for decision in found.decisions:
            both = both.decided(decision.identifier, decision)
        news.append((entity, name, both))
    for each in news:
        store.tell([each])
