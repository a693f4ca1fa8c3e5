"""Pools: stroma, immune cells: members that are counted, and have no clones."""

from __future__ import annotations

from pydantic import Field

from clonal.model.grammar.kinds import Count, Name, Rate
from clonal.model.grammar.part import Part


class Convert(Part):
    """Members that become members of another pool, per member per day."""

    to: Name = Field(description="The pool that a member becomes one of.")
    rate: Rate = Field(description="Per member per day.")


class Pool(Part):
    """A pool.

    Attributes
    ----------
    name : str
    niche : str, optional
        Where it is; the whole marrow where left out.
    initial : int
        Members at time 0.
    inflow : float
        Members a day.
    birth, death : float
        Per member per day.
    convert : tuple of Convert
    """

    name: Name
    niche: Name | None = Field(default=None, description="Where; absent: the whole marrow.")
    initial: Count = Field(description="Members at time 0.")
    inflow: Rate = Field(default=0.0, description="Members per day.")
    birth: Rate = Field(default=0.0, description="Per member per day.")
    death: Rate = Field(default=0.0, description="Per member per day.")
    convert: tuple[Convert, ...] = Field(default=(), description="What members turn into.")
