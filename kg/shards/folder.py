"""The folder of shards: on a disk, or wherever fsspec reaches (s3://, gs://, memory:// …)."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kg.errors import ShardError


class Folder(Protocol):
    """Files by their names. All raise ``ShardError`` where the folder cannot be used."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def names(self, ending: str) -> list[str]:
        """The names of the files with an ending, in order."""

    def read(self, name: str) -> bytes:
        """A whole file."""

    def write(self, name: str, data: bytes) -> None:
        """A whole file, which is there at once or not at all."""

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""


def folder_at(place: str) -> Folder:
    """The folder of a path or an fsspec URL. Raises ``ShardError`` for a URL that cannot be reached from here."""
    if "://" not in place:
        return _Disk(str(Path(place).absolute()))
    try:
        import fsspec
    except ImportError:
        raise ShardError(f"{place}: URLs need fsspec; install it: pip install 'kg[dask]'") from None
    try:
        system, path = fsspec.core.url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise ShardError(f"{place}: {error}") from None
    return _Far(place.rstrip("/"), system, path.rstrip("/"))


@dataclass(frozen=True, slots=True)
class _Disk:
    name: str

    def names(self, ending: str) -> list[str]:
        try:
            found = [entry.name for entry in Path(self.name).iterdir()]
            return sorted(name for name in found if name.endswith(ending) and name[0] != ".")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unusable(self.name, error) from None

    def read(self, name: str) -> bytes:
        try:
            return (Path(self.name) / name).read_bytes()
        except OSError as error:
            raise _unusable(f"{self.name}/{name}", error) from None

    def write(self, name: str, data: bytes) -> None:
        folder = Path(self.name)
        draft = folder / f".{name}.{os.uname().nodename if hasattr(os, 'uname') else ''}.{os.getpid()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(folder / name)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise _unusable(self.name, error) from None

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            (Path(self.name) / name).unlink()


@dataclass(frozen=True, slots=True)
class _Far:
    name: str
    system: Any
    path: str

    def names(self, ending: str) -> list[str]:
        try:
            self.system.invalidate_cache()
            found = [str(entry).rpartition("/")[2] for entry in self.system.ls(self.path, detail=False)]
        except FileNotFoundError:
            return []
        except Exception as error:
            raise _unusable(self.name, error) from None
        return sorted(name for name in found if name.endswith(ending))

    def read(self, name: str) -> bytes:
        try:
            return bytes(self.system.cat_file(f"{self.path}/{name}"))
        except Exception as error:
            raise _unusable(f"{self.name}/{name}", error) from None

    def write(self, name: str, data: bytes) -> None:
        try:
            self.system.makedirs(self.path, exist_ok=True)
            self.system.pipe_file(f"{self.path}/{name}", data)
        except Exception as error:
            raise _unusable(self.name, error) from None

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self.system.rm_file(f"{self.path}/{name}")


def _unusable(place: str, error: Exception) -> ShardError:
    """The libraries behind fsspec raise what they like."""
    reason = (isinstance(error, OSError) and error.strerror) or " ".join(str(error).split())[:200] or repr(error)
    return ShardError(f"{place}: {reason}; make room or choose another folder for the shards, and run it again")
