"""What happens in time: the course of every drug, and the moments at which something is due."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ..model import Drug, Scenario
from ..moments import moments, steps_until
from . import codes

_LN2 = math.log(2.0)

#: Two half-lives this close are one: the difference of their exponentials would be noise.
_SAME_RATE = 1e-8


@dataclass
class Course:
    """A concentration as sums of exponentials between breaks.

    In the segment that begins at ``start[i]``, with τ the time since then,
    ``C = constant[i] + Σ_r coefficient[i][r] · exp(−rate[r] τ) · (τ if linear[r] else 1)``.
    """

    rates: list[float]
    linear: list[bool]
    start: list[float] = field(default_factory=list)
    constant: list[float] = field(default_factory=list)
    coefficient: list[list[float]] = field(default_factory=list)


def course(drug: Drug, end: float) -> Course:
    """One compartment, first-order elimination, the superposition of all doses (Bateman 1910)."""
    elimination = _LN2 / drug.half_life if drug.half_life else 0.0
    absorptions = sorted(
        {_LN2 / dose.absorption_half_life for dose in drug.doses if dose.absorption_half_life}
    )
    rates, linear = [elimination], [False]
    place: dict[float, int] = {}
    for rate in absorptions:
        place[rate] = len(rates)
        same = abs(rate - elimination) <= _SAME_RATE * elimination
        rates.append(elimination if same else rate)
        linear.append(same)
    changes: dict[float, list[tuple[str, float, int]]] = {0.0: []}

    def at(time: float, kind: str, size: float, which: int = 0) -> None:
        if time <= end:
            changes.setdefault(time, []).append((kind, size, which))

    for dose in drug.doses:
        given, every = dose.count, dose.every or 0.0
        if every:
            given = min(given, steps_until(end, dose.start, every=every))
        stops = moments(dose.start, dose.duration or 0.0, every=every, count=given).tolist()
        starts = moments(dose.start, every=every, count=given).tolist()
        for start, stop in zip(starts, stops, strict=True):
            if dose.duration:
                rate = dose.amount / dose.duration
                at(start, "infusion", rate)
                at(stop, "infusion", -rate)
            elif dose.absorption_half_life:
                at(start, "absorption", dose.amount, place[_LN2 / dose.absorption_half_life])
            else:
                at(start, "bolus", dose.amount)
    for window in drug.constant:
        at(window.start, "constant", window.value)
        if window.stop is not None:
            at(window.stop, "constant", -window.value)

    result = Course(rates, linear)
    level = [0.0] * len(rates)
    flat: list[float] = []
    infusing: list[float] = []
    then = 0.0
    for time in sorted(changes):
        passed = time - then
        for r in range(len(rates)):
            if linear[r]:
                level[0] += level[r] * passed
        level = [value * math.exp(-rate * passed) for value, rate in zip(level, rates, strict=True)]
        for kind, size, which in changes[time]:
            if kind == "bolus":
                level[0] += size
            elif kind == "absorption" and linear[which]:
                level[which] += size * rates[which]
            elif kind == "absorption":
                share = size * rates[which] / (rates[which] - elimination)
                level[0] += share
                level[which] -= share
            elif kind == "infusion":
                level[0] -= size / elimination
                _change(infusing, size / elimination)
            else:
                _change(flat, size)
        then = time
        result.start.append(time)
        result.constant.append(_sum(flat) + _sum(infusing))
        result.coefficient.append(list(level))
    return result


def _change(parts: list[float], size: float) -> None:
    """Add `size`, or take out the part that it ends: nothing is left of what has stopped."""
    if -size in parts:
        parts.remove(-size)
    else:
        parts.append(size)


def _sum(parts: list[float]) -> float:
    """The sum, rounded once; infinite beyond the largest number."""
    try:
        return math.fsum(parts)
    except OverflowError:
        return sum(parts)


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
