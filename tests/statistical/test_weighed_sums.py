"""Sums that a trait of clones weighs, founded clones too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from support.samplers import Sampler, opened
from support.scenarios import scenario
from support.statistics import Gate, gated

RUNS = 20_000
#: So many mutations at most are told apart; a run of this length has more in one of 10^9 cells.
CHAIN = 14
LINEAGE_Y = 0

GROWING = """
[time]
end = 2.0
at = [1.0, 2.0]
[record]
clones = true
signals = ["secreted", "by_niche"]
[[niche]]
name = "a"
[[niche]]
name = "b"
[[clone]]
name = "Y"
lineage = "y"
birth = 0.0
initial = { a = 20 }
[[migration]]
from = "a"
to = "b"
rate = 0.5
lineage = "x"
[[signal]]
name = "secreted"
sum = [{ lineage = "x", trait = "secretion", weight = 0.5 }]
[[signal]]
name = "by_niche"
per_niche = true
sum = [{ trait = "secretion", without = 0.25 }]
constant = 0.75
[[modifier]]
on = "death"
of = { lineage = "y" }
signal = "secreted"
plus = { linear = { at_zero = 0.0, slope = 0.1 } }
"""

FOUNDING = """
[[clone]]
name = "X"
lineage = "x"
birth = 1.0
death = 0.3
initial = { a = 5 }
traits = { secretion = 0.0 }
[[mutation]]
name = "more"
from = { lineage = "x" }
to = "new"
rate = 0.5
effects = { secretion = { plus = 1.0 } }
"""


def declared() -> str:
    """Return the same as `FOUNDING` with a named clone for each number of mutations."""
    text = ""
    for number in range(CHAIN):
        text += f"""
[[clone]]
name = "X{number}"
lineage = "x"
birth = 1.0
death = 0.3
initial = {{ a = {5 if number == 0 else 0} }}
traits = {{ secretion = {float(number)} }}
"""
        if number + 1 < CHAIN:
            text += f"""
[[mutation]]
name = "more{number}"
from = "X{number}"
to = "X{number + 1}"
rate = 0.5
"""
    return text


@gated(alpha=1e-9)
def test_founded_clones_weigh_as_declared_ones_do(gate: Gate, sampler: Sampler) -> None:
    """Declared clones are weighed by numbers that the compiler knows, and founded ones by loads.

    Power: of 20,000 runs with 20 cells each that die by the sum, an error of 3 % in the sum is
    seen almost surely.
    """
    founded = sampler(scenario(GROWING + FOUNDING), RUNS, gate.seed("founded"))
    named = sampler(scenario(GROWING + declared()), RUNS, gate.seed("declared"))
    for sample in range(2):
        left = [
            block["population"][:, sample, lineage].sum(axis=(1, 2))
            for block, lineage in ((founded, 0), (named, 0))
        ]
        gate.same(f"sample {sample}", *left)


VARIED = """
[[clone]]
name = "X"
lineage = "x"
birth = 1.4
death = 0.3
initial = { a = 40, b = 10 }
traits = { secretion = 0.7 }
[[mutation]]
name = "other"
from = { lineage = "x" }
to = "new"
rate = 0.5
effects = { secretion = { plus = { normal = [0.0, 3.0] } } }
[[intervention]]
at = 0.5
scale = { lineage = "x", factor = 0.5 }
[[intervention]]
at = 1.0
add = { clone = "X", niche = "b", value = 7 }
"""


def weighed(block: Any, sample: int, niche: int | None) -> tuple[float, float]:
    """Return what the clone tables of one run come to: Σ trait · cells, and Σ |trait| · cells."""
    ends = np.cumsum(block["clone_count/row_size"][0])
    mine = np.arange(ends[-1])
    mine = (ends[sample] - block["clone_count/row_size"][0, sample] <= mine) & (mine < ends[sample])
    if niche is not None:
        mine &= block["clone_count/niche_index"] == niche
    row = np.searchsorted(block["clone/id"], block["clone_count/clone_id"][mine])
    trait = block["clone/trait_secretion"][row]
    cells = block["clone_count/count"][mine]
    if niche is None:
        cells = np.where(block["clone/lineage_index"][row] == LINEAGE_Y, 0, cells)
    return float((trait * cells).sum()), float((abs(trait) * cells).sum())


@pytest.mark.parametrize("vast", [1 << 32, 40, 0])
def test_sums_are_those_of_the_clone_tables(vast: int) -> None:
    """At every sample, through mutations, migration, and interventions."""
    told = scenario(GROWING + VARIED)
    for seed in range(10):
        running = opened(told, 1, seed, vast=vast)
        while not running.advance(10_000):
            pass
        block = running.take()
        for sample in range(2):
            right, size = weighed(block, sample, None)
            assert block["signal_secreted"][0, sample] == pytest.approx(
                0.5 * right, rel=0, abs=1e-13 * size
            )
            for niche in range(2):
                right, size = weighed(block, sample, niche)
                assert block["signal_by_niche"][0, sample, niche] == pytest.approx(
                    0.75 + right, rel=0, abs=1e-13 * (size + 0.75)
                )
    running = opened(told, 3, 7, vast=vast)
    running.verify()
    while not running.advance(20):
        running.verify()


@pytest.mark.parametrize("groups", [1, 24])
def test_what_has_no_cells_weighs_nothing(groups: int) -> None:
    """Traits of many digits, cells that all go: the constant is left, to the last digit."""
    text = """
[time]
end = 1000.0
at = [1000.0]
[record]
signals = ["s"]
[[niche]]
name = "a"
[[clone]]
name = "A"
lineage = "x"
birth = 0.2
death = 1.0
initial = { a = 300 }
traits = { t = 0.1 }
[[clone]]
name = "B"
lineage = "x"
birth = 0.2
death = 1.0
initial = { a = 300 }
traits = { t = -1e9 }
[[clone]]
name = "C"
lineage = "y"
birth = 0.0
initial = { a = 1 }
[[signal]]
name = "s"
sum = [{ lineage = "x", trait = "t", weight = 0.3 }]
constant = 0.1
[[modifier]]
on = "death"
of = { lineage = "x" }
signal = "s"
times = { hill = { from = 1.0, to = 2.0, half = 3.0, power = 1.0 } }
"""
    running = opened(scenario(text), 20, 3, most_groups=groups)
    while not running.advance(1000):
        running.verify()
    assert (running.take()["signal_s"] == 0.1).all()
