"""C(t) in eighty decimal digits: closed forms of each dose, added up.

A moment is what the model says it is: the decimal sum of start, number times every and duration,
rounded once to a double. Nothing else rounds, and nothing is shared with the engine.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import Any

EXACT = decimal.Context(prec=80, Emin=-999_999_999, Emax=999_999_999)
LN2 = EXACT.ln(Decimal(2))


def on_paper(*terms: float, number: int = 0, every: float = 0.0) -> float:
    """Return the decimal sum of `terms` and ``number * every``, rounded once."""
    parts = [Fraction(repr(float(term))) for term in terms]
    return float(sum(parts) + number * Fraction(repr(float(every))))


def gone(rate: Decimal, since: Decimal) -> Decimal:
    """Return e^(-rate * since)."""
    return EXACT.exp(EXACT.multiply(-rate, since))


def after_dose(dose: Any, number: int, half_life: float, time: float) -> Decimal:
    """Return what the dose with this number leaves at `time`."""
    start = on_paper(dose.start, number=number, every=dose.every or 0.0)
    if start > time:
        return Decimal(0)
    k = EXACT.divide(LN2, Decimal(half_life))
    since, amount = Decimal(time) - Decimal(start), Decimal(dose.amount)
    with decimal.localcontext(EXACT):
        if dose.absorption_half_life is not None:
            a = LN2 / Decimal(dose.absorption_half_life)
            if a == k:
                return amount * k * since * gone(k, since)
            return amount * a / (a - k) * (gone(k, since) - gone(a, since))
        if dose.duration is None:
            return amount * gone(k, since)
        duration = Decimal(repr(float(dose.duration)))
        stop = on_paper(dose.start, dose.duration, number=number, every=dose.every or 0.0)
        # As long as the clock can tell; what it cannot tell is given when the infusion ends.
        lasted = min(Decimal(stop) - Decimal(start), duration)
        running = since if time < stop else lasted
        level = amount / duration / k * (1 - gone(k, running)) * gone(k, since - running)
        if time >= stop:
            late = Decimal(time) - Decimal(stop)
            level += amount * (1 - lasted / duration) * gone(k, late)
        return level


def plasma(drug: Any, time: float) -> Decimal:
    """Return C(time): all doses so far and all open windows."""
    total = Decimal(0)
    for dose in drug.doses:
        for number in range(dose.count):
            if on_paper(dose.start, number=number, every=dose.every or 0.0) > time:
                break
            total = EXACT.add(total, after_dose(dose, number, drug.half_life, time))
    for window in drug.constant:
        if window.start <= time and (window.stop is None or time < window.stop):
            total = EXACT.add(total, Decimal(window.value))
    return total
