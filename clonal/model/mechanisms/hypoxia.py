"""Hypoxia: oxygen of each niche, the HIF that answers it, and what HIF does to cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from clonal.model.grammar.kinds import Name, Number, Positive, Probability, Rate
from clonal.model.grammar.part import Fault, Part
from clonal.model.parts.response import Hill, Table
from clonal.model.parts.signal import Signal, Term

from .marrow import IMMUNE, LEUKEMIC, ByNiche, Complaint, Marrow, Mechanism, curve, line, times
from .stroma import Stroma

#: mmHg in the blood where the scenario does not say: venous (textbook, recalled).
VENOUS = 40.0


class Hypoxia(Mechanism):
    """Hypoxia: what cells do in niches of little oxygen.

    The oxygen of a niche is its ``oxygen`` less what its cells consume, never below 0; with
    ``stroma.endothelial.oxygen`` that share of it follows the number of vessels. HIF
    activity is ``1 / (1 + (oxygen/half)^power)``, from 0 in plenty to 1 without oxygen. Every
    other number says what full HIF activity does; 1 switches it off.

    Signals that it makes, one value a niche: ``oxygen`` (mmHg) and ``hif``. A HIF inhibitor is a
    drug with an effect ``on = "hif"``, ``kind = "inhibition"``. Clones with the trait
    ``glycolysis`` t divide at ``(1 + t s hif) / (1 + s hif)``, where ``s = 1/cycling - 1``, so
    that a t of 1 is no longer slowed.

    Attributes
    ----------
    half : float
        Oxygen at which HIF is half active, mmHg (Jiang 1996, from 1.5-2 % in HeLa cells).
    power : float
        Steepness (derived from Jiang 1996: maximal at 0.5 %).
    consumption : float or dict of str to float
        Oxygen that each cell of a niche takes from it, mmHg per cell: in every niche of the
        marrow where it is one number (assumption: 0).
    cycling : float
        Factor on divisions (assumption: 0.2-0.7 of the rate in plenty).
    death : float
        Factor on natural death (assumption).
    kill : float
        Factor on kills by drugs that hypoxia does not activate: efflux (assumption).
    shield : float
        Factor on the kill by effectors, where `[immunity]` is modelled (assumption: 1).
    pd_l1 : float
        What HIF adds to a leukaemic cell's PD-L1, where `[immunity]` is modelled: at full HIF as
        much as a trait ``pd_l1`` of this size; a checkpoint inhibitor takes it too (assumption;
        Noman 2014 for the direction).
    mutation : float
        Factor on mutation probabilities: reactive oxygen (Reynolds 1996, 2-7 fold, recalled).
    homing : float
        Leukaemic stem cells leave niches of the marrow without HIF so many times faster, and those
        of full HIF so many times more slowly, than their migration says (assumption).
    activated : tuple of str
        Prodrugs that only hypoxia turns into what kills: their kill is in proportion to
        ``1 / (1 + oxygen/activation_half)``.
    activation_half : float
        mmHg (assumption: 1 % oxygen).

    Examples
    --------
    >>> Hypoxia(cycling=0.2).half
    13.3
    """

    traits: ClassVar[tuple[str, ...]] = ("glycolysis",)

    half: Positive = Field(default=13.3, description="Oxygen of half HIF activity, mmHg.")
    power: Positive = Field(default=3.1, description="Steepness of HIF in oxygen.")
    consumption: ByNiche = Field(
        default=0.0, description="Oxygen taken by each cell of a niche, mmHg per cell."
    )
    cycling: Probability = Field(default=0.5, description="Factor of full HIF on divisions.")
    death: Probability = Field(default=0.5, description="Factor of full HIF on natural death.")
    kill: Probability = Field(default=0.5, description="Factor of full HIF on kills: efflux.")
    shield: Probability = Field(
        default=1.0, description="Factor of full HIF on the kill by effectors."
    )
    pd_l1: Rate = Field(default=0.0, description="PD-L1 that full HIF adds to leukaemic cells.")
    mutation: Rate = Field(default=3.0, description="Factor of full HIF on mutation.")
    homing: Number = Field(
        default=2.0, description="Leukaemic stem cells leave so much faster without HIF."
    )
    activated: tuple[Name, ...] = Field(
        default=(), description="Drugs whose kill needs hypoxia: prodrugs."
    )
    activation_half: Positive = Field(
        default=7.6, description="Oxygen of half the activation of prodrugs, mmHg."
    )

    def _faults(self) -> Iterator[Fault]:
        if self.cycling == 0:
            yield Fault("cycling", "must be positive: cells that never divide are none", ())
        if self.homing < 1:
            yield Fault("homing", f"must be at least 1, is {self.homing:g}", ())

    def complaints(self, marrow: Marrow) -> Iterator[Complaint]:
        """Say what does not fit the scenario around it."""
        yield from marrow.strangers("consumption", self.consumption)
        silent = [
            niche.name
            for niche in marrow.niche
            if niche.oxygen is None and niche.name != marrow.blood
        ]
        if silent:
            yield (), f"needs the oxygen of every niche: {', '.join(silent)} states none"
        known = [drug.name for drug in marrow.drug]
        for index, name in enumerate(self.activated):
            if name not in known:
                yield ("activated", index), f'no drug is called "{name}"'

    def expand(self, marrow: Marrow) -> Iterator[Part]:
        """Yield the signals and modifiers that it stands for."""
        yield from self._oxygen(marrow)
        yield Signal(
            name="hif",
            per_niche=True,
            of="oxygen",
            hill=Hill(from_=1.0, to=0.0, half=self.half, power=self.power),
        )
        slowing = 1.0 / self.cycling - 1.0
        for rate in marrow.divisions() if slowing > 0 else ():
            # 1 / (1 + slowing hif): with this form a line in hif can undo it for glycolytic cells.
            yield times(rate, curve(1.0, 0.0, 1.0 / slowing, 1.0), "hif")
            if marrow.mentions("glycolysis"):
                yield times(rate, line(1.0, slowing), "hif", trait="glycolysis")
        if self.death != 1:
            yield times("death", line(1.0, self.death - 1.0), "hif")
        for drug in marrow.killing():
            if drug in self.activated:
                prodrug = curve(1.0, 0.0, self.activation_half, 1.0)
                yield times("kill", prodrug, "oxygen", drug=drug)
            elif self.kill != 1:
                yield times("kill", line(1.0, self.kill - 1.0), "hif", drug=drug)
        if self.shield != 1 and marrow.attacked:
            yield times("death", line(1.0, self.shield - 1.0), "hif", cause=IMMUNE)
        if self.mutation != 1 and marrow.mutation:
            yield times("mutation", line(1.0, self.mutation - 1.0), "hif")
        if self.homing > 1 and marrow.moving and marrow.has(LEUKEMIC):
            leaving = line(self.homing, 1.0 / self.homing - self.homing)
            # The blood is no niche to flee: where there is any, the marrow's are named.
            for niche in marrow.homes if marrow.blood is not None else (None,):
                chosen = {"lineage": LEUKEMIC, "niche": niche, "stage": marrow.first}
                yield times("migration", leaving, "hif", **chosen)

    def _oxygen(self, marrow: Marrow) -> Iterator[Signal]:
        supply = dict.fromkeys(marrow.niches, VENOUS)
        supply |= {niche.name: niche.oxygen for niche in marrow.niche if niche.oxygen is not None}
        most = max(*supply.values(), 1.0)
        taken = marrow.by_niche(self.consumption)
        terms = [Term(niche=niche, weight=-each) for niche, each in taken.items() if each > 0]
        stroma = marrow.sections.get("stroma")
        vessels = stroma.endothelial if isinstance(stroma, Stroma) else None
        if vessels is not None:
            for niche, number in vessels.numbers(marrow).items():
                brought = vessels.oxygen * supply[niche]
                if brought > 0:
                    terms.append(Term(pool=f"endothelial_{niche}", weight=brought / number))
                supply[niche] -= brought
        if not terms:
            yield Signal(name="oxygen", per_niche=True, constant=supply)
            return
        yield Signal(name="oxygen_balance", per_niche=True, sum=terms, constant=supply)
        yield Signal(
            name="oxygen",
            per_niche=True,
            of="oxygen_balance",
            table=Table(x=(0.0, most), y=(0.0, most)),
        )
