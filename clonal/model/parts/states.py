"""Stages and states of cells: their labels, what words mean them, and values by stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

#: The bonds of a cell where adhesion is modelled, as they end the labels of its states.
BONDS = ("free", "adherent")

Value = TypeVar("Value", int, float)


class State(NamedTuple):
    """A stage and a bond; the bond is empty where adhesion is not modelled.

    Examples
    --------
    >>> State("stem", "free").label
    'stem:free'
    >>> State("stem", "free").meant(None, "free")
    True
    """

    stage: str
    bond: str = ""

    @property
    def label(self) -> str:
        """Its name in the ensemble file."""
        return f"{self.stage}:{self.bond}" if self.bond else self.stage

    @property
    def words(self) -> set[str]:
        """The words under a selector's `state` that mean it, beside others or not."""
        return {self.stage, self.bond, self.label} - {""}

    def meant(self, stage: str | None, state: str | None) -> bool:
        """Whether a selector's `stage` and `state` mean it (None: nothing said)."""
        return stage in (None, self.stage) and (state is None or state in self.words)


def states_of(stages: tuple[str, ...], *, bonds: bool) -> tuple[State, ...]:
    """Every state, stage by stage; `bonds`: whether adhesion is modelled.

    Examples
    --------
    >>> [state.label for state in states_of(("stem", "blast"), bonds=True)]
    ['stem:free', 'stem:adherent', 'blast:free', 'blast:adherent']
    """
    return tuple(State(stage, bond) for stage in stages for bond in (BONDS if bonds else ("",)))


def by_stage(
    value: Value | Mapping[str, Value] | None, stages: tuple[str, ...], otherwise: Value
) -> dict[str, Value]:
    """Spread what a clone states over all stages: a plain number is the first stage's.

    Examples
    --------
    >>> by_stage(0.5, ("stem", "blast"), 0.0)
    {'stem': 0.5, 'blast': 0.0}
    """
    if value is None:
        return dict.fromkeys(stages, otherwise)
    given = value if isinstance(value, Mapping) else {stages[0]: value}
    return {stage: given.get(stage, otherwise) for stage in stages}
