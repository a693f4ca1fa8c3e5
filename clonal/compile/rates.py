"""Rates: ``[ (base + Σ plus) · Π times · Π drugs ]+``, of cells and of pools alike.

The base stands in the law already. Modifiers add to it and multiply it; drugs multiply what comes
of that by 1 + s·E, or by max(0, 1 − s·E).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Effect, Modifier, Response, Scenario
from .laws import Law, Laws
from .nodes import Node, Value
from .signals import Signals
from .space import Cells, Space
from .traits import COUNT

#: Words of a scenario that mean the rate of cells' divisions.
_DIVISION = ("birth", "inhibition")


@dataclass(frozen=True)
class Subject:
    """Whose rate a law is: these cells', or a pool's; `to` is where they go or what they become."""

    space: Space
    cells: Cells | None = None
    pool: str = ""
    niche: int | None = None
    to: str | None = None

    def means(self, selector: object) -> bool:
        """Whether a selector means it."""
        pool, to = getattr(selector, "pool", None), getattr(selector, "to", None)
        if self.cells is None:
            return pool == self.pool and (self.to is None or to in (None, self.to))
        return selector is None or (
            pool is None and to in (None, self.to) and self.space.selects(selector, self.cells)
        )

    def rate(self, word: str) -> str:
        """The rate that a word of a modifier or of a drug's effect means."""
        return "division" if self.cells is not None and word in _DIVISION else word


class Rates:
    """The rates of a scenario, as laws."""

    def __init__(self, scenario: Scenario, space: Space, signals: Signals, laws: Laws) -> None:
        self.scenario = scenario
        self.space = space
        self.signals = signals
        self.laws = laws
        self.traits = space.groups.traits

    def of_cells(self, cells: Cells) -> Subject:
        return Subject(self.space, cells, niche=cells.niche)

    def of_way(self, cells: Cells, to: str) -> Subject:
        """These cells' migration to a niche, or switch to a phase."""
        return Subject(self.space, cells, niche=cells.niche, to=to)

    def of_pool(self, pool: str, niche: int | None, to: str | None = None) -> Subject:
        return Subject(self.space, pool=pool, niche=niche, to=to)

    def of_column(self, rate: str, cells: Cells) -> Law:
        """A rate of cells that is a trait of theirs, modified."""
        law = Law(cells.group, [])
        column = self.space.column(rate, cells.state)
        if column is not None:
            self.laws.part(law, 1.0, column)
        self.modify(law, rate, self.of_cells(cells))
        return law

    def modify(
        self,
        law: Law,
        on: str,
        subject: Subject,
        *,
        drug: str | None = None,
        cause: str | None = None,
    ) -> None:
        """Add all that is added to a rate, then multiply.

        `drug` is whose kill it is; `cause` which death, None for the natural one.
        """
        matching = [
            modifier
            for modifier in self.scenario.modifier
            if subject.rate(modifier.on) == on
            and subject.means(modifier.of)
            and (modifier.of is None or modifier.of.drug in (None, drug))
            and (None if modifier.of is None else modifier.of.cause) == cause
        ]
        for modifier in matching:
            if modifier.plus is not None:
                value = self._response(modifier, modifier.plus, subject)
                self.laws.part(law, 1.0, self._trait(modifier) or COUNT, value)
        for modifier in matching:
            if modifier.times is not None:
                value = self._response(modifier, modifier.times, subject)
                self.laws.times(law, value, self._trait(modifier))
        for d, drug_on_it in enumerate(self.scenario.drug):
            for effect in drug_on_it.effect:
                if effect.on == "kill" or effect.cause != cause:
                    continue
                if subject.rate(effect.on) == on and subject.means(effect):
                    self._modulate(law, d, effect, subject)

    def _trait(self, modifier: Modifier) -> int | None:
        """The column of the trait that weighs a modifier."""
        return None if modifier.trait is None else self.traits.column["trait", modifier.trait]

    def _response(self, modifier: Modifier, response: Response | float, subject: Subject) -> Value:
        if isinstance(response, int | float):
            return float(response)
        assert modifier.signal is not None
        niche = subject.niche
        if modifier.at is not None:
            niche = self.space.niches.index(subject.to or "")
        return self.signals.response(response, self.signals.value(modifier.signal, niche))

    def _modulate(self, law: Law, d: int, effect: Effect, subject: Subject) -> None:
        """Multiply by max(0, 1 − s·E), or by 1 + s·E where the effect is a stimulation."""
        sensitivity: float | None = 1.0
        fold: float | None = 1.0
        if subject.cells is not None:
            sensitivity, fold = self.sensitivity_and_fold(d, subject.cells.group)
        own = self.own_effect(d, effect, subject.niche)
        if own is None or sensitivity == 0.0:
            return
        if sensitivity is None or fold is None:
            self.laws.modulated(law, effect.kind or "inhibition", self.laws.effect(*own))
            return
        strength = self.signals.effect(d, effect, subject.niche, fold)
        self.laws.times(law, self.signals.modulation(effect, strength, sensitivity))

    def sensitivity_and_fold(self, d: int, group: int) -> tuple[float | None, float | None]:
        """What the clones of a group share for a drug; None where they may differ."""
        value = self.space.groups.groups[group].value
        sensitivity, fold = self.response_columns(d)
        return value[sensitivity], value[fold]

    def response_columns(self, d: int) -> tuple[int, int]:
        """The columns of the sensitivity to a drug, and of the fold of its ec50."""
        name = self.scenario.drug[d].name
        return self.traits.column["sensitivity", name], self.traits.column["ec50_fold", name]

    def own_effect(
        self, d: int, effect: Effect, niche: int | None
    ) -> tuple[Node, float, float, float, int, int] | None:
        """An effect as it is settled for each clone; None where there is none."""
        concentration = self.signals.concentration(d, niche)
        if not isinstance(concentration, Node) or effect.emax == 0:
            return None
        numbers = float(effect.emax), float(effect.ec50), float(effect.hill)
        return concentration, *numbers, *self.response_columns(d)
