"""Signals of a scenario as nodes: one for the marrow, or one in each niche."""

from __future__ import annotations

import sys

from ..model import Effect, Response, Scenario, Signal, Term
from ..model.parts.modifier import perfuses
from .nodes import Nodes, Value
from .space import Space


class Signals:
    """The value of each signal, of each response to one, and of each drug, in a niche or plasma."""

    def __init__(self, scenario: Scenario, space: Space, nodes: Nodes) -> None:
        self.scenario = scenario
        self.space = space
        self.nodes = nodes
        self.by_name = {signal.name: signal for signal in scenario.signal}
        self.drugs = {drug.name: d for d, drug in enumerate(scenario.drug)}
        self.pools = {pool.name: p for p, pool in enumerate(scenario.pool)}
        self._values: dict[tuple[str, int | None], Value] = {}

    def value(self, name: str, niche: int | None) -> Value:
        """The signal's value for something in `niche` (None: for the whole marrow)."""
        signal = self.by_name[name]
        here = niche if signal.per_niche else None
        if (name, here) not in self._values:
            self._values[name, here] = self._modulated(signal, here)
        return self._values[name, here]

    def _modulated(self, signal: Signal, here: int | None) -> Value:
        """The signal's value, with what drugs do to it."""
        value = self._value(signal, here)
        for d, drug in enumerate(self.scenario.drug):
            for effect in drug.effect:
                if effect.on == signal.name:
                    strength = self.effect(d, effect, here, 1.0)
                    value = self.nodes.product(value, self.modulation(effect, strength))
        return value

    def _value(self, signal: Signal, niche: int | None) -> Value:
        nodes = self.nodes
        if signal.drug is not None:
            return self.concentration(self.drugs[signal.drug], niche)
        if signal.of is not None:
            return self.response(signal, self.value(signal.of, niche))
        if signal.share is not None:
            of, over = (self.value(name, niche) for name in signal.inputs)
            return nodes.share(of, over)
        if signal.product is not None:
            found: Value = 1.0
            for name in signal.inputs:
                found = nodes.product(found, self.value(name, niche))
            return found
        constant = signal.constant
        if isinstance(constant, dict):
            assert niche is not None
            base = float(constant.get(self.space.niches[niche], 0.0))
        else:
            base = float(constant or 0.0)
        terms: dict[int, float] = {}
        for term in signal.sum or ():
            if term.pool is not None:
                p = self.pools[term.pool]
                home = self.scenario.pool[p].niche
                if niche is None or home is None or home == self.space.niches[niche]:
                    entities = [self.space.pool(p)]
                else:
                    entities = []
            else:
                entities = self.space.chosen(term, niche)
            for entity in entities:
                source, weight = self._weighed(term, entity)
                terms[source] = terms.get(source, 0.0) + weight
        return nodes.total(base, terms)

    def _weighed(self, term: Term, entity: int) -> tuple[int, float]:
        """What a term adds up of an entity, and its weight: a load where traits differ."""
        weight = float(term.weight)
        if term.trait is None:
            return entity, weight
        column = self.space.groups.traits.column["trait", term.trait]
        trait = self.space.shared(entity, column)
        if trait is None:
            return self.space.load(entity, column), weight
        return entity, weight * trait

    def response(self, response: Response | Signal, x: Value) -> Value:
        """What responds to a signal that is `x`."""
        assert response.form is not None
        return self.nodes.response(response.form, x)

    def concentration(self, drug: int, niche: int | None) -> Value:
        scheduled = self.scenario.drug[drug]
        given = any(dose.amount for dose in scheduled.doses) or any(
            window.value for window in scheduled.constant
        )
        if not given:
            return 0.0
        if niche is None:
            return self.nodes.concentration(drug, 1.0)
        perfusion = float(self.scenario.niche[niche].perfusion)
        found = self.nodes.concentration(drug, perfusion)
        return self.nodes.product(found, self._perfused(scheduled.name, niche))

    def _perfused(self, drug: str, niche: int) -> Value:
        """[Π times]+ of what modifies a drug's perfusion of a niche."""
        found: Value = 1.0
        for modifier in self.scenario.modifier:
            if not perfuses(modifier, drug, self.space.niches[niche]):
                continue
            factor: Value | Response | None = modifier.times
            if isinstance(factor, Response):
                factor = self.response(factor, self.value(modifier.signal or "", niche))
            assert factor is not None
            found = self.nodes.product(found, factor)
        return self.nodes.positive(found, 0.0, 1.0)

    def effect(self, drug: int, effect: Effect, niche: int | None, fold: float) -> Value:
        """E = emax · C^hill / ((ec50 · fold)^hill + C^hill), for a clone of this fold."""
        return self.nodes.response(effect.response(fold), self.concentration(drug, niche))

    def modulation(self, effect: Effect, strength: Value, sensitivity: float = 1.0) -> Value:
        """1 + s·E for a stimulation, max(0, 1 − s·E) for an inhibition."""
        if effect.kind == "stimulation":
            return self.nodes.linear(strength, 1.0, sensitivity)
        return self.nodes.positive(strength, 1.0, -sensitivity)

    def occupied(self, niche: int) -> Value:
        """M of a niche: the cells that its capacity counts."""
        counted = self.space.counted(niche)
        terms = {
            self.space.entity(*cells): 1.0
            for cells in self.space.all_cells()
            if cells.niche == niche and self.space.stage_of(cells.state) in counted
        }
        return self.nodes.total(0.0, terms)

    def vacancy(self, niche: int) -> Value:
        """max(0, 1 − M / capacity); 1 without capacity."""
        capacity = self.scenario.niche[niche].capacity
        if capacity is None:
            return 1.0
        if capacity == 0:
            return 0.0
        occupied = self.occupied(niche)
        # An inverse that overflowed would leave no place where no cell is: inf · 0 is no number.
        return self.nodes.positive(occupied, 1.0, -min(1.0 / float(capacity), sys.float_info.max))
