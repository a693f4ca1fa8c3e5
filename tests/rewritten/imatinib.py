"""What is known of imatinib, and what follows from it: shared by the scenarios that give it."""

from __future__ import annotations

from math import exp, log

HALF_LIFE = 18 / 24  # days; label, as recalled
ABSORPTION = 0.04  # days: an hour, assumed
TROUGH = 1000.0  # ng/mL, tied to response, Arora 2013
# 260 nM of imatinib halve the growth of Ba/F3 cells with wild-type BCR-ABL, O'Hare 2005, as
# recalled; 493.6 g/mol.
WILD_TYPE = 260e-9 * 493.6 * 1e6  # ng/mL
# The IC50 of mutants over that of the wild type, nM, O'Hare 2005, as recalled: "more than 6400" for
# the first two, of which "more than 25 times" is made.
FOLD = {"T315I": float(6400 // 260 + 1), "Y253H": float(6400 // 260 + 1), "E255K": 5200 / 260}


def steady_state(amount: float, time: float) -> float:
    """Return the concentration so many days after one of endless daily doses.

    One compartment, absorption and elimination of first order (Bateman), summed over the doses.
    """
    out, into = log(2) / HALF_LIFE, log(2) / ABSORPTION

    def summed(rate: float) -> float:
        return exp(-rate * time) / (1 - exp(-rate))

    return amount * into / (into - out) * (summed(out) - summed(into))


#: The daily amount that gives the trough, right before each dose, in steady state.
DOSE = TROUGH / steady_state(1.0, 1.0)


def mean_effect(ec50: float) -> float:
    """Return the mean over a day of C / (ec50 + C) in steady state, by the midpoint rule."""
    steps = 10_000
    values = (steady_state(DOSE, (i + 0.5) / steps) for i in range(steps))
    return sum(value / (ec50 + value) for value in values) / steps
