"""The graph as a network to draw: who speaks about whom, or everything with claims and articles as nodes.

``people`` adds claims up: an edge for each pair of a speaker and a target, its weight the number of
claims, and a count for each act; it holds all pairs in memory. ``full`` has a node for each claim and
article, and streams: nodes and edges are walked over once each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from kg.export.part import Part
from kg.export.told import Paper, Someone, Told, days_of, entities, told
from kg.model import ACTS

Value = str | int
Days = tuple[str, str]  # first and last day, ISO
COLOURS = {
    "person": "#2f6db5",
    "organisation": "#c9622b",
    "place": "#3b8f5a",
    "group": "#8a5bb0",
    "thing": "#8b7355",
    "unnamed": "#7d8590",
    "claim": "#d8b23c",
    "article": "#4d5866",
}
ACT_COLOURS = {
    "assertion": "#6b7785",
    "denial": "#c2353f",
    "demand": "#e0851b",
    "accusation": "#8f1d4f",
    "warning": "#c9a400",
    "promise": "#2a8f6d",
    "evaluation": "#4a6fd0",
    "question": "#7a4fc2",
}
LABEL = 60  # characters of a claim


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``values`` are its attributes (of ``Network.node_fields``), ``days`` when it is there."""

    id: str
    label: str
    kind: str
    size: int
    values: dict[str, Value]
    days: tuple[Days, ...] = ()

    @property
    def colour(self) -> str:
        """As #rrggbb."""
        return COLOURS[self.kind]


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge from ``source`` to ``target`` (ids of nodes); ``act`` is its claims' most frequent one, if it has any."""

    id: str
    source: str
    target: str
    label: str
    weight: int
    act: str | None
    values: dict[str, Value]
    days: tuple[Days, ...] = ()
    claims: tuple[int, ...] = ()

    @property
    def colour(self) -> str:
        """As #rrggbb."""
        return ACT_COLOURS[self.act] if self.act else "#a9b1ba"


@dataclass(frozen=True)
class Network:
    """Nodes and edges, each to walk over as often as one likes, with the attributes they have and their types."""

    view: str
    node_fields: dict[str, type]
    edge_fields: dict[str, type]
    nodes: Callable[[], Iterator[Node]]
    edges: Callable[[], Iterator[Edge]]
    claims: Callable[[], Iterator[Told]]
    people: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Pair:
    acts: Counter[str] = field(default_factory=Counter)
    days: set[Days] = field(default_factory=set)
    claims: list[int] = field(default_factory=list)


def people(part: Part) -> Network:
    """Who speaks about whom. Who speaks of nobody, or is only in claims without a speaker, is a node alone."""
    pairs: dict[tuple[str, str], _Pair] = {}
    said: Counter[str] = Counter()
    about: Counter[str] = Counter()
    days: dict[str, set[Days]] = {}
    for number, claim in enumerate(_claims(part)):
        when = _days(claim)
        said.update([claim.speaker] if claim.speaker else [])
        about.update(claim.targets)
        for one in {*claim.targets, *([claim.speaker] if claim.speaker else [])}:
            days.setdefault(one, set()).update(when)
        for target in claim.targets if claim.speaker else ():
            pair = pairs.setdefault((claim.speaker or "", target), _Pair())
            pair.acts[claim.act] += 1
            pair.days.update(when)
            pair.claims.append(number)
    everybody = {one.id: one for one in entities(part)}

    def nodes() -> Iterator[Node]:
        for one in everybody.values():
            if said[one.id] or about[one.id]:
                yield _someone(one, said[one.id], about[one.id], days.get(one.id, set()), everybody)

    def edges() -> Iterator[Edge]:
        for number, ((speaker, target), pair) in enumerate(sorted(pairs.items())):
            act, _ = min(pair.acts.items(), key=lambda item: (-item[1], item[0]))
            weight = sum(pair.acts.values())
            counts: dict[str, Value] = {name: pair.acts[name] for name in ACTS}
            yield Edge(
                f"e{number}", speaker, target, "about", weight, act, counts,
                tuple(sorted(pair.days)), tuple(pair.claims),
            )  # fmt: skip

    return Network(
        "network",
        {"kind": str, "said": int, "about": int, "voice_of": str},
        dict.fromkeys(ACTS, int),
        nodes,
        edges,
        lambda: _claims(part),
    )


