"""The scores, shown to see what docs/verification.md says: engines whose scenario is off.

Nothing of the engine is touched: it is given a scenario in which one number is wrong, while the
law stays that of the right one.
"""

from __future__ import annotations

import pytest
from scipy import stats

from support.rate_checks import ALPHA, RATED, law_of, smallest, standardised
from support.samplers import Sampler
from support.scores import POWER
from support.stated_numbers import leaves, scaled
from support.statistics import Disagreement, Gate, gated

#: A few for every run of the suite; the battery does them all.
FEW = [
    ("birth, death, immigration", "clone[A].death"),
    ("interventions", "intervention[#2].scale.factor"),
    ("modified bonds", "modifier[attach #1].times"),
    ("drugs on bonds", "drug[d].effect[attach #2].emax"),
    ("phases", "switch[quiescent to cycling].rate"),
    ("infusion", "drug[d].half_life"),
    ("founders that differentiate", "mutation[m].rate"),
]

ALL = [
    (name, label)
    for name, case in RATED.items()
    for label in leaves(case.words())
    if case.meant(label)
]


def seen(sampler: Sampler, name: str, label: str, times: float) -> tuple[bool, float]:
    """Return whether an error of `times` the stated size is seen, and by how much z moved."""
    case = RATED[name]
    error = times * smallest(case)[label]
    gate = Gate(f"{name}: {label} off by {error:.2%}", ALPHA)
    off = scaled(case.words(), label, 1.0 + error)
    found = standardised(gate, sampler, case, case.runs, off)
    try:
        gate.verdict()
    except Disagreement:
        return True, found[label]
    return False, found[label]


@pytest.mark.parametrize(("name", "label"), FEW)
@gated(alpha=1e-10)
def test_twice_the_stated_size_is_seen(gate: Gate, sampler: Sampler, name: str, label: str) -> None:
    """And z moves as far as the information says, twice z(alpha/2m) + z(power)."""
    found, z = seen(sampler, name, label, 2.0)
    assert found
    threshold = stats.norm.isf(ALPHA / (2.0 * len(law_of(RATED[name]).labels)))
    expected = 2.0 * (threshold + stats.norm.isf(1.0 - POWER))
    # The information is that of the right law, and changes by a few per cent with the number.
    beyond = max(0.0, abs(z - expected) - 0.05 * expected)
    gate.note("how far z moves", 2.0 * float(stats.norm.sf(beyond)))


@pytest.mark.battery
@gated(alpha=1e-9)
def test_the_stated_size_is_seen_as_often_as_stated(gate: Gate, sampler: Sampler) -> None:
    caught = [seen(sampler, name, label, 1.0)[0] for name, label in ALL]
    gate.count("seen", sum(caught), len(caught), POWER)


@pytest.mark.battery
@pytest.mark.parametrize(("name", "label"), ALL)
def test_one_wrong_number_is_seen(sampler: Sampler, name: str, label: str) -> None:
    assert seen(sampler, name, label, 2.0)[0]
