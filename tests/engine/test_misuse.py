"""What an engine does when it is asked too much, too early, or after a run has failed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from clonal._engine import Engine, draws
from clonal.compile import compile_scenario
from clonal.errors import SimulationError
from support.samplers import SLICE, opened, seed_key
from support.scenarios import scenario
from support.spoiling import spoiled

GROWING = """
time = { end = 4.0, every = 1.0 }
niche = [{ name = "a", capacity = 50 }]
clone = [{ name = "A", lineage = "a", birth = 1.0, death = 0.1, initial = { a = 10 } }]
"""

#: From one cell on, more and more deaths, beyond what a rate can be.
FAILING = """
time = { end = 50.0, every = 1.0 }
niche = [{ name = "a" }]
clone = [{ name = "A", lineage = "a", birth = 1.0, initial = { a = 10 } }]
signal = [{ name = "cells", sum = [{}] }]
modifier = [
  { on = "death", signal = "cells", plus = { linear = { at_zero = 1e308, slope = 1e307 } } },
]
"""


#: Deaths that grow with the cells.
CROWDING = """
time = { end = 3.0, every = 1.0 }
niche = [{ name = "a" }]
clone = [{ name = "A", lineage = "a", birth = 3.0, initial = { a = 10 } }]
signal = [{ name = "cells", sum = [{}] }]
[[modifier]]
on = "death"
signal = "cells"
plus = { linear = { at_zero = 0.1, slope = 0.001 } }
"""


def to_the_end(running: Any, size: int) -> None:
    while not running.advance(size):
        pass


def finish(running: Any) -> Any:
    to_the_end(running, SLICE)
    return running.take()


def test_more_runs_than_memory_are_refused_and_leave_the_engine_whole() -> None:
    running = opened(scenario(GROWING), 2, 1)
    for count in (10**15, 2**60, 2**62):
        with pytest.raises(MemoryError):
            running.open(seed_key(1), 0, count)
        assert running.advance(SLICE)
        assert running.take()["run"].size == 0
    running.open(seed_key(1), 0, 2)
    assert finish(running)["run"].tolist() == [0, 1]


def test_nothing_is_taken_of_a_block_that_was_not_begun() -> None:
    block = Engine(compile_scenario(scenario(GROWING))).take()
    assert block["population"].shape[0] == 0


def test_a_failed_run_is_not_saved_and_does_not_spoil_the_next_block() -> None:
    running = opened(scenario(FAILING), 3, 1, first=1)
    with pytest.raises(SimulationError, match=r"^run 1: "):
        finish(running)
    with pytest.raises(ValueError, match="cannot go on"):
        running.save()
    running.open(seed_key(1), 7, 1)
    with pytest.raises(SimulationError, match=r"^run 7: "):
        finish(running)


def test_a_total_that_is_no_number_is_told_with_its_day() -> None:
    half = '{ name = "half", sum = [{ weight = 0.5 }] }'
    endless = CROWDING.replace("slope = 0.001", "slope = 1e308").replace(
        "[{}] }", f"[{{}}] }}, {half}"
    )
    modifier = endless[endless.index("[[modifier]]") :]
    never = endless + modifier.replace("slope = 1e308", "slope = -1e308").replace("cells", "half")
    with pytest.raises(SimulationError, match=r"^run 0: day 0: nan events"):
        finish(opened(scenario(never), 1, 1))


@pytest.mark.parametrize(
    ("sampler", "parameters"),
    [
        ("gamma", (-1.0,)),
        ("gamma", (0.0,)),
        ("gamma", (np.inf,)),
        ("gamma", (np.nan,)),
        ("binomial", (100, np.nan)),
        ("binomial", (100, 1.5)),
        ("binomial", (-1, 0.5)),
    ],
)
def test_distributions_that_do_not_exist_are_refused(sampler: str, parameters: Any) -> None:
    with pytest.raises(ValueError, match=sampler):
        draws(seed_key(1), 0, sampler, 1, *parameters)


@pytest.mark.parametrize("constant", [1e12, 1e13])
def test_a_sum_may_have_a_constant_that_takes_its_last_digits(constant: float) -> None:
    described = scenario(f"""
    time = {{ end = 3.0, every = 1.0 }}
    niche = [{{ name = "a" }}]
    clone = [{{ name = "A", lineage = "a", birth = 0.0015, death = 1.0, initial = {{ a = 1000 }} }}]
    signal = [{{ name = "u", constant = {constant!r}, sum = [{{ weight = 0.7 }}] }}]
    [[modifier]]
    on = "birth"
    signal = "u"
    times = {{ linear = {{ at_zero = {-constant!r}, slope = 1.0 }} }}
    """)
    running = opened(described, 3, 1)
    for _ in range(50):
        running.advance(1000)
        running.verify()


def test_it_says_that_time_stands_still_late_in_a_run() -> None:
    # So many events that a day has no moment between them, from day 90 on.
    described = scenario("""
    time = { end = 100.0, every = 10.0 }
    niche = [{ name = "a" }]
    clone = [{ name = "A", lineage = "a", birth = 0.0, initial = { a = 20 } }]
    attachment = [{ attach = 1.0, detach = 1.0 }]
    [[drug]]
    name = "d"
    half_life = 1.0
    constant = [{ value = 5e14, start = 90.0 }]
    [[signal]]
    name = "c"
    drug = "d"
    [[modifier]]
    on = "attach"
    signal = "c"
    times = { linear = { at_zero = 1.0, slope = 1.0 } }
    [[modifier]]
    on = "detach"
    signal = "c"
    times = { linear = { at_zero = 1.0, slope = 1.0 } }
    """)
    running = opened(described, 1, 1)
    with pytest.raises(SimulationError, match="day 90"):
        to_the_end(running, 1_000_000)


def test_where_a_run_fails_does_not_depend_on_how_it_was_cut() -> None:
    # Nothing follows a sum that has left its interval: deaths grow with cells, past their bound.
    program = compile_scenario(scenario(CROWDING))
    tables = {}
    for what in ("node", "channel"):
        tables[f"reach_{what}_ptr"] = 0 * program.arrays[f"reach_{what}_ptr"]
        tables[f"reach_{what}_index"] = program.arrays[f"reach_{what}_index"][:0]
    broken = spoiled(program, **tables)
    said = set()
    for size in (1, 7, SLICE):
        running = Engine(broken)
        running.open(seed_key(1), 0, 1)
        with pytest.raises(SimulationError, match="bound") as error:
            to_the_end(running, size)
        said.add(str(error.value))
    assert len(said) == 1


def test_a_state_is_known_however_numbers_are_printed() -> None:
    running = opened(scenario(GROWING), 1, 1)
    running.advance(20)
    saved = running.save()
    with np.printoptions(precision=1, threshold=2):
        running.load(saved)

    def sampled(middle: float) -> Any:
        times = [*np.arange(1000) / 1000, middle, *(2 + np.arange(1000) / 1000)]
        return opened(
            scenario(GROWING.replace("every = 1.0", f"at = {list(map(float, times))}")), 1, 1
        )

    running = sampled(1.25)
    running.advance(20)
    with pytest.raises(ValueError, match="another program"):
        sampled(1.5).load(running.save())
