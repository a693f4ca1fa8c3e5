"""What seldom happens: traits at and below zero, pools that overflow, moments that are the same."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from clonal.errors import SimulationError
from support.cases import Case, time
from support.checks import follows_master_equation
from support.engine_strategies import Strategy
from support.fixtures import gate, sampler
from support.samplers import Sampler, engine
from support.scenarios import scenario
from support.statistics import Gate, gated

__all__ = ["gate", "sampler"]

#: Clones of one group whose deaths a signal lowers, each by its own trait, which is below zero.
SIGNED = Case(
    time(0.7, 2.0)
    + """
[[niche]]
name = "n"
capacity = 5
"""
    + "".join(
        f'[[clone]]\nname = "{name}"\nlineage = "{name.lower()}"\nbirth = {birth}\ndeath = 1.0\n'
        f"traits = {{ x = {x} }}\ninitial = {{ n = 2 }}\n"
        for name, birth, x in (("A", 0.8, -0.2), ("B", 0.6, -0.9), ("C", 0.5, 0.3))
    )
    + """
[[signal]]
name = "cells"
sum = [{}]
[[modifier]]
on = "death"
signal = "cells"
plus = { hill = { from = 0.2, to = 1.5, half = 2.0, power = 1.0 } }
trait = "x"
""",
    (6,),
    runs=50_000,
)

#: Clones of one group, one of which never divides, and a kill in proportion to slowed divisions.
IDLE = Case(
    time(0.6, 1.5)
    + """
[[niche]]
name = "n"
"""
    + "".join(
        f'[[clone]]\nname = "{name}"\nlineage = "{name.lower()}"\nbirth = {birth}\n'
        "death = 0.2\ninitial = { n = 2 }\n"
        for name, birth in (("A", 0.0), ("B", 0.6))
    )
    + """
[[signal]]
name = "cells"
sum = [{}]
[[modifier]]
on = "birth"
signal = "cells"
times = { hill = { from = 1.0, to = 0.2, half = 4.0, power = 1.0 } }
[[drug]]
name = "d"
constant = { value = 1.0 }
[[drug.effect]]
on = "kill"
emax = 1.5
ec50 = 1.0
cycling = true
""",
    (14,),
    runs=50_000,
)

#: Clones that respond differently to a drug that hastens deaths.
STIMULATED = Case(
    time(0.6, 1.5)
    + """
[[niche]]
name = "n"
capacity = 5
"""
    + "".join(
        f'[[clone]]\nname = "{name}"\nlineage = "{name.lower()}"\nbirth = 0.6\ndeath = 0.3\n'
        f"{responds}\ninitial = {{ n = 2 }}\n"
        for name, responds in (("A", "sensitivity = { d = 0.4 }"), ("B", "ec50_fold = { d = 5.0 }"))
    )
    + """
[[drug]]
name = "d"
half_life = 0.8
doses = { amount = 2.0, start = 0.2 }
[[drug.effect]]
on = "death"
kind = "stimulation"
emax = 4.0
ec50 = 0.7
""",
    (5,),
    runs=50_000,
)

FOUNDING = """
[time]
end = 3.0
[[niche]]
name = "n"
capacity = 50
[[clone]]
name = "A"
lineage = "a"
birth = 2.0
death = 0.5
traits = { x = 1.0 }
initial = { n = 10 }
[[mutation]]
name = "m"
from = { lineage = "a" }
to = "new"
rate = 0.5
effects = { EFFECTS }
[record]
clones = true
"""


@gated(alpha=1e-9)
def test_traits_below_zero(gate: Gate, sampler: Sampler) -> None:
    follows_master_equation(gate, sampler, SIGNED)


@gated(alpha=1e-9)
def test_a_clone_that_never_divides_beside_one_that_does(gate: Gate, sampler: Sampler) -> None:
    follows_master_equation(gate, sampler, IDLE)


@pytest.mark.parametrize("most", [1, 2])
@gated(alpha=1e-9)
def test_a_stimulation_of_clones_in_one_group(gate: Gate, most: int) -> None:
    follows_master_equation(gate, functools.partial(engine, most_groups=most), STIMULATED)


def test_an_inherited_rate_falls_no_lower_than_zero(strategy: Strategy) -> None:
    """Unlike a trait of one's own: nothing says that it is not below zero."""
    effects = "death = { plus = -5.0 }, x = { plus = -5.0 }"
    block = engine(scenario(FOUNDING.replace("EFFECTS", effects)), 20, 1, **strategy)
    founded = block["clone/parent"] >= 0
    assert founded.sum() > 20
    assert np.all(block["clone/trait_death"][founded] == 0.0)
    assert np.all(block["clone/trait_x"][founded] <= -4.0)


def test_a_trait_that_passes_every_number_is_told(strategy: Strategy) -> None:
    text = FOUNDING.replace("EFFECTS", "x = { times = 1e300 }")
    with pytest.raises(SimulationError, match=r"in niche n at day .* inherited trait became inf"):
        engine(scenario(text), 1, 1, **strategy)


def test_a_pool_that_would_overflow_is_told(strategy: Strategy) -> None:
    text = """
        [time]
        end = 10.0
        [[niche]]
        name = "n"
        [[clone]]
        name = "A"
        lineage = "a"
        birth = 0.0
        initial = { n = 1 }
        [[pool]]
        name = "p"
        initial = 4611686018427387904
        inflow = 5.0
    """
    with pytest.raises(SimulationError, match=r"pool p at day .*: more than 2\^62"):
        engine(scenario(text), 1, 1, **strategy)


def test_moments_that_time_cannot_tell_are_let_pass_where_they_are_few() -> None:
    """Some of 10^6 events a microday have the moment of the one before; that is no standstill."""
    text = """
        [time]
        end = 1.000004
        [[niche]]
        name = "n"
        [[clone]]
        name = "A"
        lineage = "a"
        birth = 0.0
        asymmetric = 1e12
        [[intervention]]
        at = 1.0
        add = { clone = "A", niche = "n", value = 1 }
    """
    block = engine(scenario(text), 1, 1)
    assert block["events"][0] == pytest.approx(4e6, rel=0.01)
    assert block["outcome"].tolist() == [0]
