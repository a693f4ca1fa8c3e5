"""Stromal cells: how many a niche has of each kind, and what rests on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import (
    NUMBER,
    TABLE,
    Count,
    Name,
    Positive,
    Probability,
    Rate,
    tag_of,
)
from clonal.model.grammar.part import Fault, Part
from clonal.model.grammar.problems import near

from .marrow import LINEAGES, NORMAL, ByNiche, Marrow

CountByNiche = Annotated[
    Annotated[Count, Tag(NUMBER)] | Annotated[dict[Name, Count], Tag(TABLE)],
    Discriminator(tag_of()),
]

#: One number for all cells, or a table by lineage: "normal", "leukemic", 0 where one is not named.
ShareByLineage = Annotated[
    Annotated[Probability, Tag(NUMBER)] | Annotated[dict[Name, Probability], Tag(TABLE)],
    Discriminator(tag_of()),
]
RateByLineage = ByNiche

#: What of a cell's life rests on stroma, and the signal that says how much of it there is.
SHARES = {
    "growth": "growth_factors",
    "places": "stromal_places",
    "self_renewal": "stromal_renewal",
}


class StromalCells(Part):
    """One kind of stromal cell: how many a niche has, and what rests on them.

    A share says what is lost with all cells of this kind, as a part of the whole; what is lost
    follows the number of cells linearly. With the stroma as it is at the start nothing is
    lost: the clones' own rates are those of that marrow, and of cells in touch with it.
    Shares and `survival` are a number, for all cells, or a table by lineage.

    Attributes
    ----------
    number : int or dict of str to int
        In each niche of the marrow, or by niche.
    turnover : float
        Per cell per day: what dies is replaced, so that the number stays as it is on average.
    growth : float or dict of str to float
        Share of divisions that needs their growth factors.
    places : float or dict of str to float
        Share of the stem cells' divisions that needs the places they make. The capacity of a
        niche is a fixed number; lost places make divisions rarer at every occupancy.
    self_renewal : float or dict of str to float
        Share of the stem cells' self-renewal that needs them.
    contacts : float
        Cells that each of them touches. Of the cells of a niche a part is in touch with them,
        ``min(1, contacts m / cells)`` of their number m: as long as they are many, every cell is.
    survival : float or dict of str to float
        Natural death is so much faster out of touch with them: 1 doubles it.
    protection : float
        Kills of cells in touch with them are divided by it.
    restrain : float
        Leukaemic divisions are so much faster without them than with them: 1 doubles them.
    sites : float
        Binding sites on each cell, where adhesion is modelled.
    """

    number: CountByNiche = Field(description="Cells in each niche of the marrow, or by niche.")
    turnover: Rate = Field(default=0.02, description="Per cell per day.")
    growth: ShareByLineage = Field(
        default=0.0, description="Share of divisions that needs them, or a table by lineage."
    )
    places: ShareByLineage = Field(
        default=0.0,
        description="Share of stem-cell divisions that needs their places, or by lineage.",
    )
    self_renewal: ShareByLineage = Field(
        default=0.0,
        description="Share of the stem cells' self-renewal that needs them, or by lineage.",
    )
    contacts: Positive = Field(default=10.0, description="Cells that each of them touches.")
    survival: RateByLineage = Field(
        default=0.0,
        description="How much faster cells die out of touch with them, or a table by lineage.",
    )
    protection: Positive = Field(
        default=1.0, description="Kills of cells in touch with them are divided by it."
    )
    restrain: Rate = Field(
        default=0.0, description="How much faster leukaemic cells divide without them."
    )
    sites: Rate = Field(default=0.0, description="Binding sites on each.")

    def _faults(self) -> Iterator[Fault]:
        if self.protection < 1:
            yield Fault("protection", f"must be at least 1, is {self.protection:g}", ())
        for key in (*SHARES, "survival"):
            value = getattr(self, key)
            for word in value if isinstance(value, Mapping) else ():
                if word not in LINEAGES:
                    known = f"known: {', '.join(LINEAGES)}"
                    message = f'"{word}" is no lineage that stroma knows; {known}'
                    yield Fault(key, message + near(word, LINEAGES), (key,))

    def numbers(self, marrow: Marrow) -> dict[str, int]:
        """How many there are in each niche at the start."""
        return {niche: int(n) for niche, n in marrow.by_niche(self.number).items() if n}

    def share(self, key: str, lineage: str) -> float:
        """A share, or the survival, of the cells of a lineage."""
        value: float | Mapping[str, float] = getattr(self, key)
        return float(value.get(lineage, 0.0) if isinstance(value, Mapping) else value)


class Msc(StromalCells):
    """Mesenchymal stromal cells: growth factors (CXCL12, SCF), and VCAM-1 to bind to."""

    growth: ShareByLineage = Field(
        default=0.7, description="Share of divisions that needs them, or a table by lineage."
    )
    sites: Rate = Field(default=1.0, description="Binding sites on each.")


class Endothelial(StromalCells):
    """Endothelial cells: survival, and protection, of the cells that touch them; vessels.

    Attributes
    ----------
    perfusion : float
        Share of what drugs reach of the niche that comes by these vessels: it is lost with them;
        more of them than at the start bring no more (assumption).
    oxygen : float
        Share of the niche's oxygen that these vessels bring; it follows their number. Needs
        `[hypoxia]` (assumption).
    regression : float or dict of str to float
        Deaths per cell per day at full inflammation, or a table by niche: endosteal vessels are
        lost and central ones stay (Duarte 2018; how fast is an assumption).
    angiogenesis : float
        Divisions per cell per day at full HIF activity of the niche. Needs `[hypoxia]`
        (assumption).
    """

    survival: RateByLineage = Field(
        default=0.5,
        description="How much faster cells die out of touch with them, or a table by lineage.",
    )
    perfusion: Probability = Field(
        default=0.0, description="Share of the niche's perfusion that they carry."
    )
    oxygen: Probability = Field(
        default=0.0, description="Share of the niche's oxygen that they bring."
    )
    regression: ByNiche = Field(
        default=0.0, description="Deaths per day at full inflammation, or a table by niche."
    )
    angiogenesis: Rate = Field(default=0.0, description="Divisions per day at full HIF activity.")


class Osteoblasts(StromalCells):
    """Osteoblasts: the places of normal stem cells; they hold leukaemia back."""

    places: ShareByLineage = Field(
        default={NORMAL: 0.5},
        description="Share of stem-cell divisions that needs their places, or by lineage.",
    )
    restrain: Rate = Field(
        default=0.5, description="How much faster leukaemic cells divide without them."
    )


class Adipocytes(StromalCells):
    """Adipocytes: survival (fatty acids)."""

    survival: RateByLineage = Field(
        default=0.2,
        description="How much faster cells die out of touch with them, or a table by lineage.",
    )
