"""The library of drugs against its sources: half-lives in days, and absorption from peaks."""

from __future__ import annotations

from math import log

import pytest

from clonal.model import library

#: Half-lives of elimination, in hours: the middle of what the source gives.
HOURS = {
    "cytarabine": (1 + 3) / 2,  # copies of the label
    "daunorubicin": 18.5,  # Davis's Drug Guide, 19th edition
    "venetoclax": 26.0,  # copies of the label
    "azacitidine": 41 / 60,  # label, as recalled
    "imatinib": 18.0,  # label, as recalled
    "dasatinib": 3.6,  # Drug Metabolism and Disposition: 3.6 +- 1.0
    "plerixafor": (3 + 5) / 2,  # prescribing information
    "evofosfamide": 0.8,  # Weiss 2011, as recalled
    "pembrolizumab": 24 * (22 + 26) / 2,  # label, as recalled
    "nivolumab": 24 * (25 + 27) / 2,  # label, as recalled
    "belzutifan": 14.0,  # label, as recalled
}
#: Hours of the greatest concentration.
PEAK = {"venetoclax": (5 + 8) / 2, "plerixafor": (0.5 + 1) / 2}


def test_the_drugs_are_those_of_the_sources() -> None:
    assert set(library()) == set(HOURS)


@pytest.mark.parametrize("name", HOURS)
def test_a_half_life_is_that_of_its_source(name: str) -> None:
    assert library()[name]["half_life"] == round(HOURS[name] / 24, 4)


@pytest.mark.parametrize("name", PEAK)
def test_absorption_gives_the_peak_of_its_source(name: str) -> None:
    """One compartment: the peak is at ln(a / e) / (a - e), a and e the rates in and out."""
    drug = library()[name]
    into, out = log(2) / drug["absorption_half_life"], log(2) / drug["half_life"]
    assert 24 * log(into / out) / (into - out) == pytest.approx(PEAK[name], rel=0.005)
