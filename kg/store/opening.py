"""Open a store's folder: for one writer, or for any number of readers, never both.

Reading while another process writes is undefined in Oxigraph, so a reader holds a shared lock on the
same ``LOCK`` file that a writer locks alone. Reading never creates a folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph

from kg.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows: every opening is a writer's, which Oxigraph locks by itself
    fcntl = None  # type: ignore[assignment]

WAIT = 2.0  # seconds for a short command (kg ask) of another process to end
Opened = TypeVar("Opened")


def open_to_write(path: Path) -> pyoxigraph.Store:
    """Open ``path``, creating the folder where there is none."""
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path} is a file; a store is a folder: choose another one with --store")
    if path.is_dir() and not _is_store(path) and any(path.iterdir()):
        raise StoreError(f"{path} is not a store, and not empty; choose another folder with --store")
    return _patiently(path, lambda: pyoxigraph.Store(str(path)))


def open_to_read(path: Path) -> tuple[pyoxigraph.Store, Callable[[], None]]:
    """Open ``path`` without a change to it, and how to let it go."""
    if not path.exists():
        raise StoreError(f"{path}: no such store; make one with: kg add --store {path} ARTICLES")
    if not _is_store(path):
        raise StoreError(f"{path} is not a store; make one with: kg add --store FOLDER ARTICLES")
    if fcntl is None:
        return _patiently(path, lambda: pyoxigraph.Store(str(path))), lambda: None

    def locked() -> tuple[pyoxigraph.Store, Callable[[], None]]:
        handle = _share(path / "LOCK")
        try:
            return pyoxigraph.Store.read_only(str(path)), lambda: os.close(handle) if handle is not None else None
        except BaseException:
            if handle is not None:
                os.close(handle)
            raise

    return _patiently(path, locked)


def _is_store(path: Path) -> bool:
    return (path / "CURRENT").is_file()


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
            if isinstance(error, PermissionError) and not os.access(path, os.W_OK | os.R_OK):
                raise StoreError(f"{path} cannot be opened: permission denied") from None
            if not locked:
                raise StoreError(f"{path} cannot be opened: {' '.join(str(error).split())}") from None
            if "current process" in str(error):
                raise StoreError(f"{path} is already open in this program; use that one, or close it first") from None
            if time.monotonic() > deadline:
                raise StoreError(f"{path} is open in another process; let it end, or stop it, and try again") from None
            time.sleep(0.05)
