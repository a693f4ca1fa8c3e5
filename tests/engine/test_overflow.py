"""Rates beyond all bounds: a run ends, or says that it cannot go on, and never hangs."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest

from clonal.errors import SimulationError
from support.samplers import Block, opened
from support.scenarios import scenario

TOO_MANY = "too many for time to go on"

HEAD = """
[time]
end = 10.0
[[niche]]
name = "n"
"""
CELLS = '[[clone]]\nname = "A"\nlineage = "a"\ninitial = { n = 10 }\n'
COUNT = '[[signal]]\nname = "cells"\nsum = [{}]\n'
HALF = '[[signal]]\nname = "half"\nsum = [{ weight = 0.5 }]\n'
POOL = '[[pool]]\nname = "p"\ninitial = 10\n'
DOSE = '[[drug]]\nname = "d"\nhalf_life = 1.0\ndoses = { amount = 1.0, start = 0.5 }\n'
LATER = '[[intervention]]\nat = 7.0\nadd = { clone = "B", niche = "n", value = 10 }\n'


def clone(words: str, name: str = "B") -> str:
    """Return a clone without cells."""
    return f'[[clone]]\nname = "{name}"\nlineage = "b"\n{words}\n'


def modifier(on: str, words: str, of: str = "") -> str:
    return f'[[modifier]]\non = "{on}"\n{of}\n{words}\n'


def finished(*words: str) -> Block:
    """Return the block of one run, which has to end within some millions of proposals."""
    engine = opened(scenario(HEAD, *words), 1, 5)
    for _ in range(8):
        if engine.advance(1 << 20):
            return dict(engine.take())
    pytest.fail("the run goes on and on")


LINE = "plus = {{ linear = {{ at_zero = 0.0, slope = {} }} }}"

TOO_LARGE = {
    "immigration": clone("birth = 0.0\nimmigration = { n = 1e308 }"),
    "immigration-and-deaths": clone("birth = 0.0\ndeath = 1e30\nimmigration = { n = 1e30 }"),
    "two-immigrations": clone("birth = 0.0\nimmigration = { n = 1e308 }")
    + clone("birth = 0.0\nimmigration = { n = 1e308 }", "C"),
    "births": CELLS + "birth = 1e308",
    "births-that-are-full": CELLS.replace("= 10", "= 1") + "birth = 1e308\ndeath = 1e308\n",
    "pool-inflow": CELLS + "birth = 0.0\n" + POOL + "inflow = 1e308",
    "pool-births": CELLS + "birth = 0.0\n" + POOL + "birth = 1e308",
    "later-births": clone("birth = 1e308") + LATER,
    "later-births-under-a-drug": clone("birth = 1e308")
    + LATER
    + DOSE
    + '[[drug.effect]]\non = "birth"\nkind = "stimulation"\nemax = 1.0\nec50 = 1.0\n',
    "driven-births": CELLS
    + "birth = 1e300\n"
    + COUNT
    + modifier("birth", 'signal = "cells"\n' + LINE.format("1e308")),
    "stimulated-births": CELLS
    + "birth = 1e300\n"
    + DOSE
    + '[[drug.effect]]\non = "birth"\nkind = "stimulation"\nemax = 1e300\nec50 = 1.0\n',
    "constants": CELLS + "birth = 1e308\n" + modifier("birth", "plus = 1e308"),
    "kills-under-a-drug": CELLS
    + "birth = 1.0\n"
    + DOSE
    + '[[drug.effect]]\non = "kill"\nemax = 1e308\nec50 = 1.0\n',
    "no-number": CELLS
    + "birth = 1.0\n"
    + COUNT
    + HALF
    + modifier("birth", 'signal = "cells"\n' + LINE.format("1e308"))
    + modifier("birth", 'signal = "half"\n' + LINE.format("-1e308")),
    "no-number-in-self-renewal": CELLS
    + "division = 1.0\nself_renewal = 0.5\n"
    + COUNT
    + modifier("self_renewal", 'signal = "cells"\n' + LINE.format("1e308"))
    + modifier("self_renewal", 'signal = "cells"\n' + LINE.format("-1e308")),
    "no-number-times-nothing": CELLS
    + "birth = 1.0\n"
    + COUNT
    + modifier("birth", 'signal = "cells"\n' + LINE.format("1e308"))
    + modifier("birth", 'signal = "cells"\ntimes = { table = { x = [1.0, 2.0], y = [1.0, 0.0] } }'),
}


@pytest.mark.parametrize("name", list(TOO_LARGE))
def test_it_says_that_time_cannot_go_on(name: str) -> None:
    with pytest.raises(SimulationError, match=TOO_MANY):
        finished(TOO_LARGE[name])


DYING = {
    "deaths": CELLS + "birth = 0.0\ndeath = 1e308",
    "fast-deaths": CELLS + "birth = 0.0\ndeath = 1e250",
    "deaths-and-kills": CELLS
    + "birth = 0.0\ndeath = 1e308\n"
    + '[[drug]]\nname = "d"\nconstant = { value = 1.0 }\n'
    + '[[drug.effect]]\non = "kill"\nemax = 1e308\nec50 = 1.0\n',
    "deaths-under-a-dose": CELLS
    + "birth = 0.0\ndeath = 0.0\n"
    + DOSE
    + '[[drug.effect]]\non = "kill"\nemax = 1e308\nec50 = 1e-9\n',
    "later-deaths": clone("birth = 0.0\ndeath = 1e308") + LATER,
    "later-fast-deaths": clone("birth = 0.0\ndeath = 1e250") + LATER,
    "pool-deaths": CELLS.replace("= 10", "= 0") + "birth = 0.0\n" + POOL + "death = 1e308",
}


@pytest.mark.parametrize("name", list(DYING))
def test_all_die_at_once_or_it_says_so(name: str) -> None:
    overflows = pytest.raises(SimulationError, match=TOO_MANY)
    with overflows if "1e308" in DYING[name] else nullcontext():
        block = finished(DYING[name])
        assert block["population"][0, -1].sum() == 0
        assert block["events"][0] == 10


def test_fast_deaths_are_deaths() -> None:
    """Ten events are not too many, at day 0 and later."""
    assert finished(DYING["fast-deaths"])["end_time"][0] < 1e-200
    assert finished(DYING["later-fast-deaths"])["end_time"][0] == 7.0


HUGE = {
    "windows": "constant = [{ value = 1e308 }, { value = 1e308 }, { value = 1e308, stop = 5.0 }]",
    "boluses": "half_life = 1.0\ndoses = { amount = 1e308, every = 0.01, count = 500 }",
    "infusions": "half_life = 1e3\n"
    "doses = { amount = 1e308, duration = 1e-3, every = 5e-4, count = 500 }",
    "absorbed": "half_life = 1.0\n"
    "doses = { amount = 1e308, every = 0.01, count = 500, absorption_half_life = 1e-3 }",
}


@pytest.mark.parametrize("name", list(HUGE))
def test_more_drug_than_a_number_holds_is_not_none(name: str) -> None:
    """Its effect is the largest, or the run says that it cannot go on."""
    kill = '[[drug.effect]]\non = "kill"\nemax = 9.0\nec50 = 1.0'
    words = CELLS + f'birth = 0.0\n[[drug]]\nname = "d"\n{HUGE[name]}\n{kill}'
    try:
        block = finished(words)
    except SimulationError as error:
        told = str(error)
    else:
        told = TOO_MANY if block["population"][0, -1].sum() == 0 else "cells are left"
    assert TOO_MANY in told


ABSENT = {
    "cells": clone("birth = 1e308\ndeath = 1e308"),
    "cells-and-a-drug": clone("birth = 1e308\ndeath = 1e308")
    + DOSE
    + '[[drug.effect]]\non = "kill"\nemax = 1e308\nec50 = 1.0\n',
    "members": POOL.replace("10", "0") + "birth = 1e308\ndeath = 1e308\n",
}


@pytest.mark.parametrize("capacity", ["", "capacity = 1e-320", "capacity = 5"])
@pytest.mark.parametrize("name", list(ABSENT))
def test_what_is_not_there_has_no_rate(name: str, capacity: str) -> None:
    """Beside cells that die in their own time."""
    block = finished(capacity, CELLS + "birth = 0.0\ndeath = 9.0", ABSENT[name])
    assert block["events"][0] == 10
    assert block["population"][0, -1].sum() == 0


def test_the_smallest_capacity_has_a_place_for_nobody_but_the_first() -> None:
    block = finished("capacity = 1e-320", clone("birth = 0.0\nimmigration = { n = 1.0 }"))
    assert block["events"][0] > 0


@pytest.mark.parametrize("signal", [1e-300, 1.0, 1e300])
def test_a_window_far_beyond_its_peak_is_nothing(signal: float) -> None:
    """2u / (1 + u²) at u = x / peak that overflows, folded and at a count."""
    words = f"""
        [[signal]]
        name = "x"
        sum = [{{ weight = {signal} }}]
        [[modifier]]
        on = "birth"
        signal = "x"
        plus = {{ window = {{ height = 1.0, peak = 1e-310 }} }}
        [[signal]]
        name = "w"
        of = "x"
        window = {{ height = 1.0, peak = 1e-310 }}
        [record]
        signals = ["w"]
    """
    block = finished(CELLS + "birth = 0.0", words)
    assert block["events"][0] == 0
    assert np.all(block["signal_w"] < 1e-10)


def test_a_sum_of_nothing_with_a_large_weight_is_nothing() -> None:
    """Its interval has a width, however large the weight: nobody stands still beside it."""
    heavy = '[[signal]]\nname = "heavy"\nsum = [{ lineage = "b", weight = 1e160 }]\n'
    driven = modifier("death", 'signal = "heavy"\n' + LINE.format("1e-160"))
    block = finished(CELLS, "birth = 0.0\ndeath = 1.0\n", clone("birth = 0.0"), heavy, driven)
    assert block["population"][0, -1].sum() < 10
