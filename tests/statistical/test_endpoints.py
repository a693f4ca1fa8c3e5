"""Endpoints: first passages by the master equation, and their order by the definition."""

from __future__ import annotations

import dataclasses

import numpy as np

from support.cases import CASES, Case
from support.master import Bound, Master, Place
from support.samplers import Sampler
from support.statistics import Gate, gated

RUNS = 50_000


def above(level: int) -> Bound:
    """Return which states hold more than `level` cells."""

    def holds(counts: dict[Place, int]) -> bool:
        return sum(n for place, n in counts.items() if isinstance(place, tuple)) > level

    return holds


def watched(case: Case, words: str) -> Case:
    """Return a case with the total number of cells watched."""
    signal = '[[signal]]\nname = "cells"\nsum = [{}]\n[[endpoint]]\nname = "e"\nsignal = "cells"\n'
    return dataclasses.replace(case, text=case.text + signal + words)


@gated(alpha=1e-9)
def test_first_passage(gate: Gate, sampler: Sampler) -> None:
    """The time at which 6 cells are first reached, while a dose kills and births are crowded."""
    case = watched(CASES["bolus"], "above = 5\nstop = true\n")
    scenario = case.scenario()
    master = Master(scenario, case.bound(), stopped=above(5))
    laws = master.solve()
    block = sampler(scenario, RUNS, gate.seed())
    times = block["endpoint_e"]
    passed = [float(law[master.halted].sum()) for law in laws]
    bins = np.searchsorted(scenario.time.samples, np.nan_to_num(times, nan=np.inf))
    expected = np.diff([0.0, *passed, 1.0])
    gate.law("time of passage", bins, expected)
    # A run that was stopped keeps the state that it was stopped in.
    last = block["population"][:, -1].reshape(len(times), -1)
    gate.table("last state", last, master.population(laws[-1]))
    assert np.array_equal(block["outcome"] == 1, ~np.isnan(times))
    assert np.array_equal(block["end_time"][block["outcome"] == 1], times[block["outcome"] == 1])


@gated(alpha=1e-9)
def test_what_holds_already_counts_from_the_day_it_may(gate: Gate, sampler: Sampler) -> None:
    """With ``after = 1.0``, a level passed by then gives the time 1.0 itself."""
    case = watched(CASES["bolus"], "above = 4\nafter = 1.0\n")
    scenario = case.scenario()
    master = Master(scenario, case.bound())
    laws = master.solve()
    sample = list(scenario.time.samples).index(1.0)
    block = sampler(scenario, RUNS, gate.seed())
    at_once = int(np.count_nonzero(block["endpoint_e"] == 1.0))
    many = above(4)
    holds = [many(dict(zip(master.places, row, strict=True))) for row in master.states.tolist()]
    gate.count("at once", at_once, len(block["run"]), float(laws[sample][holds].sum()))
    assert not np.any(block["endpoint_e"] < 1.0)


@gated(alpha=1e-9)
def test_interventions_come_before_endpoints(gate: Gate, sampler: Sampler) -> None:
    """Cells thinned out on day 1 count as they are after it, and one endpoint waits for another."""
    words = """above = 2
after = 1.0
[[endpoint]]
name = "f"
signal = "cells"
below = 100
after = "e"
"""
    case = watched(CASES["interventions"], words)
    scenario = case.scenario()
    master = Master(scenario, case.bound())
    laws = master.solve()
    sample = list(scenario.time.samples).index(1.0)
    block = sampler(scenario, RUNS, gate.seed())
    many = above(2)
    holds = [many(dict(zip(master.places, row, strict=True))) for row in master.states.tolist()]
    at_once = int(np.count_nonzero(block["endpoint_e"] == 1.0))
    gate.count("at once", at_once, len(block["run"]), float(laws[sample][holds].sum()))
    assert np.array_equal(block["endpoint_e"], block["endpoint_f"], equal_nan=True)
