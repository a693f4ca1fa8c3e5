"""Each rate of each event class, by its score: what one per cent of error would show."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from clonal.model.parts.modifier import ALL_CELL_RATES, POOL_RATES
from support.engine_strategies import Strategy
from support.rate_checks import (
    ALPHA,
    BATTERY_GOAL,
    BATTERY_TIMES,
    GOAL,
    RATED,
    law_of,
    smallest,
    standardised,
)
from support.rated import Rated
from support.samplers import Sampler
from support.scores import MOST_LOST, PathLaw
from support.stated_numbers import leaves, scaled
from support.statistics import Gate, gated

#: How many times fewer runs the strategies besides the default have.
OTHERS_SHARE = 4


@pytest.mark.parametrize("name", list(RATED))
@gated(alpha=ALPHA)
def test_every_number(gate: Gate, sampler: Sampler, strategy: Strategy, name: str) -> None:
    """The default strategy has the runs that see the goal; others a quarter: twice the error."""
    share = OTHERS_SHARE if strategy else 1
    standardised(gate, sampler, RATED[name], RATED[name].runs // share)


@pytest.mark.battery
@pytest.mark.parametrize("name", list(RATED))
@gated(alpha=ALPHA)
def test_every_number_closely(gate: Gate, sampler: Sampler, strategy: Strategy, name: str) -> None:
    """The same with more runs; here too the default strategy has those that see the goal."""
    share = OTHERS_SHARE if strategy else 1
    standardised(gate, sampler, RATED[name], BATTERY_TIMES * RATED[name].runs // share)


@pytest.mark.parametrize("name", list(RATED))
def test_the_numbers_that_a_case_is_there_for_are_seen_to_the_goal(name: str) -> None:
    case = RATED[name]
    for one in case.sees:
        assert any(case.meant(label) for label in law_of(case).labels), one
    assert law_of(case).lost * BATTERY_TIMES * case.runs < MOST_LOST
    for times, goal in ((1, GOAL), (BATTERY_TIMES, BATTERY_GOAL)):
        missed = {
            label: error
            for label, error in smallest(case, times).items()
            if case.meant(label) and error > goal
        }
        assert not missed


#: The rates of the model beside those that modifiers name, by how the labels of one begin and end.
BASE_RATES = [
    ("clone[", ".birth"),
    ("clone[", ".death"),
    ("clone[", ".death.stem"),
    ("clone[", ".death.blast"),
    ("clone[", ".division.stem"),
    ("clone[", ".division.blast"),
    ("clone[", ".self_renewal.stem"),
    ("clone[", ".self_renewal.blast"),
    ("clone[", ".asymmetric.stem"),
    ("clone[", ".immigration.n"),
    ("clone[", ".tropism.hypoxic"),
    ("clone[", ".sensitivity.d"),
    ("clone[", ".ec50_fold.d"),
    ("migration[hypoxic to vascular]", ".rate"),
    ("migration[vascular to hypoxic]", ".rate"),
    ("mutation[wm]", ".rate"),
    ("mutation[mw]", ".rate"),
    ("mutation[m]", ".rate"),
    ("clone[", ".birth.stem:quiescent"),
    ("switch[cycling to quiescent]", ".rate"),
    ("switch[quiescent to cycling]", ".rate"),
    ("attachment[", ".attach"),
    ("attachment[", ".detach"),
    ("pool[", ".inflow"),
    ("pool[", ".birth"),
    ("pool[", ".death"),
    ("pool[", ".rate"),
    ("niche[", ".capacity"),
    ("niche[", ".perfusion"),
    ("intervention[", ".factor"),
    ("drug[", ".half_life"),
    ("drug[", ".amount"),
    ("drug[", ".duration"),
    ("drug[", ".absorption_half_life"),
    ("drug[", ".value"),
]

#: What a drug's effect may act on.
EFFECTS = (
    "kill", "inhibition", "birth", "death", "migration", "self_renewal", "asymmetric",
    "attach", "detach", "switch cycling", "stress", "inflow t", "birth t", "death u", "convert t",
)  # fmt: skip


def test_every_event_class_is_held_to_the_goal() -> None:
    held = [label for case in RATED.values() for label in law_of(case).labels if case.meant(label)]
    rates = [("modifier[" + rate, "") for rate in ALL_CELL_RATES]
    rates += [
        (f"modifier[{rate} {pool}", "") for rate, pool in zip(POOL_RATES, "ppqp", strict=True)
    ]
    effects = [(f"effect[{on} #", ".emax") for on in EFFECTS]
    for start, stop in [*BASE_RATES, *rates]:
        assert any(one.startswith(start) and one.endswith(stop) for one in held), (start, stop)
    for start, stop in effects:
        assert any(start in one and one.endswith(stop) for one in held), (start, stop)


def test_the_page_says_what_is_seen(repository: Path) -> None:
    made = runpy.run_path(str(repository / "docs" / "verification.py"))["page"]()
    page = (repository / "docs" / "verification.md").read_text()
    number = re.compile(r"([\d.]+) %(?= \|)")
    assert number.sub("N", page) == number.sub("N", made), "run `make verification`"
    # Two digits: another linear algebra may round the last one the other way.
    stated, found = (np.array(number.findall(text), dtype=np.float64) for text in (page, made))
    assert np.all(np.abs(stated / found - 1.0) < 0.1), "run `make verification`"


# ------------------------------------------------------------------------------ the law itself


@pytest.mark.parametrize("name", ["bolus", "infusion", "absorption", "interventions", "stages"])
def test_paths_agree_with_the_master_equation(name: str) -> None:
    """The law of single samples follows from the transition matrices: another way to solve it."""
    law = law_of(RATED[name])
    assert np.abs(law.occupied - law.master.solve()).max() < 1e-5


@pytest.mark.parametrize("name", ["two niches, two clones", "absorption", "founders under a drug"])
def test_scores_have_mean_zero_and_the_variance_that_is_stated(name: str) -> None:
    law = law_of(RATED[name])
    mean = np.zeros(len(law.labels))
    for path in law.paths:
        start = law.occupied[list(path.intervals)].sum(axis=0)
        mean += np.einsum("i,ij,tij->t", start, path.matrix, path.scores)
    assert np.abs(mean / np.sqrt(law.information)).max() < 1e-7


def test_information_is_that_of_a_process_known_in_closed_form(sampler: Sampler) -> None:
    """Of events at rate r that are all seen, log r has the information of a Poisson number."""
    text = """
        [[niche]]
        name = "n"
        [[clone]]
        name = "A"
        lineage = "a"
        birth = 0.0
        immigration = { n = 0.5 }
    """
    case = Rated(text, (30,), every=0.5, end=4.0)
    law = PathLaw(case.words(), case)
    assert law.labels == ["clone[A].immigration.n"]
    assert law.information[0] == pytest.approx(0.5 * 4.0, rel=1e-6)


def test_every_number_of_a_scenario_has_a_label() -> None:
    words = RATED["modified births and deaths"].words()
    labels = leaves(words)
    assert len(labels) == len(set(labels))
    assert "signal[answer].hill.half" in labels
    assert "modifier[birth b #1].times" in labels
    changed = scaled(words, "modifier[birth b #1].times", 2.0)
    before, after = (w["modifier"][0]["times"]["linear"] for w in (words, changed))
    assert after == {key: 2.0 * value for key, value in before.items()}
    assert scaled(words, "signal[load]", 2.0)["signal"][0]["sum"][0]["weight"] == 2.0
