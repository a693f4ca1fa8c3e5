"""Mutants and resistance: Luria-Delbrück and the evolution of resistance."""

from __future__ import annotations

import numpy as np
import pytest

from support import laws
from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated


def two_clones(
    *,
    wild: tuple[float, float],
    mutant: tuple[float, float],
    mutation: float,
    cells: int,
    end: float,
) -> str:
    return f"""
        [time]
        end = {end}
        at = [{end}]
        [[niche]]
        name = "flask"
        [[clone]]
        name = "wild"
        lineage = "sensitive"
        birth = {wild[0]}
        death = {wild[1]}
        initial = {{ flask = {cells} }}
        [[clone]]
        name = "mutant"
        lineage = "resistant"
        birth = {mutant[0]}
        death = {mutant[1]}
        sensitivity = {{ d = 0.0 }}
        [[mutation]]
        name = "m"
        from = "wild"
        to = "mutant"
        rate = {mutation}
        [[drug]]
        name = "d"
        [[signal]]
        name = "all"
        sum = [{{}}]
        [[signal]]
        name = "resistant"
        sum = [{{ lineage = "resistant" }}]
    """


@pytest.mark.parametrize(
    ("wild", "mutant", "mutation", "cells", "time"),
    [
        pytest.param((0.2, 0.05), (0.18, 0.06), 2e-3, 10, 25.0, id="reference"),
        pytest.param((0.4, 0.1), (0.5, 0.2), 0.05, 3, 8.0, id="frequent"),
        pytest.param((0.3, 0.0), (0.3, 0.0), 0.3, 1, 6.0, id="no-death"),
    ],
)
@gated(alpha=1e-9)
def test_luria_delbrueck(
    gate: Gate,
    sampler: Sampler,
    wild: tuple[float, float],
    mutant: tuple[float, float],
    mutation: float,
    cells: int,
    time: float,
) -> None:
    """The whole distribution of mutants, wild type and mutants both stochastic."""
    text = two_clones(wild=wild, mutant=mutant, mutation=mutation, cells=cells, end=time)
    block = sampler(scenario(text), 100_000, gate.seed())
    law = laws.mutants(
        wild=wild, mutant=mutant, mutation=mutation, founders=cells, time=time, size=512
    )
    gate.law("mutants", block["population"][:, 0, 1, 0, 0], law)


@gated(alpha=1e-9)
def test_resistance_present_when_there_are_m_cells(gate: Gate, sampler: Sampler) -> None:
    """Iwasa, Nowak & Michor: of the runs that reach 40 cells, those with a mutant among them."""
    text = (
        two_clones(wild=(0.2, 0.1), mutant=(0.2, 0.1), mutation=0.01, cells=1, end=10_000.0)
        + """
        [[endpoint]]
        name = "diagnosis"
        signal = "all"
        above = 39
        stop = true
    """
    )
    block = sampler(scenario(text), 200_000, gate.seed())
    there = ~np.isnan(block["endpoint_diagnosis"])
    resistant = block["population"][there, -1, 1].sum(axis=(1, 2)) > 0
    expected = laws.resistant_at_size(40, 0.01, 0.2, 0.1)
    gate.count("resistant", int(resistant.sum()), int(there.sum()), expected)
    # One cell's progeny reaches 40 with the gambler's ruin probability (1 - 1/2)/(1 - 2^-40).
    gate.count("reached", int(there.sum()), len(there), 0.5 / (1.0 - 0.5**40))


@gated(alpha=1e-9)
def test_resistance_that_survives_therapy(gate: Gate, sampler: Sampler) -> None:
    """Komarova & Wodarz: 2,000 cells die under therapy; some line of mutants may not."""
    text = (
        two_clones(wild=(0.1, 0.2), mutant=(0.1, 0.05), mutation=1e-3, cells=2000, end=10_000.0)
        + """
        [[endpoint]]
        name = "failure"
        signal = "resistant"
        above = 60
        stop = true
    """
    )
    block = sampler(scenario(text), 10_000, gate.seed())
    failed = int(np.count_nonzero(~np.isnan(block["endpoint_failure"])))
    expected = laws.resistance_under_therapy(2000, 1e-3, (0.1, 0.2), (0.1, 0.05))
    gate.count("failed", failed, len(block["run"]), expected)


@pytest.mark.parametrize(
    ("days", "emax"), [pytest.param(2, 0.6, id="pulsed"), pytest.param(7, 0.2, id="continuous")]
)
@gated(alpha=1e-9)
def test_pulsed_or_continuous_therapy(gate: Gate, sampler: Sampler, days: int, emax: float) -> None:
    """Foo & Michor: resistance after 28 days of a kill of 0.3 for 2 days of 7, or 0.1 always."""
    windows = ", ".join(
        f"{{ value = 1.0, start = {7 * week}.0, stop = {7 * week + days}.0 }}" for week in range(4)
    )
    text = two_clones(
        wild=(0.1, 0.05), mutant=(0.09, 0.05), mutation=2e-3, cells=300, end=28.0
    ).replace('name = "d"', f'name = "d"\nconstant = [{windows}]')
    effect = f'[[drug.effect]]\non = "kill"\nemax = {emax}\nec50 = 1.0\n'
    before, after = text.split("        [[signal]]", 1)
    block = sampler(scenario(before, effect, "[[signal]]" + after), 30_000, gate.seed())
    breaks = [7.0 * week + day for week in range(4) for day in (0, days)]
    expected = laws.resistance_under_pulses(
        cells=300,
        mutation=2e-3,
        birth=0.1,
        death=lambda t: 0.05 + (emax / 2.0 if t % 7.0 < days else 0.0),
        resistant=(0.09, 0.05),
        time=28.0,
        breaks=breaks,
    )
    resistant = int(np.count_nonzero(block["population"][:, -1, 1].sum(axis=(1, 2))))
    gate.count("resistant", resistant, len(block["run"]), expected)
