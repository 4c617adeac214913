"""A place that is looked at before its turn: it is read once, and the crew may have its article already."""

from __future__ import annotations

from dataclasses import dataclass

from kg.adding.crew import Ticket
from kg.adding.extracting import bug
from kg.errors import KgError, ReadError
from kg.model import Article
from kg.reading import Source


@dataclass(slots=True)
class Seen:
    """A place that was looked at. Its ``ticket`` is that of its article, if the crew was given it."""

    source: Source
    ticket: Ticket | None = None
    _read: Article | ReadError | None = None

    def article(self) -> Article:
        """The article of the place, read once. Raises ``ReadError`` with the reason where there is none."""
        if self._read is None:
            self._read = self._parsed()
        if isinstance(self._read, ReadError):
            raise self._read
        return self._read

    def _parsed(self) -> Article | ReadError:
        try:
            return self.source.article()
        except ReadError as error:
            return error
        except KgError:
            raise
        except Exception as error:
            return bug(error)
