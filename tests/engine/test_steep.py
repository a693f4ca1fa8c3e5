"""Steep rates: births fill a niche at once, so that one cell more or less changes all rates."""

from __future__ import annotations

import numpy as np
import pytest

import clonal
from support.fixtures import gate
from support.samplers import opened
from support.statistics import Gate, gated

__all__ = ["gate"]

#: A niche that is full: a birth follows each death, the sooner the larger the birth rate is.
STEEP = """
[time]
end = {end}
[[niche]]
name = "n"
capacity = {cells}
[[clone]]
name = "A"
lineage = "a"
birth = {birth}
death = 0.1
initial = {{ n = {cells} }}
"""

#: Proposals of one call.
SLICE = 1000


def cost(text: str) -> float:
    """Return the proposals for each event of a run, whose bounds are verified now and then."""
    running = opened(clonal.loads(text), 1, 7)
    calls = 0
    done = False
    while not done:
        done = running.advance(SLICE)
        calls += 1
        if not done and calls % 10 == 1:
            running.verify()
    return calls * SLICE / running.state()["events"]


@pytest.mark.parametrize("cells", [10, 400, 100_000])
@pytest.mark.parametrize("birth", [1.0, 1e2, 1e4, 1e8])
def test_a_full_niche_costs_few_proposals_an_event(cells: int, birth: float) -> None:
    assert cost(STEEP.format(cells=cells, birth=birth, end=300_000.0 / cells)) < 3.0


#: Deaths that grow with the cells, by way of a number that is far larger than they are.
LARGE = """
[[signal]]
name = "u"
constant = {constant}
sum = [{{}}]
[[modifier]]
on = "death"
signal = "u"
times = {{ linear = {{ at_zero = {below}, slope = 0.01 }} }}
"""


@pytest.mark.parametrize("constant", [0.0, 1e3, 1e6])
def test_a_constant_costs_no_proposals(constant: float) -> None:
    head = STEEP.format(cells=100, birth=1.0, end=1000.0)
    assert cost(head + LARGE.format(constant=constant, below=-0.01 * constant)) < 3.0


#: So fast that one event in 100,000 comes within 2^-62 of the end after the one before.
FAST = """
[time]
end = 1.0
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.0
initial = {{ n = 1 }}
[[pool]]
name = "p"
initial = 0
inflow = {inflow}
"""


def test_events_that_seldom_fall_together_stop_no_run() -> None:
    """In three million events some thirty do: far fewer than what stops a run."""
    running = opened(clonal.loads(FAST.format(inflow=1e-5 * 2.0**62)), 1, 7)
    for _ in range(3):
        assert not running.advance(1_000_000)
    assert running.state()["events"] == 3_000_000
    running.verify()


#: Rates so small that a number can hardly hold a part of them.
SLOW = STEEP.replace("capacity = {cells}\n", "").replace("death = 0.1", "death = 1e-304")


@gated(alpha=1e-9)
def test_rates_next_to_nothing_are_rates(gate: Gate) -> None:
    """Of ten cells 6.3 die on average within the mean life of one. Sees 8 %."""
    running = opened(clonal.loads(SLOW.format(cells=10, birth=0.0, end=1e304)), 400, gate.seed())
    while not running.advance(7):
        running.verify()
    gate.mean("deaths", running.take()["events"], 10 * (1 - np.exp(-1.0)))
