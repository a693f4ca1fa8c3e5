"""Stroma: the cells that make a niche, what they give, and how leukaemia remakes them."""

from __future__ import annotations

from collections.abc import Iterator
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
from clonal.model.parts.pool import Convert, Pool
from clonal.model.parts.response import Hill
from clonal.model.parts.signal import Signal, Term

from .marrow import LEUKEMIC, NORMAL, Complaint, Marrow, Mechanism, line, plus, times

CountByNiche = Annotated[
    Annotated[Count, Tag(NUMBER)] | Annotated[dict[Name, Count], Tag(TABLE)],
    Discriminator(tag_of()),
]

#: What stroma gives, and the signal that says how much of it there is.
GIVES = {"growth": "growth_factors", "places": "stromal_places", "survival": "stromal_contact"}


class StromalCells(Part):
    """One kind of stromal cell: how many a niche has, and what rests on them.

    A share says what is lost with all cells of this kind, as a part of the whole; what is lost
    follows the number of cells linearly. With the stroma as it is at the start nothing is
    lost: the clones' own rates are those of that marrow.

    Attributes
    ----------
    number : int or dict of str to int
        In each niche of the marrow, or by niche.
    turnover : float
        Per cell per day: what dies is replaced, so that the number stays as it is on average.
    growth : float
        Share of divisions that needs their growth factors.
    places : float
        Share of the stem cells' divisions that needs the places they make. The capacity of a
        niche is a fixed number; lost places make divisions rarer at every occupancy.
    survival : float
        Natural death is so much faster without contact to them: 1 doubles it.
    sites : float
        Binding sites on each cell, where adhesion is modelled.
    """

    number: CountByNiche = Field(description="Cells in each niche of the marrow, or by niche.")
    turnover: Rate = Field(default=0.02, description="Per cell per day.")
    growth: Probability = Field(default=0.0, description="Share of divisions that needs them.")
    places: Probability = Field(
        default=0.0, description="Share of stem-cell divisions that needs their places."
    )
    survival: Rate = Field(default=0.0, description="How much faster cells die without them.")
    sites: Rate = Field(default=0.0, description="Binding sites on each.")

    def numbers(self, marrow: Marrow) -> dict[str, int]:
        """How many there are in each niche at the start."""
        return {niche: int(n) for niche, n in marrow.by_niche(self.number).items() if n}


class Msc(StromalCells):
    """Mesenchymal stromal cells: growth factors (CXCL12, SCF), and VCAM-1 to bind to."""

    growth: Probability = Field(default=0.7, description="Share of divisions that needs them.")
    sites: Rate = Field(default=1.0, description="Binding sites on each.")


class Endothelial(StromalCells):
    """Endothelial cells: survival by contact."""

    survival: Rate = Field(default=0.5, description="How much faster cells die without them.")


class Osteoblasts(StromalCells):
    """Osteoblasts: the places of stem cells."""

    places: Probability = Field(
        default=0.5, description="Share of stem-cell divisions that needs their places."
    )


class Adipocytes(StromalCells):
    """Adipocytes: survival (fatty acids)."""

    survival: Rate = Field(default=0.2, description="How much faster cells die without them.")


