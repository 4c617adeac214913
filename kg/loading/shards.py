"""A folder of shards into a store: the same store as if their articles had been added."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ShardError
from kg.loading import File, read_stream
from kg.remote.address import Address
from kg.shards import Folder, Given, Listing, Plan, planned
from kg.shards.listing import QUADS
from kg.store import Head, Origin, Put, Store


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an article of a shard; ``put`` is ``None`` where the store had it already, from this place.

    ``same_text`` are places whose article is not in the store now, each with the article that stands for it.
    """

    given: Given
    put: Put | None
    same_text: tuple[tuple[str, Head], ...] = ()


@dataclass(frozen=True, slots=True)
class Shards:
    """What a folder holds, by its lists. ``open`` opens the store; its argument is the base of a new one."""

    folder: Folder
    open: Callable[[str | None], AbstractContextManager[Store]]

    def plan(self) -> Plan:
        """What will be taken of each shard. Raises ``ShardError`` where there is no shard."""
        plan = planned(self.folder)
        if not plan.take:
            raise ShardError(f"{self.folder.name}: no finished shard is in it; write some: kg extract --shards")
        return plan

    def load(self, name: str, places: Collection[str], tell: Callable[[Taken], None], *, again: bool = False) -> None:
        """Put the articles of a shard that were read at ``places`` in the store, those that it has already only
        ``again``; ``tell`` hears of each.

        Who is who, copies and the same text are decided with all that the store has. A shard that is broken changes
        nothing. Raises ``ShardError``, ``LoadError``.
        """
        listing = Listing.read(self.folder, name)
        wanted = [given for given in listing.articles if given.place in places]
        if not wanted:
            return
        with read_stream(self._quads(name), Path(f"{self.folder.name}/{name}{QUADS}")) as file:
            file.check_all()
            lacking = {given.article for given in wanted} - {*file.ids}
            if lacking:
                raise self._broken(name, f"article {min(lacking)} is not in it")
            with self.open(file.iris.base) as store:
                for given in wanted:
                    tell(self._put(store, file, given, listing, again))

    def _put(self, store: Store, file: File, given: Given, listing: Listing, again: bool) -> Taken:
        if not again and store.knows(given.place, given.digest, listing.run):
            return Taken(given, None)
        origin = Origin(given.place, given.digest, given.article)
        put = store.put(given.article, file.given(given.article, store.iris), origin)
        if put.stands_for_it:
            return Taken(given, put, ((given.place, put.stands_for_it),))
        if not put.displaced:
            return Taken(given, put)
        places = [each.place for each in put.moved] or [gone.path for gone in put.displaced]
        return Taken(given, put, tuple((place, store.find(given.article)) for place in places))

    def _quads(self, name: str) -> io.BytesIO:
        try:
            return io.BytesIO(gzip.decompress(self.folder.read(name + QUADS)))
        except (OSError, EOFError, zlib.error) as error:
            raise self._broken(name, str(error)) from None

    def _broken(self, name: str, why: str) -> ShardError:
        return ShardError(
            f"{self.folder.name}/{name}{QUADS}: broken ({why}); remove {name}.json and extract again, then load again"
        )


def opener(place: Path | Address) -> Callable[[str | None], Store]:
    """How the store in ``place`` is opened; it is made if there is none."""
    return lambda base: Store.open(place, write=True, base=base if _is_new(place) else None)


def _is_new(place: Path | Address) -> bool:
    return isinstance(place, Path) and (not place.exists() or (place.is_dir() and not any(place.iterdir())))
