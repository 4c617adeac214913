"""An answer between the process that makes it and the client that reads it.

The process is to be free for the next query as soon as it can, however slowly the client reads: what the client has not
taken yet waits here, in memory while it is small, then in a file that has no name and goes with its last reader.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import IO

IN_MEMORY = 1 << 20  # bytes
AHEAD = 256 << 20  # bytes that wait on the disk for a slow client before the process waits too


class Spool:
    """Bytes in, and out again in the same order. For one writer and one reader of one event loop."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder) if folder else None)  # noqa: SIM115
        self._written = self._read = 0
        self._changed = asyncio.Event()
        self.whole = False
        self.broken: str | None = None  # why the answer cannot be finished

    def write(self, data: bytes) -> None:
        """Put bytes in. Raises ``OSError`` where the disk takes no more: then what was not read is lost."""
        try:
            self._file.seek(self._written)
            self._file.write(data)
        except OSError:
            self._written = self._read
            raise
        self._written += len(data)
        self._changed.set()

    def end(self, broken: str | None = None) -> None:
        """Say that nothing more comes; and, if the answer is not whole, why."""
        if not (self.whole or self.broken):
            self.whole, self.broken = broken is None, broken
            self._changed.set()

    @property
    def waiting(self) -> int:
        """Bytes that the reader has not taken."""
        return self._written - self._read

    async def room(self) -> None:
        """Wait until the reader is no more than ``AHEAD`` behind."""
        while self.waiting > AHEAD:
            await self._next()

    async def some(self, least: int) -> None:
        """Wait until ``least`` bytes wait here, or nothing more comes."""
        while self.waiting < least and not (self.whole or self.broken):
            await self._next()

    async def read(self, most: int) -> bytes:
        """The next bytes, ``most`` at a time; none at the end, also at that of an answer that is ``broken``."""
        await self.some(1)
        if not self.waiting:
            return b""
        self._file.seek(self._read)
        data = self._file.read(min(most, self.waiting))
        self._read += len(data)
        self._changed.set()
        return data

    def file(self) -> IO[bytes]:
        """All that was put in, from its start; whoever takes it closes it."""
        self._file.seek(0)
        return self._file

    async def _next(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def close(self) -> None:
        """Let the bytes go."""
        self._file.close()
