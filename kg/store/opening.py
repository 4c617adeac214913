"""Open a store's folder: for one writer, or for any number of readers, never both.

Reading while another process writes is undefined in Oxigraph, so a reader holds a shared lock on the
same ``LOCK`` file that a writer locks alone. Reading never creates a folder.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph

from kg.errors import DAMAGED, LockedError, StoreError
from kg.remote.address import Address
from kg.store.raw import Raw

try:
    import fcntl
except ImportError:  # Windows: every opening is a writer's, which Oxigraph locks by itself
    fcntl = None  # type: ignore[assignment]

# What RocksDB writes before CURRENT.
_FIRST_FILES = re.compile(r"LOCK|LOG|IDENTITY|MANIFEST-\d{6}|\d{6}\.dbtmp")
WAIT = 2.0  # seconds for a short command (kg ask) of another process to end
Opened = TypeVar("Opened")


def open_to_write(path: Path) -> pyoxigraph.Store:
    """Open ``path``, creating the folder where there is none."""
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path} is a file; a store is a folder: choose another one with --store")
    if not path.absolute().parent.is_dir():
        raise StoreError(f"{path}: there is no folder {path.parent}; make it first, or choose another with --store")
    _check_allowed(path)
    _clear_unfinished(path)
    if path.is_dir() and not is_store(path) and any(path.iterdir()):
        raise StoreError(f"{path} is not a store, and not empty; choose another folder with --store")
    return _patiently(path, lambda: pyoxigraph.Store(str(path)))


def open_to_read(path: Path) -> tuple[Raw, Callable[[], None]]:
    """Open ``path`` without a change to it, and how to let it go."""
    if not path.exists():
        raise StoreError(f"{path}: no such store; make one with: kg add --store {path} ARTICLES")
    _check_allowed(path)
    if not is_store(path) or _is_unfinished(path):
        raise StoreError(f"{path} is not a store; make one with: kg add --store FOLDER ARTICLES")
    if fcntl is None:
        return _patiently(path, lambda: pyoxigraph.Store(str(path))), lambda: None

    def locked() -> tuple[Raw, Callable[[], None]]:
        handle = _share(path / "LOCK")
        try:
            return pyoxigraph.Store.read_only(str(path)), lambda: os.close(handle) if handle is not None else None
        except BaseException:
            if handle is not None:
                os.close(handle)
            raise

    return _patiently(path, locked)


def is_store(path: Path) -> bool:
    """Whether the folder has what a store begins with; it may be damaged all the same."""
    return (path / "CURRENT").is_file() or ((path / "LOCK").is_file() and any(path.glob("MANIFEST-*")))


def _check_allowed(path: Path) -> None:
    """Raise ``StoreError`` for a folder whose modes keep us out."""
    if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
        raise trouble(path, PermissionError("permission denied"))


def _is_unfinished(path: Path) -> bool:
    """Whether a process was killed while it made the store: ``CURRENT`` comes last, and before it there is no data."""
    return (
        path.is_dir()
        and (path / "LOG").is_file()
        and all(_FIRST_FILES.fullmatch(file.name) for file in path.iterdir())
        and ((path / "LOG").stat().st_size == 0 or b"RocksDB version" in (path / "LOG").read_bytes()[:200])
    )


def _clear_unfinished(path: Path) -> None:
    """Take away what a process that was killed while it made the store left of it."""
    if fcntl is None or not _is_unfinished(path):
        return
    with (path / "LOCK").open("ab") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # it is being made just now: the opening will wait
            return
        if _is_unfinished(path):
            for file in path.iterdir():
                file.unlink()


def trouble(path: Path | Address, error: Exception) -> StoreError:
    """What Oxigraph says of a disk that takes nothing more, or of damaged files, in one line with the next step."""
    text = " ".join(str(error).split())
    reason = text.rpartition(": ")[2]
    if isinstance(error, RuntimeError) or "Corruption" in text or "No such file" in text:
        return StoreError(f"{path} is damaged ({text.removeprefix('Corruption: ')[:120]}); {DAMAGED}")
    if "No space left" in text or "quota" in text:
        return StoreError(
            f"{path} cannot be written: {reason}; make room and run the same command again: what was finished is kept"
        )
    if "Read-only" in text:
        return StoreError(f"{path} is on a disk that can only be read; choose another folder with --store")
    if "ermission denied" in text:
        return StoreError(f"{path} cannot be opened: permission denied; change its owner or mode, or use another one")
    return StoreError(f"{path} cannot be written: {reason}; what was finished is kept")


def _share(lock: Path) -> int | None:
    try:
        handle = os.open(lock, os.O_RDONLY)
    except FileNotFoundError:  # a copy without it: nobody can be writing
        return None
    try:
        fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _patiently(path: Path, opening: Callable[[], Opened]) -> Opened:
    deadline = time.monotonic() + WAIT
    while True:
        try:
            return opening()
        except OSError as error:
            locked = isinstance(error, BlockingIOError | PermissionError) or "LOCK" in str(error)
            if not locked or (isinstance(error, PermissionError) and not os.access(path / "LOCK", os.R_OK | os.W_OK)):
                raise trouble(path, error) from None
            if "current process" in str(error):
                raise StoreError(f"{path} is already open in this program; use that one, or close it first") from None
            if time.monotonic() > deadline:
                raise LockedError(f"{path} is open in another process; let it end, or stop it, and try again") from None
            time.sleep(0.05)
        except RuntimeError as error:
            raise trouble(path, error) from None
