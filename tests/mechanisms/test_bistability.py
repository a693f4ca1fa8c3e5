"""Two ends of one marrow: few leukaemic cells are eliminated, many take over.

The feedback is what makes two ends: without it many are eliminated too. Each probability was beyond
0.99, or below 0.01, when this was written; a right engine fails one of the bounds of 0.9 and 0.1 of
200 runs with a chance below 1e-12.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from clonal.model import loads
from support.samplers import Sampler

RUNS = 200
FEW, MANY = 8, 600

MARROW = """
[time]
end = 400.0
at = [400.0]
[[niche]]
name = "a"
capacity = 2000
[[clone]]
name = "L"
lineage = "leukemic"
birth = {birth}
death = 0.2
initial = {{ a = {cells} }}
"""

#: Effectors kill faster than few cells divide; what many secrete silences effectors.
IMMUNITY = """
[immunity]
effectors = 50
kill = 0.02
turnover = 0.1
silencing = 0.1
tgf_b = {feedback}
"""

#: Few cells find growth factors for less than they lose; many reprogram MSC, which support them.
STROMA = """
[stroma]
half_burden = 200
reprogramming = 0.1
recovery = 0.02
support = {feedback}
[stroma.msc]
number = 50
turnover = 0.01
growth = 0.5
"""


def test_the_rate_of_false_alarms_is_what_is_stated() -> None:
    assert stats.binom.cdf(0.9 * RUNS, RUNS, 0.99) < 1e-12


@pytest.mark.parametrize(
    ("section", "birth", "feedback"), [(IMMUNITY, 0.5, 0.05), (STROMA, 0.14, 2.0)]
)
def test_few_are_eliminated_and_many_take_over(
    sampler: Sampler, section: str, birth: float, feedback: float
) -> None:
    def taken_over(cells: int, strength: float) -> tuple[float, float]:
        text = MARROW.format(birth=birth, cells=cells) + section.format(feedback=strength)
        left = sampler(loads(text), RUNS, 1)["population"][:, -1].sum(axis=(1, 2, 3))
        return float(np.mean(left > MANY / 2)), float(np.mean(left == 0))

    few, gone = taken_over(FEW, feedback)
    assert few < 0.1
    assert gone > 0.9
    many, _ = taken_over(MANY, feedback)
    assert many > 0.9
    alone, _ = taken_over(MANY, 0.0)
    assert alone < 0.1
