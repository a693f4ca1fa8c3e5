"""A concentration as a signal: recorded at the moment of each sample, crossed when it is on paper."""

from __future__ import annotations

import numpy as np
import pytest

import clonal
from clonal._engine import Engine
from clonal.compile import compile_scenario
from support.samplers import SLICE, seed_key

DECAY = """
[time]
end = 8.0
every = 0.5
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.1
death = 0.1
initial = { n = 5 }
immigration = { n = 0.2 }
[[drug]]
name = "d"
half_life = 1.0
doses = { amount = 8.0 }
[[signal]]
name = "level"
drug = "d"
[[signal]]
name = "cells"
sum = [{}]
[[endpoint]]
name = "low"
signal = "cells"
below = 1.0
[record]
signals = ["level"]
"""


def test_it_is_known_at_every_moment() -> None:
    """An endpoint's words name no concentration: the program is told to watch one."""
    program = compile_scenario(clonal.loads(DECAY))
    program.arrays["endpoint_node"] = program.arrays["record_node"][:1].copy()
    running = Engine(program)
    running.open(seed_key(3), 0, 50)
    while not running.advance(SLICE):
        pass
    block = running.take()
    times = 0.5 * np.arange(17)
    for level in block["signal_level"].reshape(50, 17, -1):
        assert level[:, 0] == pytest.approx(8.0 * 0.5**times, rel=1e-13)
    assert block["endpoint_low"] == pytest.approx(np.full(50, 3.0), rel=1e-13)
