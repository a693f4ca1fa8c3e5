"""Ctrl-C and termination, put off until what is finished is on disk."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Deferred:
    """While it is entered, the first interrupt only calls `notice`; a second one raises at once.

    At the end the signal is raised again, for whoever handles it outside. Off the main thread, and
    for signals that are ignored, it does nothing.

    Parameters
    ----------
    notice : callable
        Called at the first signal, between two steps of the interpreter.
    """

    def __init__(self, notice: Callable[[], None]) -> None:
        self._notice = notice
        self._previous: dict[signal.Signals, Any] = {}
        self.received: int | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                previous = signal.getsignal(number)
                # None is a handler that Python did not install: it could not be put back.
                if previous not in (signal.SIG_IGN, None):
                    self._previous[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)
        if self.received is not None and kind is None:
            signal.raise_signal(self.received)
            # A handler that returns does not make the ensemble any more complete.
            raise KeyboardInterrupt

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self.received is not None:
            raise KeyboardInterrupt
        self.received = number
        self._notice()
