"""Clones: cells of one genotype, with their rates and where they start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import (
    NUMBER,
    TABLE,
    Count,
    CountFromOne,
    Name,
    Number,
    Positive,
    Probability,
    Rate,
    StageOrState,
    tag_of,
)
from clonal.model.grammar.part import Fault, Part, exactly_one

#: What a division, a death ... may be: the first stage's value, or a table by stage.
RateByStage = Annotated[
    Annotated[Rate, Tag(NUMBER)] | Annotated[dict[StageOrState, Rate], Tag(TABLE)],
    Discriminator(tag_of()),
]
ProbabilityByStage = Annotated[
    Annotated[Probability, Tag(NUMBER)] | Annotated[dict[StageOrState, Probability], Tag(TABLE)],
    Discriminator(tag_of()),
]
FactorByStage = Annotated[
    Annotated[CountFromOne, Tag(NUMBER)] | Annotated[dict[StageOrState, CountFromOne], Tag(TABLE)],
    Discriminator(tag_of()),
]
CountByStage = Annotated[
    Annotated[Count, Tag(NUMBER)] | Annotated[dict[StageOrState, Count], Tag(TABLE)],
    Discriminator(tag_of()),
]
RateByNiche = Annotated[
    Annotated[Rate, Tag(NUMBER)] | Annotated[dict[Name, Rate], Tag(TABLE)], Discriminator(tag_of())
]


class Clone(Part):
    """A clone that the scenario names.

    A plain number where a table by stage may stand is the first stage's value; a stage that is not
    named does not divide and does not die. Rates are per cell per day. Where there are phases,
    `birth`, `division`, `asymmetric` and `initial` are of the first phase, and a table may name
    ``stage:phase`` too; what it does not name of the other phases is 0. All else is the stage's in
    every phase.

    Attributes
    ----------
    name : str
    lineage : str
        Any word; ``"normal"`` and ``"leukemic"`` are those that the named mechanisms know.
    birth : float or dict of str to float, optional
        Division rate of cells that only renew themselves: both daughters stay in their stage.
    division : float or dict of str to float, optional
        Division rate, by stage; stands in place of `birth`, with `self_renewal`.
    self_renewal : float or dict of str to float, optional
        Probability that both daughters of a division stay in their stage; else both go on to the
        next, or leave after the last. Must be given for every stage that has a `division`.
    asymmetric : float or dict of str to float
        Rate of divisions that leave one daughter in the stage and send one on.
    death : float or dict of str to float
    amplification : int or dict of str to int
        Cells made of each daughter that moves on from the stage.
    initial : dict of str to int or dict
        Cells at time 0 by niche: of the first stage, or a table by stage.
    immigration : dict of str to float
        Cells a day by niche, into the first stage.
    tropism : float or dict of str to float
        Weight of migration: one for all destinations, or by destination (1 where not named).
    sensitivity : dict of str to float
        Weight of a drug's effects, by drug (1 where not named; 0: no dose has any effect).
    ec50_fold : dict of str to float
        Times a drug's half-maximal concentration, by drug (1 where not named).
    traits : dict of str to float
        The clone's own heritable traits, which modifiers may be weighed by.
    """

    name: Name
    lineage: Name
    birth: RateByStage | None = Field(
        default=None, description="Divisions per cell per day; both daughters stay in the stage."
    )
    division: RateByStage | None = Field(
        default=None, description="Divisions per cell per day, with self_renewal beside it."
    )
    self_renewal: ProbabilityByStage | None = Field(
        default=None, description="Probability that both daughters stay in their stage."
    )
    asymmetric: RateByStage = Field(
        default=0.0, description="Divisions per cell per day that send one daughter on."
    )
    death: RateByStage = Field(default=0.0, description="Deaths per cell per day.")
    amplification: FactorByStage = Field(
        default=1, description="Cells made of each daughter that moves on."
    )
    initial: dict[Name, CountByStage] = Field(default={}, description="Cells at time 0, by niche.")
    immigration: dict[Name, Rate] = Field(default={}, description="Cells per day, by niche.")
    tropism: RateByNiche = Field(
        default=1.0, description="Weight of migration, or a table of weights by destination."
    )
    sensitivity: dict[Name, Rate] = Field(
        default={}, description="Weight of drug effects, by drug; 0 is full resistance."
    )
    ec50_fold: dict[Name, Positive] = Field(
        default={}, description="Factor on a drug's ec50, by drug."
    )
    traits: dict[Name, Number] = Field(default={}, description="The clone's own heritable traits.")

    @property
    def divisions(self) -> float | dict[str, float] | None:
        """The division rate, under whichever of its two names."""
        return self.birth if self.division is None else self.division

    @property
    def renewal(self) -> float | dict[str, float] | None:
        """The probability of self-renewal, which `birth` says to be 1."""
        return self.self_renewal if self.birth is None else 1.0

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, "birth", "division")
        if self.birth is not None and self.self_renewal is not None:
            yield Fault(
                "self_renewal",
                "birth already says that it is 1: write division in place of birth",
                ("birth", "self_renewal"),
            )
