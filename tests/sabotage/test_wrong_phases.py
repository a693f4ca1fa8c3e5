"""The laws of phases, shown to fail a compiler that is wrong on purpose.

Phases compile into states and moves, so that these errors are the compiler's: they are made where
it says what becomes of a cell. Each must be seen by the master equation of a case.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest

from clonal.compile import calendar
from clonal.compile.divisions import Divisions
from clonal.compile.fates import Fates
from clonal.compile.signals import Signals
from support.checks import follows_master_equation
from support.engine_strategies import Strategy
from support.phased import PHASED
from support.samplers import engine
from support.statistics import Disagreement, Gate

Patch = pytest.MonkeyPatch


@contextmanager
def taken_for(space: Any, parts: Callable[[int, int, int], tuple[int, int, int]]) -> Any:
    """Let a state be taken for one of other parts."""
    right = space.parts
    space.parts = lambda state: parts(*right(state))
    yield
    del space.parts


def a_switch_loses_the_bond(patch: Patch) -> None:
    right = Fates.switches

    def wrong(self: Fates, cells: Any) -> None:
        with taken_for(self.space, lambda stage, _, phase: (stage, 0, phase)):
            right(self, cells)

    patch.setattr(Fates, "switches", wrong)


def binding_wakes(patch: Patch) -> None:
    right = Fates.bonds

    def wrong(self: Fates, cells: Any) -> None:
        with taken_for(self.space, lambda stage, bond, _: (stage, bond, 0)):
            right(self, cells)

    patch.setattr(Fates, "bonds", wrong)


def born_in(patch: Patch, which: int) -> None:
    """Let the first or the second daughter be born in the phase of her mother."""
    right = Divisions._outcome

    def wrong(self: Divisions, parent: Any, *daughters: Any) -> Any:
        space = self.space
        phase = space.parts(parent[1])[2]
        born = list(daughters)
        born[which] = [
            ((niche, space.state(*space.parts(state)[:2], phase)), cells)
            for (niche, state), cells in born[which]
        ]
        return right(self, parent, *born)

    patch.setattr(Divisions, "_outcome", wrong)


def the_daughter_that_stays_keeps_her_phase(patch: Patch) -> None:
    born_in(patch, 0)


def the_other_daughter_is_born_in_her_mothers_phase(patch: Patch) -> None:
    born_in(patch, 1)


def set_empties_one_state_alone(patch: Patch) -> None:
    right = calendar.act

    def wrong(*arguments: Any) -> Any:
        act = right(*arguments)
        return dataclasses.replace(act, emptied=(act.place,) if act.emptied else ())

    patch.setattr(calendar, "act", wrong)


def a_kill_is_in_proportion_to_the_rate_of_the_own_phase(patch: Patch) -> None:
    right = Divisions.cycling

    def wrong(self: Divisions, cells: Any) -> Any:
        law, column = right(self, cells)
        own = self.space.column("division", cells.state)
        return law, column if own is None else own

    patch.setattr(Divisions, "cycling", wrong)


def capacity_counts_the_first_phase_alone(patch: Patch) -> None:
    def wrong(self: Signals, niche: int) -> Any:
        space = self.space
        terms = {
            space.entity(*cells): 1.0
            for cells in space.all_cells()
            if cells.niche == niche and space.parts(cells.state)[2] == 0
        }
        return self.nodes.total(0.0, terms)

    patch.setattr(Signals, "occupied", wrong)


ERRORS: list[tuple[Callable[[Patch], None], str]] = [
    (a_switch_loses_the_bond, "adherent-in-phases"),
    (binding_wakes, "adherent-in-phases"),
    (the_daughter_that_stays_keeps_her_phase, "divisions-from-quiescence"),
    (the_daughter_that_stays_keeps_her_phase, "adherent-in-phases"),
    (the_other_daughter_is_born_in_her_mothers_phase, "mutants-in-phases"),
    (set_empties_one_state_alone, "adherent-in-phases"),
    (a_kill_is_in_proportion_to_the_rate_of_the_own_phase, "divisions-from-quiescence"),
    (capacity_counts_the_first_phase_alone, "quiescence-and-a-kill-of-cycling-cells"),
]


@pytest.mark.parametrize(
    ("error", "case"),
    [pytest.param(*one, id=f"{one[0].__name__} in {one[1]}") for one in ERRORS],
)
def test_a_wrong_phase_is_seen(
    strategy: Strategy, monkeypatch: Patch, error: Callable[[Patch], None], case: str
) -> None:
    error(monkeypatch)
    gate = Gate(f"{error.__name__} in {case}", 2e-9)
    follows_master_equation(gate, functools.partial(engine, **strategy), PHASED[case])
    with pytest.raises(Disagreement):
        gate.verdict()
