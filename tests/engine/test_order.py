"""Where an event leads two sums out of their intervals at once, bounds follow in one order."""

from __future__ import annotations

import numpy as np
import pytest

from support.engine_strategies import SAME_BITS_FOLLOWED
from support.samplers import engine
from support.scenarios import scenario

#: A cell that moves changes the free places of both niches, and others ask for them.
TEXT = """
[time]
end = 4.0
every = 0.5
[[niche]]
name = "a"
capacity = 28
[[niche]]
name = "b"
capacity = 30
[[clone]]
name = "A"
lineage = "x"
birth = 0.0
initial = { a = 8 }
[[clone]]
name = "B"
lineage = "x"
division = 0.875
self_renewal = 0.25
initial = { a = 9 }
[[migration]]
from = "a"
to = "b"
rate = 0.625
vacancy = true
"""


@pytest.mark.parametrize("vast", SAME_BITS_FOLLOWED)
def test_the_general_way_gives_the_bits_of_the_plain_one(vast: dict[str, int]) -> None:
    plain = engine(scenario(TEXT), 200, 16, interval_width=0)
    general = engine(scenario(TEXT), 200, 16, interval_width=0, **vast)
    for name, values in plain.items():
        np.testing.assert_array_equal(values, general[name])
