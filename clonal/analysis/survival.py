"""The fraction of runs without an endpoint, in time, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from clonal.analysis.extras import require
from clonal.analysis.incidence import (
    CENSORED,
    COMPETING,
    EVENT,
    Curve,
    aalen_johansen,
    kaplan_meier,
)
from clonal.analysis.probability import wilson_interval
from clonal.analysis.source import FloatArray, Source, end_of, need_runs, stopped
from clonal.errors import ClonalError

if TYPE_CHECKING:
    import xarray as xr


def follow_up(source: Source, endpoint: str) -> tuple[FloatArray, npt.NDArray[np.int8]]:
    """Time and cause with which the follow-up of each run ends, for one endpoint.

    A run that reached the endpoint has its event there. One that another endpoint stopped before
    has a competing event where it stopped. Every other one is followed, event-free, to
    ``time.end``: a run that died out cannot reach anything that it has not reached by then.

    Returns
    -------
    time : ndarray of float64, shape (run,)
        Days.
    cause : ndarray of int8, shape (run,)
        `EVENT`, `COMPETING` or `CENSORED` of `clonal.analysis.incidence`.

    Raises
    ------
    ClonalError
        If the scenario has no such endpoint; the message lists those it has.
    """
    names = source.layout.endpoints
    if endpoint not in names:
        raise ClonalError(f"no endpoint {endpoint!r}; there is {', '.join(names) or 'none'}")
    reached = np.asarray(source[f"endpoint_{endpoint}"][:], dtype=np.float64)
    event = ~np.isnan(reached)
    competing = stopped(source) & ~event
    time = np.full(reached.size, end_of(source))
    time[competing] = np.asarray(source["end_time"][:], dtype=np.float64)[competing]
    time[event] = reached[event]
    cause = np.full(reached.size, CENSORED, dtype=np.int8)
    cause[competing] = COMPETING
    cause[event] = EVENT
    return time, cause


def event_free(
    source: Source,
    endpoint: str,
    *,
    times: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> xr.Dataset:
    """Fraction of runs that have not reached an endpoint, in time.

    Kaplan-Meier; where some run was stopped by another endpoint, one less the Aalen-Johansen
    cumulative incidence, since being stopped is a competing risk and no censoring: such a run
    never reaches the endpoint.

    Parameters
    ----------
    source : Ensemble
    endpoint : str
    times : array_like, optional
        Days at which to read the step function; left out: 0, every time at which it may change,
        and ``time.end``.
    confidence : float
        Of the interval, at each time for itself.

    Returns
    -------
    xarray.Dataset
        ``without``, ``lower``, ``upper`` and ``at_risk`` (runs still followed without any event
        just before), all over ``time``; the attribute ``estimator`` says which, ``events`` and
        ``competing`` how many runs ended so.

    Raises
    ------
    ClonalError
        If there is no run or no such endpoint.
    MissingExtraError
        If xarray or scipy are not installed.

    Examples
    --------
    >>> import clonal
    >>> scenario = clonal.load("luria-delbruck")
    >>> with clonal.run(scenario, "some.h5", runs=20, seed=1) as ensemble:
    ...     curve = event_free(ensemble, "first-mutant", times=[0.0, 25.0])
    >>> curve.attrs["estimator"], float(curve["without"][0])
    ('Kaplan-Meier', 1.0)
    """
    xarray = require("xarray")
    runs = need_runs(source)
    time, cause = follow_up(source, endpoint)
    competing = int(np.count_nonzero(cause == COMPETING))
    estimate = aalen_johansen if competing else kaplan_meier
    curve = from_start(estimate(time, cause, confidence), runs, end_of(source), confidence)
    if times is not None:
        curve = at_times(curve, np.atleast_1d(np.asarray(times, dtype=np.float64)))
    axis = ["time"]
    dataset: xr.Dataset = xarray.Dataset(
        {
            "without": (axis, curve.without, {"long_name": f"fraction without {endpoint}"}),
            "lower": (axis, curve.lower),
            "upper": (axis, curve.upper),
            "at_risk": (axis, curve.at_risk, {"units": "runs"}),
        },
        coords={"time": (axis, curve.time, {"units": "day", "long_name": "time"})},
        attrs={
            "endpoint": endpoint,
            "estimator": "Aalen-Johansen" if competing else "Kaplan-Meier",
            "interval": "log-log, Wilson where the estimate is 0 or 1",
            "confidence": confidence,
            "runs": runs,
            "events": int(np.count_nonzero(cause == EVENT)),
            "competing": competing,
        },
    )
    return dataset


def from_start(curve: Curve, runs: int, end: float, confidence: float) -> Curve:
    """The curve with a row at time 0 and one at `end`, where they are missing."""
    if curve.time[0] > 0.0:
        lower, upper = wilson_interval(runs, runs, confidence)
        first = (0.0, 1.0, float(lower), float(upper), runs, 0, 0)
        curve = Curve(*(np.insert(row, 0, value) for row, value in zip(curve, first, strict=True)))
    if curve.time[-1] < end:
        last = (end, curve.without[-1], curve.lower[-1], curve.upper[-1], 0, 0, 0)
        curve = Curve(*(np.append(row, value) for row, value in zip(curve, last, strict=True)))
    return curve


def at_times(curve: Curve, times: FloatArray) -> Curve:
    """The step function read at given times.

    Raises
    ------
    ValueError
        If a time lies outside the follow-up.
    """
    if times.size and (times.min() < curve.time[0] or times.max() > curve.time[-1]):
        raise ValueError(f"times must lie within [{curve.time[0]:g}, {curve.time[-1]:g}] days")
    place = np.searchsorted(curve.time, times, side="right") - 1
    # At risk just before a time: those of the next step, or of this one if it is met exactly.
    following = np.searchsorted(curve.time, times, side="left")
    return Curve(
        times,
        curve.without[place],
        curve.lower[place],
        curve.upper[place],
        curve.at_risk[following],
        curve.events[place],
        curve.competing[place],
    )
