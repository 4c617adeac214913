"""Paths, folders and patterns → files, in the order of their names."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from kg.errors import ReadError
from kg.reading.formats import ending_kind
from kg.reading.items import OnError, Options


def matched(path: str) -> list[Path]:
    """The files and folders of a path, or of a pattern in quotes. Raises ``ReadError`` if there is none."""
    try:
        if Path(path).exists() or Path(path).is_symlink():
            return [Path(path)]
    except OSError as error:  # a name too long, a folder that may not be entered
        raise ReadError(f"{path[:100]}: cannot be opened ({error.strerror}); check its name and permissions") from None
    # Path.glob takes no pattern that begins at the root.
    found = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []  # noqa: PTH207
    if not found:
        raise ReadError(f"{path}: no such file or folder")
    return [Path(name) for name in found]


def walk(folder: Path, on_error: OnError) -> Iterator[Path]:
    """The regular files of a folder to any depth, sorted by the parts of their path. Links are followed, but not round.

    What cannot be opened goes to ``on_error``. A loop, not a recursion: a path may have 2,000 folders.
    """
    waiting: list[tuple[Path, frozenset[tuple[int, int]]]] = [(folder, frozenset())]
    while waiting:
        path, above = waiting.pop()
        try:
            if not path.is_dir():
                if path.is_file():
                    yield path
                elif path.is_symlink():
                    on_error(str(path), "a link to nothing; correct or remove it")
                else:
                    on_error(str(path), "a pipe or a device, no file; leave it out")
                continue
            stat = path.stat()
            if (stat.st_dev, stat.st_ino) in above:
                on_error(str(path), "a link to a folder above it; what it holds is read there")
                continue
            names = sorted((entry.name for entry in path.iterdir()), reverse=True)
        except OSError as error:
            on_error(str(path), f"cannot be opened ({error.strerror}); check its permissions")
            continue
        waiting += [(path / name, above | {(stat.st_dev, stat.st_ino)}) for name in names]


def wanted(name: str, options: Options) -> bool:
    """Whether a file of a folder or an archive is read: by its ending, or by the user's patterns.

    A pattern fits the name or the whole path inside the folder. ``--include`` also lets in endings we do not know.

    >>> wanted("2024/a.html", Options()), wanted("2024/a.jpg", Options()), wanted("a.php", Options(include=("*.php",)))
    (True, False, True)
    >>> wanted("2024/a.html", Options(exclude=("2024/*",)))
    False
    """
    if any(_fits(name, pattern) for pattern in options.exclude):
        return False
    return any(_fits(name, pattern) for pattern in options.include) if options.include else bool(ending_kind(name))


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(PurePosixPath(name).name, pattern)
