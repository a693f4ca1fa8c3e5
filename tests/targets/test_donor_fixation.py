"""A donor's clone in niche and blood, against the published runs of Ashcroft 2017.

The donor has taken over for certain, to 1e-7, once its advantage of a half has brought it to 40
cells: runs stop there. Most are of a tenth of the published size, on which the probability does
not depend. Times to the takeover at full size cost 1e8 events a run, and are not compared.
"""

from __future__ import annotations

import numpy as np
import pytest

from clonal.model import load, with_values
from support.facts import facts
from support.samplers import Sampler
from support.statistics import Gate, binomial, gated, two_samples

PUBLISHED_RUNS = 1000

#: For each advantage: the size that is as good as a takeover.
SAFE = {0.1: 150, 0.5: 40}


def fixed(sampler: Sampler, advantage: float, donors: int, scale: int, runs: int, seed: int) -> int:
    """Return in how many runs the donor's cells take over."""
    changed = {
        "clone.donor.birth": (1.0 + advantage) / 39.0,
        "clone.donor.initial.blood": donors,
        "niche.marrow.capacity": 1000 * scale,
        "clone.host.initial.marrow": 990 * scale,
        "clone.host.initial.blood": 10 * scale,
        "endpoint.engrafted.above": SAFE[advantage] - 1,
        "endpoint.engrafted.stop": True,
        "time.every": 15000.0,
    }
    block = sampler(with_values(load("hsc-blood-exchange"), changed), runs, seed)
    settled = ~np.isnan(block["endpoint_engrafted"]) | ~np.isnan(block["endpoint_donor-lost"])
    assert settled.all()
    return int(np.count_nonzero(~np.isnan(block["endpoint_engrafted"])))


def compare(gate: Gate, taken: int, runs: int, advantage: float, donors: int) -> None:
    """Compare a number of takeovers with the published one, and with the formula."""
    seen, _ = facts("ashcroft2017")[str(advantage)][str(donors)]
    published = {"yes": seen, "no": PUBLISHED_RUNS - seen}
    gate.note("published", two_samples({"yes": taken, "no": runs - taken}, published))
    gate.note("formula", binomial(taken, runs, 1.0 - (1.0 + advantage) ** -donors))


@gated(alpha=1e-9)
def test_two_donors_take_over(gate: Gate, sampler: Sampler) -> None:
    compare(gate, fixed(sampler, 0.5, 2, 1, 150, gate.seed()), 150, 0.5, 2)


@pytest.mark.battery
@pytest.mark.parametrize("advantage", [0.1, 0.5])
@pytest.mark.parametrize("donors", [1, 2, 4, 8])
@gated(alpha=1e-9)
def test_more_donors(gate: Gate, sampler: Sampler, advantage: float, donors: int) -> None:
    runs = 400 if advantage == 0.5 else 100
    taken = fixed(sampler, advantage, donors, 1, runs, gate.seed())
    compare(gate, taken, runs, advantage, donors)


@pytest.mark.battery
@gated(alpha=1e-9)
def test_the_size_of_the_mouse(gate: Gate, sampler: Sampler) -> None:
    compare(gate, fixed(sampler, 0.5, 2, 10, 60, gate.seed()), 60, 0.5, 2)
