"""Migration: cells that move from one niche to another."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Flag, Name, Rate, Text
from clonal.model.grammar.part import Fault, Part


class Migration(Part):
    """A way between two niches.

    Attributes
    ----------
    name : str, optional
        For paths (``migration.homing.rate``) and messages; nothing else depends on it.
    from_, to : str
        Niches; ``from`` in TOML.
    rate : float
        Per cell per day, times the clone's tropism.
    vacancy : bool
        Whether a free place is needed: homing.
    lineage, clone, stage, state : str, optional
        Which cells; all that is named must hold.
    """

    name: Name | None = Field(default=None, description="For paths and messages; no other's.")
    from_: Name = Field(alias="from", description="The niche that is left.")
    to: Name = Field(description="The niche that is entered.")
    rate: Rate = Field(description="Per cell per day, times the clone's tropism.")
    vacancy: Flag = Field(default=False, description="Whether the cell needs a free place.")
    lineage: Name | None = Field(default=None, description="Cells of this lineage.")
    clone: Name | None = Field(default=None, description="Cells of this declared clone.")
    stage: Name | None = Field(default=None, description="Cells of this stage.")
    state: Text | None = Field(default=None, description="Cells in this state.")

    def _faults(self) -> Iterator[Fault]:
        if self.from_ == self.to:
            yield Fault("to", f'must be another niche than from, "{self.from_}"', ("from", "to"))
