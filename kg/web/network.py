"""Who speaks about whom, added up from the columns for what a reader chose: the network that the page Graph draws.

A million claims are filtered and added up within some 0.3 s; what is too much to draw is left out weakest first, and
the result says how much that was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy

from kg.export import network as export
from kg.export.network import Days, Edge, Node, Value
from kg.model import ACTS
from kg.web import selecting
from kg.web.columns import ENTITY_KINDS, NO_DAY, NOBODY, Columns, Numbers

MOST_NAMES, MOST_EDGES = 3_000, 10_000  # what a browser draws without stutter
READABLE = 250  # names of a picture that nobody has narrowed down


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants to see; what is None, or empty, restricts nothing.

    ``around`` is an entity, ``depth`` how many steps from it names may be; ``since`` and ``until`` are the first and
    the last day, as ordinals; ``once``: what copies of an article repeat is left out; ``least`` is the smallest
    weight, None for one that makes a readable picture.
    """

    around: int | None = None
    depth: int = 1
    acts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    publisher: str | None = None
    since: int | None = None
    until: int | None = None
    once: bool = False
    least: int | None = None


@dataclass(frozen=True)
class Network:
    """Edges, the strongest first, those of the chosen entity before all others; and their ends.

    ``acts`` has a row for each edge, its claims by act in the order of ``ACTS``. ``said`` and ``about`` count the
    chosen claims of each name, whether they are an edge here or not. ``all_names`` and ``all_edges`` are what there
    is of ``least`` weight. ``claim`` are the claims that the edges stand for, ``claim_edge`` their edges.
    """

    choice: Choice
    speaker: Numbers
    target: Numbers
    weight: Numbers
    acts: Numbers
    names: Numbers
    said: Numbers
    about: Numbers
    least: int
    all_names: int
    all_edges: int
    claim: Numbers
    claim_edge: Numbers


def network(columns: Columns, choice: Choice) -> Network:
    """The network of ``choice``, not larger than can be drawn."""
    fits = fitting(columns, slice(None), choice)
    rows = _chosen(columns, fits, choice)
    pairs, count = columns.pairs, len(columns.entities)
    weight = numpy.bincount(pairs.pair[rows])
    edges = numpy.flatnonzero(weight)
    first = rows[numpy.unique(pairs.pair[rows], return_index=True)[1]] if len(rows) else rows
    speaker, target, weight = pairs.speaker[first], pairs.target[first], weight[edges]
    least = choice.least or _readable(speaker, target, weight, choice.around, count)
    heavy = weight >= least
    if choice.around is not None:
        heavy[heavy] = _near(speaker[heavy], target[heavy], choice, count)
    edges, speaker, target, weight = (each[heavy] for each in (edges, speaker, target, weight))
    top = _strongest(speaker, target, weight, choice.around, count)
    most = MOST_NAMES if choice.least else READABLE
    top = top[: numpy.searchsorted(_names_so_far(speaker[top], target[top]), most, "right")]
    names = _in_order(_both(speaker[top], target[top]))
    claims, claim_edge = _behind_all(columns, rows, edges[top])
    acts = numpy.bincount(claim_edge * len(ACTS) + columns.act[claims], minlength=len(top) * len(ACTS))
    said = numpy.bincount(columns.speaker[fits] + 1, minlength=count + 1)[1:]
    about = numpy.bincount(columns.target[fits[columns.target_claim]] + 1, minlength=count + 1)[1:]
    return Network(
        choice, speaker[top], target[top], weight[top], acts.reshape(-1, len(ACTS)), names, said[names], about[names],
        least, len(numpy.unique(_both(speaker, target))), len(speaker), claims, claim_edge,
    )  # fmt: skip


def fitting(columns: Columns, rows: Numbers | slice, choice: Choice, but: str = "") -> Numbers:
    """Which of ``rows`` (claims) fit the act, the period, the publisher and the copies that are chosen, ``but`` one
    of ``acts``, ``period``, ``publisher``: a Boolean for each."""
    return selecting.fitting(
        columns, rows, choice.acts if but != "acts" else (), choice.publisher if but != "publisher" else None,
        *((choice.since, choice.until) if but != "period" else (None, None)), once=choice.once,
    )  # fmt: skip


