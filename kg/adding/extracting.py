"""From articles to extractions, so that an article that breaks a rule does not cost the thousand after it."""

from __future__ import annotations

import ctypes
import gc
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, ReadError, unexpected
from kg.model import Article, Extraction

if TYPE_CHECKING:
    from kg.adding.crew import Ticket
    from kg.reading import Options

OnError = Callable[[str, str], None]
RELOAD_EVERY = 500  # articles; 0.4 s each time, where they take 25 s


def bug(error: Exception) -> ReadError:
    """A bug that must not cost the thousand articles after this one: it is named at the end."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return ReadError(unexpected(error, f" in {Path(at.filename).name}, line {at.lineno}"))


def give_back_memory() -> None:
    """Let the system have what was freed: glibc keeps it, 25 MB more after 2,500 articles. Elsewhere, nothing."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


class Extractor:
    """The pipeline, loaded when the first article is there, and again every few hundred: spaCy keeps every word."""

    def __init__(self, pipeline: Callable[[Article], Extraction] | None = None) -> None:
        self._pipeline = pipeline
        self._since = 0

    def _fresh(self) -> Callable[[Article], Extraction]:
        if self._pipeline is None or self._since >= RELOAD_EVERY:
            from kg.pipeline import Pipeline

            self._pipeline, self._since = None, 0
            gc.collect()  # the old one goes before the new one comes
            self._pipeline = Pipeline()
        self._since += 1
        return self._pipeline

    def __call__(self, article: Article) -> Extraction:
        """The claims of an article. Raises ``ReadError`` with the reason where it has none to give."""
        pipeline = self._fresh()
        try:
            return pipeline(article)
        except KgError as error:
            raise ReadError(str(error)) from None
        except Exception as error:
            raise bug(error) from None


@dataclass(slots=True)
class _Read:
    """An article, and what the crew has of it."""

    article: Article
    ticket: Ticket | None


def extractions(
    paths: Iterable[Path | str],
    on_error: OnError | None = None,
    options: Options | None = None,
    *,
    jobs: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Extraction]:
    """Read files, folders, archives and addresses, and extract their claims, one article at a time.

    What cannot be read or extracted goes to ``on_error(place, reason)``; without ``on_error`` it is a ``ReadError``.
    With ``jobs`` over 1 so many processes extract, and the order is the same. When ``stop()`` is true the articles in
    hand are the last ones.
    """
    from kg.adding.ahead import Ahead
    from kg.adding.crew import crew_of
    from kg.reading import read

    on_error = on_error or _raise
    extractor = Extractor()
    with crew_of(jobs, stop) as crew:

        def begun(article: Article) -> _Read:
            return _Read(article, crew.give(article) if crew else None)

        ahead = Ahead(begun, on_error, stop, crew)
        for each in ahead(read(paths, options=options, on_error=ahead.wrong)):
            try:
                extraction = crew.result(each.ticket) if crew and each.ticket else extractor(each.article)
            except ReadError as error:
                on_error(each.article.path, str(error))
                continue
            yield extraction


def _raise(place: str, reason: str) -> None:
    raise ReadError(f"{place}: {reason}")
