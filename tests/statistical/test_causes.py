"""Deaths by cause: every cell that goes is told once, with what it died of and when."""

from __future__ import annotations

import numpy as np
import pytest

from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

RUNS = 100_000
TIMES = (0.5, 1.5, 4.0)

#: Rates at which a cell of each lineage dies, by cause; "d" is a drug.
RATES = {
    "x": {"natural": 0.1, "immune": 0.2, "hunger": 0.05, "d": 0.15},
    "y": {"natural": 0.3, "immune": 0.1, "hunger": 0.0, "d": 0.0},
}
CELLS = {"x": 12, "y": 7}

TEXT = f"""
[time]
end = {TIMES[-1]}
at = {list(TIMES)}
[record]
causes = true
[[niche]]
name = "a"
[[niche]]
name = "b"
[[clone]]
name = "A"
lineage = "x"
birth = 0.0
death = 0.2
initial = {{ a = {CELLS["x"]} }}
traits = {{ seen = 2.0 }}
[[clone]]
name = "B"
lineage = "y"
birth = 0.0
death = 0.3
initial = {{ a = {CELLS["y"]} }}
traits = {{ seen = 1.0 }}
[[drug]]
name = "d"
constant = {{ value = 1.0 }}
[[drug.effect]]
on = "kill"
lineage = "x"
emax = 0.3
ec50 = 1.0
[[cause]]
name = "immune"
[[cause]]
name = "hunger"
[[modifier]]
on = "death"
of = {{ cause = "immune" }}
plus = 0.1
trait = "seen"
[[modifier]]
on = "death"
of = {{ lineage = "x" }}
times = 0.5
[[modifier]]
on = "death"
of = {{ cause = "hunger", lineage = "x" }}
plus = 0.05
[[modifier]]
on = "death"
of = {{ cause = "hunger", lineage = "y" }}
plus = -0.7
"""

MOVING = """
[[migration]]
from = "a"
to = "b"
rate = 0.7
[[attachment]]
attach = 0.5
detach = 0.4
"""

STOPPING = """
[[signal]]
name = "cells"
sum = [{}]
[[endpoint]]
name = "few"
signal = "cells"
below = 8
stop = true
"""


@gated(alpha=1e-9)
def test_each_cause_takes_its_share_at_its_time(gate: Gate, sampler: Sampler) -> None:
    """Cells that only die go independently: a share of each cause within each interval."""
    block = sampler(scenario(TEXT), RUNS, gate.seed())
    runs = len(block["run"])
    for number, (lineage, rates) in enumerate(RATES.items()):
        total = sum(rates.values())
        for cause, rate in rates.items():
            seen = block[f"deaths_{cause}"][:, :, number].sum(axis=(0, 2, 3))
            before = 0.0
            for sample, time in enumerate(TIMES):
                share = rate / total * (np.exp(-total * before) - np.exp(-total * time))
                trials = CELLS[lineage] * runs
                gate.count(f"{lineage} {cause} to {time}", int(seen[sample]), trials, share)
                before = time


@pytest.mark.parametrize("more", [MOVING, STOPPING, MOVING + STOPPING])
def test_who_is_gone_has_died_once(sampler: Sampler, more: str) -> None:
    """Without births, the cells that a sample lacks are the deaths since the one before."""
    block = sampler(scenario(TEXT + more), 2_000, 1)
    causes = [name for name in block if name.startswith("deaths_")]
    assert causes == [f"deaths_{name}" for name in RATES["x"]]
    died = sum(block[name] for name in causes).sum(axis=(3, 4))
    cells = block["population"].sum(axis=(3, 4))
    start = np.broadcast_to(np.array(list(CELLS.values())), (len(cells), 1, 2))
    before = np.concatenate([start, cells[:, :-1]], axis=1)
    np.testing.assert_array_equal(before - cells, died)
    later = np.asarray(TIMES)[None, :-1] >= block["end_time"][:, None]
    assert np.any(later) == ("few" in more)
    assert not np.any(died[:, 1:][later])


def test_to_record_them_changes_nothing_else(sampler: Sampler) -> None:
    with_them = sampler(scenario(TEXT + MOVING), 200, 3)
    without = sampler(scenario((TEXT + MOVING).replace("causes = true", "")), 200, 3)
    assert {name for name in with_them if name not in without} == {
        f"deaths_{name}" for name in RATES["x"]
    }
    for name, values in without.items():
        np.testing.assert_array_equal(values, with_them[name])