class Stroma(Mechanism):
    """Stroma: what niches are made of, what it gives, and what leukaemia makes of it.

    Leukaemic cells of a niche inflame it: the signal ``inflammation`` is
    ``x / (half_burden + x)`` of their number x. It turns MSC into reprogrammed MSC, which give
    no growth factors to normal cells and more to leukaemic ones, and it makes osteoblasts die.

    Pools, for a niche N: ``msc_N``, ``reprogrammed_msc_N``, ``endothelial_N``, ``osteoblast_N``,
    ``adipocyte_N``. Signals, one value a niche, 1 with the stroma as at the start:
    ``growth_factors`` (for normal cells), ``leukemic_growth_factors``, ``stromal_places``,
    ``stromal_contact``. Stroma-directed drugs act on the pools' rates (``on = "convert"``,
    ``pool``, ``to``), or on ``inflammation``.

    Attributes
    ----------
    msc, endothelial, osteoblasts, adipocytes : StromalCells, optional
        Their defaults (all assumptions) differ in what they give.
    half_burden : float, optional
        Leukaemic cells in a niche that inflame it by half; needed where inflammation acts, that is
        with `msc` that are reprogrammed or `osteoblasts` that are displaced.
    reprogramming : float
        MSC reprogrammed per MSC per day at full inflammation (assumption: 0.02-0.2).
    recovery : float
        Reprogrammed MSC that turn back, per day (assumption: weeks). They die at the turnover of
        MSC too, and ordinary ones replace them: so they wear off at `recovery` + `turnover`.
    support : float
        Growth factors of reprogrammed MSC for leukaemic cells beyond those of MSC: at 0.5, a
        niche of reprogrammed MSC alone speeds leukaemic divisions by half (assumption).
    displacement : float
        Additional death of osteoblasts at full inflammation, per day (assumption).

    Examples
    --------
    >>> Stroma(msc={"number": 100}, half_burden=500).msc.growth
    0.7
    """

    msc: Msc | None = Field(default=None, description="Mesenchymal stromal cells.")
    endothelial: Endothelial | None = Field(default=None, description="Endothelial cells.")
    osteoblasts: Osteoblasts | None = Field(default=None, description="Osteoblasts.")
    adipocytes: Adipocytes | None = Field(default=None, description="Adipocytes.")
    half_burden: Positive | None = Field(
        default=None,
        description="Leukaemic cells in a niche that inflame it by half; for msc and osteoblasts.",
    )
    reprogramming: Rate = Field(default=0.1, description="Per MSC per day at full inflammation.")
    recovery: Rate = Field(default=0.02, description="Per reprogrammed MSC per day.")
    support: Rate = Field(
        default=0.5, description="What reprogrammed MSC add to leukaemic divisions."
    )
    displacement: Rate = Field(
        default=0.05, description="Deaths per osteoblast per day at full inflammation."
    )

    @property
    def kinds(self) -> dict[str, StromalCells]:
        """The kinds of cell that there are, by the first word of their pools."""
        given = {
            "msc": self.msc,
            "endothelial": self.endothelial,
            "osteoblast": self.osteoblasts,
            "adipocyte": self.adipocytes,
        }
        return {name: cells for name, cells in given.items() if cells is not None}

    def _faults(self) -> Iterator[Fault]:
        keys = ("msc", "endothelial", "osteoblasts", "adipocytes")
        if not self.kinds:
            yield Fault("", f"has no cells: give one of {', '.join(keys)}", keys)
        for share in ("growth", "places"):
            total = sum(getattr(cells, share) for cells in self.kinds.values())
            if total > 1 + 1e-12:
                yield Fault("", f"the shares of {share} add up to {total:g}, more than all", keys)

    def complaints(self, marrow: Marrow) -> Iterator[Complaint]:
        """Say what does not fit the scenario around it."""
        for key in ("msc", "endothelial", "osteoblasts", "adipocytes"):
            cells = getattr(self, key)
            for way, message in marrow.strangers("number", cells.number) if cells else ():
                yield (key, *way), message
        inflamed = {
            "MSC are reprogrammed": self._reprograms(marrow),
            "osteoblasts are displaced": self._displaces(marrow),
        }
        if self.half_burden is None and any(inflamed.values()):
            what = " and ".join(words for words, holds in inflamed.items() if holds)
            message = f"is missing: the leukaemic cells of a niche at which {what} at half the rate"
            yield ("half_burden",), message

    def sites(self, marrow: Marrow) -> dict[str, float]:
        """Binding sites that stroma offers at the start, by niche."""
        offered: dict[str, float] = {}
        for cells in self.kinds.values():
            for niche, number in cells.numbers(marrow).items():
                offered[niche] = offered.get(niche, 0.0) + cells.sites * number
        return offered

    def binding(self, marrow: Marrow) -> list[Term]:
        """The binding sites of stroma as terms of a sum; reprogrammed MSC keep theirs."""
        terms = []
        for kind, cells in self.kinds.items():
            names = ("msc", "reprogrammed_msc") if kind == "msc" else (kind,)
            for niche in cells.numbers(marrow) if cells.sites > 0 else ():
                terms += [
                    Term(pool=f"{name}_{niche}", weight=cells.sites)
                    for name in names
                    if name != "reprogrammed_msc" or self._reprograms(marrow)
                ]
        return terms

    def expand(self, marrow: Marrow) -> Iterator[Part]:
        """Yield the pools, signals and modifiers that it stands for."""
        yield from self._pools(marrow)
        for share, signal in GIVES.items():
            given = sum(getattr(cells, share) for cells in self.kinds.values())
            if given > 0 and (share != "growth" or marrow.has(NORMAL)):
                yield self._given(marrow, share, signal)
                yield from self._effects(marrow, share, signal)
        supported = any(cells.growth > 0 for cells in self.kinds.values())
        supported |= self.support > 0 and self._reprograms(marrow)
        if marrow.has(LEUKEMIC) and supported:
            yield self._given(marrow, "growth", "leukemic_growth_factors", self.support)
            for rate in marrow.divisions():
                yield times(rate, line(0.0, 1.0), "leukemic_growth_factors", lineage=LEUKEMIC)
        yield from self._inflammation(marrow)

    def _reprograms(self, marrow: Marrow) -> bool:
        return self.msc is not None and self.reprogramming > 0 and marrow.has(LEUKEMIC)

    def _displaces(self, marrow: Marrow) -> bool:
        return self.osteoblasts is not None and self.displacement > 0 and marrow.has(LEUKEMIC)

    def _pools(self, marrow: Marrow) -> Iterator[Pool]:
        for kind, cells in self.kinds.items():
            for niche, number in cells.numbers(marrow).items():
                steady = {"inflow": cells.turnover * number, "death": cells.turnover}
                there = {"niche": niche, **(steady if cells.turnover > 0 else {})}
                if kind != "msc" or not self._reprograms(marrow):
                    yield Pool(name=f"{kind}_{niche}", initial=number, **there)
                    continue
                other = f"reprogrammed_msc_{niche}"
                away = Convert(to=other, rate=0.0)
                yield Pool(name=f"msc_{niche}", initial=number, convert=(away,), **there)
                back = Convert(to=f"msc_{niche}", rate=self.recovery)
                dying = {key: value for key, value in there.items() if key != "inflow"}
                yield Pool(name=other, initial=0, convert=(back,), **dying)

    def _given(
        self, marrow: Marrow, share: str, signal: str, support: float | None = None
    ) -> Signal:
        """What stroma gives in each niche, 1 with the stroma as at the start."""
        base = dict.fromkeys(marrow.niches, 1.0)
        terms = []
        for kind, cells in self.kinds.items():
            each = getattr(cells, share)
            for niche, number in cells.numbers(marrow).items():
                base[niche] -= each
                if each > 0:
                    terms.append(Term(pool=f"{kind}_{niche}", weight=each / number))
                if kind != "msc" or not self._reprograms(marrow):
                    continue
                # Reprogrammed MSC are still there to touch; their growth factors are not for all.
                weight = each if share != "growth" else 0.0 if support is None else each + support
                if weight > 0:
                    name = f"reprogrammed_msc_{niche}"
                    terms.append(Term(pool=name, weight=weight / number))
        rest = {niche: round(value, 12) for niche, value in base.items()}
        return Signal(name=signal, per_niche=True, sum=terms, constant=rest)

    def _effects(self, marrow: Marrow, share: str, signal: str) -> Iterator[Part]:
        if share == "survival":
            yield times("death", line(2.0, -1.0), signal)
            return
        chosen = {"lineage": NORMAL} if share == "growth" else {"stage": marrow.first}
        for rate in marrow.divisions():
            yield times(rate, line(0.0, 1.0), signal, **chosen)

    def _inflammation(self, marrow: Marrow) -> Iterator[Part]:
        reprogrammed, displaced = self._reprograms(marrow), self._displaces(marrow)
        if self.half_burden is None or not (reprogrammed or displaced):
            return
        yield Signal(name="leukemic_cells", per_niche=True, sum=[Term(lineage=LEUKEMIC)])
        yield Signal(
            name="inflammation",
            per_niche=True,
            of="leukemic_cells",
            hill=Hill(from_=0.0, to=1.0, half=self.half_burden, power=1.0),
        )
        if self.msc is not None and reprogrammed:
            for niche in self.msc.numbers(marrow):
                pools = {"pool": f"msc_{niche}", "to": f"reprogrammed_msc_{niche}"}
                yield plus("convert", line(0.0, self.reprogramming), "inflammation", **pools)
        if self.osteoblasts is not None and displaced:
            for niche in self.osteoblasts.numbers(marrow):
                pool = f"osteoblast_{niche}"
                yield plus("death", line(0.0, self.displacement), "inflammation", pool=pool)
