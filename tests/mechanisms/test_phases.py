"""Phases: what divides and what rests, against closed forms and by hand."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import numpy as np
import pytest
from scipy import linalg

import clonal
from clonal.model import Scenario, loads
from support.cases import time
from support.founders import rows_by_founding, unfolded
from support.master import Master
from support.phased import PHASED, PHASES
from support.samplers import Sampler
from support.statistics import Gate, gated, outcomes, table

#: A kill that spares the resting: as under imatinib (Michor 2005, Roeder 2006), the decline is
#: steep while the cycling die, and then as slow as the resting wake.
TWO_PHASES = (
    PHASES
    + """
[time]
end = 60.0
at = [2.0, 6.0, 15.0, 30.0, 60.0]
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.3
death = 0.1
initial = { n = { stem = 200, "stem:quiescent" = 100 } }
[[switch]]
from = "cycling"
to = "quiescent"
rate = 0.08
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.05
[[modifier]]
on = "death"
of = { state = "quiescent" }
times = 0.2
[[drug]]
name = "d"
constant = { value = 1.0 }
[[drug.effect]]
on = "kill"
emax = 1.6
ec50 = 1.0
cycling = true
"""
)


def exponentials(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of both phases, and how fast their sum declines, at each time.

    (p, q)' = [[b − d − k − α, β], [α, −d' − β]] (p, q): a sum of two exponentials.
    """
    matrix = np.array([[0.3 - 0.1 - 0.8 - 0.08, 0.05], [0.08, -0.02 - 0.05]])
    roots, vectors = linalg.eig(matrix)
    weights = linalg.solve(vectors, np.array([200.0, 100.0]))
    mean = np.real((vectors * weights) @ np.exp(np.outer(roots, times))).T
    slope = np.real((vectors * weights * roots) @ np.exp(np.outer(roots, times))).T
    return mean, slope.sum(axis=1) / mean.sum(axis=1)


@gated(alpha=1e-9)
def test_a_kill_of_cycling_cells_leaves_two_exponentials(gate: Gate, sampler: Sampler) -> None:
    scenario = loads(TWO_PHASES)
    block = sampler(scenario, 20_000, gate.seed())
    times = np.array([float(time) for time in scenario.time.samples])
    mean, slope = exponentials(times)
    for sample, now in enumerate(times):
        for phase, word in enumerate(scenario.phases):
            values = block["population"][:, sample, 0, 0, phase].astype(float)
            gate.mean(f"{word} on day {now}", values, mean[sample, phase])
    # Far steeper at first than at last, when the resting wake at one rate and no faster.
    assert slope[0] < -0.2
    assert slope[-1] == pytest.approx(slope[-2], rel=1e-6)
    assert slope[-1] > -0.07


def test_cells_that_rest_wait_exponentially_and_wake_one_way() -> None:
    text = time(0.0, 10.0) + TWO_PHASES.partition("at = [2.0, 6.0, 15.0, 30.0, 60.0]\n")[2]
    words = tomllib.loads(PHASES + text)
    words["clone"][0].update(birth=0.0, death=0.0, initial={"n": {"stem:quiescent": 100_000}})
    words["switch"] = words["switch"][1:]
    run = clonal.simulate(Scenario.model_validate(words), seed=3)
    cycling, resting = np.asarray(run.population)[-1].ravel()
    assert cycling + resting == 100_000
    # Binomial with exp(-0.5): five standard deviations are 775 cells.
    assert abs(resting - 100_000 * np.exp(-0.5)) < 775


