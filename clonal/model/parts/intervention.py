"""Interventions: what is done to the cells at a fixed time."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Count, Name, Probability, Rate, Text
from clonal.model.grammar.part import Fault, Part, exactly_one

from .selector import Cells


class Scale(Cells):
    """Each chosen cell survives, by itself, with probability `factor`."""

    factor: Probability = Field(description="Probability that a cell survives.")


class Place(Part):
    """Cells of a clone put into a niche, in the first stage and state unless named.

    `set` empties the stage there first, in every bond and phase.
    """

    clone: Name = Field(description="A declared clone.")
    niche: Name = Field(description="Where.")
    value: Count = Field(description="How many cells.")
    stage: Name | None = Field(default=None, description="Stage; absent: the first.")
    state: Text | None = Field(default=None, description="State; absent: the first.")


class Intervention(Part):
    """Ablation, transplantation, leukapheresis: exactly one of `scale`, `set` and `add`.

    Attributes
    ----------
    name : str, optional
        For paths (``intervention.transplant.at``) and messages; nothing else depends on it.
    at : float
        Day; before endpoints are looked at and before a sample of the same day.
    scale : Scale, optional
        Thin out the chosen cells.
    set, add : Place, optional
        Put a number of cells in place of the clone's there, or beside them.
    """

    name: Name | None = Field(default=None, description="For paths and messages; no other's.")
    at: Rate = Field(description="Day, from 0 to the end.")
    scale: Scale | None = Field(default=None, description="Each chosen cell survives by chance.")
    set: Place | None = Field(default=None, description="Cells in place of those there.")
    add: Place | None = Field(default=None, description="Cells beside those there.")

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, "scale", "set", "add")
