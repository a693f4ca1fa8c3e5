"""Steep rates: births fill a niche at once, so that one cell more or less changes all rates."""

from __future__ import annotations

import pytest

import clonal
from support.samplers import opened

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
