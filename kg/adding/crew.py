"""``--jobs``: processes that extract, and what to do when one of them dies.

The workers are children of a fork server, a small process that has loaded the French model before it forks the first:
they share its memory, the next one is there in milliseconds, and neither the store's threads nor its lock are copied
into them, as they would be in children of this process. Where there is no fork server (Windows) each worker is a new
process and loads the model itself.

Each worker has a connection of its own. multiprocessing's Pool waits for ever for what a killed worker had in hand, and
``ProcessPoolExecutor`` gives up all that is waiting.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, Self

from kg.adding.extracting import RELOAD_EVERY
from kg.adding.stopping import SIGNALS
from kg.adding.working import Answer, work
from kg.errors import ReadError, WorkerError
from kg.model import Article, Extraction

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

NURSERY = "kg.adding.nursery"  # what the fork server imports first
AHEAD = 2  # articles that a worker has: one in hand, and the next
WAITING = 2  # articles for each worker that no worker has yet
ATTEMPTS = 2  # times that an article is begun
STARTS = 3  # workers in a row that may die before they are ready


@dataclass(slots=True, eq=False)
class Ticket:
    """An article that was given to the crew."""

    article: Article
    begun: bool = False  # a worker has it, or had it
    deaths: int = 0  # of workers that had it in hand
    answer: Answer | None = None


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: connection.Connection[Any, Any]
    has: deque[Ticket] = field(default_factory=deque)  # the first one is in hand
    ready: bool = False
    taken: int = 0

    @property
    def has_room(self) -> bool:
        return len(self.has) < AHEAD and self.taken < RELOAD_EVERY


class Crew:
    """Up to ``jobs`` workers, started as they are needed. Use it in ``with``: none is left behind.

    When ``stop()`` is true no worker begins with another article, but one that ``result`` is asked for.
    """

    def __init__(self, jobs: int, stop: Callable[[], bool] = lambda: False) -> None:
        self.jobs, self._stop = jobs, stop
        self._forks = "forkserver" in multiprocessing.get_all_start_methods()
        self._processes: ForkServerContext | SpawnContext
        self._processes = _forking() if self._forks else multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._waiting: deque[Ticket] = deque()
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers, whatever they have in hand."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._bury(worker)
        self._workers.clear()

    def has_room(self) -> bool:
        """Whether another article may be given: what waits is held in memory."""
        return len(self._waiting) < self.jobs * WAITING

    def give(self, article: Article) -> Ticket:
        """An article to extract when its turn comes."""
        ticket = Ticket(article)
        self._waiting.append(ticket)
        self._hand_out()
        return ticket

    def result(self, ticket: Ticket) -> Extraction:
        """The claims of an article, waited for. Raises ``ReadError`` where it has none to give.

        ``WorkerError`` where no worker can be started.
        """
        while ticket.answer is None:
            self._hand_out(wanted=ticket)
            ready = connection.wait([worker.pipe for worker in self._workers])
            for worker in [worker for worker in self._workers if worker.pipe in ready]:
                self._hear(worker)
        self._hand_out()
        if isinstance(ticket.answer, ReadError):
            raise ticket.answer
        return ticket.answer

    def _hand_out(self, wanted: Ticket | None = None) -> None:
        """Give what waits to whoever has least to do."""
        while self._waiting and (not self._stop() or wanted in self._waiting):
            free = [worker for worker in self._workers if worker.has_room]
            if len(self._workers) < self.jobs and not any(not worker.has for worker in free):
                free.append(self._start())
            if not free:
                return
            self._hand(min(free, key=lambda worker: len(worker.has)), self._waiting.popleft())

    def _hand(self, worker: _Worker, ticket: Ticket) -> None:
        ticket.begun = True
        worker.has.append(ticket)
        worker.taken += 1
        with suppress(OSError):  # it has died: its connection will say so
            worker.pipe.send(ticket.article)
            if worker.taken == RELOAD_EVERY:  # spaCy keeps every word: a new one comes in its place
                worker.pipe.send(None)

    def _hear(self, worker: _Worker) -> None:
        """Take what a worker has to say, or that it has ended."""
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            self._workers.remove(worker)
            self._mourn(worker, self._bury(worker))
            return
        if worker.ready:
            worker.has.popleft().answer = answer
        worker.ready, self._failed_starts = True, 0

    def _mourn(self, worker: _Worker, how: str) -> None:
        """What a worker had goes to the others; what it had in hand, once."""
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts == STARTS:
                raise WorkerError(f"a worker process {how} before it was ready; run it without --jobs to see why")
        elif worker.has:
            worker.has[0].deaths += 1
            if worker.has[0].deaths == ATTEMPTS:
                reason = f"its process {how}, {ATTEMPTS} times; memory? run the same command again with fewer --jobs"
                worker.has.popleft().answer = ReadError(reason)
        self._waiting.extendleft(reversed(worker.has))

    def _bury(self, worker: _Worker) -> str:
        """Wait for the end of a worker, and say how it was."""
        worker.pipe.close()
        worker.process.join()
        code = worker.process.exitcode or 0
        worker.process.close()
        return f"was killed (signal {-code})" if code < 0 else f"ended (status {code})"

    def _start(self) -> _Worker:
        ours, theirs = self._processes.Pipe()
        process = self._processes.Process(target=work, args=(theirs,), daemon=True)
        self._fork_server()
        try:
            process.start()
        except (EOFError, OSError) as error:
            raise WorkerError(f"no worker process can be started ({error}); run it without --jobs to see why") from None
        theirs.close()  # so that the end of the worker is the end of the connection
        self._workers.append(worker := _Worker(process, ours))
        return worker

    def _fork_server(self) -> None:
        """Have it running, such that it and its children never get Ctrl-C or SIGTERM, which a terminal sends to all."""
        if not self._forks:
            return
        from multiprocessing import forkserver, resource_tracker

        resource_tracker.ensure_running()  # it lets signals in again when it starts
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def crew_of(jobs: int, stop: Callable[[], bool]) -> AbstractContextManager[Crew | None]:
    """A crew, or none where one process does all by itself."""
    return Crew(jobs, stop) if jobs > 1 else nullcontext()


def _forking() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([NURSERY])
    return context


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
