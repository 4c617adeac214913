"""``kg add --scheduler``: a Dask cluster extracts, and this process reads the articles and loads the shards.

Articles travel, not paths: only the folder of the shards must be reached from all machines. Which shard a worker writes
follows from its articles alone, so a shard that is begun again after the death of a worker is the same one.
"""

from __future__ import annotations

import logging
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.adding.extracting import bug
from kg.adding.goal import Goal, Held
from kg.adding.outcome import Event, Outcome, Status
from kg.adding.pruning import whereabouts
from kg.adding.shardwork import Piece, write_shard
from kg.errors import KgError, ReadError, ShardError, UsageError
from kg.loading.shards import Shards, Taken
from kg.reading import Options, Same, Source, sources
from kg.remote.address import Address
from kg.shards import Folder, Listing, folder_at
from kg.shards.listing import LIST, QUADS
from kg.store import Store
from kg.versions import current_run

LETTERS = 4_000_000  # of the articles of a shard at most, so that it travels as one message
PATIENCE = 30.0  # seconds that a shared folder may take to show a file, or a scheduler to answer
LOCAL = "local:"


@dataclass(frozen=True, slots=True)
class Engine:
    """Who extracts: ``scheduler`` is an address (``tcp://host:8786``) or ``local:N``; ``shards`` the folder that all
    machines reach, ``articles`` how many go in one shard."""

    scheduler: str
    shards: str
    articles: int = 100

    def __post_init__(self) -> None:
        """Raises ``UsageError`` for a scheduler that is none."""
        local, _, number = self.scheduler.partition(":")
        is_local = local == "local" and number.isascii() and number.isdigit() and int(number) > 0
        if not is_local and not self.scheduler.startswith(("tcp://", "tls://", "ws://", "wss://", "ucx://")):
            raise UsageError(f"--scheduler {self.scheduler}: write tcp://HOST:PORT, or local:2 for two processes here")

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A client of the cluster. Raises ``ShardError`` where Dask is not there, or the scheduler does not answer."""
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise ShardError("--scheduler needs Dask; install it: pip install 'kg[dask]'") from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what fails is said by kg, once
        with ExitStack() as closing:
            if self.scheduler.startswith(LOCAL):
                scratch = closing.enter_context(tempfile.TemporaryDirectory(prefix="kg-dask-"))
                number = int(self.scheduler.removeprefix(LOCAL))
                with _no_interrupt():
                    cluster = LocalCluster(  # type: ignore[no-untyped-call]
                        n_workers=number, threads_per_worker=1, processes=True, host="127.0.0.1",
                        dashboard_address=None, memory_limit=0, local_directory=scratch, silence_logs=logging.CRITICAL,
                    )  # fmt: skip
                address: Any = closing.enter_context(cluster)
            else:
                address = self.scheduler
            try:
                client = closing.enter_context(Client(address, timeout=PATIENCE))  # type: ignore[no-untyped-call]
            except (OSError, ValueError) as error:
                reason = " ".join(str(error).split())[:200]
                raise ShardError(
                    f"{self.scheduler}: no scheduler answers ({reason}); start one: dask scheduler"
                ) from None
            yield client


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Processes that are started now never get Ctrl-C, which a terminal sends to all."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def add_on_cluster(
    paths: Iterable[Path | str],
    goal: Goal,
    tell: Callable[[Event], None],
    engine: Engine,
    *,
    options: Options | None = None,
    force: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """As ``kg.adding.articles.add_articles``, on a cluster: the same store, but told in the order in which it is done.

    Shards are taken away when they are loaded; those that a run which was killed left in the folder are loaded first.
    When ``stop()`` is true, shards that are not finished are given up: the next run makes them. Raises ``ShardError``
    where the scheduler does not answer, a worker has other versions, or the folder is not shared or not writable.
    """
    with ExitStack() as closing, engine.client() as client:
        run = _Run(Held(goal, closing), tell, engine, force, stop, client, folder_at(engine.shards))
        run.left_over()
        for pieces in run.batches(sources(paths, options=options, on_error=run.fail)):
            run.submit(pieces)
        run.finish()
    return run.outcome


@dataclass(slots=True)
class _Run:
    held: Held
    tell: Callable[[Event], None]
    engine: Engine
    force: bool
    stop: Callable[[], bool]
    client: Any
    folder: Folder
    outcome: Outcome = field(default_factory=Outcome)
    same: Same = field(default_factory=Same)
    new: dict[str, Event] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)  # places of shards that were left over
    pending: dict[Any, list[Piece]] = field(default_factory=dict)
    apart: list[Piece] = field(default_factory=list)
    alone: bool = False

    def _event(self, event: Event) -> None:
        self.outcome.count(event)
        self.tell(event)

    def fail(self, place: str, reason: str) -> None:
        """A place that gives no article."""
        self._event(Event("failed", place, reason=reason))

    def _there(self) -> bool:
        return isinstance(self.held.goal.path, Address) or self.held.goal.path.exists()

    def _shards(self) -> Shards:
        def lent(base: str | None) -> AbstractContextManager[Store]:
            return nullcontext(self.held.fresh(0))

        return Shards(self.folder, lent)

    def left_over(self) -> None:
        """Load what a run that was killed left in the folder."""
        if self.folder.names(LIST):
            shards = self._shards()
            for name, places in shards.plan().take.items():
                shards.load(name, places, self._taken)
                self.found |= places
                self._remove(name)

    def batches(self, found: Iterable[Source]) -> Iterator[list[Piece]]:
        """What is to be extracted, in the pieces that shards are made of."""
        pieces: list[Piece] = []
        for source in found:
            if self.stop():
                return
            if piece := self._piece(source):
                pieces.append(piece)
            if len(pieces) >= self.engine.articles or sum(len(each.article.text) for each in pieces) > LETTERS:
                yield pieces
                pieces = []
        if pieces:
            yield pieces

    def _piece(self, source: Source) -> Piece | None:
        where = whereabouts(source.place, source.root)
        if not self.force and self._there():
            known = self.held.store().knows(where, source.digest, current_run())
            if known and not known.twin:  # what stood for a twin may go
                self.same.places.setdefault(known.article, source.place)
                if where not in self.found:
                    self._event(Event("unchanged", source.place, known.article))
                return None
        try:
            article = source.article()
            if wrong := self.same.told(article, source.place):
                raise ReadError(wrong)
        except ReadError as error:
            self.fail(source.place, str(error))
            return None
        except KgError:
            raise
        except Exception as error:
            self.fail(source.place, str(bug(error)))
            return None
        return Piece(where, source.digest, article)

    def submit(self, pieces: list[Piece]) -> None:
        """Give a shard to the cluster; if it has enough to do, what is finished is loaded first."""
        while self.pending and len(self.pending) >= self._enough():
            self._collect()
        if self.stop():
            return
        future = self.client.submit(
            write_shard, pieces, self.folder.name, current_run(), pure=False, key=f"kg-{time.time_ns()}"
        )
        self.pending[future] = pieces

    def _enough(self) -> int:
        return 2 * max(1, len(self.client.nthreads()))

    def finish(self) -> None:
        """Load all that is still to come. A folder on the disk that is empty then goes."""
        while self.pending:
            self._collect()
        self.alone = True
        for piece in self.apart:
            self.submit([piece])
            while self.pending:
                self._collect()
        if "://" not in self.engine.shards:
            with suppress(OSError):
                Path(self.engine.shards).rmdir()

    def _collect(self) -> None:
        """Wait for a finished shard a little, and load it."""
        from distributed import wait

        if self.stop():
            self.client.cancel(list(self.pending), force=True)
            self.pending.clear()
            return
        try:
            done = wait(list(self.pending), timeout=1, return_when="FIRST_COMPLETED").done  # type: ignore[no-untyped-call]
        except TimeoutError:
            self._check_scheduler()
            return
        except Exception as error:  # CancelledError where the connection is gone
            raise self._gone(error) from None
        for future in done:
            self._done(future, self.pending.pop(future))

    def _check_scheduler(self) -> None:
        if self.client.status not in ("running", "connecting"):
            raise self._gone(self.client.status)

    def _gone(self, why: object) -> ShardError:
        reason = " ".join(str(why).split())[:100]
        return ShardError(
            f"{self.engine.scheduler}: the scheduler is gone ({reason}); what was loaded is kept: start it, and run "
            "this again to go on"
        )

    def _done(self, future: Any, pieces: list[Piece]) -> None:
        if future.status == "finished":
            self._load(future.result())
            return
        if future.status != "error":
            raise self._gone(future.status)
        error = future.exception()
        if type(error).__name__ == "KilledWorker":
            self._killed(pieces)
        elif isinstance(error, KgError):
            raise error
        else:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            raise ShardError(f"{self.engine.scheduler}: a worker cannot do it ({reason}); install the same kg there")

    def _killed(self, pieces: list[Piece]) -> None:
        """Workers have died of a shard, again and again. Its articles are tried one by one at the end, each with the
        cluster to itself, so that none is blamed for its neighbour: one that kills its workers then is named."""
        if not self.alone:
            self.apart += pieces
            return
        for piece in pieces:
            self.fail(piece.place, "the worker that had it was killed each time; look at the worker's log")

    def _load(self, name: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while name + LIST not in self.folder.names(LIST):
            if time.monotonic() > deadline:
                reason = "a worker has written a shard there, and it is not to be seen from here"
                raise ShardError(f"{self.folder.name}: {reason}; name a folder that all machines share with --shards")
            time.sleep(0.2)
        listing = Listing.read(self.folder, name)
        self._shards().load(name, {given.place for given in listing.articles}, self._taken, again=self.force)
        for failed in listing.failed:
            self.fail(failed.place, failed.reason)
        self._remove(name)

    def _remove(self, name: str) -> None:
        for ending in (LIST, QUADS):
            self.folder.remove(name + ending)

    def _taken(self, taken: Taken) -> None:
        from kg.show import same_text

        given, put = taken.given, taken.put
        self.held.since += 1
        if put is None:
            self._event(Event("unchanged", given.place, given.article))
            return
        if not put.stands_for_it:
            numbers = given.claims, given.speakers, given.aside
            status: Status = "replaced" if put.outcome == "replaced" else "added"
            event = Event(status, given.place, given.article, given.title, None, *numbers)
            self._event(event)
            self.new[given.article] = event
        for gone in put.displaced:
            if gone.id in self.new:
                self.outcome.take_back(self.new.pop(gone.id))
        for place, other in taken.same_text:
            self._event(Event("same text", place, other.id, reason=same_text(other)))
