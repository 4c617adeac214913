"""The list beside a shard: which places gave its articles, and which gave none; and what all the lists together say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from kg.errors import ShardError
from kg.model import Run
from kg.shards.folder import Folder

FORMAT = 1
QUADS, LIST = ".nq.gz", ".json"


@dataclass(frozen=True, slots=True)
class Given:
    """An article of a shard: the place it was read at, the digest of what it was made of (``kg.reading.Source``), its
    id, and what was found in it."""

    place: str
    digest: str
    article: str
    title: str
    claims: int
    speakers: int
    aside: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A place that gave no article, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a shard is. ``round`` is 0 at first; places that are read again are in a shard of a later round."""

    run: Run
    round: int = 0
    articles: tuple[Given, ...] = ()
    failed: tuple[Failed, ...] = ()

    def write(self, folder: Folder, pieces: Iterable[str], packed: bytes) -> str:
        """Write the shard: ``pieces`` are its quads, and ``packed`` the same. Returns its name."""
        data = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()
        digest = sha256(data)
        for piece in pieces:
            digest.update(piece.encode())
        name = f"shard-{digest.hexdigest()[:24]}"
        folder.write(name + QUADS, packed)
        folder.write(name + LIST, data)
        return name

    @classmethod
    def read(cls, folder: Folder, name: str) -> Listing:
        """The list of a shard. Raises ``ShardError`` for one that is none."""
        try:
            found = json.loads(folder.read(name + LIST))
            if found.pop("format") != FORMAT:
                raise ValueError
            articles = tuple(Given(**each) for each in found["articles"])
            return cls(Run(**found["run"]), found["round"], articles, tuple(Failed(**each) for each in found["failed"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            reason = "no list of a shard that this kg knows; remove it and extract again"
            raise ShardError(f"{folder.name}/{name}{LIST}: {reason}") from None


def listings(folder: Folder) -> Iterator[tuple[str, Listing]]:
    """The finished shards of a folder by name, one list at a time."""
    for file in folder.names(LIST):
        if file.startswith("shard-"):
            name = file.removesuffix(LIST)
            yield name, Listing.read(folder, name)


def belongs(place: str, share: tuple[int, int]) -> bool:
    """Whether a place is in share i of n (1 ≤ i ≤ n): its name alone says so, whatever else there is.

    >>> [belongs("/press/a.txt", (i, 3)) for i in (1, 2, 3)].count(True)
    1
    """
    number, of = share
    return int.from_bytes(sha256(place.encode()).digest()[:8]) % of == number - 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to take of each shard, by its name: the latest of each place; of two places whose articles have one id,
    the first. ``failed`` gave nothing, or nothing that can be taken."""

    take: dict[str, set[str]] = field(default_factory=dict)  # places
    failed: tuple[Failed, ...] = ()


def planned(folder: Folder) -> Plan:
    """What all lists of a folder say together, whatever order they are in. Holds a few words a place in memory."""
    best: dict[str, tuple[int, str, str]] = {}
    bad: dict[str, tuple[int, str]] = {}
    plan = Plan()
    for name, listing in listings(folder):
        plan.take[name] = set()
        for given in listing.articles:
            best[given.place] = max(best.get(given.place, (-1, "", "")), (listing.round, name, given.article))
        for each in listing.failed:
            bad[each.place] = max(bad.get(each.place, (-1, "")), (listing.round, each.reason))
    failed = [Failed(place, why) for place, (r, why) in bad.items() if place not in best or best[place][0] < r]
    first: dict[str, str] = {}
    for place in sorted(best):
        _, name, article = best[place]
        if first.setdefault(article, place) == place:
            plan.take[name].add(place)
        else:
            way_out = "leave one out, or add the folder above both instead"
            failed.append(Failed(place, f"same URL or same path in the corpus as {first[article]}; {way_out}"))
    return Plan(plan.take, tuple(sorted(failed, key=lambda each: each.place)))
