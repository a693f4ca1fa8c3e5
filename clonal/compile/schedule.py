"""What happens in time: the course of every drug, and the moments at which something is due."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..model import Drug, Scenario
from ..moments import decimal_of
from . import codes

_LN2 = math.log(2.0)


@dataclass(frozen=True)
class Series:
    """Equal doses of one drug at equal intervals, or one window of constant concentration.

    Times are decimals: ``digits · 10^-power`` days. `duration` is that of an infusion; of a window
    it is the day that it ends (-1 digits: never).
    """

    kind: int
    amount: float
    count: int
    start: tuple[int, int]
    every: tuple[int, int] = (0, 0)
    duration: tuple[int, int] = (0, 0)
    gut: int = -1


@dataclass(frozen=True)
class Course:
    """How a drug comes and goes: its rates per day, and its series of doses."""

    elimination: float
    absorption: list[float]
    series: list[Series]


def course(drug: Drug) -> Course:
    """One compartment, first-order elimination, the superposition of all doses (Bateman 1910)."""
    elimination = _LN2 / drug.half_life if drug.half_life else 0.0
    absorption = sorted(
        {_LN2 / dose.absorption_half_life for dose in drug.doses if dose.absorption_half_life}
    )
    series = []
    for dose in drug.doses:
        if dose.amount == 0.0:
            continue
        kind, duration, gut = codes.SERIES_BOLUS, 0.0, -1
        if dose.absorption_half_life:
            kind, gut = codes.SERIES_ABSORBED, absorption.index(_LN2 / dose.absorption_half_life)
        elif dose.duration and math.isfinite(dose.amount / dose.duration):
            # Shorter ones are over before a double can tell: they are boluses.
            kind, duration = codes.SERIES_INFUSION, dose.duration
        series.append(
            Series(
                kind,
                dose.amount,
                dose.count,
                decimal(dose.start),
                decimal(dose.every or 0.0),
                decimal(duration),
                gut,
            )
        )
    series += [
        Series(
            codes.SERIES_CONSTANT,
            window.value,
            1,
            decimal(window.start),
            duration=(-1, 0) if window.stop is None else decimal(window.stop),
        )
        for window in drug.constant
        if window.value != 0.0
    ]
    return Course(elimination, absorption, series)


def decimal(number: float) -> tuple[int, int]:
    """The shortest decimal of a number, as ``digits · 10^-power``."""
    digits, power = decimal_of(number)
    return digits, -power


@dataclass
class Marks:
    """The moments at which the engine stops to do something, in the order in which it does it."""

    time: list[float]
    kind: list[int]
    which: list[int]


def marks(scenario: Scenario) -> Marks:
    """Interventions, the moments from which endpoints count, and the end, in order."""
    end = scenario.time.end
    due = [
        (float(intervention.at), codes.MARK_INTERVENTION, i)
        for i, intervention in enumerate(scenario.intervention)
    ]
    due += [
        (float(endpoint.after), codes.MARK_ENDPOINT, i)
        for i, endpoint in enumerate(scenario.endpoint)
        if isinstance(endpoint.after, int | float) and endpoint.after <= end
    ]
    due.append((end, codes.MARK_END, 0))
    due.sort()
    return Marks([d[0] for d in due], [d[1] for d in due], [d[2] for d in due])
