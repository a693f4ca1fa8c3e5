"""Birth, death and immigration: whole distributions in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from support import laws
from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

RUNS = 200_000


def one_clone(birth: float, death: float, cells: int, inflow: float, times: list[float]) -> str:
    return f"""
        [time]
        end = {times[-1]}
        at = {times}
        [[niche]]
        name = "marrow"
        [[clone]]
        name = "A"
        lineage = "leukemic"
        birth = {birth}
        death = {death}
        initial = {{ marrow = {cells} }}
        immigration = {{ marrow = {inflow} }}
    """


# alpha = 1e-9 for each of 6 cases
@pytest.mark.parametrize(
    ("birth", "death", "cells", "time"),
    [
        pytest.param(0.3, 0.1, 1, 10.0, id="growing"),
        pytest.param(0.3, 0.1, 5, 10.0, id="growing-from-5"),
        pytest.param(0.1, 0.1, 20, 10.0, id="critical"),
        pytest.param(0.05, 0.2, 50, 8.0, id="dying"),
        pytest.param(0.5, 0.0, 1, 5.0, id="yule"),
        pytest.param(0.0, 0.2, 30, 5.0, id="pure-death"),
    ],
)
@gated(alpha=1e-9)
def test_linear_birth_death(
    gate: Gate, sampler: Sampler, birth: float, death: float, cells: int, time: float
) -> None:
    times = [time / 4.0, time]
    block = sampler(scenario(one_clone(birth, death, cells, 0.0, times)), RUNS, gate.seed())
    for sample, now in enumerate(times):
        seen = block["population"][:, sample].sum(axis=(1, 2, 3))
        alpha, beta = laws.birth_death(birth, death, now)
        mean, variance = laws.moments(birth, death, now, cells)
        gate.law(f"t={now}", seen, laws.family(alpha, beta, cells, int(mean + 40 * variance**0.5)))
        gate.mean(f"mean at {now}", seen, mean, variance**0.5)


@gated(alpha=1e-9)
def test_extinction_in_the_long_run(gate: Gate, sampler: Sampler) -> None:
    # A line above 60 cells dies out with probability (1/3)^60; the run is stopped there.
    text = one_clone(0.3, 0.1, 2, 0.0, [10_000.0]) + (
        '[[signal]]\nname = "cells"\nsum = [{}]\n'
        '[[endpoint]]\nname = "safe"\nsignal = "cells"\nabove = 60\nstop = true\n'
    )
    block = sampler(scenario(text), RUNS, gate.seed())
    extinct = int(np.count_nonzero(block["outcome"] == 2))
    gate.count("extinct", extinct, len(block["outcome"]), (1.0 / 3.0) ** 2)
    assert np.all((block["outcome"] == 2) == np.isnan(block["endpoint_safe"]))


@pytest.mark.parametrize(
    ("birth", "death", "inflow"),
    [
        pytest.param(0.1, 0.15, 0.4, id="negative-binomial"),
        pytest.param(0.3, 0.25, 1.5, id="growing"),
        pytest.param(0.0, 0.2, 3.0, id="poisson"),
    ],
)
@gated(alpha=1e-9)
def test_immigration(
    gate: Gate, sampler: Sampler, birth: float, death: float, inflow: float
) -> None:
    times = [2.0, 20.0]
    block = sampler(scenario(one_clone(birth, death, 0, inflow, times)), RUNS, gate.seed())
    for sample, now in enumerate(times):
        seen = block["population"][:, sample].sum(axis=(1, 2, 3))
        gate.law(f"t={now}", seen, laws.immigration(birth, death, inflow, now, 4000))


@gated(alpha=1e-9)
def test_immigration_that_has_settled(gate: Gate, sampler: Sampler) -> None:
    # After 400 days the start is forgotten to e^-20: negative binomial, mean 8, variance 24.
    block = sampler(scenario(one_clone(0.1, 0.15, 0, 0.4, [400.0])), RUNS // 10, gate.seed())
    seen = block["population"].sum(axis=(1, 2, 3, 4))
    law = laws.immigration(0.1, 0.15, 0.4, 400.0, 1000)
    assert law[0] == pytest.approx(0.0123457, rel=1e-5)
    gate.law("settled", seen, law)
