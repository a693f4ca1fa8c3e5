"""Laws over random scenarios: engine and twin agree, and no order of declaration counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.engine_strategies import Strategy
from support.samplers import Block, Sampler, engine
from support.statistics import Gate, gated
from support.strategies import tables
from support.twin import Twin

WORDS = {"suppress_health_check": list(HealthCheck), "deadline": None}


def compare(gate: Gate, label: str, one: Block, other: Block) -> None:
    """Compare populations, pools and endpoints of two samples of one law."""
    for sample in range(1, one["population"].shape[1]):
        seen = [
            block["population"][:, sample].reshape(len(block["run"]), -1) for block in (one, other)
        ]
        if "pool_size" in one:
            pools = (one["pool_size"][:, sample], other["pool_size"][:, sample])
            seen = [np.concatenate(pair, axis=1) for pair in zip(seen, pools, strict=True)]
        for column in range(seen[0].shape[1]):
            gate.same(f"{label}: {column} at {sample}", seen[0][:, column], seen[1][:, column])
    gate.same(f"{label}: outcome", one["outcome"], other["outcome"])
    for name in (name for name in one if name.startswith("endpoint_")):
        edges = np.quantile(np.nan_to_num(one[name], nan=1e9), np.linspace(0, 1, 9)[1:-1])
        found = [
            np.searchsorted(edges, np.nan_to_num(block[name], nan=1e9)) for block in (one, other)
        ]
        gate.same(f"{label}: {name}", *found)


def small(words: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario cut to what the twin can do: few cells, two samples."""
    for clone in words["clone"]:
        clone["initial"] = {niche: min(2, number) for niche, number in clone["initial"].items()}
    words["time"] = {"end": 2.0, "at": [0.0, 1.0, 2.0]}
    words["intervention"] = [
        {**intervention, "at": intervention["at"] / 2.0} for intervention in words["intervention"]
    ]
    words["record"] = {}
    return words


def agreement(gate: Gate, strategy: Strategy, examples: int, runs: int) -> None:
    """Compare the engine with the twin over random scenarios."""
    from clonal.model import Scenario

    numbers = iter(range(10**6))

    @settings(max_examples=examples, **WORDS)
    @given(words=tables())
    def check(words: dict[str, Any]) -> None:
        scenario = Scenario.model_validate(small(words))
        number = next(numbers)
        slow = Twin(scenario).sample(runs, gate.seed(f"twin {number}"))
        fast = engine(scenario, 50 * runs, gate.seed(f"engine {number}"), **strategy)
        fresh = Gate(f"{gate.name} {number}", gate.alpha / (2 * examples))
        compare(fresh, f"example {number}", fast, slow)
        gate.note(f"example {number}", fresh.probability())
        fresh.verdict()

    check()


@gated(alpha=1e-9)
def test_engine_and_twin_agree(gate: Gate, strategy: Strategy) -> None:
    agreement(gate, strategy, examples=15, runs=25)


@pytest.mark.battery
@gated(alpha=1e-8)
def test_engine_and_twin_agree_on_many(gate: Gate, strategy: Strategy) -> None:
    agreement(gate, strategy, examples=300, runs=200)


@gated(alpha=1e-9)
def test_the_order_of_declaration_changes_no_law(gate: Gate, sampler: Sampler) -> None:
    from clonal.model import Scenario

    examples = 30
    numbers = iter(range(10**6))

    @settings(max_examples=examples, **WORDS)
    @given(words=tables(), mixed=st.randoms(use_true_random=False))
    def check(words: dict[str, Any], mixed: Any) -> None:
        number = next(numbers)
        other = dict(words)
        for key in ("niche", "clone", "migration", "mutation", "modifier", "signal"):
            if key in words:
                other[key] = mixed.sample(words[key], len(words[key]))
        one = Scenario.model_validate(words)
        two = Scenario.model_validate(other)
        seen = sampler(one, 4_000, gate.seed(f"one {number}"))
        again = sampler(two, 4_000, gate.seed(f"two {number}"))
        # Rows and columns stand in the order of declaration: bring them back.
        lineages = [list(dict.fromkeys(c.lineage for c in s.clone)) for s in (one, two)]
        places = [[niche.name for niche in s.niche] for s in (one, two)]
        rows = [lineages[1].index(name) for name in lineages[0]]
        columns = [places[1].index(name) for name in places[0]]
        again = {**again, "population": again["population"][:, :, rows][:, :, :, columns]}
        fresh = Gate(f"{gate.name} {number}", gate.alpha / (2 * examples))
        compare(fresh, f"example {number}", seen, again)
        gate.note(f"example {number}", fresh.probability())
        fresh.verdict()

    check()