def behind(columns: Columns, choice: Choice, speaker: int, target: int) -> Numbers:
    """The claims that an edge stands for, the latest first."""
    rows = numpy.intersect1d(columns.said_by(speaker), columns.about(target))
    return cast(Numbers, rows[fitting(columns, rows, choice)][::-1])


def months(columns: Columns, choice: Choice) -> tuple[tuple[str, str], list[int]]:
    """The first and the last month of the time line (YYYY-MM) and the claims of each month, whatever period is
    chosen. A few claims far off (one in 200 at either end) are counted in the first or the last month."""
    days = columns.day[fitting(columns, slice(None), choice, "period")]
    everything = columns.day[columns.day != NO_DAY]
    if not len(everything):
        return ("", ""), []
    first, last = (_month(edge) for edge in numpy.quantile(everything, (0.005, 0.995), method="nearest"))
    by_day = numpy.bincount(days[days != NO_DAY]) if len(days) else numpy.zeros(0, numpy.int64)
    there = numpy.flatnonzero(by_day)
    place = numpy.clip(_month(there), first, last) - first
    counts = numpy.bincount(place, weights=by_day[there], minlength=int(last - first) + 1)
    ends = [f"{1970 + month // 12:04}-{month % 12 + 1:02}" for month in (int(first), int(last))]
    return (ends[0], ends[1]), [int(count) for count in counts]


def _month(ordinals: Numbers) -> Numbers:
    """Months since January 1970."""
    epoch = 719_163  # date(1970, 1, 1).toordinal()
    return (ordinals - epoch).astype("datetime64[D]").astype("datetime64[M]").astype(numpy.int64)


def _chosen(columns: Columns, fits: Numbers, choice: Choice) -> Numbers:
    """The rows of ``columns.pairs`` of claims that fit, both ends of the chosen kinds."""
    pairs = columns.pairs
    there = fits[pairs.claim]
    if choice.kinds:
        wanted = numpy.isin(columns.kind, [ENTITY_KINDS.index(name) for name in choice.kinds])
        there &= wanted[pairs.speaker] & wanted[pairs.target]
    return numpy.flatnonzero(there)


def _behind_all(columns: Columns, rows: Numbers, edges: Numbers) -> tuple[Numbers, Numbers]:
    """The claims of edges (numbers of pairs) among rows of ``columns.pairs``, and the place of each one's edge."""
    pairs = columns.pairs
    place = numpy.full(int(pairs.pair[-1]) + 1 if len(pairs.pair) else 0, NOBODY)
    place[edges] = numpy.arange(len(edges))
    edge = place[pairs.pair[rows]]
    return pairs.claim[rows[edge != NOBODY]], edge[edge != NOBODY]


def _near(speaker: Numbers, target: Numbers, choice: Choice, count: int) -> Numbers:
    """Which edges have both ends within ``depth`` steps of the chosen entity, in whatever direction."""
    reached = numpy.zeros(count, numpy.bool_)
    reached[choice.around] = True
    for _ in range(choice.depth):
        neighbours = numpy.concatenate([target[reached[speaker]], speaker[reached[target]]])
        reached[neighbours] = True
    return cast(Numbers, reached[speaker] & reached[target])


def _strongest(speaker: Numbers, target: Numbers, weight: Numbers, around: int | None, count: int) -> Numbers:
    """The ``MOST_EDGES`` strongest edges, in order: those of ``around`` before all others; of equal ones, those between
    names that have more claims, since they hang together."""
    strength = numpy.bincount(speaker, weight, count) + numpy.bincount(target, weight, count)
    score = weight + (strength[speaker] + strength[target]) / (1 + 4 * strength.sum())
    if around is not None:
        score += ((speaker == around) | (target == around)) * (1 + weight.max(initial=0))
    if len(score) > MOST_EDGES:  # sorting a million edges would take a second
        edge = numpy.partition(score, -MOST_EDGES)[-MOST_EDGES]
        above, equal = numpy.flatnonzero(score > edge), numpy.flatnonzero(score == edge)
        kept = numpy.concatenate([above, equal[: MOST_EDGES - len(above)]])
    else:
        kept = numpy.arange(len(score))
    return cast(Numbers, kept[numpy.lexsort((kept, -score[kept]))])


