"""Invented stores of any size: who speaks, about whom and of what is drawn by Zipf's law, as in the news.

A few entities have a tenth of all claims and most have one or two. Claims go through ``kg.graph``, so that a claim has
as many triples as a real one; names through ``kg.entities``, all at once. A country has voices (the Kremlin, Moscow).
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from kg.entities import Name, resolve
from kg.graph import Iris, article_triples, name_triples, names_used
from kg.model import ACTS, Article, Attribution, Claim, Entity, Extraction, Kind, Link, Span, When

CLAIMS_AN_ARTICLE = 12
TOPICS, TOPICS_A_CLAIM = 3_000, 3
FIRST_DAY, DAYS = date(2021, 1, 1), 1_100
_FAMOUS: tuple[tuple[str, Kind], ...] = (
    ("Russie", "place"), ("États-Unis", "place"), ("Kremlin", "organisation"), ("Otan", "organisation"),
    ("Ukraine", "place"), ("Moscou", "place"), ("Washington", "place"), ("France", "place"), ("Élysée", "organisation"),
)  # fmt: skip


@dataclass(frozen=True)
class Zipf:
    """Draws one of ``things``: the n-th is drawn 1/n times as often as the first."""

    things: Sequence[Name] | Sequence[str]
    _sums: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sums.extend(accumulate(1 / rank for rank in range(1, len(self.things) + 1)))

    def draw(self, chance: random.Random) -> Name | str:
        """One of the things."""
        return self.things[bisect(self._sums, chance.random() * self._sums[-1])]


def names(number: int) -> list[Name]:
    """The first are countries and their voices, the others persons whose names look like nobody else's."""
    chance = random.Random(5)
    found = dict.fromkeys(Name(name, kind) for name, kind in _FAMOUS)
    while len(found) < number:
        found[Name(f"{_word(chance).title()} {_word(chance).title()}", "person")] = None
    return list(found)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(3, 5)))


def articles(claims: int, called: Sequence[Name], seed: int = 1) -> Iterator[Extraction]:
    """Invented articles with so many claims in all, by and about ``called``."""
    chance = random.Random(seed)
    people = Zipf(called)
    words = random.Random(6)
    topics = Zipf(list(dict.fromkeys(_word(words) for _ in range(TOPICS))))
    for number in range(0, claims, CLAIMS_AN_ARTICLE):
        yield _article(seed << 40 | number, min(CLAIMS_AN_ARTICLE, claims - number), people, topics, chance)


def _article(number: int, claims: int, people: Zipf, topics: Zipf, chance: random.Random) -> Extraction:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    id, text, made, used = f"{number:016x}", "", [], {}
    for _ in range(claims):
        drawn = [people.draw(chance) for _ in range(1 + chance.choice((1, 1, 1, 2, 3)))]
        speaker, *about = list(dict.fromkeys(name for name in drawn if isinstance(name, Name)))
        nouns = tuple(dict.fromkeys(str(topics.draw(chance)) for _ in range(TOPICS_A_CLAIM)))
        rest = " ".join(str(topics.draw(chance)) for _ in range(9))  # nothing fixed: all would be copies of each other
        words = f"les {' et les '.join(nouns)} {rest} {number}"
        start = len(text) + len(speaker.name) + len(" a dit : ")
        source, cue = Span(len(text), len(text) + len(speaker.name)), Span(start - len("a dit : "), start - len(" : "))
        text += f"{speaker.name} a dit : {words}\n"
        used |= {name.name: name for name in (speaker, *about)}
        made.append(
            Claim(
                f"{id}-{start}-{start + len(words)}",
                Attribution((Span(start, start + len(words)),), cue, source, "direct", "quote-then-cue"),
                Link(speaker.name, "name"),
                tuple(Link(name.name, "named") for name in about),
                about[0].name if about else None,
                chance.choice(ACTS),
                "cue",
                When(day - timedelta(days=chance.randrange(3)), None, "weekday", "« mardi »"),
                topics=nouns,
            )
        )
    article = Article(
        id, f"article-{number}", text, f"p/{number}.txt", title=f"Titre {number}", published=day,
        publisher=f"Le Quotidien {number % 11}", url=f"https://news.example/{number}",
    )  # fmt: skip
    entities = tuple(Entity(name.name, name.kind) for name in used.values())
    return Extraction(article, (), entities, tuple(made))


def nquads(claims: int, iris: Iris) -> Iterator[bytes]:
    """The lines of a store with so many claims; an entity for every ten."""
    called = names(max(50, claims // 10))
    groups = resolve(called)
    used: set[Name] = set()
    for extraction in articles(claims, called):
        graph = iris.article(extraction.article.id)
        used |= names_used(extraction)
        for triple in article_triples(extraction, groups.__getitem__, iris):
            yield f"{' '.join(triple)} {graph} .\n".encode()
    for triple in name_triples({group.id: group for group in resolve(used).values()}.values(), iris):
        yield f"{' '.join(triple)} {iris.names} .\n".encode()
