"""The statistical tests, shown to fail on engines that are wrong on purpose.

Each sabotage is run through the very check that the right engine passes, with the seed and the
alpha of this test. A sabotage is caught where the check disagrees, or where the engine's own guard
stops the run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clonal.errors import SimulationError
from support import sabotage
from support.cases import CASES
from support.checks import follows_master_equation
from support.statistics import Disagreement, Gate, gated

RUNS = 20_000

#: The check that each sabotage has to fail.
CAUGHT_BY = {
    "rate frozen between events": "bolus",
    "bound too low": "bolus",
    "bound too low, and unguarded": "bolus",
    "perfusion forgotten": "infusion",
    "mutant counted twice": "crowding-migration-mutation",
    "sample before an intervention": "interventions",
    "missing clamp": "inhibited-beyond-one",
}


@pytest.fixture(scope="module")
def module(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The engine with the sabotages on a switch."""
    return sabotage.build(repository, tmp_path_factory.mktemp("sabotaged"))


@pytest.mark.parametrize("name", sorted(set(CAUGHT_BY.values())))
@gated(alpha=1e-9)
def test_the_same_build_passes_without_sabotage(gate: Gate, module: Any, name: str) -> None:
    follows_master_equation(gate, sabotage.sampler(module, "right"), CASES[name], RUNS)


@pytest.mark.parametrize("name", list(CAUGHT_BY))
def test_sabotage_is_caught(module: Any, name: str) -> None:
    gate = Gate(f"sabotage {name}", 1e-9)

    def check() -> None:
        wrong = sabotage.sampler(module, name)
        follows_master_equation(gate, wrong, CASES[CAUGHT_BY[name]], RUNS)
        gate.verdict()

    guarded = name == "bound too low"
    with pytest.raises(SimulationError if guarded else Disagreement):
        check()


def test_streams_depend_on_nothing_but_the_run(module: Any) -> None:
    """Runs 3 to 5 are the same alone and among others; a stream of the worker's own is noticed."""
    scenario = CASES["bolus"].scenario()

    def same_alone(which: str) -> bool:
        whole = sabotage.block(module, which, scenario, 6, 1, 0)["population"]
        alone = sabotage.block(module, which, scenario, 3, 1, 3)["population"]
        return bool(np.array_equal(whole[3:], alone))

    assert same_alone("right")
    assert not same_alone("stream that depends on the worker")
