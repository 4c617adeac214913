"""Whatever a newsroom has → articles, one at a time: texts, pages, tables, feeds, archives, folders, addresses.

The text of an article is fixed here, and offsets count in it. That of a text file is the file's, each line break one
character, without a byte order mark; that of a page is what ``kg.reading.pages`` finds on it.

What is known of an article beside its text comes, in this order of trust, from the user's options, from a sidecar (the
nearest ``articles.csv`` at or above its folder, or a ``NAME.json`` beside it), from the columns of its table, from
the page. The folder of an ``articles.csv`` is also the root of the corpus: an article is the same one, whether its
file or its whole folder is read.

``sources`` looks at files and takes archives apart; the parsing is in ``Source.article``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import ReadError, unexpected
from kg.model import Article
from kg.reading.corpus import Corpus
from kg.reading.encodings import decode
from kg.reading.folders import matched
from kg.reading.incoming import from_web, standard_input
from kg.reading.items import STDIN, Job, OnError, Options, Source, Told, article_id
from kg.reading.known import Columns, Known
from kg.reading.sidecars import SIDECAR
from kg.reading.titles import title_of
from kg.reading.web import is_url

__all__ = [
    "Columns", "Known", "Options", "Same", "Source", "article_id", "decode", "read", "sources", "title_of",
]  # fmt: skip


def read(
    paths: Iterable[Path | str], *, options: Options | None = None, on_error: OnError | None = None
) -> Iterator[Article]:
    """Yield the articles of files, folders, archives and addresses, one at a time, in the order of ``paths``.

    A folder is read to any depth in the order of its file names; a file reached twice is read once.
    A path that does not exist is a ``ReadError`` before anything is read. What cannot be read, and a bad
    line in a sidecar, go to ``on_error(place, reason)`` and the rest is read; without ``on_error`` they are
    a ``ReadError``.
    """
    on_error = on_error or _raise
    return _articles(sources(paths, options=options, on_error=on_error), on_error)


def _articles(found: Iterable[Source], on_error: OnError) -> Iterator[Article]:
    same = Same()
    for source in found:
        try:
            article = source.article()
        except ReadError as error:
            on_error(source.place, str(error))
            continue
        except Exception as error:  # of a library that an article was made to break: the next ones are read
            on_error(source.place, unexpected(error))
            continue
        if wrong := same.told(article, source.place):
            on_error(source.place, wrong)
            continue
        yield article


@dataclass(slots=True)
class Same:
    """Which articles of a run were there before, by id."""

    places: dict[str, str] = field(default_factory=dict)

    def told(self, article: Article, place: str) -> str | None:
        """Why an article is set aside, if one with its id came before; else it is remembered."""
        first = self.places.setdefault(article.id, place)
        if first == place:
            return None
        way_out = (
            f"leave one out, or correct its URL in {SIDECAR}" if article.url else "add the folder above both instead"
        )
        return f"same URL or same path in the corpus as {first}; {way_out}"


def sources(
    paths: Iterable[Path | str], *, options: Options | None = None, on_error: OnError | None = None
) -> Iterator[Source]:
    """Yield what ``read`` reads before it is parsed, so that a caller can pass over what it knows by its digest.

    Paths that do not exist are a ``ReadError`` at once.
    """
    reached = [(str(path), _reached(str(path))) for path in paths]
    return _sources(reached, Job(options or Options(), on_error or _raise))


def _raise(place: str, reason: str) -> None:
    raise Told(f"{place}: {reason}")


def _reached(path: str) -> list[Path]:
    return [] if is_url(path) or path == STDIN else matched(path)


def _sources(reached: list[tuple[str, list[Path]]], job: Job) -> Iterator[Source]:
    corpus = Corpus(job)
    for root, files in reached:
        if root == STDIN:
            yield from standard_input(job)
        elif is_url(root):
            yield from from_web(root, job)
        for path in files:
            yield from corpus.folder(path, root) if path.is_dir() else corpus.file(path, root)
            for place, reason in corpus.problems(path):
                job.on_error(place, reason)
