"""Signals of a scenario as nodes: one for the marrow, or one in each niche."""

from __future__ import annotations

import sys

from ..model import Effect, Response, Scenario, Signal
from .clones import Groups, selects_group
from .nodes import Nodes, Value


class Space:
    """Entities: cells by group and compartment first, then pools.

    A compartment is a niche and a state; a state is a stage, free or adherent where adhesion is
    modelled. ``entity(group, niche, state)`` numbers the cells, ``pool(p)`` the pools.
    """

    def __init__(self, scenario: Scenario, groups: Groups) -> None:
        self.scenario = scenario
        self.groups = groups
        self.niches = [niche.name for niche in scenario.niche]
        self.stages = list(scenario.stages)
        self.bonds = ["free", "adherent"] if scenario.attachment else [""]
        self.states = [
            f"{stage}:{bond}" if bond else stage for stage in self.stages for bond in self.bonds
        ]
        self.n_compartments = len(self.niches) * len(self.states)
        self.n_cells = self.n_compartments * len(groups.groups)

    def compartment(self, niche: int, state: int) -> int:
        return niche * len(self.states) + state

    def state(self, stage: int, bond: int = 0) -> int:
        return stage * len(self.bonds) + bond

    def state_of(self, stage: str | None, state: str | None) -> int:
        """The state that a stage and a state name (neither: the first stage, free)."""
        for s, label in enumerate(self.states):
            i, bond = divmod(s, len(self.bonds))
            names = (None, label, self.bonds[bond], self.stages[i])
            if stage in (None, self.stages[i]) and state in names:
                return s
        raise AssertionError(f"no state {stage}, {state}")

    def stage_of(self, state: int) -> int:
        return state // len(self.bonds)

    def entity(self, group: int, niche: int, state: int) -> int:
        return group * self.n_compartments + self.compartment(niche, state)

    def pool(self, pool: int) -> int:
        return self.n_cells + pool

    def selects_place(self, selector: object, niche: int, state: int) -> bool:
        """Whether a selector means cells of this niche, stage and state."""
        stage = self.stages[self.stage_of(state)]
        bond = self.bonds[state % len(self.bonds)]
        wanted = getattr(selector, "niche", None), getattr(selector, "stage", None)
        bound = getattr(selector, "state", None)
        return (
            wanted[0] in (None, self.niches[niche])
            and wanted[1] in (None, stage)
            and bound in (None, stage, bond, self.states[state])
        )

    def cells(self, selector: object, niche: int | None = None) -> list[int]:
        """The entities of the cells that a selector means, in one niche or in all."""
        return [
            self.entity(g, k, s)
            for g, group in enumerate(self.groups.groups)
            if selects_group(selector, group)
            for k in (range(len(self.niches)) if niche is None else [niche])
            for s in range(len(self.states))
            if self.selects_place(selector, k, s)
        ]


class Signals:
    """The value of each signal, of each response to one, and of each drug, in a niche or plasma."""

    def __init__(self, scenario: Scenario, space: Space, nodes: Nodes) -> None:
        self.scenario = scenario
        self.space = space
        self.nodes = nodes
        self.by_name = {signal.name: signal for signal in scenario.signal}
        self.drugs = {drug.name: d for d, drug in enumerate(scenario.drug)}
        self.pools = {pool.name: p for p, pool in enumerate(scenario.pool)}

    def value(self, name: str, niche: int | None) -> Value:
        """The signal's value for something in `niche` (None: for the whole marrow)."""
        signal = self.by_name[name]
        here = niche if signal.per_niche else None
        value = self._value(signal, here)
        for d, drug in enumerate(self.scenario.drug):
            for effect in drug.effect:
                if effect.on == name:
                    strength = self.effect(d, effect, here, 1.0)
                    value = self.nodes.product(value, self.modulation(effect, strength))
        return value

    def _value(self, signal: Signal, niche: int | None) -> Value:
        nodes = self.nodes
        if signal.drug is not None:
            return self.concentration(self.drugs[signal.drug], niche)
        if signal.of is not None:
            return self.response(signal, self.value(signal.of, niche))
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
                entities = self.space.cells(term, niche)
            for entity in entities:
                terms[entity] = terms.get(entity, 0.0) + float(term.weight)
        return nodes.total(base, terms)

    def response(self, response: Response | Signal, x: Value) -> Value:
        """`response` (anything with hill, linear, window or table) to `x`."""
        nodes = self.nodes
        if response.hill is not None:
            hill = response.hill
            return nodes.hill(x, hill.from_, hill.to, hill.half, hill.power)
        if response.linear is not None:
            return nodes.linear(x, response.linear.at_zero, response.linear.slope)
        if response.window is not None:
            return nodes.window(x, response.window.height, response.window.peak)
        assert response.table is not None
        return nodes.table(x, tuple(zip(response.table.x, response.table.y, strict=True)))

    def concentration(self, drug: int, niche: int | None) -> Value:
        scheduled = self.scenario.drug[drug]
        given = any(dose.amount for dose in scheduled.doses) or any(
            window.value for window in scheduled.constant
        )
        perfusion = 1.0 if niche is None else float(self.scenario.niche[niche].perfusion)
        return self.nodes.concentration(drug, perfusion) if given else 0.0

    def effect(self, drug: int, effect: Effect, niche: int | None, fold: float) -> Value:
        """E = emax · C^hill / ((ec50 · fold)^hill + C^hill), for a clone of this fold."""
        x = self.concentration(drug, niche)
        half = float(effect.ec50) * fold
        return self.nodes.hill(x, 0.0, float(effect.emax), half, float(effect.hill))

    def modulation(self, effect: Effect, strength: Value) -> Value:
        """1 + E for a stimulation, max(0, 1 − E) for an inhibition."""
        if effect.kind == "stimulation":
            return self.nodes.linear(strength, 1.0, 1.0)
        return self.nodes.positive(strength, 1.0, -1.0)

    def occupied(self, niche: int) -> tuple[Value, frozenset[int]]:
        """M of a niche, the cells that its capacity counts, and the stages counted."""
        described = self.scenario.niche[niche]
        stages = self.space.stages
        counted = described.counts or ((stages[0],) if len(stages) > 1 else tuple(stages))
        counts = frozenset(i for i, stage in enumerate(stages) if stage in counted)
        terms = {
            self.space.entity(g, niche, s): 1.0
            for g in range(len(self.space.groups.groups))
            for s in range(len(self.space.states))
            if self.space.stage_of(s) in counts
        }
        return self.nodes.total(0.0, terms), counts

    def vacancy(self, niche: int) -> Value:
        """max(0, 1 − M / capacity); 1 without capacity."""
        capacity = self.scenario.niche[niche].capacity
        if capacity is None:
            return 1.0
        if capacity == 0:
            return 0.0
        occupied, _ = self.occupied(niche)
        # An inverse that overflowed would leave no place where no cell is: inf · 0 is no number.
        return self.nodes.positive(occupied, 1.0, -min(1.0 / float(capacity), sys.float_info.max))
