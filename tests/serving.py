"""``kg serve`` in a process of its own on the loopback, as a user starts it."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, from a thread of its own: in this one the browser's tests may have left a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def followed(link: Any) -> None:
    """Click a link or a button of Playwright's, and wait for the page that it leads to."""
    with link.page.expect_navigation():
        link.click()


@dataclass
class Served:
    """A server that runs: its process, its address without a slash at the end, and what it said first."""

    process: subprocess.Popen[str]
    address: str
    said: str

    @property
    def sparql(self) -> str:
        """The endpoint."""
        return f"{self.address}/sparql"

    def next_line(self) -> str:
        """What it says next."""
        assert self.process.stderr
        return self.process.stderr.readline()


@contextmanager
def serving(store: Path, *options: str) -> Iterator[Served]:
    """A server of ``store``, which ends with this."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", "--no-open", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr
        try:
            said = process.stderr.readline()
            found = re.match(r"(http://\S+)/ ", said)
            assert found, said + process.stderr.read()
            yield Served(process, found[1], said)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
