"""Ctrl-C and SIGTERM: the article in hand is finished first; a second signal stops at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from kg.errors import Stopped

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_GO_ON = "; what was finished is kept: run the same command again to go on"
_AGAIN = b"kg: stopping when this article is finished; once more stops at once\n"


class Stop:
    """Whether somebody wants an end: ``signal`` is the one that said so."""

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None

    def __bool__(self) -> bool:
        return self.signal is not None

    def stopped(self, how: str, next: str = _GO_ON) -> Stopped:
        """What to raise: how it ended, and the ``next`` step."""
        return Stopped(f"{how}{next}", self.signal or signal.SIGINT)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take a signal. The second raises ``KeyboardInterrupt``, which no ``except Exception`` holds up."""
        if self.signal is not None:
            raise KeyboardInterrupt
        self.signal = signal.Signals(number)
        os.write(2, _AGAIN)  # not print: a signal may come in the middle of one


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Signals wait for the article in hand as long as this lasts. Raises ``Stopped`` at the second.

    >>> with stoppable() as stop:
    ...     bool(stop)
    False
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():  # only there can signals be taken
        yield stop
        return
    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield stop
    except KeyboardInterrupt:
        raise stop.stopped("stopped at once") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
