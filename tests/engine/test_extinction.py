"""A run is extinct when no cells are left, none can come, and no pool can change any more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from support.samplers import Block, Sampler, engine, twin
from support.scenarios import scenario

REACHED_END, STOPPED, EXTINCT = range(3)

#: Ten cells that die, all of them within a few days.
DYING = """
[time]
end = 50.0
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "leukemic"
birth = 0.0
death = 2.0
initial = { n = 10 }
[[signal]]
name = "burden"
sum = [{ lineage = "leukemic" }]
[[endpoint]]
name = "gone"
signal = "burden"
below = 1
"""

POOL = '[[pool]]\nname = "p"\ninitial = 200\n'


def on(rate: str, response: str, signal: str = "burden") -> str:
    """Return a modifier of a rate of the pool."""
    return f'[[modifier]]\non = "{rate}"\nof = {{ pool = "p" }}\nsignal = "{signal}"\n{response}\n'


def drug(words: str, response: str) -> str:
    """Return a drug whose concentration alone lets members of the pool die."""
    return (
        POOL
        + f'[[drug]]\nname = "d"\n{words}\n[[signal]]\nname = "level"\ndrug = "d"\n'
        + on("death", response, "level")
    )


@pytest.fixture(params=[engine, twin], ids=["engine", "twin"])
def sampled(request: pytest.FixtureRequest) -> Sampler:
    """The engine, and the plain definition beside it."""
    found: Sampler = request.param
    return found


def runs_of(sampled: Sampler, *words: str) -> Block:
    return sampled(scenario(DYING, *words), 50, 3)


SILENT = {
    "no-pool": "",
    "a-pool-that-does-nothing": POOL,
    "fed-by-cells": POOL + on("inflow", "plus = { linear = { at_zero = 0.0, slope = 0.1 } }"),
    "driven-by-cells": POOL
    + "inflow = 0.5\nbirth = 0.2\ndeath = 0.2\n"
    + "".join(
        on(rate, "times = { linear = { at_zero = 0.0, slope = 0.1 } }")
        for rate in ("inflow", "birth", "death")
    ),
    "held-back-without-cells": POOL
    + "death = 0.1\n"
    + on("death", "plus = { linear = { at_zero = -0.5, slope = 0.1 } }"),
    "a-dose-after-the-end": drug(
        "half_life = 1.0\ndoses = { amount = 1.0, start = 51.0 }",
        "plus = { linear = { at_zero = 0.0, slope = 1.0 } }",
    ),
    "a-dose-that-is-too-small": drug(
        "half_life = 1.0\ndoses = { amount = 1.0, start = 30.0 }",
        "plus = { linear = { at_zero = -1.0, slope = 0.5 } }",
    ),
    "nobody-is-added": '[[intervention]]\nat = 40.0\nadd = { clone = "A", niche = "n", value = 0 }',
    "thinned-out-later": "[[intervention]]\nat = 40.0\nscale = { factor = 0.5 }",
}


@pytest.mark.parametrize("name", list(SILENT))
def test_it_is_extinct_with_its_last_cell(sampled: Sampler, name: str) -> None:
    block = runs_of(sampled, SILENT[name])
    assert np.all(block["outcome"] == EXTINCT)
    assert np.array_equal(block["end_time"], block["endpoint_gone"])


CHANGING = {
    "immigration": '[[clone]]\nname = "B"\nlineage = "b"\nbirth = 0.0\nimmigration = { n = 1e-9 }',
    "inflow": POOL + "inflow = 1e-9",
    "deaths": POOL + "death = 1e-6",
    "conversion": POOL + 'convert = [{ to = "q", rate = 1e-9 }]\n[[pool]]\nname = "q"\ninitial = 0',
    "fed-without-cells": POOL + on("inflow", "plus = { linear = { at_zero = 1e-9, slope = 0.1 } }"),
    "a-concentration-that-never-ends": drug(
        "half_life = 1.0\ndoses = { amount = 1e-6 }",
        "plus = { linear = { at_zero = 0.0, slope = 1e-3 } }",
    ),
}


@pytest.mark.parametrize("name", list(CHANGING))
def test_it_is_not_while_anything_can_change(sampled: Sampler, name: str) -> None:
    block = runs_of(sampled, CHANGING[name])
    assert np.all(block["outcome"] == REACHED_END)
    assert np.all(block["end_time"] == 50.0)
    assert not np.any(np.isnan(block["endpoint_gone"]))


def test_it_is_extinct_with_the_last_member(sampled: Sampler) -> None:
    empty = """
    [[signal]]
    name = "members"
    sum = [{ pool = "p" }]
    [[endpoint]]
    name = "empty"
    signal = "members"
    below = 1
    """
    block = runs_of(sampled, POOL + "death = 1.0\n", empty)
    assert np.all(block["outcome"] == EXTINCT)
    assert np.array_equal(block["end_time"], block["endpoint_empty"])


@pytest.mark.parametrize(
    ("words", "response", "day"),
    [
        # A window ends; a dose decays from 2 to 1/2; it is absorbed, and peaks below the level.
        ("constant = { value = 1.0, stop = 21.5 }", (0.0, 1e-6), 21.5),
        ("constant = { value = 1.0, start = 30.0, stop = 31.0 }", (0.0, 1e-6), 31.0),
        ("half_life = 1.0\ndoses = { amount = 2.0, start = 20.0 }", (-5e-7, 1e-6), 22.0),
        ("half_life = 8.0\ndoses = { amount = 2.0, start = 20.0 }", (-5e-7, 1e-6), 36.0),
    ],
)
def test_it_is_extinct_when_a_concentration_lets_no_member_die(
    sampled: Sampler, words: str, response: tuple[float, float], day: float
) -> None:
    line = f"plus = {{ linear = {{ at_zero = {response[0]}, slope = {response[1]} }} }}"
    block = runs_of(sampled, drug(words, line))
    quiet = block["pool_size"][:, -1, 0] == 200
    assert quiet.any()
    assert np.all(block["outcome"] == EXTINCT)
    assert block["end_time"] == pytest.approx(day, rel=1e-12)


def test_the_time_is_that_of_the_last_cells(sampled: Sampler) -> None:
    """Those who come again die again."""
    block = runs_of(
        sampled,
        """
        [[intervention]]
        at = 20.0
        add = { clone = "A", niche = "n", value = 3 }
        [[endpoint]]
        name = "gone_again"
        signal = "burden"
        below = 1
        after = 20.0
        """,
    )
    assert np.all(block["outcome"] == EXTINCT)
    assert np.all(block["end_time"] > 20.0)
    assert np.array_equal(block["end_time"], block["endpoint_gone_again"])


@pytest.mark.parametrize("end", [50.0, 0.001])
def test_an_intervention_takes_the_last(sampled: Sampler, end: float) -> None:
    """At any moment, the end of the run among them."""
    described = scenario(
        DYING.replace("end = 50.0", f"end = {end}").replace("death = 2.0", "death = 0.0"),
        f"[[intervention]]\nat = {min(end, 7.5)}\nscale = {{ factor = 0.0 }}",
    )
    block = sampled(described, 3, 3)
    assert np.all(block["outcome"] == EXTINCT)
    assert np.all(block["end_time"] == min(end, 7.5))
    assert np.all(block["endpoint_gone"] == min(end, 7.5))


def test_there_may_be_no_cells_at_all(sampled: Sampler) -> None:
    block = sampled(scenario(DYING.replace("n = 10", "n = 0")), 2, 3)
    assert np.all(block["outcome"] == EXTINCT)
    assert np.all(block["end_time"] == 0.0)


@pytest.mark.parametrize("stop", [False, True])
def test_endpoints_go_on_and_may_stop_the_run(sampled: Sampler, stop: bool) -> None:
    words: dict[bool, Any] = {True: "stop = true", False: ""}
    block = runs_of(
        sampled,
        f"""
        [[endpoint]]
        name = "cure"
        signal = "burden"
        below = 1
        after = 40.0
        {words[stop]}
        """,
    )
    assert np.all(block["endpoint_cure"] == 40.0)
    assert np.all(block["outcome"] == (STOPPED if stop else EXTINCT))
    assert np.array_equal(block["end_time"], block["endpoint_cure" if stop else "endpoint_gone"])


@pytest.mark.parametrize(
    ("act", "last"),
    [
        ('add = { pool = "p", value = 2 }', True),
        ('add = { pool = "p", value = 0 }', False),
        ('set = { pool = "p", value = 3 }', True),
        ('set = { pool = "p", value = 200 }', False),
        ('scale = { pool = "p", factor = 0.5 }', True),
        ('scale = { pool = "p", factor = 1.0 }', False),
    ],
)
def test_it_is_not_before_the_last_intervention_on_a_pool(
    sampled: Sampler, act: str, last: bool
) -> None:
    """A pool that nothing else changes is changed on day 40, or is not."""
    block = runs_of(sampled, POOL, f"[[intervention]]\nat = 40.0\n{act}\n")
    assert (block["outcome"] == EXTINCT).all()
    if last:
        assert (block["end_time"] == 40.0).all()
    else:
        assert (block["end_time"] < 40.0).all()
