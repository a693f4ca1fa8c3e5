"""Two niches: moments of the linear model, and the law of a crowded exchange."""

from __future__ import annotations

import numpy as np
from scipy import stats

from support import laws
from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

LINEAR = """
    [time]
    end = 30.0
    at = [10.0, 30.0]
    [[niche]]
    name = "first"
    [[niche]]
    name = "second"
    [[clone]]
    name = "A"
    lineage = "a"
    birth = 0.10
    death = 0.08
    initial = { first = 100, second = 20 }
    [[migration]]
    from = "first"
    to = "second"
    rate = 0.05
    [[migration]]
    from = "second"
    to = "first"
    rate = 0.02
    [[modifier]]
    on = "birth"
    of = { niche = "second" }
    times = 2.5
    [[modifier]]
    on = "death"
    of = { niche = "second" }
    times = 3.75
"""


@gated(alpha=1e-9)
def test_linear_moments(gate: Gate, sampler: Sampler) -> None:
    """Births 0.10 and 0.25, deaths 0.08 and 0.30: mean and covariance by their equations."""
    block = sampler(scenario(LINEAR), 50_000, gate.seed())
    birth, death = np.array([0.10, 0.25]), np.array([0.08, 0.30])
    out, back = 0.05, 0.02
    flow = np.diag(birth - death) + np.array([[-out, back], [out, -back]])

    def noise(x: np.ndarray) -> np.ndarray:
        moved = out * x[0] + back * x[1]
        return np.diag((birth + death) * x) + moved * np.array([[1.0, -1.0], [-1.0, 1.0]])

    for sample, now in enumerate([10.0, 30.0]):
        mean, covariance = laws.linear_moments(flow, np.array([100.0, 20.0]), now, noise)
        seen = block["population"][:, sample, 0, :, 0].astype(float)
        for k in range(2):
            gate.mean(f"mean {k} at {now}", seen[:, k], mean[k], covariance[k, k] ** 0.5)
        for one, other in [(0, 0), (0, 1), (1, 1)]:
            products = (seen[:, one] - mean[one]) * (seen[:, other] - mean[other])
            gate.mean(f"cov {one}{other} at {now}", products, covariance[one, other])


EXCHANGE = """
    [time]
    end = 80.0
    at = [80.0]
    [[niche]]
    name = "first"
    capacity = 50
    [[niche]]
    name = "second"
    capacity = 100
    [[clone]]
    name = "A"
    lineage = "a"
    birth = 0.0
    initial = { first = 40, second = 20 }
    [[migration]]
    from = "first"
    to = "second"
    rate = 0.3
    vacancy = true
    [[migration]]
    from = "second"
    to = "first"
    rate = 0.6
    vacancy = true
"""


@gated(alpha=1e-9)
def test_crowded_exchange(gate: Gate, sampler: Sampler) -> None:
    """Homing settles, within e^-20 by day 80, into Fisher's noncentral hypergeometric law."""
    block = sampler(scenario(EXCHANGE), 20_000, gate.seed())
    gate.law(
        "first niche", block["population"][:, 0, 0, 0, 0], laws.exchange(60, (50, 100), (0.3, 0.6))
    )
    assert np.all(block["population"].sum(axis=(2, 3, 4)) == 60)


BLOOD = """
    [time]
    end = 20.0
    at = [20.0]
    [[niche]]
    name = "marrow"
    capacity = 30
    [[niche]]
    name = "blood"
    [[clone]]
    name = "A"
    lineage = "a"
    birth = 0.0
    initial = { marrow = 30 }
    [[migration]]
    from = "marrow"
    to = "blood"
    rate = 0.2
    [[migration]]
    from = "blood"
    to = "marrow"
    rate = 0.3
"""


@gated(alpha=1e-9)
def test_free_exchange(gate: Gate, sampler: Sampler) -> None:
    """Without need of a free place cells move independently: a binomial law."""
    block = sampler(scenario(BLOOD), 50_000, gate.seed())
    stays = 0.6 + 0.4 * np.exp(-0.5 * 20.0)
    law = stats.binom.pmf(np.arange(31), 30, stays)
    gate.law("marrow", block["population"][:, 0, 0, 0, 0], np.asarray(law))
