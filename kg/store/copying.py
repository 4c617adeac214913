"""Copy a store, and put a copy in the place of a store.

Oxigraph's own backup is a store like any other: it opens with every command. Both ways go by way of a draft
beside the goal, which is renamed when it is complete: if they are stopped, there is the old or the new one. (Killed
between two renamings, the old one is in the draft, ``.NAME.*/before`` beside the goal.)
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph

from kg.errors import StoreError
from kg.store.opening import is_store, open_to_read, open_to_write, trouble


def backup(store: pyoxigraph.Store, path: Path | None, folder: Path) -> None:
    """Write a copy of ``store``, which is in ``path``, to ``folder``. Raises ``StoreError`` if that is there."""
    if path is None:
        raise StoreError("a store in memory cannot be backed up; save it with: kg.save(store, FILE)")
    if folder.exists() or folder.is_symlink():
        raise StoreError(f"{folder} is there already; name a folder that is not, such as {folder}.new")
    with _draft(folder) as draft:
        copy = draft / "store"
        try:
            store.backup(str(copy))
        except OSError as error:
            raise trouble(folder, error) from None
        _rename(copy, folder)


def restore(copy: Path, path: Path, *, replace: bool = False) -> None:
    """Put the store ``copy`` in ``path``; the copy stays as it is.

    Raises ``StoreError`` if ``copy`` does not open, and (unless ``replace``) if ``path`` has something in it: then
    nothing has changed.
    """
    raw, release = open_to_read(copy)  # whole, and nobody writes it
    try:
        if path.resolve() == copy.resolve():
            raise StoreError(f"{path} is the backup itself; name another store with --store")
        _check_free(path, replace)
        with _draft(path) as draft:
            try:
                shutil.copytree(copy, draft / "store", ignore=lambda *_: ["LOCK"])
            except OSError as error:
                raise trouble(path, _first(error)) from None
            if path.exists():
                _rename(path, draft / "before")
            try:
                _rename(draft / "store", path)
            except BaseException:  # also an interruption: the draft goes, and the old store with it
                if (draft / "before").exists() and not path.exists():
                    _rename(draft / "before", path)
                raise
    finally:
        del raw
        release()


def _check_free(path: Path, replace: bool) -> None:
    if not path.exists():
        return
    if not path.is_dir() or (any(path.iterdir()) and not is_store(path)):
        raise StoreError(f"{path} is there and is no store; choose another one with --store")
    if not is_store(path):
        return
    try:
        here = open_to_write(path)  # nobody may have it open
    except StoreError as error:
        if not (replace and "is damaged" in str(error)):
            raise
        return
    if len(here) and not replace:
        raise StoreError(f"{path} has something in it; --replace puts the backup in its place")


@contextmanager
def _draft(goal: Path) -> Iterator[Path]:
    """A folder beside ``goal``, on the same disk, which goes away with what is left in it."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{goal.name}.", dir=goal.absolute().parent))
    except OSError as error:
        raise StoreError(f"{goal.absolute().parent}: {error.strerror}; choose another folder") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rename(one: Path, other: Path) -> None:
    try:
        one.rename(other)
    except OSError as error:
        raise StoreError(f"{other}: {error.strerror}; choose another folder") from None


def _first(error: OSError) -> Exception:
    """The first of the errors that ``shutil`` has collected."""
    if isinstance(error, shutil.Error) and error.args and error.args[0]:
        return OSError(str(error.args[0][0][2]))
    return error
