"""Decline, rebound and resistance in `cml-tki`, against Michor's equations and what they give.

The scenario is linear, so its means follow equations; and its quiescent cells are laid over
Michor's compartments such that these do not feel them. So the means of the runs are held to
Michor's own equations, which know nothing of quiescence. Runs start with a multiple of the
scenario's cells, which a linear model does not mind; normal cells are left out where only their
mean enters, and it does not move.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm

from clonal.model import load, with_values
from support.facts import facts
from support.samplers import Sampler, engine
from support.statistics import Gate, gated

FACTS = facts("michor2005")
#: Mature normal cells of the scenario, whose ratio to the leukaemic is measured.
NORMAL = 9440.0
#: Leukaemic stem cells: the scenario's 295 times this in every run.
LARGER = 20
#: 10 of Michor's 250,000 leukaemic stem cells, in the scenario's measure.
RESISTANT = FACTS["resistant_stem"] * 295.0 / FACTS["leukemic_stem"]
FOUNDERS = 209


def percent(mature: np.ndarray) -> np.ndarray:
    """Return Y / (Y + 2 X) in percent, of the scenario's numbers of mature cells."""
    return 100.0 * mature / (mature + 2.0 * NORMAL)


def michor(times: np.ndarray, clone: str, stem: float, stop: float = np.inf) -> np.ndarray:
    """Return Michor's leukaemic mature cells over time, per what `NORMAL` stands for."""
    d, made = np.array(FACTS["death"]), np.array(FACTS["made"])
    treated = made * FACTS["therapy"]
    therapy = clone == "sensitive"

    def flow(rates: np.ndarray) -> np.ndarray:
        matrix = np.diag(-d) + np.diag(rates, -1)
        matrix[0, 0] += FACTS["division"][clone]
        return matrix

    state = np.array([stem, 0.0, 0.0, 0.0])
    if therapy:
        for stage in range(3):
            state[stage + 1] = state[stage] * made[stage] / d[stage + 1]
    normal = FACTS["normal_stem"] * np.prod(np.array(FACTS["normal_made"]) / d[1:])
    found = []
    for now in times:
        until = min(now, stop)
        there = expm(flow(treated if therapy else made) * until) @ state
        found.append((expm(flow(made) * (now - until)) @ there)[3] / normal * NORMAL)
    return np.array(found)


def equations(times: np.ndarray, resistant: float = 0.0, stop: float = np.inf) -> np.ndarray:
    """Return BCR-ABL in percent by Michor's equations."""
    mature = michor(times, "sensitive", FACTS["leukemic_stem"], stop)
    if resistant > 0.0:
        mature = mature + michor(times, "resistant", resistant)
    return percent(mature)


def changed(values: dict[str, Any]) -> Any:
    """Return the scenario without mutation and normal cells, with some values changed."""
    alone = {"mutation.T315I.rate": 0.0, "clone.HSC.initial": {"cycling": 0}}
    return with_values(load("cml-tki"), {**alone, **values})


def cells(
    stem: int, progenitor: int, differentiated: int, mature: int, quiescent: int
) -> dict[str, Any]:
    stages = {"stem": stem, "progenitor": progenitor}
    stages |= {"differentiated": differentiated, "mature": mature}
    return {"cycling": stages, "quiescent": quiescent}


def sensitive(gate: Gate, sampler: Sampler, runs: int, end: float, stop: float) -> np.ndarray:
    """Return mature leukaemic cells by run and sample (every five days), in the scenario's size."""
    values = {
        "clone.LSC.initial": cells(*(n * LARGER for n in (295, 590, 1180, 4720, 5))),
        "time.end": end,
        "drug.imatinib.constant.stop": stop,
    }
    block = sampler(changed(values), runs, gate.seed("sensitive"))
    mature: np.ndarray = block["population"][:, :, 1, :, 3].sum(axis=2) / LARGER
    return mature


def slope(times: np.ndarray, values: np.ndarray, first: float, last: float) -> float:
    """Return the rate at which the logarithm falls between two days."""
    inside = (times >= first) & (times <= last)
    return -float(np.polyfit(times[inside], np.log(values[inside]), 1)[0])


def lowest(times: np.ndarray, values: np.ndarray) -> float:
    """Return the day of the lowest value of a smooth curve through samples of days 120 to 260."""
    inside = (times >= 120.0) & (times <= 260.0)
    curve = np.polyfit(times[inside] - 190.0, np.log(values[inside]), 4)
    days = np.linspace(-60.0, 60.0, 1201)
    return 190.0 + float(days[np.polyval(curve, days).argmin()])


