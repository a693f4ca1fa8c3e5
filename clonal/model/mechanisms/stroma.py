"""Stroma: the cells that make a niche, what they give, and how leukaemia remakes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field

from clonal.model.grammar.kinds import Positive, Rate
from clonal.model.grammar.part import Fault, Part
from clonal.model.parts.pool import Convert, Pool
from clonal.model.parts.response import Hill, Response, Table
from clonal.model.parts.signal import Share, Signal, Term

from .marrow import (
    LEUKEMIC,
    LINEAGES,
    NORMAL,
    SECRETION,
    Complaint,
    Marrow,
    Mechanism,
    line,
    plus,
    times,
)
from .stromal_cells import SHARES, Adipocytes, Endothelial, Msc, Osteoblasts, StromalCells


class Stroma(Mechanism):
    """Stroma: what niches are made of, what it gives, and what leukaemia makes of it.

    Leukaemic cells of a niche inflame it: the signal ``inflammation`` is
    ``x / (half_burden + x)`` of their number x, in which a cell counts as much as its clone's
    trait ``secretion`` says (1 for clones that do not state it). It turns MSC into reprogrammed
    MSC, which give no growth factors to normal cells and more to leukaemic ones, and it makes
    osteoblasts die.

    Pools, for a niche N: ``msc_N``, ``reprogrammed_msc_N``, ``endothelial_N``, ``osteoblast_N``,
    ``adipocyte_N``. Signals, one value a niche, 1 with the stroma as at the start:
    ``growth_factors``, ``stromal_places``, ``stromal_renewal`` (of normal cells, or of all where
    all need as much), the same with ``leukemic_`` before it, and ``leukemic_release`` (from
    restraint). For a kind of cell K that is touched, ``K_contact`` is the part of a niche's cells
    that are in touch with it. Stroma-directed drugs act on the pools' rates (``on = "convert"``,
    ``pool``, ``to``), or on ``inflammation``.

    Attributes
    ----------
    msc, endothelial, osteoblasts, adipocytes : StromalCells, optional
        Their defaults (all assumptions) differ in what they give.
    half_burden : float, optional
        Leukaemic cells in a niche that inflame it by half; needed where inflammation acts, that is
        with `msc` that are reprogrammed, `osteoblasts` that are displaced, or `endothelial` cells
        that regress.
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

    traits: ClassVar[tuple[str, ...]] = (SECRETION,)

    msc: Msc | None = Field(default=None, description="Mesenchymal stromal cells.")
    endothelial: Endothelial | None = Field(default=None, description="Endothelial cells.")
    osteoblasts: Osteoblasts | None = Field(default=None, description="Osteoblasts.")
    adipocytes: Adipocytes | None = Field(default=None, description="Adipocytes.")
    half_burden: Positive | None = Field(
        default=None,
        description="Leukaemic cells that inflame a niche by half; for msc, osteoblasts, vessels.",
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
        for key in SHARES:
            total = max(sum(self._shares(key, lineage).values()) for lineage in LINEAGES)
            if total > 1 + 1e-12:
                yield Fault("", f"the shares of {key} add up to {total:g}, more than all", keys)

    def complaints(self, marrow: Marrow) -> Iterator[Complaint]:
        """Say what does not fit the scenario around it."""
        for key in ("msc", "endothelial", "osteoblasts", "adipocytes"):
            cells = getattr(self, key)
            for way, message in marrow.strangers("number", cells.number) if cells else ():
                yield (key, *way), message
        inflamed = {
            "MSC are reprogrammed": self._reprograms(marrow),
            "osteoblasts are displaced": self._displaces(marrow),
            "vessels regress": bool(self._regressing(marrow)),
        }
        if self.half_burden is None and any(inflamed.values()):
            what = " and ".join(words for words, holds in inflamed.items() if holds)
            message = f"is missing: the leukaemic cells of a niche at which {what} at half the rate"
            yield ("half_burden",), message
        if self.endothelial is not None:
            for way, message in marrow.strangers("regression", self.endothelial.regression):
                yield ("endothelial", *way), message
            for key in ("oxygen", "angiogenesis") if "hypoxia" not in marrow.sections else ():
                if getattr(self.endothelial, key) > 0:
                    yield ("endothelial", key), "needs [hypoxia]: there is no oxygen without it"

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
        for key, signal in SHARES.items():
            for lineage, name in self._whose(marrow, key, signal):
                yield from self._needed(marrow, key, name, lineage)
        restrained = {kind: -cells.restrain for kind, cells in self.kinds.items()}
        if any(restrained.values()) and marrow.has(LEUKEMIC):
            yield self._given(marrow, restrained, "leukemic_release")
            for rate in marrow.divisions():
                yield times(rate, line(0.0, 1.0), "leukemic_release", lineage=LEUKEMIC)
        yield from self._contact(marrow)
        yield from self._vessels(marrow)
        yield from self._inflammation(marrow)

    def _shares(self, key: str, lineage: str) -> dict[str, float]:
        """What a lineage needs of each kind of cell."""
        return {kind: cells.share(key, lineage) for kind, cells in self.kinds.items()}

    def _whose(self, marrow: Marrow, key: str, signal: str) -> Iterator[tuple[str | None, str]]:
        """Each lineage with a signal of its own; one for all cells, where all need as much."""
        alike = self._shares(key, NORMAL) == self._shares(key, LEUKEMIC)
        if alike and key != "growth":
            yield None, signal
            return
        for lineage, name in ((NORMAL, signal), (LEUKEMIC, f"leukemic_{signal}")):
            if marrow.has(lineage):
                yield lineage, name

    def _needed(self, marrow: Marrow, key: str, signal: str, lineage: str | None) -> Iterator[Part]:
        shares = self._shares(key, lineage or NORMAL)
        support = 0.0
        if key == "growth" and lineage == LEUKEMIC and self._reprograms(marrow):
            support = self.support
        if not any(shares.values()) and not support:
            return
        remade = None
        if key == "growth":
            # Reprogrammed MSC are still there to touch; their growth factors are not for all.
            remade = shares["msc"] + support if lineage == LEUKEMIC and self.msc else 0.0
        yield self._given(marrow, shares, signal, remade)
        stage = None if key == "growth" else marrow.first
        rates = ("self_renewal",) if key == "self_renewal" else marrow.divisions()
        for rate in rates:
            yield times(rate, line(0.0, 1.0), signal, lineage=lineage, stage=stage)

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
        self, marrow: Marrow, shares: Mapping[str, float], signal: str, remade: float | None = None
    ) -> Signal:
        """1 - sum of share (1 - m/number), in each niche: 1 with the stroma as at the start.

        Reprogrammed MSC count like MSC, unless `remade` says as what.
        """
        base = dict.fromkeys(marrow.niches, 1.0)
        terms = []
        for kind, cells in self.kinds.items():
            for niche, number in cells.numbers(marrow).items():
                base[niche] -= shares[kind]
                weights = {kind: shares[kind]}
                if kind == "msc" and self._reprograms(marrow):
                    weights["reprogrammed_msc"] = shares[kind] if remade is None else remade
                terms += [
                    Term(pool=f"{name}_{niche}", weight=weight / number)
                    for name, weight in weights.items()
                    if weight != 0
                ]
        rest = {niche: round(value, 12) for niche, value in base.items()}
        return Signal(name=signal, per_niche=True, sum=terms, constant=rest)

    def _contact(self, marrow: Marrow) -> Iterator[Part]:
        """What touching stroma does, in the niches that have that kind of it."""
        touched = {
            kind: cells
            for kind, cells in self.kinds.items()
            if any(cells.share("survival", lineage) for lineage in LINEAGES)
            or (cells.protection > 1 and marrow.killing())
        }
        if touched:
            yield Signal(name="cells_to_touch", per_niche=True, sum=[Term()])
        for kind, cells in touched.items():
            names = [kind]
            if kind == "msc" and self._reprograms(marrow):
                names.append("reprogrammed_msc")
            terms = [
                Term(pool=f"{name}_{niche}", weight=cells.contacts)
                for niche in cells.numbers(marrow)
                for name in names
            ]
            yield Signal(name=f"{kind}_contacts", per_niche=True, sum=terms)
            share = Share(of=f"{kind}_contacts", over="cells_to_touch")
            signal = f"{kind}_contact"
            yield Signal(name=signal, per_niche=True, share=share)
            for niche in cells.numbers(marrow):
                yield from self._touching(marrow, cells, signal, niche)

    def _touching(
        self, marrow: Marrow, cells: StromalCells, signal: str, niche: str
    ) -> Iterator[Part]:
        survival = {lineage: cells.share("survival", lineage) for lineage in LINEAGES}
        alike = survival[NORMAL] == survival[LEUKEMIC]
        whose = [(None, survival[NORMAL])] if alike else [*survival.items()]
        for lineage, more in whose:
            if more > 0:
                yield times("death", line(1.0 + more, -more), signal, lineage=lineage, niche=niche)
        if cells.protection > 1 and marrow.killing():
            spared = 1.0 - 1.0 / cells.protection
            yield times("kill", line(1.0, -spared), signal, niche=niche)

    def _regressing(self, marrow: Marrow) -> dict[str, float]:
        """How fast vessels are lost at full inflammation, by the niches that lose them."""
        if self.endothelial is None or not marrow.has(LEUKEMIC):
            return {}
        rates = marrow.by_niche(self.endothelial.regression)
        there = self.endothelial.numbers(marrow)
        return {niche: rate for niche, rate in rates.items() if rate > 0 and niche in there}

    def _vessels(self, marrow: Marrow) -> Iterator[Part]:
        """What vessels carry into their niche, and how they grow."""
        cells = self.endothelial
        if cells is None:
            return
        there = cells.numbers(marrow)
        if cells.perfusion > 0 and marrow.drug:
            terms = [
                Term(pool=f"endothelial_{niche}", weight=1.0 / number)
                for niche, number in there.items()
            ]
            yield Signal(name="vessels", per_niche=True, sum=terms)
            carried = Response(table=Table(x=(0.0, 1.0), y=(1.0 - cells.perfusion, 1.0)))
            for niche in there:
                yield times("perfusion", carried, "vessels", niche=niche)
        if cells.angiogenesis > 0:
            for niche in there:
                growing = line(0.0, cells.angiogenesis)
                yield plus("birth", growing, "hif", pool=f"endothelial_{niche}")

    def _inflammation(self, marrow: Marrow) -> Iterator[Part]:
        reprogrammed, displaced = self._reprograms(marrow), self._displaces(marrow)
        regressing = self._regressing(marrow)
        if self.half_burden is None or not (reprogrammed or displaced or regressing):
            return
        secreting = Term(lineage=LEUKEMIC, **marrow.weighed(SECRETION))
        yield Signal(name="leukemic_cells", per_niche=True, sum=[secreting])
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
        for niche, rate in regressing.items():
            yield plus("death", line(0.0, rate), "inflammation", pool=f"endothelial_{niche}")
