"""A run is the same bits first in its block or last: no memory of earlier runs enters."""

from __future__ import annotations

import numpy as np

from support.samplers import opened
from support.scenarios import scenario

RUNS = 60

#: Cells that change their state and their niche, within a capacity that counts them in both.
RESTLESS = """
[time]
end = 4.0
every = 0.25
[[niche]]
name = "a"
capacity = 3
[[niche]]
name = "b"
capacity = 3
[[clone]]
name = "A"
lineage = "a"
birth = 0.3
death = 0.3
initial = { a = 4 }
[[attachment]]
attach = 0.7
detach = 0.4
[[migration]]
from = "a"
to = "b"
rate = 0.2
[[signal]]
name = "cells"
sum = [{}]
[[modifier]]
on = "death"
signal = "cells"
plus = { linear = { at_zero = 0.0, slope = 0.1 } }
"""


def populations(first: int, runs: int) -> np.ndarray:
    running = opened(scenario(RESTLESS), runs, 12, first=first)
    while not running.advance(1_000_000):
        pass
    return running.take()["population"]


def test_a_run_does_not_depend_on_those_before_it() -> None:
    together = populations(0, RUNS)
    alone = [populations(run, 1)[0] for run in range(RUNS)]
    assert [run for run in range(RUNS) if not np.array_equal(together[run], alone[run])] == []
