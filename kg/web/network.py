"""Who speaks about whom, added up from the columns for what a reader chose: the network that the page Graph draws.

A million claims are filtered and added up within some 0.3 s; what is too much to draw is left out weakest first, and
the result says how much that was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy

from kg.export import network as export
from kg.export.network import Days, Edge, Node, Value
from kg.model import ACTS
from kg.web.columns import ENTITY_KINDS, NO_DAY, NOBODY, Columns, Numbers, day

MOST_NAMES, MOST_EDGES = 3_000, 10_000  # what a browser draws without stutter
READABLE = 250  # names of a picture that nobody has narrowed down
NO_PUBLISHER = "-"


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
    is of ``least`` weight; ``entries`` are the places in ``columns.target`` of what was added up.
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
    entries: Numbers


def network(columns: Columns, choice: Choice) -> Network:
    """The network of ``choice``, not larger than can be drawn."""
    fits = fitting(columns, slice(None), choice)
    entries = _entries(columns, fits, choice)
    speaker, target, weight, acts = _added_up(columns, entries)
    if choice.around is not None:
        near = _near(speaker, target, choice, len(columns.entities))
        speaker, target, weight, acts = (each[near] for each in (speaker, target, weight, acts))
    order = _strongest_first(speaker, target, weight, choice.around, len(columns.entities))
    speaker, target, weight, acts = (each[order] for each in (speaker, target, weight, acts))
    least, most = (choice.least, MOST_NAMES) if choice.least else _readable(speaker, target, weight)
    heavy = weight >= least
    speaker, target, weight, acts = (each[heavy] for each in (speaker, target, weight, acts))
    shown = min(int(numpy.searchsorted(_names_so_far(speaker, target), most, "right")), MOST_EDGES)
    names = _in_order(_both(speaker[:shown], target[:shown]))
    claims = numpy.flatnonzero(fits)
    said = numpy.bincount(columns.speaker[claims] + 1, minlength=len(columns.entities) + 1)[1:]
    about = numpy.bincount(columns.target[fits[columns.target_claim]] + 1, minlength=len(columns.entities) + 1)[1:]
    return Network(
        choice, speaker[:shown], target[:shown], weight[:shown], acts[:shown], names, said[names], about[names], least,
        len(_in_order(_both(speaker, target))), len(speaker), entries,
    )  # fmt: skip


def fitting(columns: Columns, rows: Numbers | slice, choice: Choice, but: str = "") -> Numbers:
    """Which of ``rows`` (claims) fit the act, the period, the publisher and the copies that are chosen, ``but`` one
    of ``acts``, ``period``, ``publisher``: a Boolean for each."""
    act, days = columns.act[rows], columns.day[rows]
    fits = numpy.ones(len(act), numpy.bool_)
    if choice.acts and but != "acts":
        fits &= numpy.isin(act, [ACTS.index(name) for name in choice.acts])
    if choice.publisher and but != "publisher":
        fits &= columns.publisher[rows] == _publisher(columns, choice.publisher)
    if choice.since and but != "period":
        fits &= days >= choice.since
    if choice.until and but != "period":
        fits &= (days <= choice.until) & (days != NO_DAY)
    if choice.once:
        fits &= ~columns.copy[rows]
    return fits


def behind(columns: Columns, choice: Choice, speaker: int, target: int) -> Numbers:
    """The claims that an edge stands for, the latest first."""
    rows = numpy.intersect1d(columns.said_by(speaker), columns.about(target))
    return cast(Numbers, rows[fitting(columns, rows, choice)][::-1])


def months(columns: Columns, choice: Choice) -> tuple[str, list[int]]:
    """The first month of the time line (YYYY-MM) and the claims of it and each month after, whatever period is
    chosen. A few claims far off (one in 200 at either end) are counted in the first or the last month."""
    days = columns.day[fitting(columns, slice(None), choice, "period")]
    everything = columns.day[columns.day != NO_DAY]
    if not len(everything):
        return "", []
    first, last = (_month(edge) for edge in numpy.quantile(everything, (0.005, 0.995), method="nearest"))
    by_day = numpy.bincount(days[days != NO_DAY]) if len(days) else numpy.zeros(0, numpy.int64)
    there = numpy.flatnonzero(by_day)
    place = numpy.clip(_month(there), first, last) - first
    counts = numpy.bincount(place, weights=by_day[there], minlength=int(last - first) + 1)
    return f"{1970 + first // 12}-{first % 12 + 1:02}", [int(count) for count in counts]


def _month(ordinals: Numbers) -> Numbers:
    """Months since January 1970."""
    epoch = 719_163  # date(1970, 1, 1).toordinal()
    return (ordinals - epoch).astype("datetime64[D]").astype("datetime64[M]").astype(numpy.int64)


def _publisher(columns: Columns, name: str) -> int:
    if name == NO_PUBLISHER:
        return NOBODY
    return columns.publishers.index(name) if name in columns.publishers else len(columns.publishers)


def _entries(columns: Columns, fits: Numbers, choice: Choice) -> Numbers:
    """The places in ``columns.target`` of claims with a speaker that fit, both ends of the chosen kinds."""
    speaker = columns.speaker[columns.target_claim]
    there = fits[columns.target_claim] & (speaker != NOBODY) & (columns.target != NOBODY)
    if choice.kinds:
        wanted = numpy.isin(columns.kind, [ENTITY_KINDS.index(name) for name in choice.kinds])
        there &= wanted[speaker] & wanted[columns.target]
    return numpy.flatnonzero(there)


def _added_up(columns: Columns, entries: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Speaker, target, weight and weights by act of each pair."""
    count, acts = max(1, len(columns.entities)), len(ACTS)
    claims = columns.target_claim[entries]
    keys = columns.speaker[claims].astype(numpy.int64) * count + columns.target[entries]
    found, counted = numpy.unique(keys * acts + columns.act[claims], return_counts=True)
    pairs, place = numpy.unique(found // acts, return_inverse=True)
    by_act = numpy.zeros((len(pairs), acts), numpy.int64)
    by_act[place, found % acts] = counted
    return pairs // count, pairs % count, by_act.sum(axis=1), by_act


def _near(speaker: Numbers, target: Numbers, choice: Choice, count: int) -> Numbers:
    """Which edges have both ends within ``depth`` steps of the chosen entity, in whatever direction."""
    reached = numpy.zeros(count, numpy.bool_)
    reached[choice.around] = True
    for _ in range(choice.depth):
        neighbours = numpy.concatenate([target[reached[speaker]], speaker[reached[target]]])
        reached[neighbours] = True
    return cast(Numbers, reached[speaker] & reached[target])


def _strongest_first(speaker: Numbers, target: Numbers, weight: Numbers, around: int | None, count: int) -> Numbers:
    """The order of edges; of equal ones, those between names that have more claims: they hang together."""
    strength = numpy.bincount(speaker, weight, count) + numpy.bincount(target, weight, count)
    far = (speaker != around) & (target != around) if around is not None else numpy.zeros(len(speaker), numpy.bool_)
    return numpy.lexsort((target, speaker, -(strength[speaker] + strength[target]), -weight, far))


def _readable(speaker: Numbers, target: Numbers, weight: Numbers) -> tuple[int, int]:
    """The least weight that leaves a readable picture, and how many names it may have.

    The weakest edges go as a whole, unless hardly anything would be left: then as many of them are kept as there is
    room for.
    """
    if not len(weight):
        return 1, READABLE
    order = numpy.argsort(-weight, kind="stable")
    so_far, falling = _names_so_far(speaker[order], target[order]), weight[order]
    room = int(numpy.searchsorted(so_far, READABLE, "right"))
    if room == len(falling):
        return 1, READABLE
    above = int(numpy.searchsorted(-falling, -falling[room], "left"))  # edges heavier than the first without room
    least = int(falling[room])
    return (least + 1, READABLE) if above and so_far[above - 1] >= READABLE // 4 else (least, READABLE)


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
    count = max(1, len(columns.entities))
    keys = found.speaker.astype(numpy.int64) * count + found.target
    order = numpy.argsort(keys)
    claims = columns.target_claim[found.entries]
    wanted = columns.speaker[claims].astype(numpy.int64) * count + columns.target[found.entries]
    place = numpy.minimum(numpy.searchsorted(keys[order], wanted), max(0, len(keys) - 1))
    there = (keys[order][place] == wanted) if len(keys) else numpy.zeros(len(wanted), numpy.bool_)
    edge, claims = order[place[there]], claims[there]
    rows = numpy.unique(numpy.column_stack([edge, columns.first[claims], columns.last[claims]]), axis=0)
    days: dict[int, list[Days]] = {}
    for at, first, last in rows[(rows[:, 1] != NO_DAY) & (rows[:, 2] != NO_DAY)]:
        begin, end = day(int(first)), day(int(last))
        assert begin is not None and end is not None
        days.setdefault(int(at), []).append((begin.isoformat(), end.isoformat()))
    return {at: tuple(spells) for at, spells in days.items()}
