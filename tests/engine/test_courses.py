"""Concentrations: those of the engine, by their equations, and as signals at the right moments."""

from __future__ import annotations

import numpy as np
import pytest

import clonal
from clonal._engine import Engine, concentrations
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
    program.arrays["condition_node"] = program.arrays["record_node"][:1].copy()
    running = Engine(program)
    running.open(seed_key(3), 0, 50)
    while not running.advance(SLICE):
        pass
    block = running.take()
    times = 0.5 * np.arange(17)
    for level in block["signal_level"].reshape(50, 17, -1):
        assert level[:, 0] == pytest.approx(8.0 * 0.5**times, rel=1e-13)
    assert block["endpoint_low"] == pytest.approx(np.full(50, 3.0), rel=1e-13)


def test_a_logarithm_of_it_is_recorded() -> None:
    """At every sample, by the formula: at_zero + slope · ln(1 + C / scale)."""
    text = DECAY.replace('signals = ["level"]', 'signals = ["bent"]').replace(
        "[[endpoint]]",
        '[[signal]]\nname = "bent"\nof = "level"\n'
        "log = { at_zero = 0.3, slope = -2.0, scale = 1.7 }\n[[endpoint]]",
    )
    block = clonal.simulate(clonal.loads(text), seed=1)
    level = 8.0 * 0.5 ** (0.5 * np.arange(17))
    wanted = 0.3 - 2.0 * np.log(1.0 + level / 1.7)
    assert np.ravel(block.arrays["signal_bent"]) == pytest.approx(wanted, rel=1e-12)


K, A = np.log(2.0) / 1.0, np.log(2.0) / 0.25


def courses(text: str, times: list[float]) -> np.ndarray:
    """Return the concentrations of a drug of half-life 1 day, given as `text` says."""
    words = DECAY.replace("doses = { amount = 8.0 }", text)
    return np.asarray(concentrations(compile_scenario(clonal.loads(words)), 0, np.array(times)))


def test_each_dose_is_given_once_at_its_time() -> None:
    seen = courses("doses = { amount = 8.0, every = 2.0, count = 3 }", [0.0, 1.0, 2.0, 3.0, 4.0])
    assert seen == pytest.approx([8.0, 4.0, 10.0, 5.0, 10.5], rel=1e-13)


def test_a_dose_is_absorbed_at_its_rate() -> None:
    times = [0.1, 0.5, 2.0, 6.0]
    seen = courses("doses = { amount = 8.0, absorption_half_life = 0.25 }", times)
    expected = [8.0 * A / (A - K) * (np.exp(-K * t) - np.exp(-A * t)) for t in times]
    assert seen == pytest.approx(expected, rel=1e-12)


def test_an_infusion_gives_its_amount_however_short_it_is() -> None:
    """Both of its moments are rounded, by a ten-thousandth of its length."""
    words = "doses = { amount = 8.0, start = 1000.1, duration = 1e-9 }"
    assert courses(words, [1001.1, 1002.1]) == pytest.approx([4.0, 2.0], rel=1e-8)


@pytest.mark.parametrize("half_life", [1e-20, 1e-17, 1e-15])
def test_an_infusion_that_is_gone_as_it_comes_leaves_nothing_below_0(half_life: float) -> None:
    """What rounding gave too long is taken back, and is all that there is by then."""
    words = "doses = { amount = 8.0, every = 0.1, duration = 0.03, count = 500 }"
    words = DECAY.replace("doses = { amount = 8.0 }", words)
    words = words.replace("half_life = 1.0", f"half_life = {half_life}")
    ends = [float(f"{0.1 * i + 0.03:.2f}") for i in range(500)]
    seen = concentrations(compile_scenario(clonal.loads(words)), 0, np.array(ends))
    assert np.all(seen >= 0.0)
    assert np.all(seen < 1e-11)
