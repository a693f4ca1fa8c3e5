"""The day on which half of the marrow is blasts, from one leukaemic stem cell: Stiehl 2015.

The published model is deterministic and starts with one cell per kg of body weight beside
10,000,000. For its first 110 days the leukaemia is too small to change anything: those are solved
as equations here, and the state that they end in, scaled to 1,000 stem cells, is where the runs
start. From there on everything is stochastic and the counts are large, so that the mean day is
the deterministic one.
"""

from __future__ import annotations

import numpy as np
from scipy.integrate import solve_ivp

from clonal.model import loads
from support.facts import facts
from support.samplers import engine
from support.statistics import Gate

FACTS = facts("stiehl2015")
START, STEM, RUNS = 110.0, 1000, 6

#: The runs scatter by 1.4 days each, their mean by 0.6: seven times that, and room for the bias.
TOLERANCE = 5.0


def rates() -> dict[str, float]:
    """Return the rates that balance gives, with those that are stated."""
    stem, committed, mature = FACTS["per_kg"]
    a1, p1, d3 = FACTS["self_renewal"], FACTS["division"], FACTS["clearance"]
    flux = d3 * mature / (stem * p1)
    a2 = a1 * (2.0 - flux) / (1.0 - flux)
    p2 = p1 * stem / committed / (1.0 - a2 / a1)
    return {"a1": a1, "a2": a2, "p1": p1, "p2": p2, "d3": d3, "k": (2.0 * a1 - 1.0) / mature}


def equations(_: float, y: np.ndarray) -> list[float]:
    """Return the change of C1, C2, C3, L1, L2, L3 per day."""
    r, ratio = rates(), FACTS["ratios"]
    s = 1.0 / (1.0 + r["k"] * (y[2] + y[5]))
    change = []
    for (one, two, three), a1, p1, p2, d3 in (
        (y[:3], r["a1"], r["p1"], r["p2"], r["d3"]),
        (
            y[3:],
            r["a1"] * ratio["self_renewal"],
            r["p1"] * ratio["stem_division"],
            r["p2"] * ratio["blast_division"],
            r["d3"] * ratio["clearance"],
        ),
    ):
        change += [
            (2.0 * a1 * s - 1.0) * p1 * one,
            2.0 * (1.0 - a1 * s) * p1 * one + (2.0 * r["a2"] * s - 1.0) * p2 * two,
            2.0 * (1.0 - r["a2"] * s) * p2 * two - d3 * three,
        ]
    return change


def half(_: float, y: np.ndarray) -> float:
    """Return by how much blasts exceed half of the marrow."""
    return float(y[3] + y[4] - y[0] - y[1])


def solved(end: float) -> tuple[np.ndarray, float]:
    """Return the state at `end`, per stem cell, and the day of 50 % where it is before."""
    half.terminal = True  # type: ignore[attr-defined]
    start = [*FACTS["per_kg"], 1.0, 0.0, 0.0]
    done = solve_ivp(
        equations, (0.0, end), start, method="LSODA", rtol=1e-9, atol=1e-3, events=half
    )
    day = float(done.t_events[0][0]) if len(done.t_events[0]) else np.nan
    return done.y[:, -1] / FACTS["per_kg"][0], day


def scaled() -> str:
    """Return the model as a scenario that starts on day 110."""
    r, ratio = rates(), FACTS["ratios"]
    cells = np.rint(solved(START)[0] * STEM).astype(int)
    normal, leukemic = (
        f"{{ marrow = {{ stem = {one}, committed = {two}, mature = {three} }} }}"
        for one, two, three in (cells[:3], cells[3:])
    )
    marrow = ('stage = "stem"', 'stage = "committed"')
    share = ", ".join(
        f'{{ lineage = "{lineage}", {stage}, weight = {weight} }}'
        for lineage, weight in (("leukemic", 1.0), ("normal", -1.0))
        for stage in marrow
    )
    half_way = STEM / (FACTS["per_kg"][0] * r["k"])
    return f"""
        stages = ["stem", "committed", "mature"]
        time = {{ end = {200.0 - START} }}
        niche = [{{ name = "marrow" }}]
        [[clone]]
        name = "C"
        lineage = "normal"
        self_renewal = {{ stem = {r["a1"]}, committed = {r["a2"]} }}
        death = {{ mature = {r["d3"]} }}
        initial = {normal}
        [clone.division]
        stem = {r["p1"]}
        committed = {r["p2"]}
        [[clone]]
        name = "L"
        lineage = "leukemic"
        self_renewal = {{ stem = {r["a1"]}, committed = {r["a2"]} }}
        death = {{ mature = {r["d3"] * ratio["clearance"]} }}
        initial = {leukemic}
        [clone.division]
        stem = {r["p1"] * ratio["stem_division"]}
        committed = {r["p2"] * ratio["blast_division"]}
        [[modifier]]
        on = "self_renewal"
        of = {{ clone = "L", stage = "stem" }}
        times = {ratio["self_renewal"]}
        [[signal]]
        name = "mature"
        sum = [{{ stage = "mature" }}]
        [[modifier]]
        on = "self_renewal"
        signal = "mature"
        times = {{ hill = {{ from = 1.0, to = 0.0, power = 1.0, half = {half_way} }} }}
        [[signal]]
        name = "beyond-half"
        sum = [{share}]
        [[endpoint]]
        name = "half"
        signal = "beyond-half"
        above = 0
        stop = true
    """


def test_the_equations_give_the_day_that_is_known() -> None:
    _, day = solved(400.0)
    assert abs(day - FACTS["days_to_50_percent"]) < 0.05


def test_half_of_the_marrow_is_blasts_on_that_day() -> None:
    block = engine(loads(scaled()), RUNS, Gate("blasts", 1e-9).seed())
    days = START + block["endpoint_half"]
    assert abs(days.mean() - FACTS["days_to_50_percent"]) < TOLERANCE, days
