"""Two real SPARQL servers on the loopback: Oxigraph's own, and Virtuoso 7 where it is installed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 2000
MaxDirtyBuffers = 1500
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 6
[SPARQL]
ResultSetMaxRows = 10000000
"""
VIRTUOSO = shutil.which("virtuoso-t")


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Oxigraph:
    """``oxigraph serve`` with its data in ``folder``."""

    environment: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}/query"
        self.start()

    def start(self) -> None:
        """Let it run, and wait until it answers."""
        program = str(Path(sys.executable).with_name("oxigraph"))
        bind = ["--location", str(self.folder / "data"), "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen([program, "serve", *bind], stderr=subprocess.DEVNULL)
        wait(self.address)

    def kill(self) -> None:
        """As the power failing."""
        self.process.kill()
        self.process.wait()

    def clear(self) -> None:
        """Take everything out."""
        requests.post(f"http://127.0.0.1:{self.port}/update", {"update": "DROP ALL"}, timeout=30).raise_for_status()


class Virtuoso:
    """A Virtuoso of its own in ``folder``, with small buffers; its user is as new ones have it."""

    environment = {"KG_USER": "dba", "KG_PASSWORD": "dba"}  # noqa: RUF012

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}/sparql"
        (folder / "virtuoso.ini").write_text(_INI.format(sql=free_port(), http=self.port), "utf-8")
        self.start()

    def start(self) -> None:
        """Let it run, and wait until it answers."""
        program = [VIRTUOSO or "virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(program, cwd=self.folder, stdout=quiet, stderr=quiet, start_new_session=True)
        wait(self.address)

    def kill(self) -> None:
        """As the power failing."""
        lock = self.folder / "virtuoso.lck"
        found = re.search(r"PID=(\d+)", lock.read_text("utf-8")) if lock.exists() else None
        for pid in {self.process.pid, *([int(found[1])] if found else [])}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def clear(self) -> None:
        """Take out what is kg's."""
        graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?g), '.example/')) }"
        found = requests.get(self.address, {"query": graphs}, headers={"Accept": "text/csv"}, timeout=30).text
        for graph in re.findall(r'"(http[^"]+)"', found):
            update = {"update": f"DROP SILENT GRAPH <{graph}>"}
            there = f"http://127.0.0.1:{self.port}/sparql-auth"
            auth = requests.auth.HTTPDigestAuth("dba", "dba")
            requests.post(there, update, auth=auth, timeout=30).raise_for_status()


def wait(address: str) -> None:
    """Until a server answers queries."""
    for _ in range(300):
        with contextlib.suppress(requests.RequestException):
            if requests.get(address, {"query": "ASK { }"}, timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(address)
