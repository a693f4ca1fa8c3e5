"""A program with one wrong number is refused with the table's name, or it runs: never a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Wrong numbers everywhere, a table at a time; what is accepted runs for a while.
TRIAL = """
import sys
import numpy as np
import clonal
from clonal._engine import Engine
from clonal.compile import Program, compile_scenario
from clonal.compile.tables import TABLES
from clonal.errors import SimulationError

key = np.random.SeedSequence(7).generate_state(4, np.uint64)
rng = np.random.default_rng(int(sys.argv[2]))
scenario = clonal.load(sys.argv[1])
program = compile_scenario(scenario, most_listed=int(rng.choice([1, 1 << 24])))
outcomes = {"ran": 0, "refused": 0}
for name, table in TABLES.items():
    size = len(program.arrays[name])
    for place in rng.integers(size, size=4) if size and table.dtype.kind == "i" else ():
        array = program.arrays[name].copy()
        last = int(array.max())
        array[place] = rng.choice([-2, -1, 0, 1, 2, last, last + 1, int(rng.choice(array)), 10**6])
        print(name, place, program.arrays[name][place], array[place], file=sys.stderr)
        broken = Program(program.layout, program.sizes, program.arrays | {name: array})
        try:
            engine = Engine(broken)
        except TypeError as error:
            assert name in str(error) or "this Program's" in str(error)
            outcomes["refused"] += 1
            continue
        engine.open(key, 0, 1)
        try:
            engine.advance(2000)
        except (SimulationError, MemoryError):
            pass
        outcomes["ran"] += 1
assert min(outcomes.values()) > 20, outcomes
"""


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "name", ["all-in-small", "aml-microenvironment", "clonal-haematopoiesis", "whole"]
)
def test_one_wrong_number_is_never_a_crash(repository: Path, name: str, seed: int) -> None:
    given = str(repository / "tests" / "model" / "whole.toml") if name == "whole" else name
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", TRIAL, given, str(seed)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": path},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.splitlines()[-5:]
    assert "Error" not in done.stderr, done.stderr[-2000:]