def test_the_equations_give_what_is_known() -> None:
    for day, known in FACTS["decline_percent"].items():
        assert equations(np.array([float(day)]))[0] == pytest.approx(known, rel=2e-3)
    for day, known in FACTS["rebound_percent"].items():
        given = equations(np.array([float(day)]), stop=FACTS["stopped_at"])[0]
        assert given == pytest.approx(known, rel=5e-3)
    times = np.arange(501.0)
    for window, known in FACTS["slopes"].items():
        first, last = map(float, window.split("-"))
        assert slope(times, equations(times), first, last) == pytest.approx(known, rel=5e-3)
    nadir = equations(times, FACTS["resistant_stem"])
    assert abs(times[nadir.argmin()] - FACTS["nadir"]["day"]) <= 2
    assert nadir.min() == pytest.approx(FACTS["nadir"]["percent"], rel=0.02)


@gated(alpha=1e-9)
def test_decline_and_rebound(gate: Gate, sampler: Sampler) -> None:
    times = np.arange(0.0, 411.0, 5.0)
    mature = sensitive(gate, sampler, 24, 410.0, FACTS["stopped_at"])
    known = michor(times, "sensitive", FACTS["leukemic_stem"], FACTS["stopped_at"])
    for day in (30, 90, 180, 365, 380, 400):
        gate.mean(f"day {day}", mature[:, day // 5], known[day // 5])
    seen = percent(mature.mean(axis=0))
    assert slope(times, seen, 10.0, 60.0) == pytest.approx(FACTS["slopes"]["10-60"], rel=0.05)
    # Tolerance of the rebound: back above 20 % within 3 days of the equations' day.
    back = np.interp(20.0, seen[73:], times[73:])
    assert abs(back - FACTS["back_above_20_percent"]) < 3.0


@gated(alpha=1e-9)
def test_resistance_takes_over(gate: Gate, sampler: Sampler) -> None:
    times = np.arange(0.0, 261.0, 5.0)
    values = {
        "clone.LSC.initial": {"cycling": 0},
        "clone.T315I.initial": cells(FOUNDERS, 0, 0, 0, 1),
        "time.end": 260.0,
    }
    block = sampler(changed(values), 12, gate.seed("resistant"))
    mature = block["population"][:, :, 1, :, 3].sum(axis=2) * RESISTANT / FOUNDERS
    known = michor(times, "resistant", FACTS["resistant_stem"])
    for day in (100, 190, 260):
        gate.mean(f"resistant, day {day}", mature[:, day // 5], known[day // 5])
    # Clones of a linear model do not feel each other: the curves of both add up.
    both = mature.mean(axis=0) + sensitive(gate, sampler, 24, 260.0, 300.0).mean(axis=0)
    assert abs(lowest(times, percent(both)) - FACTS["nadir"]["day"]) < 5.0
    expected = lowest(times, equations(times, FACTS["resistant_stem"]))
    assert abs(lowest(times, percent(both)) - expected) < 5.0


def test_as_it_comes_normal_cells_stay_and_the_ratio_is_the_equations() -> None:
    scenario = with_values(load("cml-tki"), {"time.end": 60.0, "mutation.T315I.rate": 0.0})
    block = engine(scenario, 16, Gate("as it comes", 1e-9).seed())
    normal = block["population"][:, :, 0, :, 3].sum(axis=2).mean(axis=0)
    assert np.abs(normal / NORMAL - 1.0).max() < 0.05
    ratio = block["signal_bcr-abl"].mean(axis=0)
    known = equations(np.arange(0.0, 61.0, 5.0))
    assert np.abs(ratio / known - 1.0).max() < 0.1


@pytest.mark.battery
@gated(alpha=1e-9)
def test_the_second_slope(gate: Gate, sampler: Sampler) -> None:
    times = np.arange(0.0, 401.0, 5.0)
    mature = sensitive(gate, sampler, 240, 400.0, 500.0)
    known = michor(times, "sensitive", FACTS["leukemic_stem"])
    for day in (250, 300, 350, 400):
        gate.mean(f"day {day}", mature[:, day // 5], known[day // 5])
    # The slope of the relative deviation is linear in the counts: 0 on average, run by run.
    inside = times >= 250.0
    weights = times[inside] - times[inside].mean()
    deviations = mature[:, inside] / known[inside] @ (weights / (weights @ weights))
    gate.mean("slope", deviations, 0.0)
    seen = slope(times, percent(mature.mean(axis=0)), 250.0, 400.0)
    error = 3.0 * deviations.std() / np.sqrt(len(deviations))
    assert abs(seen - FACTS["slopes"]["250-400"]) < 0.05 * FACTS["slopes"]["250-400"] + error
