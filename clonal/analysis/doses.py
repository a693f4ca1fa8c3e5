"""Drug concentrations in time, from the doses of a scenario, for tables and pictures.

One compartment with first-order elimination: the concentration is the superposition of all doses
and constant windows. It is the engine's own, by which the rates move.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from clonal.analysis.extras import require
from clonal.analysis.source import FloatArray
from clonal.model.parts.modifier import perfuses
from clonal.moments import moment, moments, steps_until

if TYPE_CHECKING:
    import xarray as xr

#: Doses of one series whose times are told one by one: more cannot be seen, nor held in memory.
MANY = 20_000


def plain(scenario: Any) -> Any:
    """A scenario with its library drugs and named mechanisms written out.

    Whatever else has drugs and niches like one is taken as it is.
    """
    from clonal.model import Scenario, expand

    return expand(scenario) if isinstance(scenario, Scenario) else scenario


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
    level: FloatArray = courses([drug], times)[0]
    return level


def courses(drugs: Sequence[Any], times: npt.ArrayLike) -> FloatArray:
    """Plasma concentrations of several drugs, as the engine has them: (drug, time)."""
    from clonal._engine import concentrations as course
    from clonal.compile.drugs import drugs_alone

    asked = np.asarray(times, dtype=np.float64)
    if np.any(np.diff(asked) < 0.0):
        raise ValueError("times must ascend")
    program = drugs_alone(drugs)
    levels = np.zeros((len(drugs), asked.size))
    began = int(np.searchsorted(asked, 0.0))  # before day 0 nothing has been given
    for number in range(len(drugs)):
        levels[number, began:] = course(program, number, asked[began:])
    return levels


def dose_starts(dose: Any, end: float, delay: float = 0.0) -> list[float]:
    """Times at which a dose is given, up to and with `end`, in days, or `delay` after each.

    Of more than `MANY` doses these are as many of them, evenly spaced.
    """
    every, count = float(dose.every or 0.0), int(dose.count)
    if every:
        count = min(count, steps_until(end, dose.start, every=every))
    elif dose.start > end:
        count = 0
    stride = -(-count // MANY)
    if stride <= 1:
        return list(map(float, moments(dose.start, delay, every=every, count=count)))
    return [moment(dose.start, delay, every=every, index=i) for i in range(0, count, stride)]


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


def series_marks(drug: Any, end: float) -> list[float]:
    """Day 0, the end, and between them the days on which a series of doses begins or is over."""
    found = {0.0, end}
    for dose in drug.doses:
        if dose.every and dose.count > 1:
            over = moment(dose.start, every=dose.every, index=int(dose.count))
            found.update(time for time in (dose.start, over) if 0.0 < time < end)
    return sorted(found)


class Envelope(NamedTuple):
    """Lowest, highest and mean concentration within each of many short spans of time."""

    edges: FloatArray
    low: FloatArray
    high: FloatArray
    mean: FloatArray


def envelope(drug: Any, end: float, spans: int = 200) -> Envelope:
    """What a long schedule looks like from afar, where single doses can no longer be seen.

    A span is a whole number of intervals of the longest series of doses, so that each has as many
    doses as the next and the mean does not waver. Spans begin anew where a series begins or ends:
    before its first dose a drug is not there.

    Parameters
    ----------
    drug : Drug
    end : float
        Days.
    spans : int
        Of [0, end], and two more for each series; the last before each mark may be shorter.

    Returns
    -------
    Envelope
        ``edges`` (span + 1) in days, the others (span) in the drug's own unit.
    """
    width = end / spans
    series = max(drug.doses, key=lambda dose: dose.count, default=None)
    if series is not None and series.every:
        width = moment(every=series.every, index=math.ceil(width / series.every))
    marks = series_marks(drug, end)
    parts = []
    for mark, following in pairwise(marks):
        part = moments(mark, every=width, count=steps_until(following, mark, every=width))
        parts.append(part[part < following * (1.0 - 1e-12)])
    edges = np.concatenate([*parts, [end]])
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


def perfusions(scenario: Any) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Share of each drug's plasma concentration in each niche, and where a signal moves it.

    Parameters
    ----------
    scenario : Scenario
        In the plain vocabulary: see `plain`.

    Returns
    -------
    perfusion : ndarray of float, shape (drug, niche)
        Times the numbers that modify it; without what a signal does to it.
    moves : ndarray of bool, shape (drug, niche)

    Examples
    --------
    >>> from clonal.model import load
    >>> perfusion, moves = perfusions(plain(load("cml-niches")))
    >>> perfusion.shape, bool(moves.any())
    ((1, 2), False)
    """
    shape = len(scenario.drug), len(scenario.niche)
    stated = np.array([niche.perfusion for niche in scenario.niche], dtype=np.float64)
    found, moves = np.tile(stated, (shape[0], 1)), np.zeros(shape, dtype=np.bool_)
    for modifier in scenario.modifier:
        chosen = np.array(
            [
                [perfuses(modifier, drug.name, niche.name) for niche in scenario.niche]
                for drug in scenario.drug
            ],
            dtype=np.bool_,
        ).reshape(shape)
        if isinstance(modifier.times, int | float):
            found[chosen] *= modifier.times
        else:
            moves |= chosen
    return np.maximum(found, 0.0), moves & (stated > 0)


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
        niche's perfusion. Each drug in its own unit. Where a signal moves the perfusion the
        concentration is another in each run: NaN here. It is recorded as a signal of that `drug`
        with ``per_niche = true``.
    """
    xarray = require("xarray")
    scenario = plain(scenario)
    asked = np.asarray(scenario.time.samples if times is None else times, dtype=np.float64)
    plasma = courses(scenario.drug, asked)
    perfusion, moves = perfusions(scenario)
    about = {"units": "the drug's own"}
    dataset: xr.Dataset = xarray.Dataset(
        {
            "plasma": (["drug", "time"], plasma, about),
            "concentration": (
                ["drug", "niche", "time"],
                plasma[:, None, :] * np.where(moves, np.nan, perfusion)[:, :, None],
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
