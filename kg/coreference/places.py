"""Where names, phrases and people stand in an article, found without going through the whole of it.

What is asked for each claim and each pronoun must not cost a walk over all that the article names: these are
sorted lists, looked up by position, by paragraph or by word.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Generic, Protocol, TypeVar

from kg.coreference.referents import Referent, Seen
from kg.mentions import plain
from kg.model import Span
from kg.parse import Parsed

#: So many candidates are looked at for one pronoun, name or title, the nearest first where they are places in the
#: text. No news article has so many; a list of names without end is read in time in proportion to its length.
MOST_CANDIDATES = 200


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


T = TypeVar("T", bound=_Placed)


class Stretches:
    """Spans of one kind, in any order: does one of them overlap another span?"""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._reach = list(accumulate((span.end for span in ordered), max))

    def overlap(self, span: Span) -> bool:
        """Whether a character of ``span`` is in one of them."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._reach[before - 1] > span.start


class ByParagraph(Generic[T]):
    """Names or phrases by the paragraph they stand in, each in the order it had."""

    def __init__(self, parsed: Parsed, items: Iterable[T]) -> None:
        self._parsed = parsed
        self._items: dict[int, list[T]] = {}
        for item in items:
            self._items.setdefault(parsed.paragraph_at(item.span.start).index, []).append(item)

    def near(self, span: Span) -> Iterator[T]:
        """Those of the paragraphs that ``span`` touches."""
        first = self._parsed.paragraph_at(span.start).index
        last = self._parsed.paragraph_at(max(span.start, span.end - 1)).index
        for index in range(first, last + 1):
            yield from self._items.get(index, ())


class SeenPlaces:
    """The places where people stand, by offset; those added first go first at one offset."""

    def __init__(self) -> None:
        self._all: list[tuple[int, int, Seen]] = []
        self._opening: dict[str, list[tuple[int, int, Seen]]] = {}
        self._of: dict[int, list[int]] = {}

    def add(self, seen: Seen) -> None:
        """Put one more in its place."""
        number = len(self._all)
        insort(self._all, (seen.offset, number, seen), key=_place)
        words = plain(seen.referent.name).split()
        if words:
            insort(self._opening.setdefault(words[0], []), (seen.offset, -number, seen), key=_place)
        insort(self._of.setdefault(id(seen.referent), []), seen.offset)

    def between(self, start: int, end: int) -> list[Seen]:
        """Those from ``start`` up to ``end``, ``end`` excluded, by offset; the last ones if there are very many."""
        low, high = (bisect_left(self._all, (offset, 0), key=_place) for offset in (start, end))
        return [seen for _, _, seen in self._all[max(low, high - MOST_CANDIDATES) : high]]

    def opening(self, word: str, before: int) -> Iterator[Seen]:
        """Those before an offset whose name opens with ``word``, a key of ``plain``, the last one first."""
        found = self._opening.get(word, [])
        high = bisect_left(found, (before, -len(self._all)), key=_place)
        return (seen for _, _, seen in reversed(found[max(0, high - MOST_CANDIDATES) : high]))

    def offsets(self, referent: Referent) -> Sequence[int]:
        """Where one of them stands, in order."""
        return self._of.get(id(referent), ())


def _place(found: tuple[int, ...] | tuple[int, int, Seen]) -> tuple[int, int]:
    return found[0], found[1]


class Known:
    """The referents by the words that lead to them. ``add`` in the order in which they are met."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self._key = key
        self._number: dict[int, int] = {}
        self._by: dict[tuple[str, ...], list[Referent]] = {}

    def add(self, referent: Referent) -> None:
        """One more, with its name as it will stay."""
        self._number[id(referent)] = len(self._number)
        words = plain(referent.name).split()
        keys: set[tuple[str, ...]] = {("institution", self._key(referent.name).partition(" ")[0])}
        if words:
            keys |= {("first", words[0]), ("first", *words[:2]), ("last", words[-1])}
            keys |= {("spelling", spelling) for spelling in _spellings(words[-1])}
        for key in keys:
            self._by.setdefault(key, []).append(referent)

    def add_office(self, referent: Referent, word: str) -> None:
        """One who has an office that starts with ``word``."""
        found = self._by.setdefault(("office", word), [])
        if not any(other is referent for other in found[-MOST_CANDIDATES:]):
            found.append(referent)

    def like(self, words: Sequence[str]) -> list[Referent]:
        """Those whose name shares the surname, the first name or, but for a letter, a long surname with ``words``."""
        if not words:
            return []
        keys = [("first", *words[:2]), ("last", words[-1])]
        if len(words) == 1:
            keys += [("spelling", spelling) for spelling in _spellings(words[0])]
        return self._found(keys)

    def institutions(self, noun: str) -> list[Referent]:
        """Those whose name opens with a noun."""
        return self._by.get(("institution", noun), [])

    def in_office(self, words: Iterable[str]) -> list[Referent]:
        """Those with an office that starts with one of ``words``."""
        return self._found([("office", word) for word in words])

    def _found(self, keys: Iterable[tuple[str, ...]]) -> list[Referent]:
        found = {id(r): r for key in keys for r in islice(self._by.get(key, ()), MOST_CANDIDATES)}
        return sorted(found.values(), key=lambda referent: self._number[id(referent)])


def _spellings(word: str) -> set[str]:
    """What a long word has in common with one that a typing error tells from it: itself but for a letter; its letters.

    >>> _spellings("donfred") & _spellings("donfried")
    {'donfred'}
    """
    if not 6 <= len(word) <= 40:
        return set()
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word))), "".join(sorted(word)).upper()}
