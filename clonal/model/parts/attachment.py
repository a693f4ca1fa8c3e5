"""Attachment: cells that bind to their niche, and let go."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Rate
from clonal.model.grammar.part import Fault

from .selector import Cells


class Attachment(Cells):
    """Free cells attach, adherent cells let go.

    A scenario with attachments has two states for each stage, ``stem:free`` and
    ``stem:adherent``, and each of them in every phase, where there are phases. Cells start free,
    and the daughter of a division that does not stay where its mother was is born free; what keeps
    adherent cells in their niche, or alive, is said by modifiers ``of = { state = "adherent" }``.

    Attributes
    ----------
    attach, detach : float
        Per cell per day, of free and of adherent cells.
    lineage, clone, niche, stage : str, optional
        Which cells; all that is named must hold.

    Examples
    --------
    >>> Attachment(attach=0.5, detach=0.1, lineage="leukemic").detach
    0.1
    """

    attach: Rate = Field(default=0.0, description="Per free cell per day.")
    detach: Rate = Field(default=0.0, description="Per adherent cell per day.")

    def _faults(self) -> Iterator[Fault]:
        if self.state is not None:
            yield Fault(
                "state", "cannot be chosen: the free attach, the adherent detach", ("state",)
            )
