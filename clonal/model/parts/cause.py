"""Causes of death that have a name of their own."""

from __future__ import annotations

from pydantic import Field

from clonal.model.grammar.kinds import Name
from clonal.model.grammar.part import Part

#: The death that has no cause of its own: the clone's rate, modified.
NATURAL = "natural"


class Cause(Part):
    """A death of its own, beside natural death and kills by drugs.

    It has no rate by itself: modifiers ``on = "death"`` with ``of = { cause = NAME }`` add to it
    and multiply it. It is ``[(sum of plus) (product of times)]+``: below 0 it lowers no other
    death. What is on natural death or on kills leaves it alone.

    Attributes
    ----------
    name : str
        None of a drug's, and not "natural": deaths are recorded by these names.
    """

    name: Name = Field(description="For modifiers, effects of drugs, and deaths that are recorded.")
