"""Which articles came from a folder before and are no longer there."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from kg.store import Origin, Store

INSIDE = ": "  # between an archive or a table and what is in it


def whereabouts(place: str, root: str) -> str:
    """A place as the store notes it: the same from whatever folder the command is run.

    >>> whereabouts("https://press.example/a", "https://press.example/a")
    'https://press.example/a'
    >>> whereabouts("/press/../crawl.warc: http://b/../c", "/press/../crawl.warc")
    '/crawl.warc: http://b/../c'
    """
    file, inside, rest = place.partition(INSIDE)
    if root == "-" or "://" in file:
        return place
    absolute = os.path.abspath(file) + inside + rest  # noqa: PTH100 (Path.absolute keeps « .. », resolve follows links)
    return os.fsencode(absolute).decode("utf-8", "backslashreplace")  # a name need not be text


def is_under(place: str, root: str) -> bool:
    """Whether a place is a root, or in that folder or archive.

    >>> is_under("/press/a.zip: b.txt", "/press"), is_under("/press/a.zip: b.txt", "/press/a.zip")
    (True, True)
    >>> is_under("/pressbook/a.txt", "/press")
    False
    """
    return place == root or place.startswith((root.rstrip(os.sep) + os.sep, root + INSIDE))


def containers(place: str) -> Iterator[str]:
    """What a place is inside of, the outermost first.

    >>> list(containers("/a.zip: b.csv: line 2"))
    ['/a.zip', '/a.zip: b.csv']
    """
    at = place.find(INSIDE)
    while at >= 0:
        yield place[:at]
        at = place.find(INSIDE, at + 1)


def gone(
    origins: Iterable[Origin], roots: Iterable[str], reached: Mapping[str, str | None], *, some: bool = False
) -> Iterator[Origin]:
    """The origins under ``roots`` that were not met again.

    ``reached`` are the places that were met in this run, each with its article, or ``None`` if it could not be
    read: what is there, or in a folder or archive that could not be read, is not gone. Nor is a file that is on
    the disk but was not asked for this time, and, if only ``some`` names were asked for, what is in an archive.
    """
    roots, unread = list(roots), [place for place, article in reached.items() if article is None]
    opened = {outer for place in reached for outer in containers(place)}
    for origin in origins:
        place = origin.place
        if not any(is_under(place, root) for root in roots) or any(is_under(place, bad) for bad in unread):
            continue
        if place in reached:
            if reached[place] != origin.article:
                yield origin  # another article stands there now
        elif some and INSIDE in place:
            continue
        elif not _exists(place) and all(
            outer in opened for outer in containers(place) if "://" in outer or _exists(outer)
        ):
            yield origin


def _exists(place: str) -> bool:
    try:
        return Path(place).exists()
    except OSError:  # a name that is too long for any file
        return False


def prune(store: Store, found: Iterable[Origin], reached: Container[str]) -> Iterator[tuple[Origin, str, str]]:
    """Take out the articles of these origins, each with its title and why; one that came from elsewhere too stays.

    A place with the text of another's article says nothing of that article when it goes; when that goes, it is the
    place's turn: what gave the text too is read once more, by this run if it is among the places ``reached``.
    """
    for origin in found:
        others = sorted((other for other in store.origins(origin.article) if other != origin), key=_place)
        if origin.twin or any(not other.twin for other in others):
            store.forget(origin)
            continue
        head = store.remove(origin.article)
        again = ""
        if others:
            now = next((other.place for other in others if other.place in reached), None)
            again = f"; {now or others[0].place} has its text, and is read {'now' if now else 'next time'}"
        yield origin, head.title or head.name, f"{origin.place} is gone{again}"


def _place(origin: Origin) -> str:
    return origin.place
