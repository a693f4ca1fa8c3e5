"""A damaged file is refused before anything is simulated or said to be complete."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import h5py
import pytest

import clonal
from clonal import _engine, cli
from clonal.ensemble import collect


def flip(path: Path, dataset: str) -> bytes:
    """Turn one bit over in the first chunk of a dataset, and return what the file is then."""
    with h5py.File(path) as file:
        chunk = file[dataset].id.get_chunk_info(0)
    data = bytearray(path.read_bytes())
    data[chunk.byte_offset + chunk.size // 2] ^= 1
    path.write_bytes(data)
    return bytes(data)


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Idle:
        def __init__(self, program: Any) -> None:
            raise AssertionError("simulated before the file was looked at")

    monkeypatch.setattr(_engine, "Engine", Idle)


@pytest.fixture
def finished(scenario: clonal.Scenario, tmp_path: Path) -> Path:
    clonal.run(scenario, tmp_path / "some.h5", runs=12, seed=1).close()
    return tmp_path / "some.h5"


DATASETS = ["time", "population", "signal_burden", "events", "clone/founded", "clone_count/count"]


@pytest.mark.parametrize("runs", [12, 3, 14])
@pytest.mark.parametrize("dataset", DATASETS)
def test_a_damaged_file_is_refused_first(
    scenario: clonal.Scenario,
    finished: Path,
    request: pytest.FixtureRequest,
    dataset: str,
    runs: int,
) -> None:
    damaged = flip(finished, dataset)
    request.getfixturevalue("no_engine")
    with pytest.raises(clonal.StoreError, match="damaged"):
        clonal.run(scenario, finished, runs=runs, seed=1)
    assert finished.read_bytes() == damaged
    assert os.listdir(finished.parent) == ["some.h5"]


@pytest.mark.parametrize("runs", [12, 14])
def test_the_command_says_which_dataset(
    scenario: clonal.Scenario, finished: Path, capsys: pytest.CaptureFixture[str], runs: int
) -> None:
    (finished.parent / "scenario.toml").write_text(scenario.to_toml())
    damaged = flip(finished, "population")
    words = ["run", finished.parent / "scenario.toml", "--runs", runs, "--seed", 1]
    assert cli.main([*map(str, words), "--out", str(finished)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "some.h5 is damaged: in dataset population" in told.err
    assert finished.read_bytes() == damaged
    assert sorted(os.listdir(finished.parent)) == ["scenario.toml", "some.h5"]


def test_a_damaged_part_is_refused_first(
    scenario: clonal.Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    def stopped(self: object, runs: int, block: object = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(collect, "BLOCK_SECONDS", 0.0)
    monkeypatch.setattr(collect.store.Store, "merge", stopped)
    with pytest.raises(KeyboardInterrupt):
        clonal.run(scenario, tmp_path / "some.h5", runs=12, seed=1, workers=1)
    monkeypatch.undo()
    parts = collect.store.shard_paths(tmp_path / "some.h5")
    before = {path: path.read_bytes() for path in parts[1:]}
    before[parts[0]] = flip(parts[0], "population")
    request.getfixturevalue("no_engine")
    with pytest.raises(clonal.StoreError, match="damaged"):
        clonal.run(scenario, tmp_path / "some.h5", runs=14, seed=1)
    assert {path: path.read_bytes() for path in parts} == before
    assert not (tmp_path / "some.h5").exists()
