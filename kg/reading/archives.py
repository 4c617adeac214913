"""ZIP and TAR: the files inside, one at a time. Nothing is unpacked to the disk, so no name can lead anywhere."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO, Any, cast

from kg.errors import ReadError
from kg.reading import limits
from kg.reading.items import Job, Spot
from kg.reading.known import Known
from kg.reading.sidecars import SIDECAR, Sidecar, json_of, read_json, read_sidecar
from kg.reading.streams import Content, Stream, Through, buffered, check_ratio, seekable

Wanted = Callable[[str], bool]


@dataclass(slots=True)
class Beside:
    """The sidecars of an archive: ``articles.csv`` by folder, and what each ``NAME.json`` says."""

    tables: dict[str, Sidecar]
    notes: dict[str, Known]

    def of(self, name: str) -> Known:
        """What they say of a member."""
        known = next((self.notes[note] for note in json_of(name) if note in self.notes), Known())
        for folder in PurePosixPath(name).parents:
            if str(folder) in self.tables:
                return self.tables[str(folder)].of(str(PurePosixPath(name).relative_to(folder))).over(known)
        return known


def members(kind: str, content: Content, spot: Spot, job: Job, wanted: Wanted) -> Iterator[tuple[Content, Spot]]:
    """The files of an archive that are ``wanted`` by name, each with its spot, in the archive's order.

    What cannot be read goes to ``job.on_error``; a broken archive is a ``ReadError`` where it breaks.
    """
    yield from (_zip if kind == "zip" else _tar)(content, spot, job, wanted)


# --- ZIP ---


def _zip(content: Content, spot: Spot, job: Job, wanted: Wanted) -> Iterator[tuple[Content, Spot]]:
    with seekable(content) as file, _said_of_zip():
        size = file.seek(0, io.SEEK_END)
        with zipfile.ZipFile(cast(IO[bytes], file)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not _apple(info.filename)]
            names = [info.filename for info in infos]
            notes = _sidecar_names(names)
            sidecars = _sidecars(
                {info.filename: archive.read(info) for info in infos if _small(info, notes)}, spot, job
            )
            out = 0
            for info in infos:
                if info.filename in notes or not wanted(info.filename):
                    continue
                at = spot.member(info.filename)
                if info.flag_bits & 0x1:
                    job.on_error(at.place, "encrypted; unpack it with its password first")
                    continue
                out += info.file_size
                check_ratio(out, size)
                yield _zip_member(archive, info), _known(at, sidecars.of(info.filename))


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Content:
    def open() -> Stream:
        try:
            return buffered(_Member(archive.open(info)))
        except NotImplementedError as error:
            raise ReadError(f"packed in a way that is not read ({error}); pack it again with deflate") from None
        except _ZIP_ERRORS as error:
            raise ReadError(f"broken in the archive ({error}); get it again") from None

    return Content(PurePosixPath(info.filename).name, open, again=True)


def _small(info: zipfile.ZipInfo, notes: set[str]) -> bool:
    return info.filename in notes and info.file_size <= limits.SIDECAR and not info.flag_bits & 0x1


_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, UnicodeDecodeError)


@contextmanager
def _said_of_zip() -> Iterator[None]:
    try:
        yield
    except _ZIP_ERRORS as error:
        raise ReadError(f"no ZIP archive that can be read ({error}); get it again") from None


class _Member(Through):
    """The bytes of a member, which may be broken: that is an error of this member alone."""

    def readinto(self, buffer: Any) -> int:
        try:
            return super().readinto(buffer)
        except (*_ZIP_ERRORS, tarfile.TarError) as error:
            raise ReadError(f"broken in the archive ({error}); get it again") from None


# --- TAR ---


def _tar(content: Content, spot: Spot, job: Job, wanted: Wanted) -> Iterator[tuple[Content, Spot]]:
    again = content if content.again else _copy(content)
    try:
        names = [info.name for info, _ in _entries(again) if info.isfile()]
        notes = _sidecar_names(names)
        found: dict[str, bytes] = {}
        if notes:
            for info, file in _entries(again):
                if info.name in notes and file and info.size <= limits.SIDECAR:
                    found[info.name] = file.read()
        sidecars = _sidecars(found, spot, job)
        for info, file in _entries(again):
            if info.isdir() or info.name in notes or _apple(info.name) or not wanted(info.name):
                continue
            at = spot.member(info.name)
            if file is None:
                job.on_error(
                    at.place, f"{'a link' if info.issym() or info.islnk() else 'a device'}, no file; leave it out"
                )
                continue
            stream = buffered(_Member(file))
            yield Content(PurePosixPath(info.name).name, lambda s=stream: s), _known(at, sidecars.of(info.name))  # type: ignore[misc]
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ReadError(f"no TAR archive that can be read ({error}); get it again") from None


def _entries(content: Content) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    with content.open() as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            yield info, archive.extractfile(info) if info.isfile() else None
            archive.members.clear()  # type: ignore[attr-defined]  # tarfile keeps every header it has seen: 1 KB a member


def _copy(content: Content) -> Content:
    file = seekable(content)

    def open() -> Stream:
        file.seek(0)
        return buffered(_Member(cast(IO[bytes], file)))

    return Content(content.name, open, again=True)


# --- both ---


def _apple(name: str) -> bool:
    """What macOS puts beside every file: its resource fork, no file of the user's."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._")


def _sidecar_names(names: list[str]) -> set[str]:
    there = set(names)
    tables = {name for name in there if PurePosixPath(name).name == SIDECAR}
    wanted = {note for name in there if not name.lower().endswith(".json") for note in json_of(name)}
    return tables | (wanted & there)


def _sidecars(data: dict[str, bytes], spot: Spot, job: Job) -> Beside:
    found = Beside({}, {})
    for name, content in sorted(data.items()):
        path = PurePosixPath(name)
        if path.name == SIDECAR:
            table = found.tables[str(path.parent)] = read_sidecar(content)
            for line, _, message in table.problems:
                job.on_error(spot.member(name).place, f"line {line}: {message}")
        else:
            found.notes[name], wrong = read_json(content)
            if wrong:
                job.on_error(spot.member(name).place, wrong)
    return found


def _known(spot: Spot, said: Known) -> Spot:
    return replace(spot, known=spot.known.over(said))
