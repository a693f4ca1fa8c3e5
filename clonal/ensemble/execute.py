"""Workers: threads that simulate ranges of runs, each with an engine of its own."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy.typing as npt

from clonal.ensemble.plan import Planner
from clonal.errors import ClonalError

Arrays = dict[str, npt.NDArray[Any]]

#: How long the kernel runs before it looks up.
SLICE_SECONDS = 0.1
#: After this long a range is handed over as far as it is, at the end of the run at hand.
BLOCK_SECONDS = 4.0
_FIRST_SLICE = 20_000
#: Bounds of a slice, in events.
_LEAST, _MOST = 100, 1 << 30


def available_cores() -> int:
    """Return how many cores this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """A set of threads that simulate until the plan is done; iterate to get the arrays.

    Parameters
    ----------
    make_engine : callable
        Returns a new engine; called once in each thread.
    key : ndarray of uint64, shape (4,)
        Key of the random streams.
    planner : Planner
    count : int
        How many threads.
    """

    def __init__(
        self, make_engine: Callable[[], Any], key: npt.NDArray[Any], planner: Planner, count: int
    ) -> None:
        self._make_engine = make_engine
        self._key = key
        self._planner = planner
        # Bounded, so that memory stays bounded when writing is slower than simulating.
        self._results: queue.Queue[Arrays | BaseException | None] = queue.Queue(count)
        self._stop = threading.Event()
        self._abandoned = threading.Event()
        self._running = 0
        self._threads = [
            threading.Thread(target=self._work, name=f"clonal-{number}", daemon=True)
            for number in range(count)
        ]

    def start(self) -> None:
        """Start the threads.

        Raises
        ------
        ClonalError
            If the system does not allow so many; those that it did allow are then at work.
        """
        for thread in self._threads:
            try:
                thread.start()
            except RuntimeError as error:
                message = f"workers: only {self._running} of {len(self._threads)} could be started"
                raise ClonalError(message) from error
            self._running += 1

    def arrays(self, patience: float) -> Iterator[Arrays | None]:
        """Yield the arrays of finished runs as they come; None when `patience` seconds bring none.

        Raises
        ------
        SimulationError, MemoryError
            If a run cannot go on; what the others have finished is yielded first.
        """
        failure: BaseException | None = None
        while self._running:
            try:
                result = self._results.get(timeout=patience)
            except queue.Empty:
                yield None
                continue
            if result is None:
                self._running -= 1
            elif isinstance(result, BaseException):
                failure = failure or result
                self.stop()
            else:
                yield result
        if failure is not None:
            raise failure

    def stop(self) -> None:
        """Ask the threads to hand over what is finished and end."""
        self._stop.set()

    def abandon(self) -> None:
        """End the threads, whether or not anybody takes what they have finished."""
        self._abandoned.set()
        self._stop.set()

    def _work(self) -> None:
        try:
            self._simulate()
        except BaseException as error:
            self._put(error)
        finally:
            self._put(None)

    def _put(self, result: Arrays | BaseException | None) -> None:
        while not self._abandoned.is_set():
            with contextlib.suppress(queue.Full):
                self._results.put(result, timeout=SLICE_SECONDS)
                return

    def _simulate(self) -> None:
        engine = self._make_engine()
        pace = _FIRST_SLICE / SLICE_SECONDS
        last, seconds = 0, 0.0
        while not self._stop.is_set():
            taken = self._planner.take(last, seconds)
            if taken is None:
                return
            first, stop = taken
            started = time.perf_counter()
            engine.open(self._key, first, stop - first)
            try:
                pace = self._advance(engine, started, pace)
            except (ClonalError, MemoryError):
                self._hand_over(engine)
                raise
            last, seconds = max(engine.finished, 1), time.perf_counter() - started
            self._planner.give_back(first + engine.finished, stop)
            self._hand_over(engine)

    def _advance(self, engine: Any, started: float, pace: float) -> float:
        """Simulate until the range is finished, time is up or a stop is asked for.

        Returns
        -------
        float
            Events a second, as far as they can be guessed.
        """
        finished_in_time = None
        while True:
            events = int(min(max(pace * SLICE_SECONDS, _LEAST), _MOST))
            began = time.perf_counter()
            done = engine.advance(events)
            now = time.perf_counter()
            if done:
                return pace
            # Slices vary in cost with what happens in them: follow, but not at once.
            pace *= min(max(SLICE_SECONDS / max(now - began, 1e-9), 0.25), 4.0)
            pace = max(pace, _LEAST / SLICE_SECONDS)
            if self._stop.is_set():
                return pace
            if now - started > BLOCK_SECONDS:
                # A run is dropped when its block is taken: wait until one has just ended.
                if finished_in_time is None:
                    finished_in_time = engine.finished
                elif engine.finished > finished_in_time:
                    return pace

    def _hand_over(self, engine: Any) -> None:
        if runs := engine.finished:
            arrays = engine.take()
            # How many clones a run has is seen only now.
            self._planner.weigh(sum(array.nbytes for array in arrays.values()) // runs)
            self._put(arrays)
