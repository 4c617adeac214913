"""Files and folders → sources: where each stands in its corpus, and the sidecars around it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

from kg.errors import ReadError
from kg.reading.expanding import expand
from kg.reading.folders import walk, wanted
from kg.reading.formats import ENDINGS
from kg.reading.items import Job, Source, Spot
from kg.reading.known import Known
from kg.reading.sidecars import SIDECAR, Sidecar, beside, file_sidecar, json_of, read_json
from kg.reading.streams import Content, Stream

_BUFFER = 1 << 16


class Corpus:
    """The files of one run. It remembers which were read, and the sidecars it has seen."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._seen: set[str] = set()
        self._tables: dict[Path, Sidecar] = {}
        self._roots: dict[Path, Path | None] = {}
        self._names: tuple[Path | None, frozenset[str]] = (None, frozenset())

    def folder(self, folder: Path, root: str) -> Iterator[Source]:
        """The sources of a folder to any depth, in the order of its file names."""
        found = False
        for file in walk(folder, self.job.on_error):
            if not wanted(file.relative_to(folder).as_posix(), self.job.options) or self._is_sidecar(file):
                continue
            found = True
            yield from self._one(file, folder, root, None)
        if not found:
            options = self.job.options
            what = (
                "that fits --include and --exclude" if options.include or options.exclude else f"({' '.join(ENDINGS)})"
            )
            self.job.on_error(str(folder), f"no article in this folder {what}; name a folder with articles")

    def file(self, file: Path, root: str) -> Iterator[Source]:
        """The sources of a file that the user named."""
        if not self._is_sidecar(file):  # « kg add folder/* » names the sidecars too
            yield from self._one(file, file.parent, root, self.job.options.input_format)

    def problems(self, path: Path) -> Iterator[tuple[str, str]]:
        """What is wrong in the sidecars of a path: of a folder every line, of a file the lines that name it."""
        folder = path.is_dir()
        if folder:
            places = {file for file in walk(path, lambda place, reason: None) if file.name == SIDECAR}
        else:
            root = self._root(_absolute(path).parent)
            places = {root / SIDECAR} if root else set()
        for place in sorted(places):
            found = self._table(_absolute(place))
            for line, file, message in found.problems:
                if folder or not file or _absolute(place.parent / file) == _absolute(path):
                    yield str(place), f"line {line}: {message}"
            for row in found.rows.values() if folder else ():
                if not (place.parent / row.file).is_file():
                    reason = f"line {row.line}: no file {row.file!r} beside it; correct the name or remove the line"
                    yield str(place), reason

    def _one(self, file: Path, given: Path, root: str, format: str | None) -> Iterator[Source]:
        try:
            status = file.stat()
        except OSError as error:
            self.job.on_error(str(file), f"cannot be opened ({error.strerror}); check its permissions")
            return
        real = str(file.resolve())
        if real in self._seen:
            return
        self._seen.add(real)
        regular = stat.S_ISREG(status.st_mode)
        content = Content(file.name, partial(_opened, file), again=regular, file=regular)
        yield from expand(content, self._spot(file, given, root), self.job, format)

    def _spot(self, file: Path, given: Path, root: str) -> Spot:
        """Where a file stands in its corpus, and what the user and the sidecars say of it."""
        above = self._root(_absolute(file).parent)
        inside = _absolute(file).relative_to(_absolute(above or given)).as_posix()
        said = self._table(above / SIDECAR).of(inside) if above else Known()
        return Spot(str(file), inside, root, self.job.options.known.over(said).over(self._note(file)))

    def _note(self, file: Path) -> Known:
        """What the ``NAME.json`` of a file says."""
        for name in json_of(file.name):
            if name != file.name and name in self._siblings(file.parent):
                note = file.with_name(name)
                try:
                    known, wrong = read_json(note.read_bytes())
                except OSError as error:
                    known, wrong = Known(), f"cannot be opened ({error.strerror}); check its permissions"
                if wrong:
                    self.job.on_error(str(note), wrong)
                return known
        return Known()

    def _is_sidecar(self, file: Path) -> bool:
        note = file.suffix.lower() == ".json" and beside(file.name, self._siblings(file.parent))
        return note or file.name == SIDECAR

    def _siblings(self, folder: Path) -> frozenset[str]:
        """The names in a folder; those of the last one are kept."""
        if self._names[0] != folder:
            try:
                names = frozenset(entry.name for entry in folder.iterdir())
            except OSError:  # a folder that may be entered and not listed
                names = frozenset()
            self._names = (folder, names)
        return self._names[1]

    def _table(self, path: Path) -> Sidecar:
        if path not in self._tables:
            self._tables[path] = file_sidecar(path)
        return self._tables[path]

    def _root(self, folder: Path) -> Path | None:
        """The nearest folder at or above that holds an ``articles.csv``."""
        if folder not in self._roots:
            around = (folder, *folder.parents)
            self._roots[folder] = next((above for above in around if (above / SIDECAR).is_file()), None)
        return self._roots[folder]


def _opened(file: Path) -> Stream:
    if file.exists() and not file.is_file():  # opening a pipe would wait for whoever writes into it
        raise ReadError("no regular file; a pipe is read from standard input: kg add - < PIPE")
    return cast(Stream, file.open("rb", buffering=_BUFFER))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps « .. », resolve follows links)
