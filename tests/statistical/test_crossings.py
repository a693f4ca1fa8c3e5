"""First passages of a signal that counts and a concentration move together: exact laws.

Between the moments at which a number of cells comes to lie beyond the level, the numbers beyond it
are absorbing states of a master equation; at each such moment all the mass of that number is
absorbed at once. So the law of the time of passage has a density, from events that cross, and
atoms, from the concentration that crosses between two events.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

Curve = Callable[[float], float]
END = 6.0
BIRTH, DEATH, KILL = 0.6, 0.3, 0.5
K = math.log(2.0)


@dataclass
class Dosing:
    """A course: its words, its concentration and the times at which it is not smooth."""

    words: str
    concentration: Curve
    breaks: list[float]


DOSING = {
    "boluses": Dosing(
        "doses = { amount = 4.0, every = 2.5, count = 2 }",
        lambda t: 4.0 * math.exp(-K * t) + (4.0 * math.exp(-K * (t - 2.5)) if t >= 2.5 else 0.0),
        [2.5],
    ),
    "absorbed": Dosing(
        "doses = { amount = 6.0, start = 0.5, absorption_half_life = 0.5 }",
        lambda t: (
            6.0 * 2.0 * (math.exp(-K * (t - 0.5)) - math.exp(-2.0 * K * (t - 0.5)))
            if t >= 0.5
            else 0.0
        ),
        [0.5],
    ),
}
#: Kind of the effect on the signal, what it multiplies the cells by, the endpoint's words and sign.
SIGNALS: dict[str, tuple[str, Curve, str, float, float]] = {
    "above": ("inhibition", lambda c: 1.0 / (1.0 + c), "above", 9.3, 1.0),
    "below": ("stimulation", lambda c: 1.0 + c / (1.0 + c), "below", 8.5, -1.0),
}
RUNS = 200_000
MOST = 140
START = 9


def described(dosing: Dosing, kind: str, key: str, level: float) -> Any:
    return scenario(
        f"""
        [time]
        end = {END}
        every = 1.0
        [[niche]]
        name = "n"
        [[clone]]
        name = "A"
        lineage = "a"
        birth = {BIRTH}
        death = {DEATH}
        initial = {{ n = {START} }}
        [[signal]]
        name = "seen"
        sum = [{{}}]
        [[endpoint]]
        name = "e"
        signal = "seen"
        {key} = {level}
        [[drug]]
        name = "d"
        half_life = 1.0
        {dosing.words}
        effect = [
            {{ on = "kill", emax = {KILL}, ec50 = 1.0 }},
            {{ on = "seen", kind = "{kind}", emax = 1.0, ec50 = 1.0 }},
        ]
        """
    )


def passage(
    dosing: Dosing, factor: Curve, level: float, sign: float, times: list[float]
) -> tuple[list[float], dict[float, float]]:
    """Return P(reached by each time), and the atoms: moments with their probabilities."""
    number = np.arange(MOST + 1)
    edges = sorted({0.0, END, *dosing.breaks})
    points = {*edges, *times}
    for begin, end in itertools.pairwise(edges):
        fine = np.linspace(begin, np.nextafter(end, 0.0), 4001)
        curve = np.array([factor(dosing.concentration(t)) for t in fine])
        for n in number[1:]:
            for at in np.flatnonzero(np.diff(n * curve > level)):
                points.add(
                    brentq(
                        lambda t, n=n: n * factor(dosing.concentration(t)) - level,
                        fine[at],
                        fine[at + 1],
                        xtol=1e-15,
                    )
                )
    ordered = sorted(points)
    mass = np.zeros(MOST + 1)
    mass[START] = 1.0
    reached: list[float] = []
    atoms: dict[float, float] = {}
    for begin, end in zip(ordered, [*ordered[1:], END + 1e-9], strict=True):
        beyond = sign * (number * factor(dosing.concentration((begin + end) / 2.0)) - level) > 0.0
        atoms[begin] = float(mass[beyond].sum())
        mass[beyond] = 0.0
        if begin in times:
            reached.append(1.0 - float(mass.sum()))
        if begin < END:
            mass = forward(mass, begin, end, beyond, dosing.concentration)
    return reached, {time: p for time, p in atoms.items() if p > 1e-4}


def forward(
    mass: np.ndarray, begin: float, end: float, beyond: np.ndarray, concentration: Curve
) -> np.ndarray:
    """Solve the master equation, in which what comes to lie beyond the level is gone."""
    number = np.arange(MOST + 1)

    def slope(time: float, p: np.ndarray) -> np.ndarray:
        c = concentration(time)
        births = BIRTH * number * p
        deaths = (DEATH + KILL * c / (1.0 + c)) * number * p
        change = -births - deaths
        change[1:] += births[:-1]
        change[:-1] += deaths[1:]
        change[beyond] = 0.0
        return change

    inside = min(end, np.nextafter(end, begin))
    solved = solve_ivp(slope, (begin, inside), mass, method="LSODA", rtol=1e-9, atol=1e-13)
    return np.asarray(solved.y[:, -1])


@pytest.mark.parametrize("given", list(DOSING))
@pytest.mark.parametrize("key", list(SIGNALS))
@gated(alpha=1e-9)
def test_passage_by_events_and_between_them(
    gate: Gate, sampler: Sampler, given: str, key: str
) -> None:
    dosing = DOSING[given]
    kind, factor, word, level, sign = SIGNALS[key]
    times = [0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, END]
    law, atoms = passage(dosing, factor, level, sign, times)
    found = sampler(described(dosing, kind, word, level), RUNS, gate.seed())["endpoint_e"]
    for time, reached in zip(times, law, strict=True):
        gate.count(f"by {time}", int(np.count_nonzero(found <= time)), len(found), reached)
    assert len(atoms) >= 2
    for time, p in atoms.items():
        at_once = int(np.count_nonzero(np.abs(found - time) < 1e-8))
        gate.count(f"at {time:.4f}", at_once, len(found), p)
    assert 0.05 < law[-1] < 1.0
