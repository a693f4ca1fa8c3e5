"""What holds for every run of every scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings

from support.engine_strategies import Strategy
from support.samplers import Block, engine, opened
from support.strategies import scenarios, tables

RUNS = 8
EXAMPLES = 150


def first_rows(sizes: np.ndarray) -> np.ndarray:
    """Return the first flat row of each entry of ragged columns."""
    return np.concatenate([[0], np.cumsum(sizes)])[:-1]


def clone_sums(block: Block) -> np.ndarray:
    """Return the population as the clone tables tell it."""
    found = np.zeros_like(block["population"])
    runs, times = block["population"].shape[:2]
    of_run = first_rows(block["clone/row_size"])
    row = 0
    for run in range(runs):
        for time in range(times):
            for _ in range(block["clone_count/row_size"][run, time]):
                clone = of_run[run] + block["clone_count/clone_id"][row]
                niche = block["clone_count/niche_index"][row]
                state = block["clone_count/state_index"][row]
                lineage = block["clone/lineage_index"][clone]
                found[run, time, lineage, niche, state] += block["clone_count/count"][row]
                row += 1
    assert row == len(block["clone_count/count"])
    return found


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios())
def test_counts(scenario: Any, strategy: Strategy) -> None:
    """Counts are never negative, and clones add up to the population."""
    block = engine(scenario, RUNS, 1, **strategy)
    assert np.all(block["population"] >= 0)
    assert np.all(block.get("pool_size", np.zeros(1)) >= 0)
    assert np.all(block["clone_count/count"] > 0)
    assert np.array_equal(clone_sums(block), block["population"])
    totals = block["population"].sum(axis=(2, 3, 4))
    assert np.array_equal(block["signal_cells"], totals)


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios())
def test_clone_table(scenario: Any, strategy: Strategy) -> None:
    """Declared clones come first, founders after their parents, each with its time and place."""
    block = engine(scenario, RUNS, 2, **strategy)
    rows = first_rows(block["clone/row_size"])
    declared = len(scenario.clone)
    for run, (row, size) in enumerate(zip(rows, block["clone/row_size"], strict=True)):
        here = slice(row, row + size)
        assert np.array_equal(block["clone/id"][here], np.arange(size))
        parent = block["clone/parent"][here]
        assert np.all(parent[:declared] == -1)
        assert np.all((parent[declared:] >= 0) & (parent[declared:] < np.arange(declared, size)))
        founded = block["clone/founded"][here]
        assert np.all(np.diff(founded[declared:]) >= 0.0)
        assert np.all(founded <= block["end_time"][run])
        lineage = block["clone/lineage_index"][here]
        assert np.array_equal(lineage[declared:], lineage[parent[declared:]])


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios())
def test_ends(scenario: Any, strategy: Strategy) -> None:
    """What is extinct stays extinct, what is stopped stays as it was, times are in order."""
    block = engine(scenario, RUNS, 3, **strategy)
    times = scenario.time.samples
    for run in range(RUNS):
        end = block["end_time"][run]
        after = block["population"][run][times >= end]
        if block["outcome"][run] == 2:
            assert np.all(after == 0)
        if block["outcome"][run] == 0:
            assert end == scenario.time.end
        assert np.all(after == block["population"][run, -1])
    stops = [e.name for e in scenario.endpoint if e.stop]
    for run in np.flatnonzero(block["outcome"] == 1):
        assert any(block[f"endpoint_{name}"][run] == block["end_time"][run] for name in stops)
    for endpoint in scenario.endpoint:
        reached = np.nan_to_num(block[f"endpoint_{endpoint.name}"], nan=np.inf)
        cells = block["signal_cells"]
        beyond = np.ones(cells.shape, dtype=bool)
        for one in endpoint.when or [endpoint]:
            beyond &= cells > one.above if one.above is not None else cells < one.below
        # What is seen at a sample was reached by then; nothing is reached before it may be.
        after: Any = 0.0 if endpoint.after is None else endpoint.after
        if isinstance(after, str):
            after = np.nan_to_num(block[f"endpoint_{after}"], nan=np.inf)[:, None]
        beyond &= (times[None, :] >= after) & (times[None, :] <= block["end_time"][:, None])
        first = np.where(beyond.any(axis=1), times[beyond.argmax(axis=1)], np.inf)
        assert np.all(reached <= first)
        assert np.all(reached >= np.ravel(after))


@settings(max_examples=EXAMPLES)
@given(words=tables(mechanistic=False))
def test_moving_alone_conserves_cells(words: dict[str, Any], strategy: Strategy) -> None:
    """Without births, deaths, arrivals and drugs the number of cells of a lineage stays."""
    from clonal.model import Scenario

    for clone in words["clone"]:
        clone.update(death=0.0, immigration={})
        for key in ("division", "self_renewal", "asymmetric", "amplification"):
            clone.pop(key, None)
        clone["birth"] = 0.0
    words.update(drug=[], mutation=[], intervention=[], endpoint=[])
    for clone in words["clone"]:
        clone.pop("sensitivity", None)
        clone.pop("ec50_fold", None)
    block = engine(Scenario.model_validate(words), RUNS, 4, **strategy)
    cells = block["population"].sum(axis=(3, 4))
    assert np.all(cells == cells[:, :1])


@settings(max_examples=EXAMPLES)
@given(words=tables(mechanistic=False))
def test_capacities_hold(words: dict[str, Any], strategy: Strategy) -> None:
    """Births and homing never overfill a niche that was not overfull."""
    from clonal.model import Scenario

    words.update(intervention=[], endpoint=[])
    for clone in words["clone"]:
        clone["immigration"] = {}
        clone["amplification"] = 1
        clone["initial"] = dict.fromkeys(clone["initial"], 0) | {"a": 3}
    for migration in words["migration"]:
        migration["vacancy"] = True
    scenario = Scenario.model_validate(words)
    block = engine(scenario, RUNS, 5, **strategy)
    for number, niche in enumerate(scenario.niche):
        if niche.capacity is None:
            continue
        states = (2 if scenario.attachment else 1) * max(1, len(scenario.phases))
        counted = block["population"][:, :, :, number, :states].sum(axis=(2, 3))
        start = counted[:, :1]
        assert np.all(counted <= np.maximum(np.ceil(niche.capacity), start))


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios())
def test_verify_holds_at_every_slice(scenario: Any, strategy: Strategy) -> None:
    running = opened(scenario, 2, 6, **strategy)
    while True:
        running.verify()
        if running.advance(17):
            break
    running.verify()
