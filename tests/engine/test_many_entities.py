"""More entities than one row of panels sums up: 64 totals and more."""

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


@pytest.mark.parametrize("pools", [62, 63, 64, 65, 128])
def test_at_the_edge_of_a_panel(pools: int) -> None:
    text = MANY[: MANY.index(f'[[pool]]\nname = "p{pools}"')]
    running = opened(clonal.loads(text), 1, 3)
    while not running.advance(50):
        running.verify()
