"""Table responses: the same value however many points, from whichever point the signal comes."""

from __future__ import annotations

import time

import numpy as np
import pytest

import clonal
from support.fixtures import gate, sampler
from support.samplers import Sampler, opened
from support.scenarios import scenario
from support.statistics import Gate, gated

__all__ = ["gate", "sampler"]

CELLS = """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = {birth}
death = {birth}
initial = {{ n = {cells} }}
[[signal]]
name = "cells"
sum = [{{}}]
"""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1400])
def test_a_table_is_linear_between_its_points(size: int) -> None:
    """At points, between and beyond them; near the last value and far from it."""
    rng = np.random.default_rng(size)
    x = 10.0 + 2.0 * np.sort(rng.choice(2 * size + 5, size, replace=False))
    y = rng.normal(size=size)
    steps = [*x.astype(int), *x.astype(int)[::-1], *range(int(x[0]) - 3, int(x[0]) + 20)]
    steps += [0, int(x[-1]) + 9, *rng.integers(0, int(x[-1]) + 9, 300).tolist()]
    setting = "".join(
        f"[[intervention]]\nat = {day}\nset = {{ clone = 'A', niche = 'n', value = {cells} }}\n"
        for day, cells in enumerate(steps)
    )
    run = clonal.simulate(
        scenario(
            f"[time]\nend = {len(steps) - 1}\nevery = 1",
            CELLS.format(birth=0.0, cells=1),
            f"[[signal]]\nname = 't'\nof = 'cells'\n"
            f"table = {{ x = {x.tolist()}, y = {y.tolist()} }}\n[record]\nsignals = ['t']",
            setting,
        )
    )
    assert run.population.ravel().tolist() == steps
    assert run.signal_t == pytest.approx(np.interp(steps, x, y), rel=1e-13, abs=1e-13)


@gated(alpha=1e-9)
def test_a_table_bounds_a_concentration(gate: Gate, sampler: Sampler) -> None:
    """Deaths at a rate with narrow peaks in the falling concentration, of which none is missed."""
    x = np.linspace(0.0, 2.0, 201)
    y = np.where(np.arange(201) % 20 == 10, 8.0, 0.0)
    described = scenario(
        "[time]\nend = 4.0\nevery = 1.0",
        CELLS.format(birth=0.0, cells=1),
        "[[drug]]\nname = 'd'\nhalf_life = 1.0\ndoses = { amount = 2.0 }\n"
        "[[signal]]\nname = 'c'\ndrug = 'd'\n"
        "[[modifier]]\non = 'death'\nsignal = 'c'\n"
        f"plus = {{ table = {{ x = {x.tolist()}, y = {y.tolist()} }} }}",
    )
    block = sampler(described, 40_000, gate.seed())
    for sample in range(1, 5):
        # dt = −d(ln C) / k: the rate is piecewise linear in C, so a fine grid in ln C will do.
        c = np.exp(np.linspace(np.log(2.0 * 0.5**sample), np.log(2.0), 400_001))
        hazard = np.trapezoid(np.interp(c, x, y), np.log(c)) / np.log(2.0)
        left = int(block["population"][:, sample].sum())
        gate.count(f"alive on day {sample}", left, 40_000, float(np.exp(-hazard)))


def test_points_cost_nothing() -> None:
    """An event takes no longer with 14,001 points than with 2 (once: a hundred times as long)."""

    def paced(points: int) -> float:
        x = np.linspace(0.0, 14_000.0, points)
        engine = opened(
            scenario(
                "[time]\nend = 1000.0",
                CELLS.format(birth=1.0, cells=7000),
                "[[modifier]]\non = 'birth'\nsignal = 'cells'\n"
                f"times = {{ table = {{ x = {x.tolist()}, y = {(2 - x / 7000).tolist()} }} }}",
            ),
            1,
            1,
        )
        engine.advance(10_000)
        best = np.inf
        for _ in range(5):
            start = time.process_time()
            engine.advance(200_000)
            best = min(best, time.process_time() - start)
        return best

    assert paced(14_001) < 2.0 * paced(2)
