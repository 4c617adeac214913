"""How smoothly the page Graph moves: frames a second while it is dragged, seconds until it settles, in Chromium.

``of idle`` compares with the frames that the same page shows when nothing moves, ``script ms`` is what the page's own
thread takes for a frame. Invented networks of so many names with three times as many links (or the 10,000 that are
drawn at most), a few names having most of them, as in the news. WebGL is computed by the processor: a graphics card is
faster.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from typing import Any

import numpy
import uvicorn

from kg.store import Store
from kg.web.app import application
from kg.web.columns import Columns
from kg.web.network import MOST_EDGES
from kg.web.showing import Explorer

SIZES = (100, 1_000, 3_000)
DRAGGED = 3.0  # seconds
# Counts the frames that the page shows while the mouse drags the picture.
COUNT = """
() => {
  const sigma = document.getElementById("picture").drawing.sigma, counted = { frames: 0, script: 0 };
  let began = 0;
  sigma.on("beforeRender", () => { began = performance.now(); });
  sigma.on("afterRender", () => { counted.frames += 1; counted.script += performance.now() - began; });
  window.counted = counted;
}
"""
# How many frames the browser has time for in a second when nothing moves.
IDLE = """
() => new Promise((resolve) => {
  const end = performance.now() + 1000;
  let frames = 0;
  const next = (now) => { frames += 1; now < end ? requestAnimationFrame(next) : resolve(frames); };
  requestAnimationFrame(next);
})
"""


def table(sizes: tuple[int, ...] = SIZES) -> str:
    """A row for each number of names."""
    from playwright.sync_api import sync_playwright

    lines = [
        f"{'names':>8}{'links':>8}{'server s':>10}{'settled s':>11}{'frames/s':>10}{'of idle':>9}{'script ms':>11}"
    ]
    with sync_playwright() as playwright:
        drawing = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=drawing)
        lines += [_row(browser, size) for size in sizes]
        browser.close()
    return "\n".join(lines)


def _row(browser: Any, names: int) -> str:
    with Store.memory() as store, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(Explorer(store, invented(names))), log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.01)
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        row = _measured(page, f"http://127.0.0.1:{listening.getsockname()[1]}/graph?least=1")
        page.close()
        server.should_exit = True
        running.join(5)
    return row


def _measured(page: Any, address: str) -> str:
    start = time.perf_counter()
    page.request.get(address.replace("/graph", "/graph.json"))
    answered = time.perf_counter() - start
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("#picture[data-state=settled]", timeout=120_000)
    settled = time.perf_counter() - start
    idle = page.evaluate(IDLE)
    picture = page.locator("#picture")
    box = picture.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT)
    start, step = time.perf_counter(), 0
    while time.perf_counter() - start < DRAGGED:
        step += 1
        page.mouse.move(x + 80 * (step % 2), y + step % 60)
    counted = page.evaluate("() => window.counted")
    frames = counted["frames"] / (time.perf_counter() - start)
    script = counted["script"] / max(1, counted["frames"])
    page.mouse.up()
    nodes, edges = (int(picture.get_attribute(f"data-{name}")) for name in ("nodes", "edges"))
    return f"{nodes:>8}{edges:>8}{answered:>10.2f}{settled:>11.1f}{frames:>10.1f}{frames / idle:>9.2f}{script:>11.1f}"


def invented(names: int) -> Columns:
    """Claims of ``names`` speakers; each speaks about two names, mostly about the first ones."""
    random, links = numpy.random.default_rng(7), min(3 * names, MOST_EDGES)
    whom = (names * random.random(links) ** 3).astype(numpy.int32)
    speaker = numpy.arange(links, dtype=numpy.int32) % names
    whom = numpy.where(whom == speaker, (whom + 1) % names, whom)
    none, one = numpy.zeros(links, numpy.int32), numpy.ones(links, numpy.bool_)
    labels = [f"Nom {number}" for number in range(names)]
    return Columns(
        entities=[f"nom-{number}" for number in range(names)], labels=labels, articles=["a"], titles=["A"],
        publishers=[], kind=random.integers(0, 6, names).astype(numpy.int8),
        voice_of=numpy.full(names, -1, numpy.int32), article_publisher=numpy.full(1, -1, numpy.int32),
        article_day=numpy.full(1, 738_000, numpy.int32), article=none, begin=none, end=none, speaker=speaker, main=whom,
        first=none, last=none, day=738_000 + numpy.sort(random.integers(0, 700, links)).astype(numpy.int32), known=one,
        act=random.integers(0, 8, links).astype(numpy.uint8), form=none, copy=~one,
        target_start=numpy.arange(links + 1, dtype=numpy.int64), target=whom,
    )  # fmt: skip
