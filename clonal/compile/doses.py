"""Doses: the course of every drug, as series of equal doses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Drug
from ..moments import decimal_of
from . import codes
from .arrays import Arrays

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


def lay(drugs: Sequence[Drug], read: set[int], arrays: Arrays) -> None:
    """Write the drugs' rates and series; `read` are those whose concentration a node reads."""
    courses = [course(drug) for drug in drugs]
    series = [one for each in courses for one in each.series]
    arrays.sizes.update(drugs=len(drugs), series=len(series))
    arrays.put("drug_elimination", [each.elimination for each in courses])
    arrays.put("drug_read", [int(d in read) for d in range(len(courses))])
    arrays.rows("gut", [each.absorption for each in courses], "rate")
    arrays.offsets("drug_series_ptr", [len(each.series) for each in courses])
    arrays.put("series_kind", [one.kind for one in series])
    guts, first = [], 0
    for each in courses:
        guts += [-1 if one.gut < 0 else first + one.gut for one in each.series]
        first += len(each.absorption)
    arrays.put("series_gut", guts)
    arrays.put("series_amount", [one.amount for one in series])
    arrays.put("series_count", [one.count for one in series])
    for name in ("start", "every", "duration"):
        decimals = [getattr(one, name) for one in series]
        arrays.put(f"series_{name}_digits", [digits for digits, _ in decimals])
        arrays.put(f"series_{name}_power", [power for _, power in decimals])