def full(part: Part) -> Network:
    """Everything: entities, claims and articles as nodes."""

    def nodes() -> Iterator[Node]:
        everybody = {one.id: one for one in entities(part)}
        said: Counter[str] = Counter()
        about: Counter[str] = Counter()
        for claim in _claims(part):
            said.update([claim.speaker] if claim.speaker else [])
            about.update(claim.targets)
        for one in everybody.values():
            yield _someone(one, said[one.id], about[one.id], set(), everybody)
        for paper, claims in told(part):
            yield _paper(paper, len(claims))
            yield from map(_claim, claims)

    return Network(
        "full",
        {
            "kind": str, "said": int, "about": int, "voice_of": str, "text": str, "act": str, "form": str,
            "date": str, "published": str, "publisher": str, "url": str,
        },
        {"relation": str},
        nodes,
        lambda: _full_edges(part),
        lambda: iter(()),
    )  # fmt: skip


def _full_edges(part: Part) -> Iterator[Edge]:
    number = 0

    def edge(source: str, target: str, relation: str, claim: Told | None = None) -> Edge:
        nonlocal number
        number += 1
        act = claim.act if claim else None
        when = tuple(_days(claim)) if claim else ()
        return Edge(f"e{number}", source, target, relation, 1, act, {"relation": relation}, when)

    for one in entities(part):
        if one.country:
            yield edge(one.id, one.country, "voice of")
    for paper, claims in told(part):
        here = {claim.id for claim in claims}
        for claim in claims:
            if claim.speaker:
                yield edge(claim.speaker, claim.id, "says", claim)
            for target in claim.targets:
                yield edge(claim.id, target, "about", claim)
            yield edge(claim.id, paper.id, "in")
            if claim.inside in here and claim.inside:
                yield edge(claim.id, claim.inside, "inside")


def _claims(part: Part) -> Iterator[Told]:
    for _, claims in told(part):
        yield from claims


def _days(claim: Told) -> list[Days]:
    when = days_of(claim)
    return [(when[0].isoformat(), when[1].isoformat())] if when else []


def _someone(one: Someone, said: int, about: int, days: set[Days], everybody: dict[str, Someone]) -> Node:
    country = everybody[one.country].label if one.country in everybody and one.country else ""
    values: dict[str, Value] = {"kind": one.kind, "said": said, "about": about}
    return Node(
        one.id,
        one.label,
        one.kind,
        said + about,
        values | ({"voice_of": country} if country else {}),
        tuple(sorted(days)),
    )


def _paper(paper: Paper, claims: int) -> Node:
    values = {"kind": "article", "published": paper.published, "publisher": paper.publisher, "url": paper.url}
    return Node(paper.id, paper.title, "article", claims, {name: value for name, value in values.items() if value})


def _claim(claim: Told) -> Node:
    values = {"kind": "claim", "text": claim.text, "act": claim.act, "form": claim.form, "date": claim.day}
    plain = " ".join(claim.text.split())
    label = plain if len(plain) <= LABEL else f"{plain[: LABEL - 1].rstrip()}…"
    found: dict[str, Value] = {name: value for name, value in values.items() if value}
    return Node(claim.id, label, "claim", 1, found, tuple(_days(claim)))


VIEWS: dict[str, Callable[[Part], Network]] = {"network": people, "full": full}


def separated(items: Iterable[str]) -> Iterator[str]:
    """The items of a JSON list, one a line, as they come.

    >>> "".join(separated(["1", "2"]))
    '1,\\n2'
    """
    separator = ""
    for item in items:
        yield f"{separator}{item}"
        separator = ",\n"
