"""Processes that answer queries, each within its time and its memory.

A query that will not end, or needs more memory than there is, takes nothing but its own process along. There are as
many as processors, and up to ``MOST`` while somebody has waited ``PATIENCE``: long queries do not hold up short ones.
Measured beside Oxigraph's own server: ``python -m tests.bench endpoint``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kg.web.endpoint import frames
from kg.web.endpoint.frames import Kind
from kg.web.endpoint.spool import Spool
from kg.web.endpoint.worker import PLAIN, Asked

MOST = 16
PATIENCE = 0.2  # seconds
_SOURCES = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds, and bytes of memory."""

    seconds: float = 60.0
    memory: int = 2 * 2**30


@dataclass
class Answer:
    """An answer that begins: status and type of HTTP, and its bytes as they come."""

    spool: Spool
    status: int = 500
    type: str = PLAIN
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    making: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """Nobody wants it any more."""
        if self.making:
            self.making.cancel()


class Busy(Exception):
    """All processes have been at work for as long as a query may take."""


class Pool:
    """Processes that answer from the store in ``path``. ``start`` it, and ``stop`` it: then none is left."""

    def __init__(self, path: Path, limits: Limits, spool_folder: Path | None = None) -> None:
        self.path = path
        self.limits = limits
        self._spool_folder = spool_folder
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._starting = 0
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._least = max(2, os.cpu_count() or 1)

    async def start(self) -> None:
        """Start as many as there are processors. Raises ``OSError`` if none comes up."""
        found = await asyncio.gather(*(self._started() for _ in range(self._least)), return_exceptions=True)
        wrong = [error for error in found if isinstance(error, BaseException)]
        for worker in found:
            if not isinstance(worker, BaseException):
                self._free(worker)
        for error in wrong:
            if len(wrong) == len(found) or not isinstance(error, OSError):
                raise error

    async def stop(self) -> None:
        """End all of them, also those at work."""
        for task in list(self._tasks):
            task.cancel()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in list(self._all):
            await self._end(worker)

    async def use(self, path: Path, spool_folder: Path | None = None) -> None:
        """Answer from another store from now on; what is being answered is finished from the old one."""
        self.path, self._spool_folder = path, spool_folder
        old, self._idle = self._idle, []
        for worker in old:
            await self._end(worker)
        await self.start()

    async def ask(self, asked: Asked) -> Answer:
        """The answer, which has begun. Raises ``Busy``; a query that fails has begun with its reason."""
        worker = await self._taken()
        answer = Answer(Spool(self._spool_folder))
        answer.making = self._soon(self._make(worker, asked, answer))
        try:
            await answer.begun.wait()
        except asyncio.CancelledError:
            answer.stop()
            raise
        return answer

    async def _make(self, worker: _Worker, asked: Asked, answer: Answer) -> None:
        broken, well = "the server ends", False
        try:
            async with asyncio.timeout(self.limits.seconds):
                broken, well = await worker.answer(asked, answer)
        except TimeoutError:
            broken = (
                f"the query was stopped after {self.limits.seconds:g} seconds; ask for less (a LIMIT, fewer unbound "
                "variables), or have the server started with more: kg serve --timeout SECONDS"
            )
        except (ConnectionError, asyncio.IncompleteReadError):
            broken = self._why(await worker.died())
        except OSError as error:  # of the spool
            broken = (
                f"the answer cannot be kept until it is read: {error.strerror or error}; make room on the server's disk"
            )
        finally:
            answer.spool.end(broken or None)
            answer.begun.set()
            if well:
                self._free(worker)
            else:
                await asyncio.shield(self._replace(worker))

    def _why(self, status: int) -> str:
        if status == -signal.SIGSEGV:
            return "the query was stopped, it is nested too deeply; write it flatter"
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            return (
                f"the query was stopped, it needs more than {self.limits.memory / 2**30:g} GB of memory; ask for less, "
                "or have the server started with more: kg serve --memory GB"
            )
        return f"the process that answered has ended (status {status}); please report it"

    async def _taken(self) -> _Worker:
        if self._idle:
            return self._idle.pop()
        place: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        until = asyncio.get_running_loop().time() + self.limits.seconds
        try:
            while not (await asyncio.wait({place}, timeout=PATIENCE))[0]:
                if asyncio.get_running_loop().time() > until:
                    raise Busy
                if len(self._all) + self._starting < MOST:
                    self._soon(self._one_more())
            return place.result()
        except (Busy, asyncio.CancelledError):
            if not place.cancel():  # it has come just now
                self._free(place.result())
            raise

    def _free(self, worker: _Worker) -> None:
        """Give a process to whoever waits longest; one more than usual goes when nobody waits.

        One that has another store open than the one that is answered from goes, too: the store changed while it
        started, or answered.
        """
        if worker.path != self.path:
            self._soon(self._replace(worker))
            return
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(worker)
                return
        if len(self._all) > self._least:
            self._soon(self._end(worker))
        else:
            self._idle.append(worker)

    async def _replace(self, worker: _Worker) -> None:
        await self._end(worker)
        if len(self._all) + self._starting < self._least or any(not place.done() for place in self._waiting):
            self._soon(self._one_more())

    async def _one_more(self) -> None:
        with suppress(OSError):
            self._free(await self._started())

    async def _started(self) -> _Worker:
        self._starting += 1
        try:
            worker = await _Worker.started(self.path, self.limits.memory)
        finally:
            self._starting -= 1
        self._all.add(worker)
        return worker

    async def _end(self, worker: _Worker) -> None:
        self._all.discard(worker)
        await worker.end()

    def _soon(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Worker:
    """One process, from this side of its pipes."""

    def __init__(self, path: Path, process: asyncio.subprocess.Process) -> None:
        self.path = path
        self._process = process
        assert process.stdin and process.stdout
        self._to, self._from = process.stdin, process.stdout

    @classmethod
    async def started(cls, path: Path, memory: int) -> _Worker:
        """A process that has the store open. Raises ``OSError`` if it does not get there."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "kg.web.endpoint.worker", str(path), str(memory),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(_SOURCES)}, limit=2 * frames.CHUNK, start_new_session=True,
        )  # fmt: skip
        worker = cls(path, process)
        try:
            await worker._frame()
        except asyncio.IncompleteReadError:
            raise OSError(f"{path}: a process that answers does not start (status {await worker.died()})") from None
        except asyncio.CancelledError:
            await worker.end()
            raise
        return worker

    async def answer(self, asked: Asked, answer: Answer) -> tuple[str, bool]:
        """Why the answer is not whole (or nothing), and whether the process can go on."""
        self._to.write(asked.frame())
        await self._to.drain()
        while True:
            kind, data = await self._frame()
            if kind is Kind.DATA:
                answer.spool.write(data)
                if answer.spool.waiting >= frames.CHUNK:
                    answer.begun.set()
                await answer.spool.room()
            elif kind is Kind.BEGUN:
                head = frames.value(data)
                answer.status, answer.type = head["status"], head["type"]
            elif kind is Kind.DONE:
                return "", not frames.value(data)["tired"]
            else:
                return data.decode(), True

    async def _frame(self) -> tuple[Kind, bytes]:
        kind, length = frames.HEAD.unpack(await self._from.readexactly(frames.HEAD.size))
        return Kind(kind), await self._from.readexactly(length)

    async def died(self) -> int:
        """The status of a process that has ended by itself."""
        return await self._process.wait()

    async def end(self) -> None:
        """Kill it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
