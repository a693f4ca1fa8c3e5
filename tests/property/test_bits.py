"""What must change no bit: slices, blocks, units of time, unused and constant parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from support.engine_strategies import SAME_BITS, SAME_BITS_FOLLOWED, Strategy
from support.samplers import Block, engine, opened
from support.strategies import scenarios, tables

EXAMPLES = 100


def assert_same_bits(one: Block, other: Block) -> None:
    """Compare every array of two blocks bit by bit."""
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert np.array_equal(values.view(np.uint8), other[name].view(np.uint8)), name


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios(), size=st.integers(1, 40))
def test_slices(scenario: Any, size: int, strategy: Strategy) -> None:
    """The engine stops and goes on anywhere without a trace."""
    running = opened(scenario, 4, 11, **strategy)
    while not running.advance(size):
        pass
    assert_same_bits(engine(scenario, 4, 11, **strategy), running.take())


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios(), cut=st.integers(1, 5))
def test_blocks(scenario: Any, cut: int, strategy: Strategy) -> None:
    """A run depends on its index, not on the block that it is done in."""
    whole = engine(scenario, 6, 12, **strategy)
    running = opened(scenario, 6 - cut, 12, first=cut, **strategy)
    while not running.advance(1_000_000):
        pass
    part = running.take()
    for name in ("run", "population", "events", "end_time", "outcome", "signal_cells"):
        assert np.array_equal(whole[name][cut:], part[name]), name
    assert np.array_equal(whole["clone/row_size"][cut:], part["clone/row_size"])


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios(), sizes=st.sampled_from(SAME_BITS))
def test_sizes_that_change_no_bit(scenario: Any, sizes: Strategy, strategy: Strategy) -> None:
    one = engine(scenario, 4, 15, **strategy)
    assert_same_bits(one, engine(scenario, 4, 15, **(strategy | sizes)))


@settings(max_examples=EXAMPLES)
@given(scenario=scenarios(), vast=st.sampled_from(SAME_BITS_FOLLOWED))
def test_the_general_way_is_the_plain_way(
    scenario: Any, vast: Strategy, strategy: Strategy
) -> None:
    followed = strategy | {"interval_width": 0}
    one = engine(scenario, 4, 16, **followed)
    assert_same_bits(one, engine(scenario, 4, 16, **(followed | vast)))


@settings(max_examples=EXAMPLES)
@given(words=tables(), power=st.integers(-3, 3))
def test_units_of_time(words: dict[str, Any], power: int, strategy: Strategy) -> None:
    """Time in other units (a power of two) with rates to match gives the same counts."""
    from clonal.model import Scenario

    block = engine(Scenario.model_validate(words), 4, 13, **strategy)
    factor = 2.0**power
    other = engine(Scenario.model_validate(rescaled(words, factor)), 4, 13, **strategy)
    for name in ("population", "events", "outcome"):
        assert np.array_equal(block[name], other[name]), name
    assert np.array_equal(block["end_time"] * factor, other["end_time"])


#: Keys whose numbers are times, and whose numbers are rates.
COURSE = {"half_life", "start", "stop", "every", "duration", "absorption_half_life"}
TIMES = {"end", "at", "after"} | COURSE
RATES = {"birth", "division", "asymmetric", "death", "immigration", "inflow"}
RATES |= {"attach", "detach"}


def rescaled(node: Any, factor: float, key: str = "", table: str = "") -> Any:
    """Return the tables of a scenario with time in units that are `factor` times smaller."""
    if isinstance(node, dict):
        if table == "effect" and key == "effect" and node.get("on") == "kill":
            return {**node, "emax": node["emax"] / factor}
        if table == "modifier" and "plus" in node and node["on"] not in UNITLESS:
            return {**node, "plus": weighed(node["plus"], factor)}
        inner = {
            name: rescaled(value, factor, name if key not in RATES else key, table or name)
            if name != "effects"
            else {trait: changed(effect, factor, trait) for trait, effect in value.items()}
            for name, value in node.items()
        }
        if table in ("migration", "switch", "pool") and "rate" in node:
            inner["rate"] = node["rate"] / factor
        return inner
    if isinstance(node, list):
        inside = "effect" if key == "effect" else table
        return [rescaled(entry, factor, key, inside) for entry in node]
    if isinstance(node, bool) or not isinstance(node, int | float):
        return node
    if key in TIMES:
        return node * factor
    return node / factor if key in RATES else node


def changed(effect: dict[str, Any], factor: float, trait: str) -> dict[str, Any]:
    """Return a mutation's effect with what it adds to a rate in other units of time."""
    if not {"times", "plus"} & effect.keys():
        return {part: changed(one, factor, trait) for part, one in effect.items()}
    if trait not in RATES or "plus" not in effect:
        return effect
    plus = effect["plus"]
    if not isinstance(plus, dict):
        return {"plus": plus / factor}
    ((kind, numbers),) = plus.items()
    # The shape of a gamma has no unit.
    kept = numbers[:1] if kind == "gamma" else []
    return {"plus": {kind: kept + [number / factor for number in numbers[len(kept) :]]}}


#: Modified rates that are probabilities.
UNITLESS = {"self_renewal", "mutation"}


def weighed(response: dict[str, Any], factor: float) -> dict[str, Any]:
    """Return a response whose value is a rate, in other units of time."""
    ((kind, words),) = response.items()
    line = ("at_zero", "slope")
    values = {"linear": line, "log": line, "hill": ("from", "to"), "window": ("height",)}
    if kind == "table":
        return {kind: {"x": words["x"], "y": [value / factor for value in words["y"]]}}
    return {
        kind: {
            name: value / factor if name in values[kind] else value for name, value in words.items()
        }
    }


@settings(max_examples=EXAMPLES)
@given(words=tables())
def test_what_is_not_used_changes_no_bit(words: dict[str, Any], strategy: Strategy) -> None:
    """A drug that does nothing, an idle pool and a factor of 1 leave every run as it is."""
    from clonal.model import Scenario

    block = engine(Scenario.model_validate(words), 4, 14, **strategy)
    more = {
        **words,
        "drug": [*words["drug"], {"name": "idle", "half_life": 1.0, "doses": [{"amount": 1.0}]}],
        "modifier": [*words.get("modifier", []), {"on": "birth", "times": 1.0}],
        "signal": [*words["signal"], {"name": "unread", "sum": [{"weight": 2.5}]}],
    }
    other = engine(Scenario.model_validate(more), 4, 14, **strategy)
    for name in ("population", "events", "outcome", "end_time", "clone/founded"):
        assert np.array_equal(block[name], other[name]), name
