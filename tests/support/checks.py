"""Checks that take a sampler, so that a sabotaged one can be shown to fail them."""

from __future__ import annotations

import functools

import numpy as np

from support.cases import Case
from support.master import Master, seen
from support.samplers import Sampler
from support.statistics import Gate

#: Mass that a truncated state space may lose before a comparison means nothing.
MOST_LOST = 1e-4


@functools.cache
def populations(case: Case) -> tuple[list[dict[tuple[int, ...], float]], float]:
    """Return the joint law of all counts at every sample, once for all strategies; what is lost."""
    master = Master(case.scenario(), case.bound())
    laws = master.solve()
    if master.lost > MOST_LOST:
        raise ValueError(f"the state space is too small: {master.lost:.2g} of the mass is lost")
    return [master.population(law) for law in laws], master.lost


def follows_master_equation(gate: Gate, sampler: Sampler, case: Case, runs: int = 0) -> None:
    """Compare the joint law of all counts, and each count alone, at every sample."""
    scenario = case.scenario()
    laws, lost = populations(case)
    block = sampler(scenario, runs or case.runs, gate.seed())
    for sample, now in enumerate(scenario.time.samples):
        rows = seen(block, sample)
        law = laws[sample]
        # Runs that leave the bounds may come back, to a state that no others reach: what is as
        # rare as they are is judged together with them.
        known = {state: mass for state, mass in law.items() if mass > lost}
        gate.table(f"joint at {now}", rows, known)
        for column in range(rows.shape[1]):
            marginal: dict[int, float] = {}
            for state, mass in law.items():
                marginal[state[column]] = marginal.get(state[column], 0.0) + mass
            pmf = np.zeros(max(marginal) + 1)
            pmf[list(marginal)] = list(marginal.values())
            # Counts without mass at the end are as good as beyond it: what the bounds of the state
            # space have lost may lie there.
            gate.law(f"count {column} at {now}", rows[:, column], np.trim_zeros(pmf, "b"))
