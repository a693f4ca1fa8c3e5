"""Immunity: effectors that kill leukaemic cells, and what keeps them from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import Field

from clonal.model.grammar.kinds import Count, Name, Positive, Probability, Rate, Text
from clonal.model.grammar.part import Fault, Part
from clonal.model.grammar.problems import near
from clonal.model.parts.cause import Cause
from clonal.model.parts.pool import Convert, Pool
from clonal.model.parts.response import Hill, Linear, Response, Window
from clonal.model.parts.signal import Signal, Term

from .hypoxia import Hypoxia
from .marrow import (
    ANTIGEN,
    IMMUNE,
    LEUKEMIC,
    SECRETION,
    Complaint,
    Marrow,
    Mechanism,
    curve,
    line,
    plus,
    selecting,
    times,
)


class Suppressors(Part):
    """Cells that suppress effectors, and that leukaemia recruits.

    Attributes
    ----------
    half : float
        So many leave half of what they hold back: effectors that are active (regulatory T cells),
        or effectors' divisions (MDSC).
    number : int
        Without leukaemia.
    recruitment : float
        Members a day that a very large leukaemia adds.
    half_burden : float
        Leukaemic cells that recruit half as many; needed with `recruitment`.
    turnover : float
        Deaths per member per day (assumption).
    """

    half: Positive = Field(
        description="So many leave half of the effectors active, or of their divisions."
    )
    number: Count = Field(default=0, description="Members without leukaemia.")
    recruitment: Rate = Field(default=0.0, description="Members per day at most, by leukaemia.")
    half_burden: Positive | None = Field(
        default=None, description="Leukaemic cells of half the recruitment."
    )
    turnover: Positive = Field(default=0.1, description="Deaths per member per day.")

    def _faults(self) -> Iterator[Fault]:
        if self.recruitment > 0 and self.half_burden is None:
            keys = ("recruitment", "half_burden")
            yield Fault("half_burden", "is missing: recruitment needs it", keys)


class Targets(Part):
    """Which leukaemic cells effectors see: all that is named must hold.

    Attributes
    ----------
    niche, stage, state : str, optional
        Cells of this niche, stage and state; every leukaemic cell where none is named.

    Examples
    --------
    >>> Targets(stage="blast").stage
    'blast'
    """

    niche: Name | None = Field(default=None, description="Cells in this niche.")
    stage: Name | None = Field(default=None, description="Cells of this stage.")
    state: Text | None = Field(default=None, description="Cells in this state.")

    @property
    def words(self) -> dict[str, str]:
        """What is named, as the words of a selector."""
        return selecting(niche=self.niche, stage=self.stage, state=self.state)


class Immunity(Mechanism):
    """Immunity: effectors kill leukaemic cells, suppressor cells and PD-L1 protect these.

    A leukaemic cell is killed at the rate ``immune_kill``: ``kill`` times the active effectors,
    less and less for each beyond ``saturation`` (Graw and Regoes 2009). Clones with the trait
    ``pd_l1`` t are killed at ``1 - t pd_l1`` of it. Effectors divide in response to leukaemia
    within a window: most at ``activation_peak`` cells, less where there are more. They exhaust
    with antigen: in response to the same cells they turn into effectors that neither kill nor
    divide any more.

    Regulatory T cells act through the signal ``tgf_b``, MDSC through ``il_10``, each their number
    over their `half`. TGF-beta silences effectors: they fall silent at a rate in proportion to it,
    such that at rest ``1 / (1 + tgf_b)`` of them are active. IL-10 holds their divisions back to
    ``1 / (1 + il_10)``. Leukaemic cells may secrete both themselves, each cell as much as its
    clone's trait ``secretion`` (1 for clones that do not state it) says.

    A clone with the trait ``antigen`` a (1 for clones that do not state it) is killed at a times
    that rate, and counts a times where effectors answer to leukaemia: a clone that has lost its
    antigen is neither seen nor answered to.

    Both the kill and this stimulus see every leukaemic cell, or those of ``of`` alone. The model
    of Haehnel 2020 (Cancer Res 80:2394) sees the proliferating cells Y alone: they are killed at
    ``m Z``, and the effectors Z divide at ``p Y / (K^2 + Y^2)``. It is said by ``of``, with a kill
    of m that does not saturate, an activation of p / (2 K) and an activation_peak of K.

    The kill is a cause of death of its own, ``immune``: what changes natural death or the kills of
    drugs leaves it alone. ``adhesion.shield`` and ``hypoxia.shield`` say what adherent and hypoxic
    cells are spared. From a ``t pd_l1`` of 1 on effectors kill nobody.

    Pools: ``effector``, ``silent_effector``, ``exhausted_effector``, ``treg``, ``mdsc``, in the
    whole marrow. Signals:
    ``leukemic_burden``, ``immune_targets`` (the cells of ``of``, where there are any named),
    ``immune_kill``, ``pd_l1``, ``pd_l1_by_hif`` (with ``hypoxia.pd_l1``), ``tgf_b``, ``il_10``. A
    checkpoint inhibitor is a drug with an effect ``on = "pd_l1"``, ``kind = "inhibition"``;
    TGF-beta blockade is one on ``"tgf_b"``, blockade of IL-10 one on ``"il_10"``.

    Attributes
    ----------
    effectors : int
        At the start; what dies is replaced. 0 where all are infused: by an intervention with
        ``add = { pool = "effector", value = … }``.
    kill : float
        Per leukaemic cell, effector and day.
    of : Targets, optional
        The leukaemic cells that effectors kill and answer to: all of them where left out.
        Suppressor cells are recruited by all of them.
    saturation : float, optional
        Effectors at which the kill is half of the most that it can be; linear where left out.
    turnover : float
        Deaths per effector per day (assumption).
    activation : float
        Divisions per effector per day at the best burden (assumption).
    activation_peak : float
        Leukaemic cells (of ``of``) at the best burden; needed with `activation`.
    exhaustion : float
        Active effectors that exhaust, per effector per day where leukaemia is very large
        (assumption).
    exhaustion_half : float
        Leukaemic cells (of ``of``) at which half as many do; needed with `exhaustion`.
    pd_l1 : float
        Share of the kill from which a clone with a trait ``pd_l1`` of 1 is protected (assumption).
    silencing : float
        How quickly silent effectors recover, per day (assumption: 0.01-0.1).
    treg, mdsc : Suppressors, optional
        Regulatory T cells, and myeloid-derived suppressor cells.
    tgf_b, il_10 : float
        What a leukaemic cell with a secretion of 1 adds to the signal of this name (assumption).

    Examples
    --------
    >>> Immunity(effectors=1000, kill=1e-5).pd_l1
    0.8
    """

    traits: ClassVar[tuple[str, ...]] = ("pd_l1", ANTIGEN, SECRETION)

    effectors: Count = Field(default=0, description="Effector cells at the start.")
    kill: Rate = Field(description="Deaths per leukaemic cell, effector and day.")
    of: Targets | None = Field(
        default=None, description="Leukaemic cells that are killed and stimulate; absent: all."
    )
    saturation: Positive | None = Field(
        default=None, description="Effectors at half the largest kill; absent: linear."
    )
    turnover: Rate = Field(default=0.02, description="Deaths per effector per day.")
    activation: Rate = Field(default=0.0, description="Divisions per effector per day at most.")
    activation_peak: Positive | None = Field(
        default=None, description="Leukaemic cells at which effectors divide most."
    )
    exhaustion: Rate = Field(default=0.0, description="Effectors that exhaust, per day at most.")
    exhaustion_half: Positive | None = Field(
        default=None, description="Leukaemic cells at which half as many exhaust."
    )
    pd_l1: Probability = Field(
        default=0.8, description="Share of the kill kept off by a trait pd_l1 of 1."
    )
    silencing: Positive = Field(default=0.1, description="Recovery of silent effectors, per day.")
    treg: Suppressors | None = Field(default=None, description="Regulatory T cells (TGF-beta).")
    mdsc: Suppressors | None = Field(default=None, description="Suppressor cells (IL-10).")
    tgf_b: Rate = Field(default=0.0, description="TGF-beta of a leukaemic cell of secretion 1.")
    il_10: Rate = Field(default=0.0, description="IL-10 of a leukaemic cell of secretion 1.")

    def _faults(self) -> Iterator[Fault]:
        if self.activation > 0 and self.activation_peak is None:
            keys = ("activation", "activation_peak")
            yield Fault("activation_peak", "is missing: activation needs it", keys)
        if self.exhaustion > 0 and self.exhaustion_half is None:
            keys = ("exhaustion", "exhaustion_half")
            yield Fault("exhaustion_half", "is missing: exhaustion needs it", keys)

    @property
    def chosen(self) -> dict[str, str]:
        """The words that choose the cells which effectors see."""
        return {} if self.of is None else self.of.words

    @property
    def suppressors(self) -> dict[str, tuple[str, Suppressors]]:
        """Pools of suppressor cells: the signal that each acts through, and its numbers."""
        given = {"treg": ("tgf_b", self.treg), "mdsc": ("il_10", self.mdsc)}
        return {
            pool: (signal, cells) for pool, (signal, cells) in given.items() if cells is not None
        }

    def complaints(self, marrow: Marrow) -> Iterator[Complaint]:
        """Say what does not fit the scenario around it."""
        for key, known in (("niche", marrow.niches), ("stage", marrow.stages)):
            word = self.chosen.get(key)
            if word is not None and word not in known:
                yield ("of", key), f'no {key} is called "{word}"' + near(word, known)

    def expand(self, marrow: Marrow) -> Iterator[Part]:
        """Yield the pools, signals and modifiers that it stands for."""
        antigen = marrow.weighed(ANTIGEN)
        seen = "immune_targets" if self.chosen or antigen else "leukemic_burden"
        exhausted = self.exhaustion > 0 and self.exhaustion_half is not None
        exhausted = exhausted and marrow.has(LEUKEMIC)
        silenced = bool(self._sources(marrow, "tgf_b"))
        yield from self._effectors(exhausted=exhausted, silenced=silenced)
        if marrow.has(LEUKEMIC):
            yield Signal(name="leukemic_burden", sum=[Term(lineage=LEUKEMIC)])
            yield from self._kill(marrow)
            activated = self.activation > 0 and self.activation_peak is not None
            if (self.chosen or antigen) and (activated or exhausted):
                yield Signal(name=seen, sum=[Term(lineage=LEUKEMIC, **self.chosen, **antigen)])
            if self.activation > 0 and self.activation_peak is not None:
                window = Response(window=Window(height=self.activation, peak=self.activation_peak))
                yield plus("birth", window, seen, pool="effector")
            if exhausted and self.exhaustion_half is not None:
                law = curve(0.0, self.exhaustion, self.exhaustion_half, 1.0)
                yield plus("convert", law, seen, pool="effector", to="exhausted_effector")
        for pool, (_, cells) in self.suppressors.items():
            yield from self._suppressors(marrow, pool, cells)
        suppressed = {signal: self._sources(marrow, signal) for signal in ("tgf_b", "il_10")}
        for signal, terms in suppressed.items():
            if terms:
                yield Signal(name=signal, sum=terms)
        if suppressed["tgf_b"]:
            # Silent effectors die too: with this rate 1 / (1 + s) of all are active at rest.
            law = line(0.0, self.silencing + self.turnover)
            yield plus("convert", law, "tgf_b", pool="effector", to="silent_effector")
        if suppressed["il_10"] and self.activation > 0 and marrow.has(LEUKEMIC):
            yield times("birth", curve(1.0, 0.0, 1.0, 1.0), "il_10", pool="effector")

    def _sources(self, marrow: Marrow, signal: str) -> list[Term]:
        """What a signal of suppression is the sum of: suppressor cells, and leukaemic ones."""
        terms = [
            Term(pool=pool, weight=1.0 / cells.half)
            for pool, (through, cells) in self.suppressors.items()
            if through == signal
        ]
        secreted = getattr(self, signal)
        if secreted > 0 and marrow.has(LEUKEMIC):
            weighed = marrow.weighed(SECRETION)
            terms.append(Term(lineage=LEUKEMIC, weight=secreted, **weighed))
        return terms

    def _effectors(self, *, exhausted: bool, silenced: bool) -> Iterator[Pool]:
        dying = {"death": self.turnover} if self.turnover > 0 else {}
        steady = {"inflow": self.turnover * self.effectors, **dying} if dying else {}
        away = []
        if silenced:
            away.append(Convert(to="silent_effector", rate=0.0))
        if exhausted:
            away.append(Convert(to="exhausted_effector", rate=0.0))
        leaving = {"convert": away} if away else {}
        yield Pool(name="effector", initial=self.effectors, **leaving, **steady)
        if silenced:
            back = Convert(to="effector", rate=self.silencing)
            yield Pool(name="silent_effector", initial=0, convert=(back,), **dying)
        if exhausted:
            yield Pool(name="exhausted_effector", initial=0, **dying)

    def _kill(self, marrow: Marrow) -> Iterator[Part]:
        yield Signal(name="effectors", sum=[Term(pool="effector")])
        if self.saturation is None:
            law: dict[str, Any] = {"linear": Linear(at_zero=0.0, slope=self.kill)}
        else:
            most = self.kill * self.saturation
            law = {"hill": Hill(from_=0.0, to=most, half=self.saturation, power=1.0)}
        yield Signal(name="immune_kill", of="effectors", **law)
        yield Cause(name=IMMUNE)
        chosen = {"lineage": LEUKEMIC, "cause": IMMUNE, **self.chosen}
        yield plus("death", line(0.0, 1.0), "immune_kill", **chosen, **marrow.weighed(ANTIGEN))
        hypoxia = marrow.sections.get("hypoxia")
        raised = hypoxia.pd_l1 if isinstance(hypoxia, Hypoxia) else 0.0
        own = marrow.mentions("pd_l1")
        if self.pd_l1 > 0 and (own or raised > 0):
            yield Signal(name="pd_l1", constant=self.pd_l1)
        if self.pd_l1 > 0 and own:
            yield times("death", line(1.0, -1.0), "pd_l1", trait="pd_l1", **chosen)
        if self.pd_l1 > 0 and raised > 0:
            yield Signal(name="pd_l1_by_hif", per_niche=True, product=("pd_l1", "hif"))
            yield times("death", line(1.0, -raised), "pd_l1_by_hif", **chosen)

    def _suppressors(self, marrow: Marrow, pool: str, cells: Suppressors) -> Iterator[Part]:
        yield Pool(
            name=pool,
            initial=cells.number,
            inflow=cells.turnover * cells.number,
            death=cells.turnover,
        )
        if cells.recruitment > 0 and cells.half_burden is not None and marrow.has(LEUKEMIC):
            recruited = curve(0.0, cells.recruitment, cells.half_burden, 1.0)
            yield plus("inflow", recruited, "leukemic_burden", pool=pool)
