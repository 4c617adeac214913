"""A store as it is now, in a folder of its own, so that a program can read it for hours while others write the store.

RocksDB's tables never change once they are written: the snapshot shares them by hard links, and copies the rest (its
log is at most some 64 MB). Oxigraph's own backup of a store that is open to read leaves out what is only in the log.
The snapshot lies beside the store, on the same disk, and is locked for as long as its owner lives: what a killed
program left behind is taken away by the next one.
"""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError
from kg.store.handle import Handle
from kg.store.opening import open_to_read

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_LOCK = "owner"


@dataclass(frozen=True)
class Snapshot:
    """``path`` is a store that nobody writes; ``state`` is that of the store it was taken of (``state_of``)."""

    path: Path
    state: str
    _owner: int | None = None

    @property
    def folder(self) -> Path | None:
        """The folder for what belongs to it, or None if it is the store itself."""
        return self.path.parent if self._owner is not None else None

    def remove(self) -> None:
        """Take it away; nobody may have it open."""
        if self._owner is not None:
            shutil.rmtree(self.path.parent, ignore_errors=True)
            with suppress(OSError):
                os.close(self._owner)


def state_of(path: Path) -> str:
    """Which state a store is in: the names, sizes and times of its files. Raises ``OSError`` if it is gone."""
    files = sorted(file for file in path.iterdir() if file.suffix in (".sst", ".log"))
    state = [(file.name, stat.st_size, stat.st_mtime_ns) for file in files if (stat := file.stat()).st_size]
    return f"{path.resolve()} {state}"


def take(path: Path) -> Snapshot:
    """A snapshot of the store ``path``, which is let go at once. What killed programs left of theirs is taken away.

    Raises ``StoreError`` as opening it to read does; ``OSError`` where a snapshot cannot be made: the disk
    has no hard links, or the folder cannot be written.
    """
    if fcntl is None:
        raise OSError("no locks that end with their process")
    Handle.open(path).close()  # brings an older format up to date, and names what is wrong
    _clear(path)
    raw, release = open_to_read(path)
    try:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(path), dir=path.resolve().parent))
        owner = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(owner, fcntl.LOCK_EX)
            state = state_of(path)
            _link(path, folder / "store")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(owner)
            raise
    finally:
        del raw
        release()
    return Snapshot(folder / "store", state, owner)


def itself(path: Path) -> Snapshot:
    """The store in place of a snapshot, where none can be made: whoever reads it keeps others from writing it."""
    if not path.is_dir():
        raise StoreError(f"{path}: no such store; make one with: kg add --store {path} ARTICLES")
    return Snapshot(path, state_of(path))


def _link(store: Path, copy: Path) -> None:
    copy.mkdir()
    for file in store.iterdir():
        if file.suffix == ".sst":
            (copy / file.name).hardlink_to(file)
        elif file.name != "LOCK" and not file.name.startswith("LOG") and file.is_file():
            shutil.copy2(file, copy / file.name)


def _prefix(path: Path) -> str:
    return f".{path.resolve().name}.serve-"


def _clear(path: Path) -> None:
    """Take away the snapshots whose owner is gone."""
    for folder in path.resolve().parent.glob(f"{glob.escape(_prefix(path))}*"):
        with suppress(OSError):
            owner = os.open(folder / _LOCK, os.O_RDWR)
            try:
                fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(owner)
