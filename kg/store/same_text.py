"""The same text under two names is one article: which of the two stays is a function of the articles, not of the order.

Only white space may differ. Where both say who printed them, and it is not the same paper, they are two articles (and
copies, ``kg.store.copies``): forty papers that print one dispatch word by word are forty witnesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import pyoxigraph

from kg.graph import Iris, Triple, kg
from kg.model import Article
from kg.resemblance import same_text_key
from kg.store.names import node
from kg.store.origins import Origin
from kg.store.raw import Raw
from kg.store.stored import Head, head

TEXT_KEY = kg("textKey")
LATER = "9999-99-99"  # than any day: an article without one gives way to another that has one


@dataclass(frozen=True, slots=True)
class Put:
    """What became of an article that was to be put in a store.

    ``same text``: it is not in, and ``stands_for_it`` is in with its text; if that goes or gets another text, it can
    come again. ``displaced`` are articles with the same text that were in and had to go for it, and ``moved`` the
    places that they came from, which now are known to give this one.
    """

    outcome: Literal["added", "replaced", "same text"]
    stands_for_it: Head | None = None
    displaced: tuple[Head, ...] = ()
    moved: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """What tells whether an article is the same as another one: the key of its text, and who printed it when.

    ``id`` as in ``Head``; ``published`` is an ISO day.
    """

    id: str
    key: str
    publisher: str | None
    url: str | None
    published: str | None

    @classmethod
    def of(cls, article: Article | Head, key: str) -> Print:
        """That of an article, read or in the store."""
        day = article.published.isoformat() if article.published else None
        return cls(article.id, key, article.publisher, article.url, day)

    @classmethod
    def arriving(cls, id: str, me: str, triples: Iterable[Triple]) -> Print:
        """That of the article ``me`` (its IRI) from the triples of its graph."""
        wanted = {kg(term): term for term in ("text", "publisher", "url", "published")}
        lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples if s == me and p in wanted)
        said = pyoxigraph.parse(lines.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
        values = {wanted[str(quad.predicate)]: getattr(quad.object, "value", "") for quad in said}
        key = same_text_key(values.get("text", ""))
        return cls(id, key, values.get("publisher"), values.get("url"), values.get("published"))

    @property
    def outlet(self) -> str | None:
        """Who printed it, as far as is known: the publisher, else the host of the address.

        >>> Print("00f1", "", None, "https://www.journal.example/pont", None).outlet
        'journal.example'
        """
        if self.publisher:
            return " ".join(self.publisher.casefold().split())
        try:
            host = urlsplit(self.url or "").hostname or ""
        except ValueError:  # « https://[journal »
            return None
        return host.removeprefix("www.") or None

    def same_article(self, other: Print) -> bool:
        """Whether the two are one article under two names."""
        return self.key == other.key and (self.outlet == other.outlet or None in (self.outlet, other.outlet))

    @property
    def rank(self) -> tuple[bool, bool, str, str]:
        """Which of the same articles stays, the smallest: of a known paper, with an address, the earliest, by id."""
        return self.outlet is None, self.url is None, self.published or LATER, self.id


def with_text_key(store: Raw, iris: Iris, key: str) -> Iterator[str]:
    """The articles (IRIs) of the store with this text."""
    for quad in store.quads_for_pattern(None, node(TEXT_KEY), pyoxigraph.Literal(key), node(iris.sketches)):
        yield str(quad.subject)


def same_articles(store: Raw, iris: Iris, comes: Print) -> tuple[list[Head], list[Head]]:
    """The articles of the store that are the same as the one that comes: those before which it gives way, the best
    first, and those that give way to it."""
    ids = [me.removeprefix(f"<{iris.base}article/")[:-1] for me in with_text_key(store, iris, comes.key)]
    prints = {Print.of(found, comes.key): found for id in ids if id != comes.id and (found := head(store, iris, id))}
    same = sorted((print for print in prints if print.same_article(comes)), key=lambda print: print.rank)
    better = [prints[print] for print in same if print.rank < comes.rank]
    return better, [prints[print] for print in same if print.rank > comes.rank]
