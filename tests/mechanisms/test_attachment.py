"""Attachments: free and adherent cells, written by hand."""

from __future__ import annotations

import numpy as np
import pytest

import clonal
from clonal import ScenarioError
from support.cases import Case, time
from support.checks import follows_master_equation
from support.samplers import Sampler
from support.statistics import Gate, gated

ONE = """
[[niche]]
name = "n"
capacity = 4
[[clone]]
name = "A"
lineage = "a"
birth = 0.6
death = 0.2
initial = { n = 2 }
[[attachment]]
attach = 0.7
detach = 0.3
"""

#: Two lineages that share three sites, differentiation, daughters elsewhere, set and scale.
RICH = """
[[niche]]
name = "n"
capacity = 3
daughters = "m"
[[niche]]
name = "m"
[[clone]]
name = "A"
lineage = "a"
division = { stem = 0.8 }
self_renewal = { stem = 0.6 }
asymmetric = { stem = 0.2 }
death = { stem = 0.2, blast = 2.5 }
initial = { n = 2 }
traits = { integrin = 1.5 }
[[migration]]
from = "n"
to = "m"
rate = 0.3
state = "free"
stage = "stem"
[[attachment]]
attach = 0.1
detach = 0.5
stage = "stem"
niche = "n"
[[attachment]]
attach = 0.2
stage = "blast"
niche = "n"
[[signal]]
name = "sites"
per_niche = true
constant = 2.0
sum = [{ state = "adherent", weight = -1.0 }]
[[modifier]]
on = "attach"
signal = "sites"
plus = { linear = { at_zero = 0.0, slope = 0.4 } }
trait = "integrin"
[[modifier]]
on = "death"
of = { state = "stem:adherent" }
times = 0.3
[[drug]]
name = "mobiliser"
half_life = 0.7
doses = { amount = 2.0, start = 0.3 }
[[drug.effect]]
on = "detach"
kind = "stimulation"
emax = 4.0
ec50 = 1.0
[[intervention]]
at = 0.6
scale = { factor = 0.5, state = "free" }
[[intervention]]
at = 0.8
set = { clone = "A", niche = "n", value = 2, state = "adherent" }
"""

CASES = {
    "birth-death-attachment": Case(time(0.8, 2.5) + ONE, (4,)),
    "sites-shared-and-mobilised": Case(
        'stages = ["stem", "blast"]\n' + time(0.5, 1.1) + RICH, (7, 11), runs=40_000
    ),
}


@pytest.mark.parametrize("name", list(CASES))
@gated(alpha=2e-9)
def test_master_equation(gate: Gate, sampler: Sampler, name: str) -> None:
    follows_master_equation(gate, sampler, CASES[name])


def test_states_are_stages_free_and_adherent() -> None:
    run = clonal.simulate(CASES["sites-shared-and-mobilised"].scenario(), seed=1)
    assert list(run.layout.states) == ["stem:free", "stem:adherent", "blast:free", "blast:adherent"]


def test_cells_start_free_and_settle_at_the_balance_of_the_rates() -> None:
    text = ONE.replace("birth = 0.6\ndeath = 0.2\ninitial = { n = 2 }", "birth = 0.0").replace(
        'lineage = "a"', 'lineage = "a"\ninitial = { n = 100000 }'
    )
    run = clonal.simulate(clonal.model.loads(time(0, 40) + text), seed=3)
    first, last = np.asarray(run.population).reshape(2, 2)
    assert first.tolist() == [100_000, 0]
    # Binomial with 0.7 of 100,000: five standard deviations are 725 cells.
    assert abs(last[1] - 70_000) < 725


@pytest.mark.parametrize("word", ["free", "adherent", "stem:free", "stem:adherent", "stem"])
def test_selectors_know_the_states(word: str) -> None:
    rule = f'[[modifier]]\non = "death"\nof = {{ state = "{word}" }}\ntimes = 0.5\n'
    clonal.model.loads(time(1.0) + ONE + rule)
    if word != "stem":
        bare = (time(1.0) + ONE + rule).replace("[[attachment]]\nattach = 0.7\ndetach = 0.3\n", "")
        with pytest.raises(ScenarioError, match=f'no state is called "{word}"'):
            clonal.model.loads(bare)
