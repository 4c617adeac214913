"""Which articles are near copies of each other, kept right while articles come and go.

The graph ``Iris.sketches`` has, for each article, the key of its text and the keys of its sketch (``kg.resemblance``),
so that nobody has to read all articles to find the candidates. Near copies, and what is tied by a chain of them, are a
cluster. Its original is the article published first, then the one with the smallest id; each of the others
points to it (``kg:copyOf``). Inside a cluster, a claim with the same words and the same speaker as one of an earlier
article points to that claim. Both are functions of the set of articles.

A cluster is found by its star of ``kg:copyOf``: an article that comes asks for its own candidates only. One that goes
has the rest of its cluster compared again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from kg.entities import Name, words
from kg.graph import END, RDF_TYPE, START, Iris, Triple, kg, literal
from kg.resemblance import LEAST_KEYS, comparable_words, near_copies, same_text_key, shingles, sketch
from kg.store.names import Names, node
from kg.store.raw import Raw, read_ahead
from kg.store.same_text import LATER, TEXT_KEY, with_text_key
from kg.store.stored import article_ids

COPY_OF, SKETCH = kg("copyOf"), kg("sketch")
Links = dict[str, set[Triple]]  # by the graph they are in
Statement = tuple[tuple[str, ...], str | None]  # the words of a claim, and the last word of its speaker's name


@dataclass(frozen=True)
class Text:
    """What of an article decides what it is a copy of. ``me`` is its IRI; ``aside`` are stretches of ``text``."""

    me: str
    published: str | None
    text: str
    aside: tuple[tuple[int, int], ...]
    statements: Callable[[], list[tuple[str, Statement]]]

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Those of what was not set aside."""
        return shingles(self.text, self.aside)

    @cached_property
    def key(self) -> str:
        """The key of the whole text."""
        return same_text_key(self.text)

    @property
    def rank(self) -> tuple[str, str]:
        """Which of a cluster is the original: the smallest."""
        return self.published or LATER, self.me

    def prints(self) -> set[Triple]:
        """The article in the graph of sketches."""
        keys = {(self.me, SKETCH, literal(key)) for key in sketch(self.shingles)}
        return keys | {(self.me, TEXT_KEY, literal(self.key))}


