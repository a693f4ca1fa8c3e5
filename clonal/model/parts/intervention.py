"""Interventions: what is done to cells, or to the members of a pool, at a fixed time."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Count, Name, Probability, Rate, Text
from clonal.model.grammar.part import Fault, Part, exactly_one

from .selector import Cells


def _beside_pool(part: Part, *words: str) -> Iterator[Fault]:
    for word in words:
        if getattr(part, word) is not None:
            message = "cannot stand beside pool: members of pools have none"
            yield Fault(word, message, (word, "pool"))


class Scale(Cells):
    """Each chosen cell, or member of a pool, survives by itself with probability `factor`."""

    factor: Probability = Field(description="Probability that a cell or member survives.")
    pool: Name | None = Field(default=None, description="Members of this pool, not cells.")

    def _faults(self) -> Iterator[Fault]:
        if self.pool is not None:
            yield from _beside_pool(self, "lineage", "clone", "niche", "stage", "state")


class Place(Part):
    """Cells of a clone put into a niche, in the first stage and state unless named; or members.

    `set` empties the stage there first, in every bond and phase.

    Attributes
    ----------
    clone, niche : str, optional
        Whose cells, and where; both, unless there is `pool`.
    value : int
        How many cells, or members.
    stage, state : str, optional
    pool : str, optional
        Members of this pool in place of cells.
    """

    clone: Name | None = Field(default=None, description="A declared clone.")
    niche: Name | None = Field(default=None, description="Where.")
    value: Count = Field(description="How many cells, or members.")
    stage: Name | None = Field(default=None, description="Stage; absent: the first.")
    state: Text | None = Field(default=None, description="State; absent: the first.")
    pool: Name | None = Field(default=None, description="Members of this pool, not cells.")

    def _faults(self) -> Iterator[Fault]:
        if self.pool is not None:
            yield from _beside_pool(self, "clone", "niche", "stage", "state")
            return
        for word, meaning in (("clone", "whose cells"), ("niche", "where")):
            if getattr(self, word) is None:
                yield Fault(word, f"is missing: {meaning}; or pool", (word, "pool"))


class Intervention(Part):
    """Ablation, transplantation, infusion, depletion: exactly one of `scale`, `set` and `add`.

    Attributes
    ----------
    name : str, optional
        For paths (``intervention.transplant.at``) and messages; nothing else depends on it.
    at : float
        Day; before endpoints are looked at and before a sample of the same day.
    scale : Scale, optional
        Thin out the chosen cells, or a pool.
    set, add : Place, optional
        Put a number of cells in place of the clone's there, or beside them; or members of a pool.
    """

    name: Name | None = Field(default=None, description="For paths and messages; no other's.")
    at: Rate = Field(description="Day, from 0 to the end.")
    scale: Scale | None = Field(default=None, description="Each chosen cell survives by chance.")
    set: Place | None = Field(default=None, description="Cells in place of those there.")
    add: Place | None = Field(default=None, description="Cells beside those there.")

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, "scale", "set", "add")
