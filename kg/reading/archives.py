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
_BEYOND = 1000  # reads that bring nothing; an archive that is whole ends after a few


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

    def add(self, name: str, content: Content, spot: Spot, job: Job) -> None:
        """Parse the sidecar ``name``; only what it says is kept. What is wrong with it goes to ``job.on_error``."""
        try:
            with content.open() as stream:
                data = stream.read(limits.SIDECAR + 1)
        except ReadError as error:
            job.on_error(spot.place, str(error))
            return
        path = PurePosixPath(name)
        if path.name == SIDECAR:
            table = self.tables[str(path.parent)] = read_sidecar(data)
            for line, _, message in table.problems:
                job.on_error(spot.place, f"line {line}: {message}")
        elif len(data) > limits.SIDECAR:
            job.on_error(spot.place, f"larger than {limits.megabytes(limits.SIDECAR)}; correct or remove it")
        else:
            self.notes[name], wrong = read_json(data)
            if wrong:
                job.on_error(spot.place, wrong)


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
            sidecars, out = Beside({}, {}), 0
            for info in infos:
                if info.filename in notes:
                    out += min(info.file_size, limits.SIDECAR)
                    check_ratio(out, size)
                    sidecars.add(info.filename, _zip_member(archive, info), spot.member(info.filename), job)
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
        sidecars = Beside({}, {})
        for info, file in _entries(again) if notes else ():
            if info.name in notes and file:
                sidecars.add(info.name, _tar_member(info, file), spot.member(info.name), job)
        for info, file in _entries(again):
            if info.isdir() or info.name in notes or _apple(info.name) or not wanted(info.name):
                continue
            at = spot.member(info.name)
            if file is None:
                job.on_error(at.place, _no_file(info))
                continue
            yield _tar_member(info, file), _known(at, sidecars.of(info.name))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ReadError(f"no TAR archive that can be read ({error}); get it again") from None


def _tar_member(info: tarfile.TarInfo, file: IO[bytes]) -> Content:
    stream = buffered(_Member(file))
    return Content(PurePosixPath(info.name).name, lambda: stream)


def _no_file(info: tarfile.TarInfo) -> str:
    """Why a member is set aside."""
    if info.issparse():
        return "a sparse file, whose holes may be of any size; unpack it yourself if it is an honest file"
    return f"{'a link' if info.issym() or info.islnk() else 'a device'}, no file; leave it out"


class _Ending(Through):
    """A stream that says so when it is read far beyond its end: tarfile steps over a member of 2^60 bytes that way."""

    beyond = 0

    def read(self, size: int | None = -1) -> bytes:
        data = self.inner.read(-1 if size is None else size)
        self.beyond = 0 if data else self.beyond + 1
        if self.beyond > _BEYOND:
            raise ReadError("truncated TAR archive; get it again")
        return data


def _entries(content: Content) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    with content.open() as stream, tarfile.open(fileobj=_Ending(stream), mode="r|") as archive:
        for info in archive:
            yield info, archive.extractfile(info) if info.isfile() and not info.issparse() else None
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


def _known(spot: Spot, said: Known) -> Spot:
    return replace(spot, known=spot.known.over(said))
