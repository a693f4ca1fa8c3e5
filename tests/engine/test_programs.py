"""A program with one wrong number is refused with the table's name, or it runs: never a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clonal
from clonal._engine import Engine
from clonal.compile import Program, compile_scenario

WORLD = """
time = { end = 2.0, every = 1.0 }
niche = [{ name = "m", capacity = 50 }]
pool = [{ name = "p", initial = 5, death = 0.1 }]
[[clone]]
name = "HSC"
lineage = "normal"
birth = 1.0
death = 0.1
initial = { m = 10 }
immigration = { m = 1.0 }
[[mutation]]
name = "driver"
from = "HSC"
to = "new"
rate = 0.1
[[drug]]
name = "x"
half_life = 1.0
doses = [{ amount = 1.0, absorption_half_life = 1.0 }, { amount = 1.0, duration = 0.5 }]
[[drug.effect]]
on = "kill"
emax = 0.1
ec50 = 1.0
[[intervention]]
at = 1.0
add = { clone = "HSC", niche = "m", value = 3 }
"""


def changed(table: str, place: Any, value: Any) -> Program:
    program = compile_scenario(clonal.loads(WORLD))
    program.arrays[table][place] = value
    return program


@pytest.mark.parametrize(
    ("table", "place", "value", "words"),
    [
        ("mark_which", 0, 1, "an entry is not below 1"),
        ("mark_kind", -1, 0, "the last mark is not the end"),
        ("mark_time", 0, np.nan, "days are finite"),
        ("sample_time", 1, 7.0, "ascend"),
        ("intervention_clone", 0, -1, "nowhere"),
        ("intervention_place", 0, -1, "nowhere"),
        ("series_gut", 0, -1, "rate of absorption"),
        ("series_duration_digits", 1, 0, "no duration"),
        ("series_start_power", 0, 401, "above 400"),
        ("event_clone", slice(None), -1, "of no clone"),
        ("event_mutations", slice(None), 0, "does not mutate"),
        ("mutation_group", 0, -1, "no group"),
        ("channel_entity", -1, 0, "entity_channel_ptr"),
        ("channel_event", 1, 1, "two channels"),
        ("channel_column", -1, 1, "no traits"),
        ("part_ratio", 0, 0, "behind"),
        ("node_parent", slice(None), -1, "lacks its input"),
        ("entity_group", 0, -1, "entity's number"),
        ("entity_compartment", -1, 0, "entity's number"),
        ("move_own", slice(None), -1, "leave"),
    ],
)
def test_a_table_at_odds_with_another_is_named(
    table: str, place: Any, value: Any, words: str
) -> None:
    with pytest.raises(TypeError, match=words) as caught:
        Engine(changed(table, place, value))
    assert "this Program's table" in str(caught.value)


@pytest.mark.parametrize(("size", "value"), [("summed", 1), ("summed", 10**6), ("columns", 0)])
def test_a_size_at_odds_with_the_tables_is_named(size: str, value: int) -> None:
    program = compile_scenario(clonal.loads(WORLD))
    program.sizes[size] = value
    with pytest.raises(TypeError, match="this Program's"):
        Engine(program)


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
