"""`Engine.verify` finds whatever is made wrong in a run, and says what it is."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from clonal import _engine
from clonal.compile import compile_scenario
from clonal.errors import SimulationError
from support import instrumented
from support.samplers import seed_key
from support.scenarios import scenario

pytestmark = pytest.mark.battery

#: Founders that die out, a sum that a clamped rate follows, a pool, and more than two entities.
MARROW = """
[time]
end = 10.0
[[niche]]
name = "n"
[[niche]]
name = "o"
[[clone]]
name = "A"
lineage = "a"
birth = 0.5
death = 0.1
traits = { x = 1.0 }
initial = { n = 20 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.1
death = 0.1
[[migration]]
from = "n"
to = "o"
rate = 0.2
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.3
effects = { death = { times = 20.0 } }
[[pool]]
name = "p"
initial = 5
inflow = 1.0
death = 0.2
[[signal]]
name = "cells"
sum = [{}]
[[modifier]]
on = "death"
signal = "cells"
plus = { linear = { at_zero = 0.0, slope = 0.002 } }
trait = "x"
"""

#: What is made wrong, what verify then says, and the strategy in which there is such a thing.
SPOILT: dict[str, tuple[str, dict[str, int]]] = {
    "free row twice": ("a free row is listed twice", {}),
    "free row forgotten": ("row .* of 0 cells is not free", {}),
    "living row free": ("row .* of .* cells is free", {}),
    "negative cells": ("has -1 cells", {}),
    "cells of a clone": ("cells are kept, .* are right", {}),
    "trait": ("lies outside its class", {}),
    "counts": ("counts.0.: ", {}),
    "living": ("living: ", {}),
    "block size": ("block .* is kept", {}),
    "list": ("a wrong list of cells", {}),
    "bin": ("bin .* of a crowd has", {"most_listed": 0}),
    "place in a crowd": ("is not where its crowd has it", {"most_listed": 0}),
    "block without bounds": ("a block with cells has no bounds", {}),
    "empty block": ("total of an empty block", {}),
    "bound": ("^bound of channel", {}),
    "shared bound": ("shared bound of channel", {}),
    "lower bound": ("lower bound of channel", {}),
    "rate of a block": ("rate of a block", {}),
    "total of a block": ("total of a block", {}),
    "sum": ("sum 0: ", {}),
    "interval": ("sum 0 has left its interval", {}),
    "node": ("node 0: .* lies outside", {}),
    "pool": ("pool 0: ", {}),
    "balls": ("balls of a block .* are kept", {}),
    "share": ("share of a block", {}),
    "less than its total": ("has more than its share", {}),
    "total of all shares": ("total of all shares", {}),
}


@pytest.fixture(scope="module")
def module(request: pytest.FixtureRequest) -> Any:
    """An engine that can be spoilt: the one under test, where it is instrumented already."""
    if hasattr(_engine, "spoil"):
        return _engine
    return instrumented.module(request.getfixturevalue("instrumented_build"))


@pytest.mark.parametrize("what", list(SPOILT))
def test_what_is_wrong_is_found(module: Any, what: str) -> None:
    message, strategy = SPOILT[what]
    running = module.Engine(compile_scenario(scenario(MARROW), **strategy))
    running.open(seed_key(1), 0, 1)
    assert not running.advance(300)
    spoilt = False
    while not spoilt:  # until there is such a thing
        assert not running.advance(10)
        running.verify()
        with contextlib.suppress(LookupError):
            module.spoil(running, what)
            spoilt = True
    with pytest.raises(AssertionError, match=message):
        running.verify()


#: What is made wrong, and what stops the run at an event that meets it.
GUARDED: dict[str, tuple[str, dict[str, int]]] = {
    "every bound": ("a rate exceeds its bound .* a defect of clonal", {}),
    # Bounds that are never renewed: lower ones would let events pass unasked.
    "last trait": ("a rate exceeds its bound nan times", {"interval_width": 1_000}),
    "every cell": ("clone .* a negative count .* a defect of clonal", {"vast": 0}),
    "every member": ("pool p .* a negative count .* a defect of clonal", {}),
}


@pytest.mark.parametrize("what", list(GUARDED))
def test_a_run_that_meets_what_is_wrong_stops(module: Any, what: str) -> None:
    message, strategy = GUARDED[what]
    running = module.Engine(compile_scenario(scenario(MARROW), **strategy))
    running.open(seed_key(1), 0, 1)
    assert not running.advance(300)
    module.spoil(running, what)
    with pytest.raises(SimulationError, match=message):
        running.advance(10_000)


def test_each_of_its_errors_is_provoked(repository: Any) -> None:
    """As many as verify can raise: those that it states, and `agree` with each of its names."""
    text = (repository / "ext" / "verify.pxd").read_text()
    own = text.count("raise AssertionError(") - 1  # one is that of `agree`
    compared = text.count("agree(") - 1
    # The rows that are free, and are not, are one error of verify's.
    assert len(SPOILT) == own + compared + 1
