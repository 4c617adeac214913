"""One writer of a store on a server at a time, with nothing but SPARQL 1.1.

Who wants to write puts a token of its own into a graph beside the store, then looks which tokens are there. If it is
alone, it writes; else it takes its token away and waits. Of two writers the one whose token came later sees that of the
other, so that both never write at once, as long as a query sees every update that has been answered before: a server of
one node, not copies of it that lag behind. Nothing else is asked of the server, no transaction and no ``NOT EXISTS``.

A token says which process it belongs to. One whose process has ended, on this machine, is taken away by the next
writer; one of another machine stays until somebody frees it (``kg unlock``).
"""

from __future__ import annotations

import logging
import os
import random
import re
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from kg.errors import LockedError, RemoteError
from kg.remote.address import Address

log = logging.getLogger(__name__)

WAIT = 2.0  # seconds for a short command of another program to end
_VALUE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#value")
_HELD: set[str] = set()  # the tokens of this process
_ELSEWHERE = uuid.uuid4().hex[:16]  # where machines cannot be told apart, each process is one of its own


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a token belongs to: a process, since when it runs, and on which machine."""

    id: str
    host: str
    pid: int
    started: str
    machine: str
    since: str

    @classmethod
    def me(cls) -> Holder:
        """This process, with a token that nobody else has."""
        host = re.sub(r"[^\w.-]", "-", socket.gethostname()) or "-"
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
        return cls(uuid.uuid4().hex, host, os.getpid(), _started(os.getpid()) or "-", _machine(), now)

    @classmethod
    def of(cls, token: str) -> Holder | None:
        """Who a token says that it belongs to, if it says it.

        >>> str(Holder.of("5f desk 12 345 67 2026-01-31T09:30Z")), Holder.of("?")
        ('process 12 on desk since 2026-01-31T09:30Z', None)
        """
        parts = token.split(" ")
        if len(parts) != 6 or not parts[2].isdecimal():
            return None
        return cls(parts[0], parts[1], int(parts[2]), *parts[3:])

    @property
    def token(self) -> str:
        """What stands in the graph."""
        return f"{self.id} {self.host} {self.pid} {self.started} {self.machine} {self.since}"

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} since {self.since}"

    def is_here(self) -> bool:
        """Whether it is, or was, a process of this machine that we could see."""
        return self.machine == _machine()

    def is_gone(self) -> bool:
        """Whether it surely has ended, or let the store go without its token."""
        if not self.is_here():
            return False
        if self.pid == os.getpid() and self.started in ("-", _started(self.pid)):
            return self.token not in _HELD
        return _started(self.pid) != self.started and not _is_hidden(self.pid)


class Lock:
    """The lock of the store whose IRIs start with ``base``. ``look`` runs a query, ``change`` an update."""

    def __init__(
        self,
        address: Address,
        base: str,
        look: Callable[[str], Iterable[Literal]],
        change: Callable[[str], None],
    ) -> None:
        self._address, self._look, self._change = address, look, change
        self.graph = NamedNode(f"urn:x-kg:lock:{quote(base, safe='')}")
        self._mine: str | None = None

    def holders(self) -> list[str]:
        """The tokens that are there."""
        sparql = f"SELECT ?o WHERE {{ GRAPH {self.graph} {{ {self.graph} {_VALUE} ?o }} }}"
        return sorted(found.value for found in self._look(sparql))

    def take(self) -> None:
        """Wait for it, ``WAIT`` seconds at most. Raises ``LockedError`` if another program has it."""
        until = time.monotonic() + WAIT
        while others := self._tried():
            if time.monotonic() > until:
                raise LockedError(
                    f"{self._address} is being written by {_told(others[0])}; let it end; "
                    f"if it has been killed: kg unlock --store {self._address}"
                )
            time.sleep(random.uniform(0.02, 0.2))

    def _tried(self) -> list[str]:
        """The tokens that are in the way; if there are none, the lock is ours."""
        if others := self._without_the_gone():
            return others
        mine = Holder.me().token
        _HELD.add(mine)
        written = False
        try:
            self._insert(mine)
            written = True
            there = self.holders()
            if mine not in there:
                raise RemoteError(
                    f"{self._address}: what is written to {self._address.update} does not arrive there; "
                    "say where it takes updates: --update-url URL"
                )
            if there == [mine]:
                self._mine = mine
                return []
        except BaseException as error:
            _HELD.discard(mine)
            if written or not isinstance(error, RemoteError):  # else it takes no updates, or is gone
                self._delete_quietly(mine)
            raise
        self._delete_quietly(mine)
        return [token for token in there if token != mine]

    def _without_the_gone(self) -> list[str]:
        there = self.holders()
        gone = [token for token in there if (holder := Holder.of(token)) and holder.is_gone()]
        for token in gone:
            log.warning("%s: %s has ended and left it locked: that is taken away", self._address, _told(token))
            self._delete(token)
        return [token for token in there if token not in gone]

    def release(self) -> None:
        """Let others write. Raises ``RemoteError`` where the server does not take that."""
        mine, self._mine = self._mine, None
        if mine:
            _HELD.discard(mine)
            self._delete(mine)

    def free(self) -> Iterator[str]:
        """Take it away from whoever has it; says who had it.

        Raises ``LockedError`` for a process of this machine that runs.
        """
        for token in self.holders():
            holder = Holder.of(token)
            if holder and holder.is_here() and not holder.is_gone():
                raise LockedError(f"{self._address} is being written by {holder}, which runs; stop it first")
            self._delete(token)
            yield _told(token)

    def _insert(self, token: str) -> None:
        self._change(f"INSERT DATA {{ GRAPH {self.graph} {{ {self.graph} {_VALUE} {Literal(token)} }} }}")

    def _delete(self, token: str) -> None:
        self._change(f"DELETE DATA {{ GRAPH {self.graph} {{ {self.graph} {_VALUE} {Literal(token)} }} }}")

    def _delete_quietly(self, token: str) -> None:
        _HELD.discard(token)
        with suppress(RemoteError):
            self._delete(token)


def _told(token: str) -> str:
    return str(Holder.of(token) or "another program")


def _machine() -> str:
    """This machine since it was started, and which of its processes can be seen from here."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
        return sha256(f"{boot} {Path('/proc/self/ns/pid').readlink()}".encode()).hexdigest()[:16]
    except OSError:
        return _ELSEWHERE


def _started(pid: int) -> str | None:
    """When a process of this machine began (in ticks of its clock); None if there is none, or none that we see."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return "ended" if state == "Z" else rest[18]


def _is_hidden(pid: int) -> bool:
    """Whether a process runs that ``/proc`` does not show (``hidepid``): another user's."""
    if Path(f"/proc/{pid}").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
