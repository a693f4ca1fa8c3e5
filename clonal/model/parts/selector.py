"""Selectors: which cells something concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from clonal.model.grammar.kinds import Name, Text
from clonal.model.grammar.part import Fault, Part


class Cells(Part):
    """Which cells: all that is named must hold, nothing named means every cell."""

    lineage: Name | None = Field(default=None, description="Cells of this lineage.")
    clone: Name | None = Field(default=None, description="Cells of this declared clone.")
    niche: Name | None = Field(default=None, description="Cells in this niche.")
    stage: Name | None = Field(default=None, description="Cells of this stage.")
    state: Text | None = Field(default=None, description="Cells in this state.")


def without_trait(part: Any) -> Iterator[Fault]:
    """Report what clones without a trait have of it, where none is named."""
    if part.without is not None and part.trait is None:
        yield Fault("without", "needs trait: whose number it is", ("trait", "without"))


class Of(Cells):
    """Which cells, pool or kill a modifier concerns.

    Attributes
    ----------
    lineage, clone, niche, stage, state : str, optional
        All that is named must hold; nothing named means every cell, and no pool.
    pool : str, optional
        A pool's rate in place of the cells'.
    to : str, optional
        The niche that cells migrate to, the phase that they switch to, or beside `pool` the pool
        that members convert to.
    drug : str, optional
        The kill of this drug alone.
    cause : str, optional
        The death of this cause, not natural death.
    """

    pool: Name | None = Field(default=None, description="A rate of this pool, not of cells.")
    to: Name | None = Field(
        default=None,
        description="Migration to this niche, a switch to this phase, a pool's conversion to it.",
    )
    drug: Name | None = Field(default=None, description="The kill by this drug alone.")
    cause: Name | None = Field(
        default=None, description="The death of this cause, not natural death."
    )
