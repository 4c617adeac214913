"""The worker's side of ``--jobs``: articles come in, extractions go out, one after the other.

A worker ends when the other side of its connection is gone, whatever it has in hand: nobody is left to hear of it.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from multiprocessing.connection import Connection

from kg.adding.extracting import Extractor
from kg.errors import ReadError
from kg.model import Article, Extraction

Answer = Extraction | ReadError


def work(connection: Connection) -> None:
    """Extract the claims of each article that comes, until ``None`` does. The first thing sent says « ready »."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they are the parent's to take: what is in hand is finished
        signal.signal(number, signal.SIG_IGN)
    from kg.adding.nursery import PIPELINE

    extract = Extractor(PIPELINE)
    waiting: queue.SimpleQueue[Article | None] = queue.SimpleQueue()
    # Taken in beside the work: the parent must not wait for room while this side waits to be read.
    threading.Thread(target=_receive, args=(connection, waiting), daemon=True).start()
    connection.send(None)
    while (article := waiting.get()) is not None:
        connection.send(_answer(extract, article))


def _answer(extract: Extractor, article: Article) -> Answer:
    try:
        return extract(article)
    except ReadError as error:
        return error


def _receive(connection: Connection, waiting: queue.SimpleQueue[Article | None]) -> None:
    article: Article | None = None
    try:
        while True:
            article = connection.recv()
            waiting.put(article)
            if article is None:
                return
    except (EOFError, OSError):
        os._exit(1)  # the parent is gone
