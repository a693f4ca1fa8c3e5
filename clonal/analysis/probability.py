"""Probabilities over runs, each with the interval that its number of runs allows."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from clonal.analysis.bands import axes_of, coordinates, kept_axes, time_slices
from clonal.analysis.extras import require
from clonal.analysis.source import FloatArray, Source, check_level, followed_until, need_runs
from clonal.layout import OUTCOMES

if TYPE_CHECKING:
    import xarray as xr

#: Said in the attributes of every result, since intervals for a proportion differ.
INTERVAL = "Wilson score interval"


def wilson_interval(
    successes: npt.ArrayLike, trials: npt.ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Wilson's score interval of a binomial proportion.

    Parameters
    ----------
    successes, trials : array_like of int
        Broadcast against each other; NaN results where there is no trial.
    confidence : float
        Two-sided level.

    Returns
    -------
    lower, upper : ndarray of float64

    References
    ----------
    Wilson EB (1927). Probable inference, the law of succession, and statistical inference.
    J Am Stat Assoc 22:209-212. doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> lower, upper = wilson_interval(0, 100)
    >>> float(lower), round(float(upper), 4)
    (0.0, 0.037)
    """
    z = NormalDist().inv_cdf(0.5 + check_level(confidence) / 2.0)
    k, n = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    )
    n = np.where(n > 0, n, np.nan)
    share = k / n
    spread = 1.0 + z * z / n
    centre = (share + z * z / (2.0 * n)) / spread
    half = z / spread * np.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    # At the borders the interval closes exactly; rounding would leave it open by one ulp.
    lower = np.where(k == 0, np.where(np.isnan(n), np.nan, 0.0), centre - half)
    upper = np.where(k == n, 1.0, centre + half)
    return lower, upper


def endpoint_probability(source: Source, *, confidence: float = 0.95) -> xr.Dataset:
    """Probability that a run reaches each endpoint by ``time.end``.

    A run that another endpoint stopped before counts as one that did not reach it.

    Parameters
    ----------
    source : Ensemble
    confidence : float
        Of the interval.

    Returns
    -------
    xarray.Dataset
        ``probability``, ``lower``, ``upper``, ``reached`` (runs), ``median_time`` (days, of the
        runs that reached it, NaN where none did), all over ``endpoint``.

    Raises
    ------
    ClonalError
        If there is no run.
    """
    xarray = require("xarray")
    runs = need_runs(source)
    names = source.layout.endpoints
    reached = np.zeros(len(names), dtype=np.int64)
    median = np.full(len(names), np.nan)
    for place, name in enumerate(names):
        times = np.asarray(source[f"endpoint_{name}"][:], dtype=np.float64)
        times = times[~np.isnan(times)]
        reached[place] = times.size
        if times.size:
            median[place] = np.median(times)
    lower, upper = wilson_interval(reached, runs, confidence)
    dataset: xr.Dataset = xarray.Dataset(
        {
            "probability": (["endpoint"], reached / runs),
            "lower": (["endpoint"], lower),
            "upper": (["endpoint"], upper),
            "reached": (["endpoint"], reached, {"units": "runs"}),
            "median_time": (["endpoint"], median, {"units": "day"}),
        },
        coords={"endpoint": list(names)},
        attrs={"interval": INTERVAL, "confidence": confidence, "runs": runs},
    )
    return dataset


def outcome_probability(source: Source, *, confidence: float = 0.95) -> xr.Dataset:
    """Probability of each way in which a run may end: at its end, stopped, extinct.

    Returns
    -------
    xarray.Dataset
        ``probability``, ``lower``, ``upper``, ``count`` (runs) over ``outcome``.

    Raises
    ------
    ClonalError
        If there is no run.
    """
    xarray = require("xarray")
    runs = need_runs(source)
    outcome = np.asarray(source["outcome"][:])
    count = np.array([np.count_nonzero(outcome == flag) for flag in OUTCOMES.values()])
    lower, upper = wilson_interval(count, runs, confidence)
    dataset: xr.Dataset = xarray.Dataset(
        {
            "probability": (["outcome"], count / runs),
            "lower": (["outcome"], lower),
            "upper": (["outcome"], upper),
            "count": (["outcome"], count, {"units": "runs"}),
        },
        coords={"outcome": list(OUTCOMES)},
        attrs={"interval": INTERVAL, "confidence": confidence, "runs": runs},
    )
    return dataset


def extinction_probability(
    source: Source, *, by: Sequence[str] | None = None, confidence: float = 0.95
) -> xr.Dataset:
    """Probability that no cell of a lineage (niche, state) is there, at each sampling time.

    Of the runs still followed: one that an endpoint stopped is left out afterwards, like in the
    quantile bands. A lineage that is gone may come back by mutation or immigration.

    Parameters
    ----------
    source : Ensemble
    by : sequence of str, optional
        Axes of the population to tell apart; left out: ``("lineage",)``; ``()``: all cells.
    confidence : float
        Of the interval.

    Returns
    -------
    xarray.Dataset
        ``probability``, ``lower``, ``upper`` over (time, \\*by), NaN where no run is followed,
        and ``runs`` (time).

    Raises
    ------
    ClonalError
        If there is no run.
    """
    xarray = require("xarray")
    need_runs(source)
    kept = kept_axes(axes_of(source, "population"), "population", by)
    time = source.layout.time
    until = followed_until(source)
    runs = np.array([np.count_nonzero(until >= moment) for moment in time], dtype=np.int64)
    gone = np.zeros((time.size, *(len(axis.labels) for axis in kept)), dtype=np.int64)
    for where, block in time_slices(source, "population", kept):
        for offset, sample in enumerate(range(where.start, where.stop)):
            gone[sample] = np.count_nonzero(block[until >= time[sample], offset] == 0, axis=0)
    trials = runs.reshape(-1, *(1 for _ in kept))
    lower, upper = wilson_interval(gone, trials, confidence)
    dims = ["time", *(axis.name for axis in kept)]
    share = gone / np.where(trials > 0, trials, np.nan)
    dataset: xr.Dataset = xarray.Dataset(
        {
            "probability": (dims, share),
            "lower": (dims, lower),
            "upper": (dims, upper),
            "runs": (["time"], runs, {"long_name": "runs followed at that time"}),
        },
        coords=coordinates(time, kept),
        attrs={"interval": INTERVAL, "confidence": confidence, "runs": int(until.size)},
    )
    return dataset
