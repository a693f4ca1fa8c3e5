"""Which runs a worker takes next."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

#: What a range of runs should take: long enough to cost nothing, short enough to share out fairly
#: and to be written while the next is simulated.
RANGE_SECONDS = 0.1
RANGE_BYTES = 2 << 20
#: However short the runs are: some tens of milliseconds of the shortest.
RANGE_RUNS = 1 << 13
_GROWTH = 16
_LEAST_SECONDS = 0.01


class Planner:
    """Hands out ranges of runs, in ascending order, to any number of workers.

    Ranges start small and grow with what a run turns out to take; they end at chunks of the file
    where they can, and shrink towards the end so that the workers finish together. None of this
    changes a result: a run depends on its index alone.

    Parameters
    ----------
    todo : iterable of (int, int)
        Runs to simulate, as ``(first, stop)``.
    workers : int
    chunk : int
        Runs in a chunk of the file.
    run_bytes : int
        What a run's arrays take in memory, without its clones.
    """

    def __init__(
        self, todo: Iterable[tuple[int, int]], *, workers: int, chunk: int, run_bytes: int
    ) -> None:
        self._todo = deque(todo)
        self._left = sum(stop - first for first, stop in self._todo)
        self._workers = workers
        self._chunk = chunk
        self._most = RANGE_RUNS
        self._lock = threading.Lock()
        self.weigh(run_bytes)

    def take(self, last: int = 0, seconds: float = 0.0) -> tuple[int, int] | None:
        """Return the next range, or None if all are taken.

        Parameters
        ----------
        last : int
            Runs in the worker's last range; 0 for its first.
        seconds : float
            How long they took.
        """
        with self._lock:
            if not self._todo:
                return None
            first, stop = self._todo.popleft()
            end = min(stop, self._end(first, self._size(last, seconds)))
            if end < stop:
                self._todo.appendleft((end, stop))
            self._left -= end - first
            return first, end

    def weigh(self, run_bytes: int) -> None:
        """Take to heart what a run's arrays take in memory, where it is more than was known."""
        with self._lock:
            self._most = max(1, min(self._most, RANGE_BYTES // max(run_bytes, 1)))

    def give_back(self, first: int, stop: int) -> None:
        """Return runs of a range that were not finished."""
        if first < stop:
            with self._lock:
                self._todo.appendleft((first, stop))
                self._left += stop - first

    def _size(self, last: int, seconds: float) -> int:
        if not last:
            return 1
        pace = last / max(seconds, 1e-9)
        share = max(self._left // (2 * self._workers), int(pace * _LEAST_SECONDS), 1)
        return max(1, min(int(pace * RANGE_SECONDS), last * _GROWTH, share, self._most))

    def _end(self, first: int, size: int) -> int:
        whole = (first + size) // self._chunk * self._chunk
        return whole if whole > first else first + size
