"""Endpoints with several conditions: the first moment at which all of them hold, exactly."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from scipy.linalg import expm

from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

RUNS = 100_000
TIMES = (0.4, 1.0, 2.0, 4.0)

#: Two lineages that come and go by themselves: arrivals a day, deaths per cell and day, at first.
X, Y = (2.0, 0.7, 1), (1.5, 0.5, 4)
MOST = 22

TEXT = f"""
[time]
end = {TIMES[-1]}
every = {TIMES[-1]}
[[niche]]
name = "n"
[[clone]]
name = "X"
lineage = "x"
birth = 0.0
death = {X[1]}
initial = {{ n = {X[2]} }}
immigration = {{ n = {X[0]} }}
[[clone]]
name = "Y"
lineage = "y"
birth = 0.0
death = {Y[1]}
initial = {{ n = {Y[2]} }}
immigration = {{ n = {Y[0]} }}
[[signal]]
name = "x"
sum = [{{ lineage = "x" }}]
[[signal]]
name = "y"
sum = [{{ lineage = "y" }}]
[[signal]]
name = "all"
sum = [{{}}]
"""


def reached(holds: Any, times: tuple[float, ...]) -> list[float]:
    """Return the probability that two independent lineages were in a set of states by each time.

    The set absorbs; the rest is the transition matrix of the chain, cut where hardly any mass is.
    """
    states = list(itertools.product(range(MOST + 1), repeat=2))
    number = {state: i for i, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for (x, y), i in number.items():
        if holds(x, y):
            continue
        steps = [((x + 1, y), X[0]), ((x - 1, y), X[1] * x), ((x, y + 1), Y[0])]
        for state, rate in [*steps, ((x, y - 1), Y[1] * y)]:
            if state in number:
                rates[i, number[state]] += rate
                rates[i, i] -= rate
    inside = np.array([holds(x, y) for x, y in states])
    start = np.zeros(len(states))
    start[number[X[2], Y[2]]] = 1.0
    return [float((start @ expm(rates * time))[inside].sum()) for time in times]


@gated(alpha=1e-9)
def test_both_at_one_moment(gate: Gate, sampler: Sampler) -> None:
    """Not each at its own: x may have been above and be no longer when y comes to be below."""
    words = {
        "apart": 'when = [{ signal = "x", above = 3 }, { signal = "y", below = 3 }]',
        "band": 'when = [{ signal = "all", below = 9 }, { signal = "all", above = 7 }]',
        "three": (
            'when = [{ signal = "y", above = 4 }, { signal = "x", above = 1 },'
            ' { signal = "all", below = 8 }]'
        ),
    }
    sets = {
        "apart": lambda x, y: x > 3 and y < 3,
        "band": lambda x, y: 7 < x + y < 9,
        "three": lambda x, y: y > 4 and x > 1 and x + y < 8,
    }
    text = TEXT + "".join(f'[[endpoint]]\nname = "{e}"\n{when}\n' for e, when in words.items())
    block = sampler(scenario(text), RUNS, gate.seed())
    for name, holds in sets.items():
        seen = block[f"endpoint_{name}"]
        for time, share in zip(TIMES, reached(holds, TIMES), strict=True):
            gate.count(f"{name} by {time}", int((seen <= time).sum()), len(seen), share)


@gated(alpha=1e-9)
def test_counts_and_a_concentration(gate: Gate, sampler: Sampler) -> None:
    """The last condition comes to hold by an event, or by the concentration at its own moment."""
    text = TEXT + (
        '[[drug]]\nname = "d"\nhalf_life = 1.0\ndoses = { amount = 4.0, start = 0.0 }\n'
        '[[signal]]\nname = "c"\ndrug = "d"\n'
        '[[endpoint]]\nname = "e"\nwhen = [{ signal = "c", below = 2.0 },'
        ' { signal = "x", above = 2 }]\n'
    )
    block = sampler(scenario(text), RUNS, gate.seed())
    seen = block["endpoint_e"]
    # C falls below 2 on day 1, of half-life 1. Who has more than 2 cells by then has it then.
    assert not np.any(seen < 1.0 - 1e-12)
    at_once = np.abs(seen - 1.0) < 1e-9
    states = np.arange(MOST + 1)
    rates = np.diag(np.full(MOST, X[0]), 1) + np.diag(X[1] * states[1:], -1)
    rates -= np.diag(rates.sum(axis=1))
    start = np.zeros(MOST + 1)
    start[X[2]] = 1.0
    now = start @ expm(rates)
    gate.count("at the concentration's moment", int(at_once.sum()), len(seen), now[3:].sum())
    absorbing = rates.copy()
    absorbing[3:] = 0.0
    for time in (1.3, 2.0, 4.0):
        later = (now @ expm(absorbing * (time - 1.0)))[3:].sum()
        gate.count(f"by {time}", int((seen <= time).sum()), len(seen), float(later))
