"""A run is the same bits first in its block or last: no memory of earlier runs enters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from clonal.model import load, with_values
from support.samplers import opened
from support.scenarios import scenario

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


def runs_of(described: Any, first: int, runs: int) -> Iterator[np.ndarray]:
    running = opened(described, runs, 12, first=first)
    while not running.advance(1_000_000):
        pass
    block = running.take()
    for run in range(runs):
        yield np.append(block["population"][run].ravel(), block["events"][run])


@pytest.mark.parametrize(
    ("words", "runs"),
    [(RESTLESS, 60), (FOUNDING, 60), (ATTACHING, 120)],
    ids=["restless", "founding", "attaching"],
)
def test_a_run_does_not_depend_on_those_before_it(words: str, runs: int) -> None:
    described = scenario(words)
    together = list(runs_of(described, 0, runs))
    alone = [next(runs_of(described, run, 1)) for run in range(runs)]
    assert [run for run in range(runs) if not np.array_equal(together[run], alone[run])] == []


def test_nor_does_it_with_every_section() -> None:
    described = with_values(load("aml-microenvironment"), {"time.end": 100.0})
    together = list(runs_of(described, 0, 80))
    alone = [next(runs_of(described, run, 1)) for run in range(80)]
    assert [run for run in range(80) if not np.array_equal(together[run], alone[run])] == []
