"""What is said to be without effect, against runs: what is never there is never seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings

from support.definition import Definition
from support.engine_strategies import Strategy
from support.samplers import engine
from support.strategies import scenarios
from support.twin import Twin


@settings(max_examples=150)
@given(scenario=scenarios())
def test_what_is_never_there_is_never_seen(scenario: Any, strategy: Strategy) -> None:
    from clonal.model import expand
    from clonal.model.telling.idle import idle
    from clonal.model.telling.idle.reach import Reach

    idle(scenario)
    plain = expand(scenario)
    reach = Reach(plain)
    block = engine(scenario, 8, 3, **strategy)
    lineages = list(dict.fromkeys(clone.lineage for clone in plain.clone))
    niches = [niche.name for niche in plain.niche]
    states = list(Definition(plain).states)
    there = {
        (lineages.index(c.kind.lineage), niches.index(c.niche), states.index(c.state.label))
        for c in reach.cells
    }
    seen = np.argwhere(block["population"].sum(axis=(0, 1)) > 0)
    assert {tuple(place) for place in seen.tolist()} <= there
    if plain.pool:
        seen = np.argwhere(block["pool_size"].sum(axis=(0, 1)) > 0).ravel()
        assert {plain.pool[place].name for place in seen} <= reach.pools


#: Of a run that is watched: the twin is slow.
MOST_EVENTS = 25


class Watched(Twin):
    """A twin that compares, at each event, the rates of its scenario with those of another."""

    other: Definition

    def happen(self) -> None:
        """Compare, then let the event happen."""
        assert rates(self.law, self.state, self.now) == rates(self.other, self.state, self.now)
        super().happen()
        if self.events >= MOST_EVENTS:
            self.outcome = "stopped"


def rates(law: Definition, state: Any, time: float) -> list[float]:
    """Return the rates of all that can happen, in order, to nine digits."""
    found = sorted(float(jump.rate) for jump in law.jumps(state, time) if jump.rate > 0.0)
    return [float(f"{rate:.9g}") for rate in found]


@settings(max_examples=40)
@given(scenario=scenarios())
def test_rates_are_the_same_without_what_is_said_to_do_nothing(scenario: Any) -> None:
    """By the definition no rate moves when modifiers and effects that are named are taken away."""
    from clonal.model import Scenario, expand
    from clonal.model.telling.idle.plain import plain_notes

    plain = expand(scenario)
    idle = {note.idle for note in plain_notes(plain, sizes=True)}
    modifiers = [one for m, one in enumerate(plain.modifier) if ("modifier", m) not in idle]
    drugs = [
        drug.model_copy(
            update={
                "effect": tuple(
                    effect
                    for e, effect in enumerate(drug.effect)
                    if ("drug", d, "effect", e) not in idle
                )
            }
        )
        for d, drug in enumerate(plain.drug)
    ]
    values = {key: getattr(plain, key) for key in plain.model_fields_set}
    values.update(modifier=tuple(modifiers), drug=tuple(drugs))
    watched = Watched(plain)
    watched.other = Definition(Scenario.model_construct(**values))
    watched.sample(runs=1, seed=1)
