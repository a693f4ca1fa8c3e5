"""A small scenario with clones, a signal and an endpoint."""

from __future__ import annotations

import pytest

import clonal

TEXT = """
title = "Small"
[time]
end = 8.0
every = 1.0
[[niche]]
name = "hypoxic"
capacity = 30
[[niche]]
name = "vascular"
capacity = 40
[[clone]]
name = "HSC"
lineage = "normal"
birth = 0.6
death = 0.3
initial = { hypoxic = 5, vascular = 5 }
[[clone]]
name = "LSC"
lineage = "leukemic"
birth = 1.0
death = 0.4
initial = { hypoxic = 10, vascular = 10 }
[[migration]]
from = "hypoxic"
to = "vascular"
rate = 0.2
[[mutation]]
name = "driver"
from = { lineage = "leukemic" }
to = "new"
rate = 0.02
[[signal]]
name = "burden"
sum = [{ lineage = "leukemic" }]
[[endpoint]]
name = "relapse"
signal = "burden"
above = 30
[record]
clones = true
signals = ["burden"]
"""


@pytest.fixture(scope="session")
def scenario() -> clonal.Scenario:
    return clonal.loads(TEXT)
