"""What there is to read, each place with a digest of all that its article is made of, before anything is parsed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from kg.errors import ReadError
from kg.model import Article
from kg.read import SIDECAR, _absolute, _article, _corpus_root, _files, _sidecar_problems, read_sidecar

OnError = Callable[[Path | str, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A place with an article in it; ``article()`` reads it, or raises ``ReadError`` with the reason alone."""

    place: str
    digest: str
    root: str
    article: Callable[[], Article]


def sources(paths: Iterable[Path | str], *, on_error: OnError) -> Iterator[Source]:
    """The places of files and folders, in order. What cannot be read at all goes to ``on_error(place, reason)``."""
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise ReadError(f"{path}: no such file or folder")
    return _sources(given, on_error)


def _sources(paths: list[Path], on_error: OnError) -> Iterator[Source]:
    seen: set[Path] = set()
    sidecar = cache(read_sidecar)
    for path in paths:
        for file, given in _files(path, on_error):
            if (real := file.resolve()) in seen:
                continue
            seen.add(real)
            folder = _corpus_root(file)
            about = sidecar(folder / SIDECAR) if folder else None
            inside = _absolute(file).relative_to(_absolute(folder or given)).as_posix()
            row = about.rows.get(inside) if about else None
            try:
                digest = sha256(f"{inside} {row}".encode("utf-8", "surrogateescape") + file.read_bytes()).hexdigest()
            except OSError:
                digest = ""  # ``article`` says why
            yield Source(str(file), digest, os.fspath(path), lambda f=file, g=given, a=about: _article(f, g, a))  # type: ignore[misc]
        for place, reason in _sidecar_problems(path, sidecar):
            on_error(place, reason)
