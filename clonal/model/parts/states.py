"""Stages and states of cells: their labels, what words mean them, and values by stage."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple, TypeVar

#: The bonds of a cell where adhesion is modelled, as they stand in the labels of its states.
BONDS = ("free", "adherent")

Value = TypeVar("Value", int, float)


class State(NamedTuple):
    """A stage, a bond and a phase; what is not modelled is empty.

    Examples
    --------
    >>> State("stem", "free", "quiescent").label
    'stem:free:quiescent'
    >>> State("stem", "free").meant(None, "free")
    True
    >>> State("stem", "adherent", "quiescent").meant(None, "stem:quiescent")
    True
    """

    stage: str
    bond: str = ""
    phase: str = ""

    @property
    def label(self) -> str:
        """Its name in the ensemble file."""
        return ":".join(filter(None, self))

    @property
    def words(self) -> set[str]:
        """The words under a selector's `state` that mean it, beside others or not.

        Any of the parts of its label, in their order.
        """
        parts = [part for part in self if part]
        numbers = range(1, len(parts) + 1)
        return {":".join(chosen) for number in numbers for chosen in combinations(parts, number)}

    def meant(self, stage: str | None, state: str | None) -> bool:
        """Whether a selector's `stage` and `state` mean it (None: nothing said)."""
        return stage in (None, self.stage) and (state is None or state in self.words)


def states_of(
    stages: tuple[str, ...], *, bonds: bool, phases: tuple[str, ...] = ()
) -> tuple[State, ...]:
    """Every state, stage by stage; `bonds`: whether adhesion is modelled.

    Examples
    --------
    >>> [state.label for state in states_of(("stem", "blast"), bonds=True)]
    ['stem:free', 'stem:adherent', 'blast:free', 'blast:adherent']
    >>> [state.label for state in states_of(("stem",), bonds=False, phases=("G1", "G0"))]
    ['stem:G1', 'stem:G0']
    """
    return tuple(
        State(stage, bond, phase)
        for stage in stages
        for bond in (BONDS if bonds else ("",))
        for phase in phases or ("",)
    )


def of_phase(stage: str, phase: str, phases: tuple[str, ...]) -> str:
    """The key of a table by stage that says what cells of a stage have in a phase.

    The stage is what it has in the first phase; another phase stands behind it.

    Examples
    --------
    >>> of_phase("stem", "quiescent", ("cycling", "quiescent"))
    'stem:quiescent'
    >>> of_phase("stem", "cycling", ("cycling", "quiescent"))
    'stem'
    """
    return stage if phase in ("", *phases[:1]) else f"{stage}:{phase}"


def phased(key: str, phases: tuple[str, ...]) -> str:
    """A key of a table by stage in its one spelling: ``stem:cycling`` is ``stem``."""
    stage, _, phase = key.partition(":")
    return of_phase(stage, phase, phases)


def by_stage(
    value: Value | Mapping[str, Value] | None,
    stages: tuple[str, ...],
    otherwise: Value,
    phases: tuple[str, ...] = (),
) -> dict[str, Value]:
    """Spread what a clone states over all stages: a plain number is the first stage's.

    With `phases`, of a value that differs by phase: each stage stands for its first phase, and
    behind the stages stand those in other phases that are named.

    Examples
    --------
    >>> by_stage(0.5, ("stem", "blast"), 0.0)
    {'stem': 0.5, 'blast': 0.0}
    >>> by_stage({"stem": 0.5, "stem:G0": 0.1}, ("stem", "blast"), 0.0, ("G1", "G0"))
    {'stem': 0.5, 'blast': 0.0, 'stem:G0': 0.1}
    """
    if value is None:
        return dict.fromkeys(stages, otherwise)
    given = value if isinstance(value, Mapping) else {stages[0]: value}
    spread = {stage: given.get(stage, otherwise) for stage in stages}
    if phases:
        spread.update({phased(key, phases): number for key, number in given.items()})
    return spread
