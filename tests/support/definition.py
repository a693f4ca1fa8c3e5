"""The definition of the model in plain Python: every event of a scenario with its rate.

`Definition.jumps` is the whole law of the process in one readable place (`moment.py` spells it
out). Two independent oracles are built on it: the twin, which draws from it event by event, and
the master equation, which solves it for all states at once.

Nothing here is shared with the package's compiler or engine. The sections of the scenario are
read by the names that they have in the scenario file.
"""

from __future__ import annotations

import itertools
from typing import Any

from support import concentrations
from support.genotypes import Genotype, declared
from support.moment import Moment
from support.state import Cell, Founder, Jump, State

__all__ = ["Cell", "Definition", "Founder", "Jump", "Moment", "State"]


class Definition:
    """The process that a scenario describes.

    Parameters
    ----------
    scenario : clonal.Scenario
        Read by the names of the scenario file; nothing compiled is looked at.
    """

    def __init__(self, scenario: Any) -> None:
        self.scenario = scenario
        self.stages: tuple[str, ...] = tuple(scenario.stages)
        self.bonds = ("free", "adherent") if scenario.attachment else ("",)
        self.phases: tuple[str, ...] = tuple(scenario.phases) or ("",)
        self.kinds = list(itertools.product(self.stages, self.bonds, self.phases))
        self.states = tuple(":".join(filter(None, kind)) for kind in self.kinds)
        self.niches: tuple[str, ...] = tuple(niche.name for niche in scenario.niche)
        self.pool_names: tuple[str, ...] = tuple(pool.name for pool in scenario.pool)
        terms = [term for signal in scenario.signal for term in signal.sum or ()]
        without: dict[str, float] = {}
        for part in (*scenario.modifier, *terms):
            if part.trait is not None:
                without[part.trait] = part.without or without.get(part.trait, 0.0)
        self.clones = [
            declared(clone, self.stages, self.phases, without) for clone in scenario.clone
        ]
        self.clone_names = [clone.name for clone in scenario.clone]
        self.lineages: tuple[str, ...] = tuple(dict.fromkeys(c.lineage for c in self.clones))
        self.drugs = {drug.name: drug for drug in scenario.drug}
        self.signals = {signal.name: signal for signal in scenario.signal}
        self.daughters = [
            number if niche.daughters is None else self.niches.index(niche.daughters)
            for number, niche in enumerate(scenario.niche)
        ]
        first = self.stages[:1]
        self.counted = [
            {
                state
                for state in range(len(self.states))
                if self.stages[self.stage_of(state)]
                in (niche.counts if niche.counts is not None else first)
            }
            for niche in scenario.niche
        ]
        self.pool_niche = [
            None if pool.niche is None else self.niches.index(pool.niche) for pool in scenario.pool
        ]

    def stage_of(self, state: int) -> int:
        """Return the index of a state's stage."""
        return self.stages.index(self.kinds[state][0])

    def states_of(self, stage: int) -> list[int]:
        """Return the states of a stage."""
        return [s for s, kind in enumerate(self.kinds) if kind[0] == self.stages[stage]]

    def inherited(self, state: int) -> tuple[str, str]:
        """Return the stage and phase of a state, which a clone has its rates by."""
        stage, _, phase = self.kinds[state]
        return stage, phase

    def with_(
        self, state: int, stage: str = "", bond: str | None = None, phase: str | None = None
    ) -> int:
        """Return the state that is another one but for its stage, bond or phase."""
        old_stage, old_bond, old_phase = self.kinds[state]
        bond = old_bond if bond is None else bond
        phase = old_phase if phase is None else phase
        return self.kinds.index((stage or old_stage, bond, phase))

    def named(self, word: str, state: int) -> bool:
        """Return whether a word means a state: some of the words of its label, in their order."""
        rest = iter(self.states[state].split(":"))
        return all(one in rest for one in word.split(":"))

    def state_called(self, stage: str | None, state: str | None) -> int:
        """Return the first state that the words mean: of the first stage, free, first phase."""
        return next(
            number
            for number in range(len(self.states))
            if stage in (None, self.kinds[number][0])
            and (state is None or self.named(state, number))
        )

    def start(self) -> State:
        """Return the state at time 0, before interventions at that time."""
        cells: dict[Cell, Any] = {}
        for number, clone in enumerate(self.scenario.clone):
            for niche, value in clone.initial.items():
                table = value if isinstance(value, dict) else {self.stages[0]: value}
                for word, count in table.items():
                    where = (number, self.niches.index(niche), self.state_called(None, word))
                    cells[where] = int(count)
        pools = [int(pool.initial) for pool in self.scenario.pool]
        return State(cells, pools, list(self.clones))

    def holds(self, selector: Any, clone: Genotype, niche: int, state: int) -> bool:
        """Return whether a selector chooses the cells of `clone` in `niche` and `state`."""
        if selector is None:
            return True
        if getattr(selector, "pool", None) is not None:
            return False
        return (
            selector.lineage in (None, clone.lineage)
            and selector.clone in (None, clone.name)
            and selector.niche in (None, self.niches[niche])
            and selector.stage in (None, self.stages[self.stage_of(state)])
            and (selector.state is None or self.named(selector.state, state))
        )

    def breaks(self) -> list[float]:
        """Return the times at which rates jump or kink because a concentration does."""
        found: set[float] = set()
        for drug in self.scenario.drug:
            found.update(concentrations.breaks(drug))
        return sorted(time for time in found if 0.0 < time < self.scenario.time.end)

    def jumps(self, state: State, time: float) -> list[Jump]:
        """Return every event that `state` allows at `time`, with its rate."""
        return list(Moment(self, state, time).jumps())
