"""Niches: the places of the marrow that cells live in and compete for."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Name, Rate
from clonal.model.grammar.part import Fault, Part


class Niche(Part):
    """A place with limited room, its own oxygen and its own share of the drugs.

    Attributes
    ----------
    name : str
    capacity : float, optional
        Places, in cells; unlimited where left out.
    oxygen : float, optional
        Partial pressure of oxygen in mmHg.
    perfusion : float
        Drug concentration here over the plasma's.
    daughters : str, optional
        Niche that all but one of a dividing cell's daughters go to; this one unless given.
    counts : tuple of str, optional
        Stages that take up places: where there are several stages, the first alone unless given.
    """

    name: Name
    capacity: Rate | None = Field(default=None, description="Places in cells; unlimited if absent.")
    oxygen: Rate | None = Field(default=None, description="Oxygen partial pressure in mmHg.")
    perfusion: Rate = Field(default=1.0, description="Drug concentration here over the plasma's.")
    daughters: Name | None = Field(
        default=None, description="Niche that daughters go to, all but one; absent: this one."
    )
    counts: tuple[Name, ...] | None = Field(
        default=None, description="Stages that take up places; absent: the first."
    )

    def counted(self, stages: tuple[str, ...]) -> tuple[str, ...]:
        """The stages that take up places, of a scenario with these `stages`."""
        return self.counts or stages[:1]

    def _faults(self) -> Iterator[Fault]:
        if self.counts is not None and not self.counts:
            yield Fault("counts", "must name at least one stage", ("counts",), form="counts")
        if self.counts is not None and len(set(self.counts)) < len(self.counts):
            yield Fault("counts", "must name each stage once", ("counts",))
