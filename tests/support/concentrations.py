"""The plasma concentration of a drug, dose by dose, as the definition of the model states it.

Part of the plain definition that tests hold the engine against: it shares no code with it.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import Any


def starts(dose: Any) -> tuple[float, ...]:
    """Return the times at which a dose is given, in days."""
    return series(dose.start, 0.0, dose.every or 0.0, dose.count)


def stops(dose: Any) -> tuple[float, ...]:
    """Return the times at which an infusion ends, in days."""
    return series(dose.start, dose.duration, dose.every or 0.0, dose.count)


@functools.cache
def series(start: float, delay: float, every: float, count: int) -> tuple[float, ...]:
    """Return ``start + delay + number * every`` as on paper: sums of decimals, rounded once."""
    first = Fraction(repr(float(start))) + Fraction(repr(float(delay)))
    step = Fraction(repr(float(every)))
    return tuple(float(first + number * step) for number in range(count))


def of_dose(dose: Any, elimination: float, since: float) -> float:
    """Return the concentration that one giving of `dose` leaves `since` days later.

    `elimination` is the first-order rate of elimination per day. The dose's amount is the
    concentration that the whole of it would give at once.
    """
    if since < 0.0:
        return 0.0
    if dose.duration is not None:
        running = min(since, dose.duration)
        reached = -math.expm1(-elimination * running) / (elimination * dose.duration)
        return float(dose.amount * reached * math.exp(-elimination * (since - running)))
    if dose.absorption_half_life is not None:
        absorption = math.log(2.0) / dose.absorption_half_life
        gap = absorption - elimination
        # (e^-kt - e^-at) / (a - k), whose limit for equal rates is t e^-kt
        shape = since if gap == 0.0 else -math.expm1(-gap * since) / gap
        return float(dose.amount * absorption * shape * math.exp(-elimination * since))
    return float(dose.amount * math.exp(-elimination * since))


def plasma(drug: Any, time: float) -> float:
    """Return C(t), the superposition of all doses, each from its moment on, and windows."""
    total = 0.0
    if drug.half_life is not None:
        elimination = math.log(2.0) / drug.half_life
        for dose in drug.doses:
            for start in starts(dose):
                if start > time:
                    break
                total += of_dose(dose, elimination, time - start)
    for window in drug.constant:
        if window.start <= time and (window.stop is None or time < window.stop):
            total += window.value
    return total


def breaks(drug: Any) -> list[float]:
    """Return the times at which C(t) is not smooth."""
    found: list[float] = []
    for dose in drug.doses:
        found += starts(dose)
        if dose.duration is not None:
            found += stops(dose)
    for window in drug.constant:
        found.append(window.start)
        if window.stop is not None:
            found.append(window.stop)
    return found


def moves(drug: Any) -> bool:
    """Return whether C(t) moves between breaks."""
    return len(drug.doses) > 0


def pace(drug: Any) -> float:
    """Return the shortest time in days over which C(t) changes noticeably between breaks."""
    shortest = drug.half_life
    for dose in drug.doses:
        if dose.absorption_half_life is not None:
            shortest = min(shortest, dose.absorption_half_life)
    return float(shortest)