def arriving(me: str, triples: Iterable[Triple], speakers: Mapping[str, Name | None]) -> Text:
    """The article ``me`` from the triples of its graph; ``speakers`` are those of its claims (IRIs), by their names."""
    wanted = (*_OF_TEXT, START, END, kg("begin"))
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples if p in wanted)
    home = pyoxigraph.Store()
    home.load(lines.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return _text(home, me, lambda: _statements(home, me, lambda claim: speakers.get(claim)))


_OF_TEXT = tuple(kg(term) for term in ("text", "published", "setAside", "article"))


def stored(store: Raw, iris: Iris, me: str) -> Text:
    """The same of an article of the store."""
    names = Names(store, iris)
    return _text(store, me, lambda: _statements(store, me, lambda claim: _speaker(names, claim)))


def _text(store: Raw, me: str, statements: Callable[[], list[tuple[str, Statement]]]) -> Text:
    aside = list(_values(store, me, kg("setAside"), raw=True))
    spans = tuple(sorted((_number(store, stretch, START), _number(store, stretch, END)) for stretch in aside))
    published = next(_values(store, me, kg("published")), None)
    return Text(me, published, next(_values(store, me, kg("text")), ""), spans, statements)


def _values(store: Raw, subject: str, term: str, *, raw: bool = False) -> Iterator[str]:
    for quad in store.quads_for_pattern(node(subject), node(term), None):
        yield str(quad.object) if raw else cast(Literal | NamedNode, quad.object).value


def _number(store: Raw, subject: str, term: str) -> int:
    """0 for what is not there: a file that is loaded may be broken (``kg check`` says so)."""
    return next((int(value) for value in _values(store, subject, term) if value.isdecimal()), 0)


def _statements(store: Raw, me: str, speaker: Callable[[str], Name | None]) -> list[tuple[str, Statement]]:
    """Each claim of an article, in the order of the text, with its words and the last word of its speaker's name.

    « Poutine » here is « Vladimir Poutine » there; who else a name can stand for depends on all other articles.
    """
    claims = [str(quad.subject) for quad in store.quads_for_pattern(None, node(kg("article")), node(me))]
    found = []
    for claim in sorted(claims, key=lambda claim: (_number(store, claim, kg("begin")), claim)):
        who = speaker(claim)
        text = next(_values(store, claim, kg("text")), "")
        found.append((claim, (tuple(comparable_words(text)), words(who.name)[-1] if who else None)))
    return found


def _speaker(names: Names, claim: str) -> Name | None:
    """The speaker by the name that the article gives."""
    for name in _values(names.store, claim, kg("speakerAs"), raw=True):
        return names.iris.name_back(name)
    for entity in _values(names.store, claim, kg("speaker"), raw=True):
        return names.principal(entity)
    return None


@dataclass(slots=True)
class Copies:
    """The clusters of a store, before a change; texts that were read once are kept for the length of it."""

    store: Raw
    iris: Iris
    texts: dict[str, Text] = field(default_factory=dict)

    def has(self, me: str) -> bool:
        """Whether ``me`` is in the store."""
        return next(_values(self.store, me, RDF_TYPE), None) is not None

    def text(self, me: str) -> Text:
        """An article of the store, or the one that comes."""
        if me not in self.texts:
            self.texts[me] = stored(self.store, self.iris, me)
        return self.texts[me]

    def cluster(self, me: str) -> set[str]:
        """The original of ``me`` and all its copies, also if that is but ``me``."""
        original = next(_values(self.store, me, COPY_OF, raw=True), me)
        quads = self.store.quads_for_pattern(None, node(COPY_OF), node(original))
        return {original, *(str(quad.subject) for quad in quads)}

    def near(self, text: Text, among: set[str] | None = None) -> set[str]:
        """The articles of the store, or those ``among`` them, that are near copies of ``text``."""
        same = set(with_text_key(self.store, self.iris, text.key)) - {text.me}
        counts: dict[str, int] = {}
        keys = sketch(text.shingles)
        read_ahead(self.store, [(None, node(SKETCH), Literal(key), node(self.iris.sketches)) for key in keys])
        for key in keys:
            for quad in self.store.quads_for_pattern(None, node(SKETCH), Literal(key), node(self.iris.sketches)):
                counts[str(quad.subject)] = counts.get(str(quad.subject), 0) + 1
        candidates = {me for me, count in counts.items() if count >= LEAST_KEYS} - {text.me} - same
        wanted = candidates if among is None else candidates & among
        found = {me for me in wanted if near_copies(text.shingles, self.text(me).shingles)}
        return found | (same if among is None else same & among)

    def parts(self, members: set[str]) -> list[set[str]]:
        """``members`` of the store, of which each is tied to the others of its part."""
        found, left = [], set(members)
        while left:
            part: set[str] = set()
            todo = [min(left)]
            left -= {*todo}
            while todo:
                me = todo.pop()
                part.add(me)
                if left:  # of forty copies of a dispatch the first finds most of the others
                    near = self.near(self.text(me), left)
                    left -= near
                    todo += near
            found.append(part)
        return found

    def links(self, cluster: set[str]) -> Links:
        """What says that the articles of a cluster are copies, and which of their claims are the same."""
        first, *others = sorted((self.text(me) for me in cluster), key=lambda text: text.rank)
        said = {statement: claim for claim, statement in reversed(first.statements())} if others else {}
        found: Links = {}
        for text in others:
            here = found.setdefault(text.me, {(text.me, COPY_OF, first.me)})
            new: dict[Statement, str] = {}
            for claim, statement in text.statements():
                if statement in said:
                    here.add((claim, COPY_OF, said[statement]))
                else:
                    new.setdefault(statement, claim)
            said |= new
        return found

    def linked(self, cluster: set[str]) -> Links:
        """The same as it is in the store."""
        return {me: set(self._linked(me)) for me in cluster}

    def _linked(self, me: str) -> Iterator[Triple]:
        for quad in self.store.quads_for_pattern(None, node(COPY_OF), None, node(me)):
            yield str(quad.subject), str(quad.predicate), str(quad.object)

    def prints(self, me: str) -> set[Triple]:
        """The article in the graph of sketches."""
        quads = self.store.quads_for_pattern(node(me), None, None, node(self.iris.sketches))
        return {(me, str(quad.predicate), str(quad.object)) for quad in quads}


def prints_by_text(store: Raw, iris: Iris, me: str) -> tuple[set[Triple], set[Triple]]:
    """The article ``me`` in the graph of sketches: as it is, and as its text gives it."""
    return Copies(store, iris).prints(me), stored(store, iris, me).prints()


def links_by_text(store: Raw, iris: Iris) -> Iterator[tuple[str, set[Triple], set[Triple]]]:
    """For each article (its IRI): which copies its graph has, and which follow from the texts (with right sketches)."""
    seen: set[str] = set()
    for me in (iris.article(article) for article in article_ids(store, iris)):
        if me in seen:
            continue
        here, cluster, todo = Copies(store, iris), {me}, [me]
        while todo:
            near = here.near(here.text(todo.pop())) - cluster
            cluster |= near
            todo += near
        seen |= cluster
        has, wanted = here.linked(cluster), here.links(cluster)
        yield from ((of, has[of], wanted.get(of, set())) for of in sorted(cluster))


def copies_changed(store: Raw, iris: Iris, me: str, comes: Text | None) -> tuple[Links, Links]:
    """What is said of copies before and after ``comes`` takes the place of the article ``me``, or goes, by graph.

    The graph of ``me`` itself goes as a whole before: of that, only what comes after is told.
    """
    here = Copies(store, iris)
    touched, parts = _parts_after(here, me, comes)
    before = {of: said for of, said in here.linked(touched).items() if of != me}
    before[iris.sketches] = here.prints(me)
    here.texts.pop(me, None)  # that of before
    after: Links = {iris.sketches: set()}
    if comes:
        here.texts[me] = comes
        after[iris.sketches] = comes.prints()
    for part in parts:
        after |= here.links(part)
    return before, after


def _parts_after(here: Copies, me: str, comes: Text | None) -> tuple[set[str], list[set[str]]]:
    """The articles of all clusters that change, and what becomes of these clusters."""
    had = here.cluster(me) if here.has(me) else set()
    if comes and had and here.prints(me) == comes.prints() and here.text(me).shingles == comes.shingles:
        return had, [had]  # nothing that counts has changed
    parts = here.parts(had - {me})
    touched = set(had)
    if comes:  # it joins all that it is near to, in whatever cluster
        near = here.near(comes)
        parts += {min(cluster): cluster for cluster in map(here.cluster, near - touched)}.values()
        touched = touched.union(*parts)
        joined = {me}.union(*(part for part in parts if part & near))
        parts = [part for part in parts if not part & near] + [joined]
    return touched, parts
