"""Switches: cells that change their phase without dividing."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Name, Rate
from clonal.model.grammar.part import Fault

from .selector import Cells


class Switch(Cells):
    """A way between two phases; bond and niche stay.

    Attributes
    ----------
    name : str, optional
        For paths (``switch.activation.rate``) and messages; nothing else depends on it.
    from_, to : str
        Phases; ``from`` in TOML.
    rate : float
        Per cell per day; no trait of a clone weighs it.
    lineage, clone, niche, stage : str, optional
        Which cells; all that is named must hold.

    Examples
    --------
    >>> Switch(from_="quiescent", to="cycling", rate=0.02, stage="stem").rate
    0.02
    """

    name: Name | None = Field(default=None, description="For paths and messages; no other's.")
    from_: Name = Field(alias="from", description="The phase that is left.")
    to: Name = Field(description="The phase that is entered.")
    rate: Rate = Field(description="Per cell per day.")

    def _faults(self) -> Iterator[Fault]:
        if self.from_ == self.to:
            yield Fault("to", f'must be another phase than from, "{self.from_}"', ("from", "to"))
        if self.state is not None:
            yield Fault(
                "state",
                "cannot be chosen: from is the phase, and bonds are told apart by a modifier "
                'on = "switch"',
                ("state",),
            )
