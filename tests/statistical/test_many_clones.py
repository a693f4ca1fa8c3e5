"""More clones than there are groups, so that one law is settled for each of them by its own traits.

Where their cells only die, each cell is a coin of its own, and the survivors of every clone are
binomial.
"""

from __future__ import annotations

import numpy as np

import clonal
from support.samplers import Sampler
from support.statistics import Gate, gated

CLONES, CELLS, RUNS = 40, 4_000, 40
DEATH, DAYS = 1.0, 0.75
#: E = emax · C / (ec50 · fold + C) of a drug that is always there.
EMAX, EC50, LEVEL = 1.2, 0.5, 1.0


def survival(sensitivity: float, fold: float) -> float:
    """Two drugs that inhibit death: each factor is clamped at 0, and not their product."""
    effect = EMAX * LEVEL / (EC50 * fold + LEVEL)
    factor = max(0.0, 1.0 - sensitivity * effect)
    return float(np.exp(-DAYS * DEATH * factor * factor))


@gated(alpha=1e-9)
def test_each_clone_has_its_own_sensitivity_and_fold(gate: Gate, sampler: Sampler) -> None:
    sensitivities = [0.05 * (1 + number) for number in range(CLONES)]
    folds = [0.5 + 0.1 * (number * 7 % CLONES) for number in range(CLONES)]
    drugs = ("d", "e")
    scenario = clonal.Scenario.model_validate(
        {
            "time": {"end": DAYS, "at": [DAYS]},
            "niche": [{"name": "a"}],
            "clone": [
                {
                    "name": f"c{number}",
                    "lineage": "normal",
                    "birth": 0.0,
                    "death": DEATH,
                    "initial": {"a": CELLS},
                    "sensitivity": dict.fromkeys(drugs, sensitivities[number]),
                    "ec50_fold": dict.fromkeys(drugs, folds[number]),
                }
                for number in range(CLONES)
            ],
            "drug": [
                {
                    "name": name,
                    "constant": {"value": LEVEL},
                    "effect": [{"on": "death", "kind": "inhibition", "emax": EMAX, "ec50": EC50}],
                }
                for name in drugs
            ],
            "record": {"clones": True},
        }
    )
    block = sampler(scenario, RUNS, gate.seed())
    left = np.zeros(CLONES, dtype=np.int64)
    np.add.at(left, block["clone_count/clone_id"], block["clone_count/count"])
    started = CELLS * len(block["run"])
    for number in range(CLONES):
        stays = survival(sensitivities[number], folds[number])
        gate.count(f"clone {number}", int(left[number]), started, stays)
