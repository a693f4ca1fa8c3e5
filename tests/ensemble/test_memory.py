"""Where there is no memory one message says so, and what is finished is kept."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clonal
from clonal import store
from clonal.cli import main
from clonal.ensemble import collect

LONG = """
[time]
end = 9e6
every = 1.0
[[niche]]
name = "marrow"
[[clone]]
name = "LSC"
lineage = "leukemic"
birth = 0.0
death = 0.1
initial = { marrow = 1 }
"""


@pytest.mark.parametrize("where", ["making the engine", "opening", "advancing"])
def test_no_memory_keeps_what_is_finished(
    scenario: clonal.Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    where: str,
) -> None:
    """The fourth range finds no memory: the runs before it are there, and are not done again."""
    make = collect._engine_maker

    class Short:
        """An engine that runs out of memory."""

        def __init__(self, engine: Any) -> None:
            self.engine = engine
            self.ranges = 0

        @property
        def finished(self) -> int:
            return self.engine.finished

        def open(self, key: Any, first: int, count: int) -> None:
            self.ranges += 1
            if where == "opening" and self.ranges == 4:
                raise MemoryError
            self.engine.open(key, first, count)

        def advance(self, events: int) -> bool:
            if where == "advancing" and self.ranges == 4:
                while not self.engine.finished:
                    self.engine.advance(100)
                raise MemoryError("no memory for more clones")
            return self.engine.advance(events)

        def take(self) -> Any:
            return self.engine.take()

    def maker(program: Any) -> Callable[[], Any]:
        if where == "making the engine":

            def none() -> Any:
                raise MemoryError("no memory for a run")

            return none
        return lambda: Short(make(program)())

    monkeypatch.setattr(collect, "_engine_maker", maker)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenario.toml").write_text(scenario.to_toml())
    words = ["run", "scenario.toml", "--runs", "500", "--seed", "3", "--workers", "1"]
    assert main([*words, "--out", "some.h5"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("clonal: not enough memory")
    assert told.count("\n") == 1
    kept = store.shard_paths(tmp_path / "some.h5")
    assert len(kept) == (0 if where == "making the engine" else 1)
    monkeypatch.setattr(collect, "_engine_maker", make)
    assert main([*words, "--out", "some.h5"]) == 0
    with (
        clonal.open("some.h5") as found,
        clonal.run(scenario, "whole.h5", runs=500, seed=3) as whole,
    ):
        for name in whole:
            np.testing.assert_array_equal(found[name][...], whole[name][...])
    assert sorted(os.listdir(tmp_path)) == ["scenario.toml", "some.h5", "whole.h5"]


def test_nine_million_samples_under_a_limit(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(LONG)
    python = shlex.quote(sys.executable)
    words = "run long.toml --runs 2 --seed 1 --workers 1 --out long.h5"
    done = subprocess.run(
        ["sh", "-c", f"ulimit -v 400000; exec {python} -m clonal {words}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("clonal: not enough memory: ")
    assert done.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == ["long.toml"]
