"""A run is the same bits first in its block or last: no memory of earlier runs enters."""

from __future__ import annotations

from typing import Any

import pytest

from clonal.model import load, with_values
from support.samplers import engine
from support.scenarios import scenario

#: What every run records, whatever its scenario.
WHOLE = ("population", "events", "end_time", "outcome")

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


#: More and more classes of clones, by traits that differ widely.
FOUNDING = """
time = { end = 6.0, every = 0.5 }
niche = [{ name = "a" }]
clone = [{ name = "A", lineage = "a", birth = 1.0, death = 0.0, initial = { a = 20 } }]
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.004
effects = { birth = { times = { uniform = [0.01, 1.0] } } }
"""

#: Lists that grow by cells that move, within a capacity that counts them where they come and go.
ATTACHING = """
time = { end = 6.0, every = 0.5 }
niche = [{ name = "a", capacity = 400 }]
clone = [{ name = "A", lineage = "a", birth = 1.5, death = 0.1, initial = { a = 60 } }]
attachment = [{ attach = 3.0, detach = 1.0 }]
"""


def others_alone(described: Any, runs: int) -> list[int]:
    """Return the runs of a block that are others when they are done alone."""
    together = engine(described, runs, 12)
    found = []
    for run in range(runs):
        alone = engine(described, 1, 12, first=run)
        if any(alone[name][0].tobytes() != together[name][run].tobytes() for name in WHOLE):
            found.append(run)
    return found


@pytest.mark.parametrize(
    ("words", "runs"),
    [(RESTLESS, 60), (FOUNDING, 60), (ATTACHING, 120)],
    ids=["restless", "founding", "attaching"],
)
def test_a_run_does_not_depend_on_those_before_it(words: str, runs: int) -> None:
    assert others_alone(scenario(words), runs) == []


def test_nor_does_it_with_every_section() -> None:
    short = with_values(load("aml-microenvironment"), {"time.end": 100.0})
    assert others_alone(short, 80) == []