def _readable(speaker: Numbers, target: Numbers, weight: Numbers, around: int | None, count: int) -> int:
    """The least weight that leaves a readable picture: of the links of ``around`` if it is chosen, else of all.

    Of ``READABLE`` names and more, the weakest edges go as a whole, unless hardly anything would be left: then as many
    of them are kept as there is room for.
    """
    if around is not None:
        own = (speaker == around) | (target == around)
        speaker, target, weight = speaker[own], target[own], weight[own]
    top = _strongest(speaker, target, weight, None, count)
    so_far, falling = _names_so_far(speaker[top], target[top]), weight[top]
    room = int(numpy.searchsorted(so_far, READABLE, "right"))
    if room == len(falling):
        return int(falling[-1]) if len(weight) > len(top) else 1
    least = int(falling[room])
    above = int(numpy.searchsorted(-falling, -least, "left"))  # edges heavier than the first without room
    return least + 1 if above and so_far[above - 1] >= READABLE // 4 else least


def _both(speaker: Numbers, target: Numbers) -> Numbers:
    """Both ends of each edge, one edge after the other."""
    return numpy.column_stack([speaker, target]).ravel()


def _in_order(ends: Numbers) -> Numbers:
    """Each name once, as it first comes."""
    names, first = numpy.unique(ends, return_index=True)
    return cast(Numbers, names[numpy.argsort(first)])


def _names_so_far(speaker: Numbers, target: Numbers) -> Numbers:
    """How many names there are in the edges up to each."""
    new = numpy.zeros(2 * len(speaker), numpy.int64)
    new[numpy.unique(_both(speaker, target), return_index=True)[1]] = 1
    return numpy.cumsum(new.reshape(-1, 2).sum(axis=1))


def exported(columns: Columns, found: Network) -> export.Network:
    """The network as ``kg.export`` writes it, with the days of each edge."""
    days = _days(columns, found)

    def nodes() -> Iterator[Node]:
        for name, said, about in zip(found.names, found.said, found.about, strict=True):
            kind, country = columns.kind_of(int(name)), int(columns.voice_of[name])
            values: dict[str, Value] = {"kind": kind, "said": int(said), "about": int(about)}
            voice: dict[str, Value] = {"voice_of": columns.labels[country]} if country != NOBODY else {}
            yield Node(_id(columns, int(name)), columns.labels[name], kind, int(said + about), values | voice)

    def edges() -> Iterator[Edge]:
        for at, (speaker, target) in enumerate(zip(found.speaker, found.target, strict=True)):
            counts: dict[str, Value] = {name: int(n) for name, n in zip(ACTS, found.acts[at], strict=True)}
            yield Edge(
                f"e{at}", _id(columns, int(speaker)), _id(columns, int(target)), "about", int(found.weight[at]),
                main_act(found.acts[at]), counts, days.get(at, ()),
            )  # fmt: skip

    fields = {"kind": str, "said": int, "about": int, "voice_of": str}
    return export.Network("network", fields, dict.fromkeys(ACTS, int), nodes, edges, lambda: iter(()))


def main_act(counts: Numbers) -> str:
    """The act of most of an edge's claims; of several, the first by name, as in ``kg.export``."""
    return min(zip(ACTS, counts, strict=True), key=lambda item: (-item[1], item[0]))[0]


def _id(columns: Columns, entity: int) -> str:
    return f"entity/{columns.entities[entity]}"


def _days(columns: Columns, found: Network) -> dict[int, tuple[Days, ...]]:
    """The days between which the claims of each edge were said; claims of no known day have none."""
    first, last = columns.first[found.claim], columns.last[found.claim]
    known = (first != NO_DAY) & (last != NO_DAY)
    days: dict[int, list[Days]] = {}
    for edge, begin, end in numpy.unique(numpy.column_stack([found.claim_edge, first, last])[known], axis=0):
        spell = date.fromordinal(int(begin)).isoformat(), date.fromordinal(int(end)).isoformat()
        days.setdefault(int(edge), []).append(spell)
    return {edge: tuple(spells) for edge, spells in days.items()}