def test_states_are_stages_bonds_and_phases_in_this_order() -> None:
    run = clonal.simulate(PHASED["adherent-in-phases"].scenario(), seed=1)
    assert list(run.layout.states) == [
        "stem:free:cycling",
        "stem:free:quiescent",
        "stem:adherent:cycling",
        "stem:adherent:quiescent",
    ]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ({}, "stem:free:cycling"),
        ({"state": "quiescent"}, "stem:free:quiescent"),
        ({"state": "adherent"}, "stem:adherent:cycling"),
        ({"state": "blast:adherent:quiescent"}, "blast:adherent:quiescent"),
        ({"stage": "blast", "state": "quiescent"}, "blast:free:quiescent"),
        ({"stage": "blast"}, "blast:free:cycling"),
    ],
)
def test_set_empties_a_stage_in_every_bond_and_phase_and_fills_one_state(
    words: dict[str, str], state: str
) -> None:
    still = {"name": "A", "lineage": "a", "division": 0.0}
    everywhere = [
        {"at": 0.0, "add": {"clone": "A", "niche": "n", "value": 5, "state": f"{stage}:{rest}"}}
        for stage in ("stem", "blast")
        for rest in ("free:cycling", "free:quiescent", "adherent:cycling", "adherent:quiescent")
    ]
    scenario = Scenario.model_validate(
        {
            "stages": ["stem", "blast"],
            "phases": ["cycling", "quiescent"],
            "time": {"end": 1.0},
            "niche": [{"name": "n"}],
            "clone": [still],
            "attachment": [{"attach": 0.0}],
            "intervention": [
                *everywhere,
                {"at": 0.5, "set": {"clone": "A", "niche": "n", "value": 3, **words}},
            ],
        }
    )
    run = clonal.simulate(scenario, seed=1)
    seen = dict(zip(run.layout.states, np.asarray(run.population)[-1].ravel(), strict=True))
    stage = state.partition(":")[0]
    assert seen == {
        name: 3 if name == state else 0 if name.startswith(stage) else 5 for name in seen
    }


FOUNDERS = (
    PHASES
    + time(0.7, 1.8)
    + """
[[niche]]
name = "n"
capacity = 4
[[clone]]
name = "A"
lineage = "a"
birth = { stem = 0.9, "stem:quiescent" = 0.5 }
death = 0.2
initial = { n = { stem = 1, "stem:quiescent" = 1 } }
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.4
[[switch]]
from = "cycling"
to = "quiescent"
rate = 0.6
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.4
[[drug]]
name = "d"
constant = { value = 1.0 }
[[drug.effect]]
on = "kill"
emax = 1.0
ec50 = 1.0
cycling = true
[record]
clones = true
"""
)

#: Effects on a rate: of the first phase, unless another one is named.
EFFECTS: dict[str, Any] = {
    "first": {"birth": {"times": 2.0}},
    "stage": {"birth": {"stem": {"times": 2.0}}},
    "first by name": {"birth": {"stem:cycling": {"times": 2.0}}},
    "resting": {"birth": {"stem:quiescent": {"times": 2.0}}},
    "death": {"death": {"times": 3.0}},
}


def mutating(effects: dict[str, Any]) -> dict[str, Any]:
    words = tomllib.loads(FOUNDERS)
    words["mutation"][0]["effects"] = effects
    return words


@pytest.mark.parametrize(
    ("name", "rates"),
    [
        ("first", (1.8, 0.5, 0.2)),
        ("stage", (1.8, 0.5, 0.2)),
        ("first by name", (1.8, 0.5, 0.2)),
        ("resting", (0.9, 1.0, 0.2)),
        ("death", (0.9, 0.5, 0.6)),
    ],
)
def test_an_effect_reaches_the_first_phase_unless_it_names_another(
    name: str, rates: tuple[float, float, float]
) -> None:
    run = clonal.simulate(Scenario.model_validate(mutating(EFFECTS[name])), seed=2)
    names = ("trait_birth", "trait_birth_stem_quiescent", "trait_death")
    parent, founder, *_ = np.array([run[f"clone/{key}"] for key in names]).T
    assert parent == pytest.approx((0.9, 0.5, 0.2))
    assert founder == pytest.approx(rates)


@pytest.mark.parametrize("name", ["first", "resting"])
@gated(alpha=1e-9)
def test_founders_follow_the_master_equation(gate: Gate, sampler: Sampler, name: str) -> None:
    words = mutating(EFFECTS[name])
    plain = copy.deepcopy(words)
    plain["mutation"][0]["effects"] = {
        key: {part.replace("stem:cycling", "stem"): one for part, one in effect.items()}
        for key, effect in EFFECTS[name].items()
    }
    scenario = Scenario.model_validate(words)
    master = Master(Scenario.model_validate(unfolded(plain)), lambda n: sum(n.values()) <= 4)
    laws = master.solve()
    rows = rows_by_founding(scenario, sampler(scenario, 60_000, gate.seed()))
    for sample, law in enumerate(laws):
        masses = zip(map(tuple, master.states.tolist()), law.tolist(), strict=True)
        gate.note(f"sample {sample}", table(outcomes(rows[:, sample]), dict(masses)))
