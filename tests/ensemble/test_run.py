"""A run depends on the scenario, the seed and its index, and on nothing else."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clonal
from clonal import _engine
from clonal.ensemble import collect, execute, plan


def contents(path: Path) -> dict[str, Any]:
    with clonal.open(path) as ensemble:
        return {name: ensemble[name][()] for name in ensemble}


def assert_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name, values in one.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)


@pytest.fixture
def reference(scenario: clonal.Scenario, tmp_path: Path) -> dict[str, Any]:
    clonal.run(scenario, tmp_path / "reference.h5", runs=60, seed=9, workers=1).close()
    return contents(tmp_path / "reference.h5")


@pytest.fixture
def many_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "BLOCK_SECONDS", 0.0)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_workers_do_not_matter(
    scenario: clonal.Scenario, tmp_path: Path, reference: dict[str, Any], workers: int
) -> None:
    path = tmp_path / "other.h5"
    clonal.run(scenario, path, runs=60, seed=9, workers=workers).close()
    assert_equal(contents(path), reference)


@pytest.mark.parametrize("seconds", [1e-9, 1.0])
def test_cutting_does_not_matter(
    scenario: clonal.Scenario,
    tmp_path: Path,
    reference: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    many_shards: None,
    seconds: float,
) -> None:
    monkeypatch.setattr(plan, "RANGE_SECONDS", seconds)
    monkeypatch.setattr(execute, "SLICE_SECONDS", 1e-7)
    path = tmp_path / "other.h5"
    clonal.run(scenario, path, runs=60, seed=9, workers=2).close()
    assert_equal(contents(path), reference)
    assert sorted(os.listdir(tmp_path)) == ["other.h5", "reference.h5"]


def test_the_number_of_runs_does_not_matter(
    scenario: clonal.Scenario, tmp_path: Path, reference: dict[str, Any]
) -> None:
    path = tmp_path / "other.h5"
    for runs in (1, 7, 31, 60):
        with clonal.run(scenario, path, runs=runs, seed=9) as ensemble:
            assert ensemble.runs == runs
            np.testing.assert_array_equal(ensemble["population"][:], reference["population"][:runs])
    assert_equal(contents(path), reference)


def test_one_run_in_memory_is_the_same_run(
    scenario: clonal.Scenario, reference: dict[str, Any]
) -> None:
    starts = np.concatenate([[0], np.cumsum(reference["clone/row_size"])])
    for index in (0, 17, 59):
        run = clonal.simulate(scenario, seed=9, run=index)
        for name in ("population", "events", "end_time", "signal_burden", "endpoint_relapse"):
            np.testing.assert_array_equal(run[name], reference[name][index])
            np.testing.assert_array_equal(getattr(run, name), reference[name][index])
        rows = slice(starts[index], starts[index + 1])
        np.testing.assert_array_equal(run["clone/founded"], reference["clone/founded"][rows])
        mine = reference["clone_count/run_index"] == index
        for name in ("time_index", "niche_index", "count"):
            expected = reference[f"clone_count/{name}"][mine]
            np.testing.assert_array_equal(run[f"clone_count/{name}"], expected)
        clone = reference["clone_count/clone_row"][mine] - starts[index]
        np.testing.assert_array_equal(run["clone_count/clone_row"], clone)
        np.testing.assert_array_equal(run.time, reference["time"])
        assert run.outcome in {"reached_end", "extinct"}
        assert str(index) in repr(run)


def test_seeds_differ_however_large(scenario: clonal.Scenario, tmp_path: Path) -> None:
    seeds = (0, 1, 2**64, 2**64 + 1, 10**40)
    events = set()
    for seed in seeds:
        with clonal.run(scenario, tmp_path / f"{seed}.h5", runs=3, seed=seed) as ensemble:
            assert ensemble.seed == seed
            events.add(tuple(ensemble["events"][:]))
    assert len(events) == len(seeds)


def test_what_is_there_is_not_computed_again(
    scenario: clonal.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Counting(_engine.Engine):
        def open(self, key: Any, first: int, count: int) -> None:
            asked.extend(range(first, first + count))
            super().open(key, first, count)

    monkeypatch.setattr(_engine, "Engine", Counting)
    path = tmp_path / "some.h5"
    for runs, expected in ((20, range(20)), (20, ()), (5, ()), (31, range(20, 31))):
        asked.clear()
        clonal.run(scenario, path, runs=runs, seed=1, workers=1).close()
        assert sorted(asked) == list(expected)


def test_a_smaller_number_changes_nothing(scenario: clonal.Scenario, tmp_path: Path) -> None:
    path = tmp_path / "some.h5"
    clonal.run(scenario, path, runs=20, seed=1).close()
    before = path.read_bytes()
    with clonal.run(scenario, path, runs=3, seed=1) as ensemble:
        assert ensemble.runs == 20
    assert path.read_bytes() == before
    with pytest.raises(clonal.StoreError):
        clonal.run(scenario, path, runs=3, seed=2)


def test_what_a_kill_after_the_last_rename_left_is_cleared(
    scenario: clonal.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many_shards: None
) -> None:
    path = tmp_path / "some.h5"
    monkeypatch.setattr(collect.store.Store, "clear", lambda self, runs: None)
    clonal.run(scenario, path, runs=20, seed=1).close()
    assert collect.store.shard_paths(path)
    monkeypatch.undo()
    clonal.run(scenario, path, runs=20, seed=1).close()
    assert os.listdir(tmp_path) == ["some.h5"]
    for left in ([], ["lock"], ["lock", "unfinished-0badc0de.tmp"]):
        (tmp_path / "some.h5.parts").mkdir()
        for name in left:
            (tmp_path / "some.h5.parts" / name).touch()
        clonal.run(scenario, path, runs=20, seed=1).close()
        assert os.listdir(tmp_path) == ["some.h5"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"runs": 0}, "runs: must be at least 1"),
        ({"runs": -3}, "runs: must be at least 1"),
        ({"runs": 10**30}, "runs: must be at most"),
        ({"runs": 2.0}, "runs: 2.0 is not a whole number"),
        ({"runs": "3"}, "runs: '3' is not a whole number"),
        ({"runs": None}, "runs: None is not a whole number"),
        ({"seed": -1}, "seed: must be at least 0"),
        ({"seed": 0.5}, "seed: 0.5 is not"),
        ({"runs": True}, "runs: True is not a whole number"),
        ({"seed": False}, "seed: False is not a whole number"),
        ({"seed": np.True_}, "seed: .*True.* is not a whole number"),
        ({"workers": True}, "workers: True is not a whole number"),
        ({"workers": -1}, "workers: must be at least 0"),
        ({"workers": 10**6}, "workers: must be at most"),
        ({"method": "hybrid"}, "hybrid leaping is not available"),
        ({"method": "fast"}, "there is no 'fast'"),
        ({"executor": ThreadPoolExecutor(1)}, "executor"),
    ],
)
def test_mistakes(
    scenario: clonal.Scenario, tmp_path: Path, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(clonal.ClonalError, match=message):
        clonal.run(scenario, tmp_path / "some.h5", **{"runs": 2, "seed": 1, **given})
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["hybrid", "executor"])
def test_what_comes_later_is_unsupported(
    scenario: clonal.Scenario, tmp_path: Path, name: str
) -> None:
    given: dict[str, Any] = {"method": "hybrid"} if name == "hybrid" else {"executor": object()}
    with pytest.raises(clonal.UnsupportedError, match=name):
        clonal.run(scenario, tmp_path / "some.h5", runs=2, seed=1, **given)


def test_mistakes_of_one_run(scenario: clonal.Scenario) -> None:
    for given in ({"seed": -1}, {"run": -1}, {"run": 2**63}, {"seed": "1"}, {"run": 1.5}):
        with pytest.raises(clonal.ClonalError):
            clonal.simulate(scenario, **given)
    for name in ("seed", "run"):
        with pytest.raises(clonal.ClonalError, match=f"{name}: True is not a whole number"):
            clonal.simulate(scenario, **{name: True})
    with pytest.raises(AttributeError):
        _ = clonal.simulate(scenario).nothing


OVERFLOWING = f"""
[time]
end = 1.0
[[niche]]
name = "marrow"
[[clone]]
name = "LSC"
lineage = "leukemic"
birth = 3e-19
initial = {{ marrow = {2**62 - 4} }}
"""


def test_a_run_that_cannot_go_on_keeps_those_before_it(tmp_path: Path) -> None:
    """Poisson births with mean 1.4 pass a limit that is 5 births away in one run of a hundred."""
    scenario = clonal.loads(OVERFLOWING)
    path = tmp_path / "some.h5"
    with pytest.raises(clonal.SimulationError, match=r"^run \d+: clone LSC") as failed:
        clonal.run(scenario, path, runs=3000, seed=1, workers=1)
    index = int(str(failed.value).split()[1].rstrip(":"))
    assert not path.exists()
    (shard,) = collect.store.shard_paths(path)
    with contextlib.closing(collect.store.EnsembleFile(shard)) as file:
        assert sorted(file["run"][:].tolist()) == list(range(index))
    with pytest.raises(clonal.SimulationError, match=f"^run {index}: clone LSC"):
        clonal.simulate(scenario, seed=1, run=index)
    with clonal.run(scenario, path, runs=index, seed=1) as ensemble:
        assert ensemble.runs == index


def test_a_full_disk_keeps_what_was_finished(
    scenario: clonal.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many_shards: None
) -> None:
    """Network file systems tell of a full disk when a file is to be made to last."""
    path = tmp_path / "some.h5"
    synced: list[int] = []
    real = os.fsync

    def full_after_two(number: int) -> None:
        if stat.S_ISREG(os.fstat(number).st_mode):
            if len(synced) == 2:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            synced.append(number)
        real(number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_after_two)
        with pytest.raises(clonal.StoreError, match=r"cannot write .*: No space left on device"):
            clonal.run(scenario, path, runs=500, seed=1, workers=2)
    assert not path.exists()
    shards = collect.store.shard_paths(path)
    assert len(shards) == 2
    done: set[int] = set()
    for shard in shards:
        with contextlib.closing(collect.store.EnsembleFile(shard)) as file:
            done |= {run for first, stop in file.intervals() for run in range(first, stop)}
    asked: list[int] = []

    class Counting(_engine.Engine):
        def open(self, key: Any, first: int, count: int) -> None:
            asked.extend(range(first, first + count))
            super().open(key, first, count)

    monkeypatch.setattr(_engine, "Engine", Counting)
    clonal.run(scenario, path, runs=500, seed=1).close()
    assert set(asked) == set(range(500)) - done
    assert os.listdir(tmp_path) == ["some.h5"]
