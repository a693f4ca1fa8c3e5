"""Adhesion: cells that bind to the matrix and the stroma of their niche, and are safe there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from clonal.model.grammar.kinds import Name, Positive, Probability, Rate
from clonal.model.grammar.part import Part
from clonal.model.parts.attachment import Attachment
from clonal.model.parts.signal import Signal, Term

from .marrow import IMMUNE, ByNiche, Complaint, Marrow, Mechanism, line, plus, selecting, times
from .stroma import Stroma

INTEGRIN = "integrin"


class Adhesion(Mechanism):
    """Adhesion: free cells bind to sites of their niche, and let go again.

    A niche has as many sites as its matrix and its stroma offer; normal and leukaemic cells share
    them, one each. A free cell binds at ``attach`` times its clone's trait ``integrin`` (1 for
    clones that do not state it) times the free sites over those at the start. Adherent cells do
    not migrate; they are protected from drugs and from natural death. Daughters that do not stay
    in their mother's place are born free.

    Makes the signal ``free_sites``, one value a niche. A mobilising drug is one with an effect
    ``on = "detach"``, ``kind = "stimulation"``.

    Attributes
    ----------
    fibronectin, laminin : float or dict of str to float
        Binding sites of the matrix, by niche: in each niche of the marrow where it is one number.
    attach : float
        Per free cell per day while every site is free (assumption).
    detach : float
        Per adherent cell per day (assumption).
    resistance : float
        Kills of adherent cells are divided by it: CAM-DR (assumption). It is no fold of the ec50,
        which more drug would overcome.
    death : float
        Factor on the natural death of adherent cells (assumption).
    shield : float
        Factor on the kill of adherent cells by effectors, where `[immunity]` is modelled
        (assumption: 1).
    stages : tuple of str, optional
        The stages that bind; the first alone where left out.

    Examples
    --------
    >>> Adhesion(fibronectin=100).resistance
    3.0
    """

    traits: ClassVar[tuple[str, ...]] = (INTEGRIN,)

    fibronectin: ByNiche = Field(default=0.0, description="Binding sites, or a table by niche.")
    laminin: ByNiche = Field(default=0.0, description="Binding sites, or a table by niche.")
    attach: Rate = Field(default=1.0, description="Per free cell per day, all sites free.")
    detach: Rate = Field(default=0.2, description="Per adherent cell per day.")
    resistance: Positive = Field(
        default=3.0, description="Kills of adherent cells are divided by it: CAM-DR."
    )
    death: Probability = Field(
        default=0.5, description="Factor on the natural death of adherent cells."
    )
    shield: Probability = Field(
        default=1.0, description="Factor on the kill of adherent cells by effectors."
    )
    stages: tuple[Name, ...] | None = Field(
        default=None, description="Stages that bind; absent: the first."
    )

    def complaints(self, marrow: Marrow) -> Iterator[Complaint]:
        """Say what does not fit the scenario around it."""
        yield from marrow.strangers("fibronectin", self.fibronectin)
        yield from marrow.strangers("laminin", self.laminin)
        for index, stage in enumerate(self.stages or ()):
            if stage not in marrow.stages:
                yield ("stages", index), f'no stage is called "{stage}"'
        if not any(self._sites(marrow).values()):
            yield (), "has no binding sites: give fibronectin, laminin or stroma with sites"

    def expand(self, marrow: Marrow) -> Iterator[Part]:
        """Yield the attachments, the signal and the modifiers that it stands for."""
        for stage in self.stages or (marrow.first,):
            chosen = selecting(stage=stage if len(marrow.stages) > 1 else None)
            yield Attachment(attach=0.0, detach=self.detach, **chosen)
        matrix = self._matrix(marrow)
        stroma = marrow.sections.get("stroma")
        terms = stroma.binding(marrow) if isinstance(stroma, Stroma) else []
        yield Signal(
            name="free_sites",
            per_niche=True,
            sum=[*terms, Term(state="adherent", weight=-1.0)],
            constant=matrix,
        )
        for niche, sites in self._sites(marrow).items():
            if sites > 0 and self.attach > 0:
                binding = line(0.0, self.attach / sites)
                weighed = marrow.weighed(INTEGRIN)
                yield plus("attach", binding, "free_sites", niche=niche, **weighed)
        if marrow.moving:
            yield times("migration", 0.0, state="adherent")
        if self.resistance != 1 and marrow.killing():
            yield times("kill", 1.0 / self.resistance, state="adherent")
        if self.death != 1:
            yield times("death", self.death, state="adherent")
        if self.shield != 1 and marrow.attacked:
            yield times("death", self.shield, state="adherent", cause=IMMUNE)

    def _matrix(self, marrow: Marrow) -> dict[str, float]:
        fibronectin = marrow.by_niche(self.fibronectin)
        laminin = marrow.by_niche(self.laminin)
        return {niche: fibronectin[niche] + laminin[niche] for niche in marrow.niches}

    def _sites(self, marrow: Marrow) -> dict[str, float]:
        """The sites of each niche at the start."""
        sites = self._matrix(marrow)
        stroma = marrow.sections.get("stroma")
        for niche, offered in stroma.sites(marrow).items() if isinstance(stroma, Stroma) else ():
            sites[niche] += offered
        return sites
