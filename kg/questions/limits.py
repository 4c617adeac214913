"""Stop a query that has no end. Oxigraph cannot: the query runs in a copy of this process, which can be killed.

The copy (``fork``) sees the store as it is, in memory or on disk, reads it and is gone; nothing is opened twice. Its
memory is bounded too. Where there is no ``fork`` (Windows) the query runs in this process, without bounds.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from kg.errors import QuestionError

SECONDS = 60.0
MEMORY = 8 * 2**30  # bytes that a query may take beside what the process has
_DONE, _FAILED = b"+", b"-"


def limited(work: Callable[[], bytes], seconds: float, file: str, memory: int = MEMORY) -> bytes:
    """What ``work`` returns, if it takes no longer than ``seconds`` and no more than ``memory`` bytes.

    Raises ``QuestionError`` otherwise, naming ``file``; also, with its own words, for a ``QuestionError`` in ``work``.

    >>> limited(lambda: b"answer", 5, "mine.rq")
    b'answer'
    """
    if not hasattr(os, "fork"):
        return work()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _work(work, writing, memory)
    os.close(writing)
    try:
        found = _read(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if found is None:
        raise QuestionError(
            f"{file}: stopped after {seconds:g} seconds; ask for less (a LIMIT, fewer unbound variables) "
            "or give it more: --timeout SECONDS"
        )
    if found[:1] == _FAILED:
        raise QuestionError(found[1:].decode("utf-8", "replace"))
    if found[:1] != _DONE:
        raise QuestionError(f"{file}: stopped, it needs more than {memory / 2**30:.0f} GB of memory; ask for less")
    return found[1:]


def _read(source: int, deadline: float) -> bytes | None:
    """All that comes until the other end closes, or None if it has not by ``deadline``."""
    parts: list[bytes] = []
    while select.select([source], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(source, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return None


def _work(work: Callable[[], bytes], target: int, memory: int) -> NoReturn:
    status = 1
    try:
        bound_memory(memory)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what Rust says when memory ends
        try:
            answer = _DONE + work()
        except QuestionError as error:
            answer = _FAILED + str(error).encode()
        view = memoryview(answer)
        while view:
            view = view[os.write(target, view) :]
        status = 0
    finally:
        os._exit(status)  # no clean-up: everything here is the parent's


def bound_memory(memory: int) -> None:
    """Let this process take ``memory`` bytes beside what it has; where the system cannot do that, all there is."""
    try:
        import resource
    except ImportError:
        return
    has = resource.RLIM_INFINITY
    with suppress(OSError, ValueError, IndexError):
        with open("/proc/self/statm") as file:  # noqa: PTH123
            has = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (has + memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
