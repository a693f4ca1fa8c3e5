"""Nodes against plain arithmetic: sums made of others and sums that nobody reads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clonal.compile import codes, compile_scenario
from clonal.compile.nodes import Node, Nodes, Value
from support.engine_strategies import STRATEGIES
from support.samplers import engine
from support.scenarios import scenario

ENTITIES = 8

#: Sums of a few entities, as a scenario's signals are: niches, stages and all of it.
sums = st.lists(
    st.tuples(
        st.integers(-3, 3),
        st.dictionaries(
            st.integers(0, ENTITIES - 1), st.sampled_from([-1, 1, 1, 1, 2]), min_size=1
        ),
    ),
    min_size=1,
    max_size=12,
)
counts = st.lists(st.integers(0, 10**6), min_size=ENTITIES, max_size=ENTITIES)


def value_of(nodes: Nodes, value: Value, count: list[int]) -> float:
    """What a node is for these counts, from the table of nodes alone."""
    if not isinstance(value, Node):
        return value
    i, constant = value.index, nodes.numbers[value.index][0]
    below = [nodes.nodes[j] for j in (nodes.parent[i], nodes.other[i]) if j >= 0]
    inputs = [value_of(nodes, node, count) for node in below]
    if nodes.kind[i] in (codes.NODE_SUM, codes.NODE_WEIGHTED_SUM, codes.NODE_TALLY):
        return constant + sum(weight * count[entity] for entity, weight in nodes.terms[i])
    if nodes.kind[i] == codes.NODE_PLUS:
        return constant + inputs[0] + inputs[1]
    assert nodes.kind[i] == codes.NODE_LINEAR
    return constant + nodes.numbers[i][1] * inputs[0]


@given(asked=sums, count=counts)
def test_a_sum_is_the_same_whatever_it_is_made_of(
    asked: list[tuple[int, dict[int, int]]], count: list[int]
) -> None:
    nodes = Nodes(counted=8)
    for constant, terms in asked:
        weights = {entity: float(weight) for entity, weight in terms.items()}
        found = nodes.total(float(constant), weights)
        right = constant + sum(weight * count[entity] for entity, weight in terms.items())
        assert value_of(nodes, found, count) == right
        assert isinstance(found, Node)
        assert found.entities == frozenset(terms)
        # A sum that is asked for again is the same node.
        assert nodes.total(float(constant), weights) is found


def test_an_event_changes_the_smallest_sums_alone() -> None:
    """A cell counts in its niche, the niches count in the whole, and what is left is a sum too."""
    nodes = Nodes(counted=8)
    here = nodes.total(0.0, dict.fromkeys((0, 1), 1.0))
    there = nodes.total(0.0, dict.fromkeys((2, 3), 1.0))
    marrow = nodes.total(0.0, dict.fromkeys(range(4), 1.0))
    whole = nodes.total(5.0, dict.fromkeys(range(6), 1.0))
    free = nodes.total(9.0, dict.fromkeys(range(2), 1.0))
    for node, kind in ((here, "SUM"), (there, "SUM"), (marrow, "PLUS"), (whole, "PLUS")):
        assert isinstance(node, Node)
        assert nodes.kind[node.index] == codes.CODES[f"NODE_{kind}"]
    assert isinstance(free, Node)
    assert nodes.kind[free.index] == codes.NODE_LINEAR
    counting = [terms for terms in nodes.terms if terms]
    for entity in range(6):
        assert sum(entity in dict(terms) for terms in counting) == 1
    assert value_of(nodes, whole, [1, 2, 4, 8, 16, 32]) == 5.0 + 63.0


@pytest.mark.parametrize(
    ("of", "over", "share"),
    [(1.0, 4.0, 0.25), (5.0, 4.0, 1.0), (-1.0, 4.0, 0.0), (1.0, 0.0, 1.0), (0.0, -2.0, 1.0)],
)
def test_a_share_of_numbers_is_a_number(of: float, over: float, share: float) -> None:
    nodes = Nodes(counted=8)
    assert nodes.share(of, over) == share
    assert not nodes.nodes
    cells = nodes.total(0.0, {0: 1.0})
    # What is nothing has no parts that move.
    assert (nodes.share(cells, over) == 1.0) == (over <= 0.0)


NICHES = """
[[niche]]
name = "a"
capacity = 30
[[niche]]
name = "b"
capacity = 20
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.5
initial = { a = 10, b = 3 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.9
death = 0.5
initial = { a = 10 }
[[migration]]
from = "a"
to = "b"
rate = 0.2
[[pool]]
name = "p"
initial = 5
inflow = 2.0
death = 0.3
[[signal]]
name = "first"
sum = [{ lineage = "a" }, { pool = "p", weight = 3 }]
[[signal]]
name = "half"
sum = [{ lineage = "a", niche = "a", weight = 0.5 }, { lineage = "b" }]
constant = 0.25
[[signal]]
name = "all"
sum = [{}, { pool = "p" }]
[[signal]]
name = "answer"
of = "half"
hill = { from = 0.0, to = 1.0, half = 10.0, power = 2.0 }
"""
RECORD = "[record]\nsignals = ['first', 'half', 'all', 'answer']"


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_signal_that_is_only_recorded_is_right_and_changes_no_bit(name: str) -> None:
    time = "[time]\nend = 8.0\nevery = 0.25"
    plain, told = scenario(time, NICHES), scenario(time, NICHES, RECORD)
    program = compile_scenario(told)
    tallies = program.arrays["node_kind"] == codes.NODE_TALLY
    assert tallies.sum() >= 2
    assert not np.isin(np.flatnonzero(tallies), program.arrays["feed_node"]).any()
    without = engine(plain, 6, 3, **STRATEGIES[name])
    found = engine(told, 6, 3, **STRATEGIES[name])
    for same in ("population", "pool_size", "events", "end_time"):
        assert np.array_equal(without[same], found[same]), same
    cells, pool = found["population"].astype(float), found["pool_size"][..., 0].astype(float)
    a, b = cells[:, :, 0].sum((-2, -1)), cells[:, :, 1].sum((-2, -1))
    half = 0.25 + 0.5 * cells[:, :, 0, 0, 0] + b
    assert np.array_equal(found["signal_first"], a + 3 * pool)
    assert np.array_equal(found["signal_half"], half)
    assert np.array_equal(found["signal_all"], a + b + pool)
    assert found["signal_answer"] == pytest.approx(half**2 / (100 + half**2), rel=1e-12)


LINES = """
[time]
end = 30.0
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
initial = { n = 1 }
[[signal]]
name = "x"
sum = [{}]
[[signal]]
name = "tenth"
of = "x"
linear = { at_zero = 0.0, slope = 0.1 }
[[signal]]
name = "three"
of = "tenth"
linear = { at_zero = 0.0, slope = 3.0 }
[[endpoint]]
name = "e"
signal = "three"
above = 3.0
stop = true
"""


def test_a_line_of_a_line_is_worked_out_in_two_steps() -> None:
    """3 · (0.1 · 10) is 3, and not above it; (3 · 0.1) · 10 would be."""
    block = engine(scenario(LINES), 20, 1)
    assert block["population"][:, -1].sum(axis=(1, 2, 3)).tolist() == [11] * 20


FULL = """
[time]
end = 500.0
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.0
death = 1.0
initial = { n = 5 }
[[pool]]
name = "p"
initial = 0
inflow = 10.0
[[signal]]
name = "free"
sum = [{ pool = "p", weight = -0.01 }]
constant = 0.3
[[modifier]]
on = "inflow"
of = { pool = "p" }
signal = "free"
times = { linear = { at_zero = 0.0, slope = 0.7 } }
"""


def test_a_rate_that_is_nothing_is_no_rate() -> None:
    """0.7 · (0.3 − 0.01 · 30) is 0: nothing can change any more, and the run is extinct."""
    block = engine(scenario(FULL), 10, 2)
    assert (block["outcome"] == 2).all()
    assert (block["end_time"] < 500.0).all()


SHARED = """
[time]
end = 6.0
every = 0.5
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.4
death = 0.3
initial = { n = 20 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.3
death = 0.4
initial = { n = 30 }
[[signal]]
name = "a"
sum = [{ lineage = "a" }]
constant = -8.5
[[signal]]
name = "b"
sum = [{ lineage = "b", weight = 0.7 }]
constant = -2.0
[[signal]]
name = "part"
share = { of = "a", over = "b" }
[[signal]]
name = "both"
product = ["a", "b", "a"]
[record]
signals = ["a", "b", "part", "both"]
"""


def test_shares_and_products_are_those_of_what_they_are_made_of() -> None:
    block = engine(scenario(SHARED), 50, 4)
    a, b = block["signal_a"], block["signal_b"]
    above = np.where(b > 0.0, b, 1.0)
    part = np.where(b > 0.0, np.minimum(1.0, np.maximum(0.0, a) / above), 1.0)
    assert {0.0, 1.0} < set(np.unique(part))
    np.testing.assert_allclose(block["signal_part"], part, rtol=1e-14)
    np.testing.assert_allclose(block["signal_both"], a * b * a, rtol=1e-14)
