"""What is said to be without effect, against runs: what is never there is never seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings

from support.samplers import engine
from support.strategies import scenarios


@settings(max_examples=150)
@given(scenario=scenarios())
def test_what_is_never_there_is_never_seen(scenario: Any) -> None:
    from clonal.model import expand
    from clonal.model.idle import idle
    from clonal.model.idle.reach import Reach

    idle(scenario)
    plain = expand(scenario)
    reach = Reach(plain)
    block = engine(scenario, 8, 3)
    lineages = list(dict.fromkeys(clone.lineage for clone in plain.clone))
    niches = [niche.name for niche in plain.niche]
    bonds = ("free", "adherent") if plain.attachment else ("",)
    states = [(stage, bond) for stage in plain.stages for bond in bonds]
    there = {
        (lineages.index(c.kind.lineage), niches.index(c.niche), states.index((c.stage, c.bond)))
        for c in reach.cells
    }
    seen = np.argwhere(block["population"].sum(axis=(0, 1)) > 0)
    assert {tuple(place) for place in seen.tolist()} <= there
    if plain.pool:
        seen = np.argwhere(block["pool_size"].sum(axis=(0, 1)) > 0).ravel()
        assert {plain.pool[place].name for place in seen} <= reach.pools
