"""The explorer as a person meets it: served on the loopback, with the gold claims of the seeds, in Chromium."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from kg.store import Store
from kg.web.app import application
from kg.web.columns import read
from kg.web.showing import Explorer


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """The address at which the pages of the store in ``path`` are served, in a thread."""
    # asyncio sends small packets at once only where the protocol is said: 40 ms an answer otherwise.
    with Store.open(path) as store, socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(application(Explorer(store, read(store))), log_level="warning", lifespan="off")
        )
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join(5)


@pytest.fixture(scope="session")
def site(gold_folder: Path) -> Iterator[str]:
    """The address of the explorer of the gold claims."""
    with serving(gold_folder) as address:
        yield address


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], AbstractContextManager[str]]:
    """``serving``, for a store of one's own."""
    return serving


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        # WebGL without a graphics card: the page Graph draws with it.
        drawing = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", *drawing])
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A page in French, that fails the test for an error of a script and for a request that leaves the machine."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1100, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not _near(asked.url) else None)
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert wrong == []


def _near(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))
