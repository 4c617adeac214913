"""Look ahead: what comes next is given to the crew while its turn has not come; nothing else changes its order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kg.adding.crew import Crew, Ticket
from kg.adding.extracting import OnError

FAR = 16  # places for each worker that are looked at before their turn


class Begun(Protocol):
    """A place whose article may be in work."""

    ticket: Ticket | None


Item = TypeVar("Item")
Place = TypeVar("Place", bound=Begun)


@dataclass(frozen=True, slots=True)
class _Wrong:
    place: str
    reason: str


class Ahead(Generic[Item, Place]):
    """Places in their order. ``begin`` is called for each before its turn, ``on_error`` in its turn."""

    def __init__(
        self, begin: Callable[[Item], Place], on_error: OnError, stop: Callable[[], bool], crew: Crew | None
    ) -> None:
        self._begin, self._on_error, self._stop, self._crew = begin, on_error, stop, crew
        self._window: deque[Place | _Wrong] = deque()

    def wrong(self, place: str, reason: str) -> None:
        """What goes wrong in ``items`` while they are looked at: it is told in its turn."""
        self._window.append(_Wrong(place, reason))

    def __call__(self, items: Iterable[Item]) -> Iterator[Place]:
        """The places, until ``stop()`` is true: then only those that are in work."""
        todo = iter(items)
        while True:
            while not self._stop() and self._may_look() and (item := next(todo, None)) is not None:
                self._window.append(self._begin(item))
            if not self._window:
                return
            first = self._window.popleft()
            if isinstance(first, _Wrong):
                self._on_error(first.place, first.reason)
            elif not self._stop() or (first.ticket and first.ticket.begun):
                yield first

    def _may_look(self) -> bool:
        if self._crew is None:
            return not self._window
        return len(self._window) < FAR * self._crew.jobs and self._crew.has_room()
