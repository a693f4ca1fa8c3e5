"""Workers hand over in time, stop when asked, and tell what went wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np
import pytest

from clonal.ensemble import execute
from clonal.ensemble.execute import Workers
from clonal.ensemble.plan import Planner
from clonal.errors import ClonalError, SimulationError
from support.blocks import FakeEngine, layout

KEY = np.arange(4, dtype=np.uint64)


def workers(make: Any, runs: int, count: int = 2, chunk: int = 1) -> Workers:
    planner = Planner([(0, runs)], workers=count, chunk=chunk, run_bytes=8)
    return Workers(make, KEY, planner, count)


def simulated(pool: Workers) -> list[int]:
    return sorted(int(i) for arrays in pool.arrays(1.0) if arrays for i in arrays["run"])


@pytest.mark.parametrize("count", [1, 2, 7])
def test_all_runs(count: int) -> None:
    pool = workers(lambda: FakeEngine(layout()), 100, count)
    pool.start()
    assert simulated(pool) == list(range(100))


def test_a_block_is_handed_over_before_its_range_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "BLOCK_SECONDS", 0.05)
    monkeypatch.setattr(execute, "SLICE_SECONDS", 0.01)

    class Slower(FakeEngine):
        """Its first runs promise more than the rest keeps."""

        def advance(self, max_events: int) -> bool:
            self.event_seconds = 0.0 if self.first < 20 else 1e-3
            return super().advance(min(max_events, 10))

    pool = workers(lambda: Slower(layout()), 60, 1, chunk=64)
    pool.start()
    began = time.monotonic()
    sizes, waits = [], []
    for arrays in pool.arrays(5.0):
        assert arrays is not None
        sizes.append(len(arrays["run"]))
        waits.append(time.monotonic() - began)
        began = time.monotonic()
    assert sum(sizes) == 60
    assert max(waits) < 1.0


def test_stopping_keeps_what_is_finished() -> None:
    started = threading.Event()

    class Endless(FakeEngine):
        def advance(self, max_events: int) -> bool:
            started.set()
            return super().advance(1)

    pool = workers(lambda: Endless(layout(), events=50, event_seconds=1e-4), 10**6)
    pool.start()
    started.wait()
    time.sleep(0.1)
    pool.stop()
    done = simulated(pool)
    assert 0 < len(done) < 10**6
    assert len(set(done)) == len(done)


def test_an_error_is_raised_after_what_is_finished() -> None:
    class Failing(FakeEngine):
        def advance(self, max_events: int) -> bool:
            if self.first <= 30 < self.first + self.count:
                self.finished = 30 - self.first
                raise SimulationError("run 30: clone LSC: too many cells")
            return super().advance(max_events)

    pool = workers(lambda: Failing(layout()), 40, 1)
    pool.start()
    done: list[int] = []

    def collect() -> None:
        for arrays in pool.arrays(1.0):
            done.extend(arrays["run"].tolist() if arrays else [])

    with pytest.raises(SimulationError, match="run 30: clone LSC: too many cells"):
        collect()
    assert done == list(range(30))


def test_an_engine_that_cannot_be_made() -> None:
    def make() -> FakeEngine:
        raise MemoryError("no room")

    pool = workers(make, 10)
    pool.start()
    with pytest.raises(MemoryError):
        simulated(pool)


def test_every_worker_has_an_engine_of_its_own() -> None:
    made = []

    def make() -> FakeEngine:
        made.append(threading.current_thread().name)
        return FakeEngine(layout(), event_seconds=1e-3)

    pool = workers(make, 30, 3)
    pool.start()
    simulated(pool)
    assert len(set(made)) == len(made) == 3


def test_results_wait_for_whoever_writes() -> None:
    """Memory is bounded: workers ahead of the writer wait."""
    taken = []

    class Counting(FakeEngine):
        def take(self) -> Any:
            taken.append(self.first)
            return super().take()

    pool = workers(lambda: Counting(layout()), 10_000, 2)
    pool.start()
    time.sleep(0.3)
    assert len(taken) <= 2 + 2
    pool.stop()
    simulated(pool)


def test_abandoned_workers_end() -> None:
    before = set(threading.enumerate())
    pool = workers(lambda: FakeEngine(layout()), 10_000, 2)
    pool.start()
    time.sleep(0.1)
    threads = set(threading.enumerate()) - before
    # Nobody takes what they have finished: they are waiting, and not done.
    assert len(threads) == 2
    pool.abandon()
    for thread in threads:
        thread.join(5.0)
        assert not thread.is_alive()


def test_too_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = workers(lambda: FakeEngine(layout()), 10, 3)
    started: list[threading.Thread] = []
    real = threading.Thread.start

    def refuse(self: threading.Thread) -> None:
        if len(started) == 2:
            raise RuntimeError("can't start new thread")
        started.append(self)
        real(self)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(ClonalError, match="workers: only 2 of 3"):
        pool.start()
    assert simulated(pool) == list(range(10))


def test_cores_are_those_that_the_process_may_use() -> None:
    """Asked in a process of its own, which has given up all but one."""
    code = (
        "import os\n"
        "from clonal.ensemble.execute import available_cores\n"
        "before = available_cores()\n"
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "print(before, available_cores())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stdout.split() == [str(len(os.sched_getaffinity(0))), "1"]
