"""Where cells are: niches, states, compartments, and the entities that the engine counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..model import Clone, Scenario
from ..model.parts.states import by_stage, of_phase, states_of
from .arrays import Arrays
from .groups import Groups, selects_group
from .traits import BY_PHASE


class Cells(NamedTuple):
    """The cells of one group in one niche and one state, by their numbers."""

    group: int
    niche: int
    state: int


class Space:
    """Entities: cells by group and compartment first, then pools.

    A compartment is a niche and a state; a state is a stage, free or adherent where adhesion is
    modelled, in a phase where there are phases. ``entity(group, niche, state)`` numbers the cells,
    ``pool(p)`` the pools.
    """

    def __init__(self, scenario: Scenario, groups: Groups) -> None:
        self.scenario = scenario
        self.groups = groups
        self.niches = [niche.name for niche in scenario.niche]
        self.stages = scenario.stages
        self.phases = scenario.phases
        self.states = states_of(
            scenario.stages, bonds=bool(scenario.attachment), phases=scenario.phases
        )
        self.n_phases = max(1, len(self.phases))
        self.n_bonds = len(self.states) // (len(self.stages) * self.n_phases)
        self.n_compartments = len(self.niches) * len(self.states)
        self.n_cells = self.n_compartments * len(groups.groups)
        self.n_counted = self.n_cells + len(scenario.pool)
        #: Loads, by entity and column: for a sum that a trait weighs, that trait over its cells.
        self.loads = {pair: number for number, pair in enumerate(self._loads())}

    def compartment(self, niche: int, state: int) -> int:
        return niche * len(self.states) + state

    def state(self, stage: int, bond: int = 0, phase: int = 0) -> int:
        return (stage * self.n_bonds + bond) * self.n_phases + phase

    def state_of(self, stage: str | None, state: str | None) -> int:
        """The state that a stage and a state name (neither: the first stage, free, first phase)."""
        return next(s for s, one in enumerate(self.states) if one.meant(stage, state))

    def stage_of(self, state: int) -> int:
        return state // (self.n_bonds * self.n_phases)

    def parts(self, state: int) -> tuple[int, int, int]:
        """Its stage, bond and phase."""
        rest, phase = divmod(state, self.n_phases)
        return *divmod(rest, self.n_bonds), phase

    def entity(self, group: int, niche: int, state: int) -> int:
        return group * self.n_compartments + self.compartment(niche, state)

    def pool(self, pool: int) -> int:
        return self.n_cells + pool

    def _loads(self) -> list[tuple[int, int]]:
        """The entities and columns of all loads, in order."""
        found: set[tuple[int, int]] = set()
        for signal in self.scenario.signal:
            for term in signal.sum or ():
                for entity in self.chosen(term) if term.trait is not None else ():
                    column = self.groups.traits.column["trait", term.trait or ""]
                    if self.shared(entity, column) is None:
                        found.add((entity, column))
        return sorted(found)

    def shared(self, entity: int, column: int) -> float | None:
        """The trait that all clones of an entity share; None where they may differ."""
        return self.groups.groups[entity // self.n_compartments].value[column]

    def load(self, entity: int, column: int) -> int:
        """A load, as what sums add up."""
        return self.n_counted + self.loads[entity, column]

    def selects(self, selector: object, cells: Cells) -> bool:
        """Whether a selector means these cells."""
        return selects_group(selector, self.groups.groups[cells.group]) and self.selects_place(
            selector, cells.niche, cells.state
        )

    def selects_place(self, selector: object, niche: int, state: int) -> bool:
        """Whether a selector means cells of this niche, stage and state."""
        named = getattr(selector, "niche", None)
        stage, word = getattr(selector, "stage", None), getattr(selector, "state", None)
        return named in (None, self.niches[niche]) and self.states[state].meant(stage, word)

    def chosen(self, selector: object, niche: int | None = None) -> list[int]:
        """The entities of the cells that a selector means, in one niche or in all."""
        return [
            self.entity(*cells)
            for cells in self.all_cells()
            if niche in (None, cells.niche) and self.selects(selector, cells)
        ]

    def all_cells(self) -> Iterator[Cells]:
        """All cells, in the order of their entities."""
        for group in range(len(self.groups.groups)):
            for niche in range(len(self.niches)):
                for state in range(len(self.states)):
                    yield Cells(group, niche, state)

    def column(self, rate: str, state: int) -> int | None:
        """The trait that is a rate of cells in a state; None where that rate is 0 in its phase."""
        stage, _, phase = self.states[state]
        key = of_phase(stage, phase, self.phases) if rate in BY_PHASE else stage
        return self.groups.traits.column.get((rate, key))

    def destination(self, niche: int) -> int:
        """The niche that the further daughters of cells of a niche go to."""
        daughters = self.scenario.niche[niche].daughters
        return niche if daughters is None else self.niches.index(daughters)

    def counted(self, niche: int) -> frozenset[int]:
        """The stages that the niche's capacity counts."""
        named = self.scenario.niche[niche].counted(self.stages)
        return frozenset(i for i, stage in enumerate(self.stages) if stage in named)

    def lay(self, arrays: Arrays) -> None:
        """Write where each entity is, and what is there at the start."""
        pools = self.scenario.pool
        others = [-1] * (len(pools) + 1)
        arrays.sizes.update(
            niches=len(self.niches),
            states=len(self.states),
            compartments=self.n_compartments,
            cells=self.n_cells,
            pools=len(pools),
            counted=self.n_counted,
            entities=self.n_counted + 1,
            loads=len(self.loads),
            measured=self.n_counted + len(self.loads),
        )
        firsts = np.searchsorted([entity for entity, _ in self.loads], range(self.n_cells + 1))
        arrays.put("load_ptr", firsts.tolist())
        arrays.put("load_column", [column for _, column in self.loads])
        arrays.put("load_entity", [entity for entity, _ in self.loads])
        cells = range(self.n_cells)
        arrays.put("entity_group", [e // self.n_compartments for e in cells] + others)
        arrays.put("entity_compartment", [e % self.n_compartments for e in cells] + others)
        arrays.put("clone_initial", [self._initial(clone) for clone in self.scenario.clone])
        arrays.put("pool_initial", [int(pool.initial) for pool in pools])

    def _initial(self, clone: Clone) -> list[int]:
        """A clone's cells at the start, by compartment; cells start free, in the first phase."""
        found = [0] * self.n_compartments
        for niche, cells in clone.initial.items():
            for key, number in by_stage(cells, self.stages, 0, self.phases).items():
                stage, _, phase = key.partition(":")
                state = self.state_of(stage, phase or None)
                found[self.compartment(self.niches.index(niche), state)] = number
        return found
