"""Rates that move with a drug: Kendall's law of the time-varying process.

A kill adds to the death rate and an inhibition multiplies the birth rate while the concentration
moves, and the whole distribution is known in closed form: a simulator that freezes rates between
events, or misses when a dose is given, fails.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from support import laws
from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

RUNS = 200_000


def linear(birth: float, death: float, cells: int, times: list[float]) -> str:
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
    """


PULSES = """
    [[drug]]
    name = "d"
    constant = [{ value = 1.0, start = 0.0, stop = 2.0 }, { value = 1.0, start = 7.0, stop = 9.0 }]
    [[drug.effect]]
    on = "kill"
    emax = 0.3
    ec50 = 1.0
"""


@gated(alpha=1e-9)
def test_pulsed_kill(gate: Gate, sampler: Sampler) -> None:
    """Two cycles of a kill of 0.15 a day for 2 days of 7."""
    block = sampler(scenario(linear(0.2, 0.1, 1, [8.0, 14.0]), PULSES), RUNS, gate.seed())
    for sample, now in enumerate([8.0, 14.0]):
        xi, eta = laws.kendall(
            lambda t: 0.2, lambda t: 0.25 if t % 7.0 < 2.0 else 0.1, now, [2.0, 7.0, 9.0]
        )
        seen = block["population"][:, sample].sum(axis=(1, 2, 3))
        gate.law(f"t={now}", seen, laws.family(xi, eta, 1, 400))


# Each way of giving a drug, with its concentration written out once more: half-life 0.5 days.
K = math.log(2.0) / 0.5
DOSES = {
    "bolus": (
        "doses = { amount = 3.0, start = 0.5, every = 1.0, count = 3 }",
        lambda t: sum(3.0 * math.exp(-K * (t - s)) for s in (0.5, 1.5, 2.5) if t >= s),
        [0.5, 1.5, 2.5],
    ),
    "infusion": (
        "doses = { amount = 4.0, start = 0.25, duration = 1.5 }",
        lambda t: (
            4.0
            / (1.5 * K)
            * (1 - math.exp(-K * min(max(t - 0.25, 0.0), 1.5)))
            * math.exp(-K * max(t - 1.75, 0.0))
        ),
        [0.25, 1.75],
    ),
    "absorption": (
        "doses = { amount = 4.0, start = 0.2, every = 2.0, count = 2, absorption_half_life = 0.1 }",
        lambda t: sum(
            4.0 * 5.0 / 4.0 * (math.exp(-K * (t - s)) - math.exp(-5.0 * K * (t - s)))
            for s in (0.2, 2.2)
            if t >= s
        ),
        [0.2, 2.2],
    ),
    "equal-half-lives": (
        "doses = { amount = 4.0, start = 0.3, absorption_half_life = 0.5 }",
        lambda t: 4.0 * K * max(t - 0.3, 0.0) * math.exp(-K * max(t - 0.3, 0.0)),
        [0.3],
    ),
    "superposed": (
        "doses = [{ amount = 2.0, start = 0.0 }, { amount = 2.0, start = 1.0, duration = 0.5 }]",
        lambda t: (
            2.0 * math.exp(-K * t)
            + 2.0
            / (0.5 * K)
            * (1 - math.exp(-K * min(max(t - 1.0, 0.0), 0.5)))
            * math.exp(-K * max(t - 1.5, 0.0))
        ),
        [1.0, 1.5],
    ),
}
ON = {
    # on: effect text, birth and death as functions of the concentration, where a rate kinks
    "kill": (
        'on = "kill"\nemax = 2.0\nec50 = 1.0\nhill = 2.0\n',
        lambda c: 0.8,
        lambda c: 0.2 + 2.0 * c**2 / (1.0 + c**2),
    ),
    "inhibition": (
        'on = "inhibition"\nemax = 1.5\nec50 = 1.0\n',
        lambda c: 0.8 * max(0.0, 1.0 - 1.5 * c / (1.0 + c)),
        lambda c: 0.2,
    ),
}


@pytest.mark.parametrize("on", list(ON))
@pytest.mark.parametrize("dose", list(DOSES))
@gated(alpha=1e-9)
def test_each_kind_of_dose(gate: Gate, sampler: Sampler, dose: str, on: str) -> None:
    words, concentration, breaks = DOSES[dose]
    effect, birth, death = ON[on]
    drug = f'[[drug]]\nname = "d"\nhalf_life = 0.5\n{words}\n[[drug.effect]]\n{effect}'
    times = [1.25, 3.5]
    block = sampler(scenario(linear(0.8, 0.2, 4, times), drug), RUNS // 2, gate.seed())
    # [1 - 1.5 c / (1 + c)]+ kinks where c = 2: integration must not step across it blindly.
    fine = np.linspace(0.0, times[-1], 4001)
    above = np.array([concentration(t) > 2.0 for t in fine])
    kinks = fine[1:][above[1:] != above[:-1]].tolist()
    for sample, now in enumerate(times):
        xi, eta = laws.kendall(
            lambda t: birth(concentration(t)),
            lambda t: death(concentration(t)),
            now,
            [*breaks, *kinks],
        )
        seen = block["population"][:, sample].sum(axis=(1, 2, 3))
        gate.law(f"t={now}", seen, laws.family(xi, eta, 4, 600))


@gated(alpha=1e-9)
def test_a_kill_that_moves_a_hundredfold_between_events(gate: Gate, sampler: Sampler) -> None:
    """Two cells that do nothing but wait for a dose that is gone within hours."""
    drug = """
        [[drug]]
        name = "d"
        half_life = 0.05
        doses = { amount = 100.0, start = 1.0 }
        [[drug.effect]]
        on = "kill"
        emax = 8.0
        ec50 = 1.0
    """
    block = sampler(scenario(linear(0.0, 0.01, 2, [1.0, 2.0]), drug), RUNS, gate.seed())
    k = math.log(2.0) / 0.05
    # int 8 C/(1 + C) dt with C = 100 e^-kt is 8/k ln((1 + 100) / (1 + 100 e^-k))
    killed = 8.0 / k * math.log(101.0 / (1.0 + 100.0 * math.exp(-k)))
    for sample, hazard in enumerate([0.01, 0.02 + killed]):
        left = math.exp(-hazard)
        law = np.array([(1 - left) ** 2, 2 * left * (1 - left), left**2])
        gate.law(f"sample {sample}", block["population"][:, sample].sum(axis=(1, 2, 3)), law)
