"""Blood: a niche without places, that cells pass through, die in, or come home from."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Name, Probability
from clonal.model.grammar.part import Part
from clonal.model.parts.migration import Migration
from clonal.model.parts.niche import Niche
from clonal.model.parts.signal import Signal, Term

from .marrow import (
    LEUKEMIC,
    NORMAL,
    ByNiche,
    ByStage,
    Complaint,
    Marrow,
    Mechanism,
    plus,
    selecting,
    times,
)


class Blood(Mechanism):
    """Blood: cells leave the niches of the marrow for it, home back to free places, or die.

    The niche is added if the scenario does not have it (it may, to give it cells, oxygen or a
    perfusion; it has no capacity). Makes the signals ``blood_leukemic`` and ``blood_normal``:
    the cells of a lineage that a blood test sees. A mobiliser is a drug with an effect
    ``on = "migration"``, ``to = "blood"``, and with adhesion another ``on = "detach"``: cells that
    are bound do not leave. With ``niche = "blood"`` in place of ``to`` it acts on homing.

    Attributes
    ----------
    niche : str
        Its name.
    egress : float or dict of str to float
        From every niche of the marrow, per cell per day: of the first stage, or by stage
        (Ashcroft 2017: detachment of human stem cells).
    homing : float or dict of str to float
        Of first-stage cells of the blood into each niche of the marrow, or by niche, per cell per
        day, times the free share of its places (Ashcroft 2017: human, an hour in the blood where
        1 % of places is free).
    death : float or dict of str to float
        In the blood, beyond natural death, per cell per day: of the first stage, or by stage
        (Ashcroft 2017).
    division : float
        Factor on divisions in the blood (assumption: none).

    Examples
    --------
    >>> Blood(egress=0.05, homing=1.0).niche
    'blood'
    """

    niche: Name = Field(default="blood", description="Name of the niche.")
    egress: ByStage = Field(
        default=0.2389, description="Per cell per day, of the first stage or by stage."
    )
    homing: ByNiche = Field(
        default=2364.6, description="Per cell per day into each niche, times its free share."
    )
    death: ByStage = Field(
        default=0.3536, description="Additional death in blood, of the first stage or by stage."
    )
    division: Probability = Field(default=0.0, description="Factor on divisions in blood.")

    def complaints(self, marrow: Marrow) -> Iterator[Complaint]:
        """Say what does not fit the scenario around it."""
        yield from marrow.strangers("egress", self.egress, "stage")
        yield from marrow.strangers("death", self.death, "stage")
        yield from marrow.strangers("homing", self.homing)
        if isinstance(self.homing, dict) and self.niche in self.homing:
            yield ("homing", self.niche), "is the blood itself: homing is into the marrow"
        for niche in marrow.niche:
            if niche.name == self.niche and niche.capacity is not None:
                yield (), f'"{self.niche}" must have no capacity: blood has no places to fill'
        if not marrow.homes:
            yield ("niche",), "is the only niche: there is no marrow"

    def expand(self, marrow: Marrow) -> Iterator[Part]:
        """Yield the niche, the ways, the modifiers and the signals that it stands for."""
        if all(niche.name != self.niche for niche in marrow.niche):
            yield Niche(name=self.niche)
        for home in marrow.homes:
            for stage, rate in marrow.by_stage(self.egress).items():
                if rate > 0:
                    chosen = selecting(stage=marrow.stage(stage))
                    yield Migration(from_=home, to=self.niche, rate=rate, **chosen)
        for home, rate in marrow.by_niche(self.homing).items():
            if rate > 0:
                chosen = selecting(stage=marrow.first)
                yield Migration(from_=self.niche, to=home, rate=rate, vacancy=True, **chosen)
        for stage, rate in marrow.by_stage(self.death).items():
            if rate > 0:
                yield plus("death", rate, niche=self.niche, stage=marrow.stage(stage))
        for rate_name in marrow.divisions() if self.division != 1 else ():
            yield times(rate_name, self.division, niche=self.niche)
        for lineage in (NORMAL, LEUKEMIC):
            if marrow.has(lineage):
                seen = Term(lineage=lineage, niche=self.niche)
                yield Signal(name=f"blood_{lineage}", sum=[seen])
