"""Ctrl-C and termination: what was finished is kept, and the same command goes on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import clonal
from clonal.ensemble.interrupts import Deferred
from clonal.store import EnsembleFile, shard_paths


def long_command(path: Path, scenario: Path) -> list[str]:
    return [
        sys.executable, "-m", "clonal", "run", str(scenario),
        "--runs", "100000", "--seed", "4", "--out", str(path), "--workers", "2",
    ]  # fmt: skip


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def wait_for(path: Path, seconds: float = 60.0) -> None:
    """Wait until a command is at work: its lock is there."""
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_a_signal_keeps_what_is_finished(
    scenario: clonal.Scenario, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(scenario.to_toml())
    path = tmp_path / "some.h5"
    with subprocess.Popen(
        long_command(path, file), stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        wait_for(tmp_path / "some.h5.parts" / "lock")
        time.sleep(0.7)
        process.send_signal(number)
        told = process.communicate(timeout=30)[1]
    assert process.returncode == status
    assert "Traceback" not in told
    assert not path.exists()
    done: set[int] = set()
    for part in shard_paths(path):
        with contextlib.closing(EnsembleFile(part)) as file:
            present = file["run"][:]
            done |= {int(i) for i in present}
            index = int(present[-1])
            expected = clonal.simulate(scenario, seed=4, run=index).population
            np.testing.assert_array_equal(file["population"][len(present) - 1], expected)
    assert done
    runs = max(done) + 5
    with clonal.run(scenario, path, runs=runs, seed=4) as ensemble:
        np.testing.assert_array_equal(ensemble["run"][:], np.arange(runs))
    assert sorted(os.listdir(tmp_path)) == ["scenario.toml", "some.h5"]


def test_the_first_is_put_off_and_raised_at_the_end() -> None:
    course: list[str] = []

    def interrupted() -> None:
        with Deferred(lambda: course.append("noticed")) as deferred:
            signal.raise_signal(signal.SIGINT)
            assert deferred.received == signal.SIGINT
            course.append("went on")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert course == ["noticed", "went on"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_second_is_heard_at_once() -> None:
    course: list[str] = []

    def interrupted() -> None:
        with Deferred(lambda: course.append("noticed")):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            course.append("went on")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert course == ["noticed"]


def test_nothing_happens_without() -> None:
    with Deferred(lambda: None):
        pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_is_not_hidden_by_an_interrupt() -> None:
    def fail() -> None:
        with Deferred(lambda: None):
            signal.raise_signal(signal.SIGINT)
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        fail()


def test_an_ignored_signal_stays_ignored() -> None:
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Deferred(lambda: None) as deferred:
            signal.raise_signal(signal.SIGINT)
            assert deferred.received is None
    finally:
        signal.signal(signal.SIGINT, previous)


def test_a_handler_of_the_caller_is_called_at_the_end() -> None:
    course: list[str] = []

    def terminated() -> None:
        with Deferred(lambda: course.append("noticed")):
            signal.raise_signal(signal.SIGTERM)
            course.append("went on")

    previous = signal.signal(signal.SIGTERM, lambda number, frame: course.append("called"))
    try:
        with pytest.raises(KeyboardInterrupt):
            terminated()
    finally:
        signal.signal(signal.SIGTERM, previous)
    assert course == ["noticed", "went on", "called"]
