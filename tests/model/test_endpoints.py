"""Endpoints on concentrations: told as any other, and reached at the moment of crossing."""

from __future__ import annotations

from typing import Any

import pytest

import clonal
from clonal.compile import compile_scenario
from clonal.model import Scenario, describe
from clonal.model.telling.idle import idle

from .editing import edited

#: C = 2^(-t/2) until the second dose, at day 6, and 10 cells that nothing befalls.
DOSED = """
time = { end = 10.0, every = 1.0 }
niche = [{ name = "marrow" }]
clone = [{ name = "HSC", lineage = "normal", birth = 0.0, initial = { marrow = 10 } }]
[[drug]]
name = "x"
half_life = 2.0
doses = { amount = 1.0, every = 6.0, count = 2 }
[[drug.effect]]
on = "burden"
kind = "inhibition"
emax = 1.0
ec50 = 0.25
[[signal]]
name = "exposure"
drug = "x"
[[signal]]
name = "answer"
of = "exposure"
hill = { from = 0.0, to = 1.0, half = 0.25, power = 1.0 }
[[signal]]
name = "burden"
sum = [{ lineage = "normal" }]
"""


def run(*endpoints: str) -> clonal.Run:
    tables = "".join(f"[[endpoint]]\n{words}\n" for words in endpoints)
    return clonal.simulate(clonal.loads(DOSED + tables), seed=1)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ('signal = "exposure"\nbelow = 0.5', 2.0),
        ('signal = "answer"\nbelow = 0.5', 4.0),
        ('signal = "burden"\nabove = 5.0', 4.0),
        ('signal = "exposure"\nabove = 0.9', 0.0),  # from the first dose on
        ('signal = "exposure"\nabove = 1.1', 6.0),  # 1.125 at the second
        ('signal = "exposure"\nbelow = 0.5\nafter = 3.0', 3.0),
        ('signal = "exposure"\nbelow = 0.5625\nafter = 6.0', 8.0),
    ],
)
def test_the_moment_is_that_of_the_crossing(words: str, moment: float) -> None:
    found = run(f'name = "e"\n{words}')["endpoint_e"]
    assert float(found) == pytest.approx(moment, rel=1e-13)


def test_a_crossing_ends_the_run_and_starts_what_waits_for_it() -> None:
    stopped = run(
        'name = "low"\nsignal = "exposure"\nbelow = 0.5',
        'name = "lower"\nsignal = "exposure"\nbelow = 0.25\nafter = "low"\nstop = true',
    )
    assert float(stopped["endpoint_low"]) == pytest.approx(2.0, rel=1e-13)
    assert float(stopped["endpoint_lower"]) == pytest.approx(4.0, rel=1e-13)
    assert float(stopped["end_time"]) == float(stopped["endpoint_lower"])
    assert stopped.outcome == "stopped"


@pytest.mark.parametrize(
    "edits",
    [
        [("endpoint[2].signal", "exposure")],
        [
            ("signal.+", {"name": "f", "of": "exposure", "linear": {"at_zero": 0.0, "slope": 1.0}}),
            ("endpoint[2].signal", "f"),
        ],
        [("drug[0].effect[3].on", "burden")],
    ],
    ids=["a concentration", "a response to one", "a sum that a drug modulates"],
)
def test_a_signal_that_moves_with_a_drug_can_be_watched(edits: list[tuple[str, Any]]) -> None:
    scenario = Scenario.model_validate(edited(*edits))
    compile_scenario(scenario)


def test_it_is_told_as_any_other_and_its_signal_is_read() -> None:
    scenario = Scenario.model_validate(edited(("endpoint[0].signal", "exposure")))
    assert "diagnosis: the first time that exposure is above 100" in describe(scenario)
    assert not {"signal[3]", "endpoint[0].signal"} & set(dict(idle(scenario)))
