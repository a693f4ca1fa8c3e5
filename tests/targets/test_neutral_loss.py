"""Neutral drift: most clones of leukaemic stem cells are lost before anybody would notice.

Moran's process in places that are refilled at once: cells die, and a birth rate far above the death
rate fills the one free place with a daughter of a cell drawn from the others. Drawing the parent
from all cells, the dying one included, as the closed form does, makes it slower by 399/400.
"""

from __future__ import annotations

import numpy as np

from support.facts import facts
from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

CELLS = 400
YEAR = 365.0
CLONES = 20_000

RATES = f"birth = 1e4\ndeath = {399.0 / 400.0 / YEAR}"

MORAN = f"""
[time]
end = {5.25 * YEAR}
at = [{YEAR}, {3.0 * YEAR}, {5.25 * YEAR}]
[[niche]]
name = "marrow"
capacity = {CELLS}
[[clone]]
name = "normal"
lineage = "normal"
{RATES}
initial = {{ marrow = {CELLS - 1} }}
[[clone]]
name = "LSC"
lineage = "leukemic"
{RATES}
initial = {{ marrow = 1 }}
[[signal]]
name = "LSC"
sum = [{{ clone = "LSC" }}]
[[endpoint]]
name = "lost"
signal = "LSC"
below = 1
stop = true
"""


@gated(alpha=1e-9)
def test_clones_are_lost_as_often_as_the_moran_process_says(gate: Gate, sampler: Sampler) -> None:
    block = sampler(scenario(MORAN), CLONES, gate.seed())
    cells = block["population"][:, :, 1].sum(axis=(2, 3))
    for sample, (years, lost) in enumerate(facts("lenaerts2010")["lost"].items()):
        gone = int(np.count_nonzero(cells[:, sample] == 0))
        gate.count(f"lost by {years} years", gone, len(cells), lost)
        # Neutral: the mean stays 1, so the clones that last grow by what the others lose.
        gate.mean(f"mean at {years} years", cells[:, sample], 1.0)
