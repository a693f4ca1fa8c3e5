"""Drug concentrations in time, from the doses of a scenario, for tables and pictures.

One compartment with first-order elimination: the concentration is the superposition of all doses
and constant windows, as the engine evaluates it for the rates, here with numpy over many times.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from clonal.analysis.extras import require
from clonal.analysis.source import FloatArray
from clonal.moments import moment, moments, steps_until

if TYPE_CHECKING:
    import xarray as xr

#: Half-lives after which what is left of a dose is below the resolution of a float64.
FORGOTTEN = 64.0


def plain(scenario: Any) -> Any:
    """A scenario with its library drugs and named mechanisms written out.

    Whatever else has drugs and niches like one is taken as it is.
    """
    from clonal.model import Scenario, expand

    return expand(scenario) if isinstance(scenario, Scenario) else scenario


def single_dose(dose: Any, half_life: float, since: FloatArray) -> FloatArray:
    """Concentration that one dose leaves, `since` days after its start (none before).

    Parameters
    ----------
    dose : Dose
        Its ``amount`` is the concentration that the whole dose would give at once; given at
        once, over ``duration`` or with ``absorption_half_life``.
    half_life : float
        Of elimination, days.
    since : ndarray of float64
        Days, not negative.

    Returns
    -------
    ndarray of float64
    """
    k = math.log(2.0) / half_life
    amount = float(dose.amount)
    if dose.duration:
        duration = float(dose.duration)
        running = np.minimum(since, duration)
        level = -np.expm1(-k * running) * amount / (duration * k)
        return np.asarray(level * np.exp(-k * (since - running)))
    if dose.absorption_half_life:
        ka = math.log(2.0) / float(dose.absorption_half_life)
        slow = min(k, ka)
        gap = abs(ka - k)
        # ka/(ka - k) (e^-kt - e^-kat), written so that equal rates are no division of 0 by 0.
        x = gap * since
        rise = np.where(x < 1e-8, since * (1.0 - 0.5 * x), -np.expm1(-x) / (gap or 1.0))
        return np.asarray(amount * ka * np.exp(-slow * since) * rise)
    return np.asarray(amount * np.exp(-k * since))


def plasma_concentration(drug: Any, times: npt.ArrayLike) -> FloatArray:
    """Plasma concentration of a drug: all its doses and constant windows together.

    Parameters
    ----------
    drug : Drug
    times : array_like
        Days, ascending. At the very time of a bolus the dose is in.

    Returns
    -------
    ndarray of float64
        In the drug's own unit.

    Raises
    ------
    ValueError
        If the times do not ascend.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> once = SimpleNamespace(
    ...     amount=2.0, start=1.0, every=None, count=1, duration=None, absorption_half_life=None
    ... )
    >>> drug = SimpleNamespace(name="d", half_life=0.5, doses=(once,), constant=())
    >>> plasma_concentration(drug, [0.0, 1.0, 1.5]).tolist()
    [0.0, 2.0, 1.0]
    """
    asked = np.asarray(times, dtype=np.float64)
    if np.any(np.diff(asked) < 0.0):
        raise ValueError("times must ascend")
    level = np.zeros(asked.shape)
    end = float(asked[-1]) if asked.size else -1.0
    for dose in drug.doses:
        memory = FORGOTTEN * max(drug.half_life, dose.absorption_half_life or 0.0)
        memory += dose.duration or 0.0
        for start in dose_starts(dose, end):
            first, last = np.searchsorted(asked, [start, start + memory])
            level[first:last] += single_dose(dose, drug.half_life, asked[first:last] - start)
    for window in drug.constant:
        stop = math.inf if window.stop is None else window.stop
        level[(asked >= window.start) & (asked < stop)] += window.value
    return level


def dose_starts(dose: Any, end: float, delay: float = 0.0) -> list[float]:
    """Times at which a dose is given, up to and with `end`, in days, or `delay` after each."""
    every, count = float(dose.every or 0.0), int(dose.count)
    if every:
        count = min(count, steps_until(end, dose.start, every=every))
    elif dose.start > end:
        count = 0
    return list(map(float, moments(dose.start, delay, every=every, count=count)))


def breaks(drug: Any, end: float) -> FloatArray:
    """Times within [0, end] at which the concentration jumps or bends, in days."""
    found = {0.0, end}
    for dose in drug.doses:
        found.update(dose_starts(dose, end), dose_starts(dose, end, dose.duration or 0.0))
    for window in drug.constant:
        found.add(window.start)
        if window.stop is not None:
            found.add(window.stop)
    return np.array(sorted(time for time in found if 0.0 <= time <= end))


def bends(drug: Any, end: float) -> FloatArray:
    """Times that show how each absorbed dose rises to its peak and turns, in days."""
    found: list[float] = []
    for dose in drug.doses:
        if dose.absorption_half_life:
            k, ka = (math.log(2.0) / t for t in (drug.half_life, dose.absorption_half_life))
            peak = 1.0 / k if math.isclose(k, ka) else math.log(ka / k) / (ka - k)
            for start in dose_starts(dose, end):
                found.extend(start + peak * share for share in (0.1, 0.25, 0.5, 1.0, 1.5, 2.0))
    return np.array([time for time in found if time <= end], dtype=np.float64)


def fine_times(drug: Any, end: float, points: int = 2000) -> FloatArray:
    """Times that show a concentration as it is: evenly spaced, and its jumps and bends."""
    return with_breaks(drug, end, np.linspace(0.0, end, points))


def with_breaks(drug: Any, end: float, times: FloatArray) -> FloatArray:
    """Add to `times` both sides of each break, and the bends."""
    edges = breaks(drug, end)
    before = np.nextafter(edges[1:], -np.inf)
    return np.unique(np.concatenate([times, edges, before, bends(drug, end)]))


class Envelope(NamedTuple):
    """Lowest, highest and mean concentration within each of many short spans of time."""

    edges: FloatArray
    low: FloatArray
    high: FloatArray
    mean: FloatArray


def envelope(drug: Any, end: float, spans: int = 200) -> Envelope:
    """What a long schedule looks like from afar, where single doses can no longer be seen.

    A span is a whole number of intervals of the longest series of doses, so that each has as many
    doses as the next and the mean does not waver.

    Parameters
    ----------
    drug : Drug
    end : float
        Days.
    spans : int
        Largest number of spans of [0, end]; the last may be shorter.

    Returns
    -------
    Envelope
        ``edges`` (span + 1) in days, the others (span) in the drug's own unit.
    """
    width = end / spans
    series = max(drug.doses, key=lambda dose: dose.count, default=None)
    if series is not None and series.every:
        width = moment(every=series.every, index=math.ceil(width / series.every))
    edges = moments(every=width, count=steps_until(end, every=width))
    edges = np.append(edges[edges < end * (1.0 - 1e-12)], end)
    # The same places within each span, so that none is seen better than the next, and both sides
    # of each edge: what falls is lowest just before the span ends.
    within = (edges[:-1, None] + np.linspace(0.0, width, 64, endpoint=False)).ravel()
    aligned = np.concatenate([within[within < end], edges, np.nextafter(edges[1:], -np.inf)])
    times = with_breaks(drug, end, aligned)
    level = plasma_concentration(drug, times)
    first = np.searchsorted(times, edges[:-1])
    area = np.concatenate([[0.0], np.cumsum(0.5 * (level[1:] + level[:-1]) * np.diff(times))])
    mean = np.diff(area[np.searchsorted(times, edges)]) / np.diff(edges)
    return Envelope(
        edges, np.minimum.reduceat(level, first), np.maximum.reduceat(level, first), mean
    )


def concentrations(scenario: Any, times: npt.ArrayLike | None = None) -> xr.Dataset:
    """Concentration of each drug of a scenario, in plasma and in each niche.

    Parameters
    ----------
    scenario : Scenario
    times : array_like, optional
        Days, ascending; left out: the sampling times. A daily dose sampled once a day is always
        seen at its peak, so give finer times to see its course.

    Returns
    -------
    xarray.Dataset
        ``plasma`` (drug, time) and ``concentration`` (drug, niche, time): plasma times the
        niche's perfusion. Each drug in its own unit.
    """
    xarray = require("xarray")
    scenario = plain(scenario)
    asked = np.asarray(scenario.time.samples if times is None else times, dtype=np.float64)
    plasma = np.array([plasma_concentration(drug, asked) for drug in scenario.drug])
    plasma = plasma.reshape(len(scenario.drug), asked.size)
    perfusion = np.array([niche.perfusion for niche in scenario.niche])
    about = {"units": "the drug's own"}
    dataset: xr.Dataset = xarray.Dataset(
        {
            "plasma": (["drug", "time"], plasma, about),
            "concentration": (
                ["drug", "niche", "time"],
                plasma[:, None, :] * perfusion[None, :, None],
                about,
            ),
        },
        coords={
            "drug": [drug.name for drug in scenario.drug],
            "niche": [niche.name for niche in scenario.niche],
            "time": (["time"], asked, {"units": "day", "long_name": "time"}),
        },
    )
    return dataset
