"""Many entities: an urn of many labels, of which few are in most of the balls."""

from __future__ import annotations

import numpy as np
import pytest

import clonal
from support.engine_strategies import Strategy
from support.fixtures import gate
from support.samplers import engine, opened
from support.statistics import Gate, gated

__all__ = ["gate"]

POOLS = 150

MANY = """
[time]
end = 1.5
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.4
death = 0.5
initial = { n = 5 }
""" + "".join(
    f'[[pool]]\nname = "p{i}"\ninitial = {i % 4}\ninflow = {0.5 + 0.01 * i}\ndeath = 0.8\n'
    for i in range(POOLS)
)


def test_totals_are_those_of_all_entities(strategy: Strategy) -> None:
    running = opened(clonal.loads(MANY), 2, 3, **strategy)
    while not running.advance(37):
        running.verify()


@gated(alpha=1e-9)
def test_each_follows_its_own_law(gate: Gate) -> None:
    """The mean of immigration and death: n0·e^(−dt) + inflow/d·(1 − e^(−dt)). Sees 5 %."""
    last = engine(clonal.loads(MANY), 4000, gate.seed())["pool_size"][:, -1, :]
    left = np.exp(-0.8 * 1.5)
    for i in range(POOLS):
        gate.mean(f"p{i}", last[:, i], i % 4 * left + (0.5 + 0.01 * i) / 0.8 * (1.0 - left))


@pytest.mark.parametrize("cells", [1, 1_000_000])
def test_a_total_that_leaps(cells: int, strategy: Strategy) -> None:
    """An intervention adds more to one total than the urn has room for, or takes it away."""
    text = (
        MANY
        + f"""
[[intervention]]
at = 0.5
add = {{ clone = "A", niche = "n", value = {cells} }}
[[intervention]]
at = 0.5001
scale = {{ factor = 0.0 }}
"""
    )
    running = opened(clonal.loads(text), 2, 3, **strategy)
    while not running.advance(997):
        running.verify()
