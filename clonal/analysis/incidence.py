"""Estimators of time to an event: Kaplan-Meier, and Aalen-Johansen where risks compete."""

from __future__ import annotations

import warnings
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clonal.analysis.extras import require
from clonal.analysis.probability import wilson_interval
from clonal.analysis.source import FloatArray, check_level

#: Why the follow-up of a run ends: still without the event, with it, or by a competing one.
CENSORED, EVENT, COMPETING = 0, 1, 2


class Curve(NamedTuple):
    """A right-continuous step function with its interval: row ``i`` holds from ``time[i]`` on.

    All arrays have shape (step,). ``without`` is the probability of no event so far; ``at_risk``,
    ``events`` and ``competing`` count runs just before and at that time.
    """

    time: FloatArray
    without: FloatArray
    lower: FloatArray
    upper: FloatArray
    at_risk: npt.NDArray[np.int64]
    events: npt.NDArray[np.int64]
    competing: npt.NDArray[np.int64]


def tally(
    time: FloatArray, cause: npt.NDArray[np.integer]
) -> tuple[FloatArray, npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Distinct times with the runs at risk just before, events and competing events at each."""
    steps, place = np.unique(time, return_inverse=True)
    at_risk = time.size - np.searchsorted(np.sort(time), steps, side="left")
    events = np.bincount(place[cause == EVENT], minlength=steps.size)
    competing = np.bincount(place[cause == COMPETING], minlength=steps.size)
    return steps, at_risk.astype(np.int64), events.astype(np.int64), competing.astype(np.int64)


def kaplan_meier(time: npt.ArrayLike, cause: npt.ArrayLike, confidence: float = 0.95) -> Curve:
    """Kaplan-Meier estimate of the probability of no event so far.

    Estimate and interval (Greenwood's variance on the log-log scale) are those of
    `scipy.stats.ecdf`. Where the estimate is 1 or 0 that interval is undefined: Wilson's for the
    runs not censored before stands there instead.

    Parameters
    ----------
    time : array_like, shape (run,)
        Days until the event or the end of follow-up.
    cause : array_like of int, shape (run,)
        `EVENT` or `CENSORED`.
    confidence : float
        Two-sided level of the interval at each time.

    Returns
    -------
    Curve

    Raises
    ------
    ValueError
        If a run has a competing event: that is no censoring, use `aalen_johansen`.

    References
    ----------
    Kaplan EL, Meier P (1958). J Am Stat Assoc 53:457-481. doi:10.1080/01621459.1958.10501452

    Examples
    --------
    >>> curve = kaplan_meier([1.0, 2.0, 3.0, 3.0], [EVENT, EVENT, CENSORED, CENSORED])
    >>> curve.without.tolist()
    [0.75, 0.5, 0.5]
    """
    times = np.asarray(time, dtype=np.float64)
    causes = np.asarray(cause, dtype=np.int64)
    if np.any(causes == COMPETING):
        raise ValueError("Kaplan-Meier would take competing events for censoring")
    stats = require("scipy.stats")
    steps, at_risk, events, competing = tally(times, causes)
    data = stats.CensoredData(uncensored=times[causes == EVENT], right=times[causes != EVENT])
    survival = stats.ecdf(data).sf
    with warnings.catch_warnings():
        # scipy warns where the estimate is 0 or 1; those places are filled in below.
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = survival.confidence_interval(
            confidence_level=check_level(confidence), method="log-log"
        )
    lower, upper = closed(
        survival.probabilities,
        interval.low.probabilities,
        interval.high.probabilities,
        known_runs(times, causes),
        confidence,
    )
    return Curve(steps, survival.probabilities, lower, upper, at_risk, events, competing)


def aalen_johansen(time: npt.ArrayLike, cause: npt.ArrayLike, confidence: float = 0.95) -> Curve:
    """Aalen-Johansen estimate of the probability of no event so far under a competing risk.

    The cumulative incidence is :math:`F(t) = \\sum_{t_i \\le t} S(t_{i-1}) d_i / n_i`, with
    :math:`S` the Kaplan-Meier estimate for any event; what is returned is :math:`1 - F`, so that
    a run with the competing event counts among those without the event for good. The variance is
    that of the delta method, carried from step to step; without competing events it is
    Greenwood's, and without censoring the binomial one. The interval is taken on the log-log
    scale of :math:`1 - F`, like that of `kaplan_meier`, and closed with Wilson's at 0 and 1.

    Parameters
    ----------
    time : array_like, shape (run,)
        Days until the event, the competing event or the end of follow-up.
    cause : array_like of int, shape (run,)
        `EVENT`, `COMPETING` or `CENSORED`.
    confidence : float
        Two-sided level of the interval at each time.

    Returns
    -------
    Curve

    References
    ----------
    Aalen OO, Johansen S (1978). Scand J Stat 5:141-150. https://www.jstor.org/stable/4615704
    Marubini E, Valsecchi MG (1995). Analysing Survival Data from Clinical Trials and
    Observational Studies, section 10.3. Wiley.

    Examples
    --------
    >>> curve = aalen_johansen([1.0, 2.0, 3.0, 3.0], [EVENT, COMPETING, CENSORED, EVENT])
    >>> curve.without.tolist()
    [0.75, 0.75, 0.5]
    """
    times = np.asarray(time, dtype=np.float64)
    causes = np.asarray(cause, dtype=np.int64)
    steps, at_risk, events, competing = tally(times, causes)
    without, variance = incidence_steps(at_risk, events, competing)
    z = NormalDist().inv_cdf(0.5 + check_level(confidence) / 2.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        width = z * np.sqrt(variance) / (without * np.abs(np.log(without)))
        lower, upper = without ** np.exp(width), without ** np.exp(-width)
    lower, upper = closed(without, lower, upper, known_runs(times, causes), confidence)
    return Curve(steps, without, lower, upper, at_risk, events, competing)


def incidence_steps(
    at_risk: npt.NDArray[np.int64],
    events: npt.NDArray[np.int64],
    competing: npt.NDArray[np.int64],
) -> tuple[FloatArray, FloatArray]:
    """``1 - F`` at each step and its variance.

    At a step with hazards ``h1 = d1/n`` and ``h = d/n`` of ``n`` at risk, ``S' = S (1 - h)`` and
    ``F' = F + S h1``; the hazards of a step are multinomial and independent of those before, so
    the variances of ``S`` and ``F`` and their covariance follow from the last ones alone.
    """
    without = np.empty(at_risk.size)
    variance = np.empty(at_risk.size)
    alive, reached = 1.0, 0.0
    var_alive = covariance = var_reached = 0.0
    columns = zip(at_risk.tolist(), events.tolist(), competing.tolist(), strict=True)
    for step, (n, mine, other) in enumerate(columns):
        h1, h = mine / n, (mine + other) / n
        var_reached += (
            2.0 * h1 * covariance + h1 * h1 * var_alive + alive * alive * h1 * (1.0 - h1) / n
        )
        covariance = (1.0 - h) * (covariance + h1 * var_alive - alive * alive * h1 / n)
        var_alive = (1.0 - h) ** 2 * var_alive + alive * alive * h * (1.0 - h) / n
        reached += alive * h1
        alive *= 1.0 - h
        without[step] = 1.0 - reached
        variance[step] = var_reached
    # Rounding may leave 1 - F a few ulps beside the borders that the interval asks about.
    without[np.abs(without) < 1e-14] = 0.0
    return without, np.maximum(variance, 0.0)


def closed(
    estimate: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    known: npt.NDArray[np.int64],
    confidence: float,
) -> tuple[FloatArray, FloatArray]:
    """The interval with Wilson's, of `known` runs, in the places where the estimate is 0 or 1."""
    border = (estimate <= 0.0) | (estimate >= 1.0)
    low, high = wilson_interval(np.where(estimate >= 1.0, known, 0), known, confidence)
    return np.where(border, low, lower), np.where(border, high, upper)


def known_runs(time: FloatArray, cause: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Runs of which it is known whether they had the event, at each distinct time.

    All but those censored before: where none is, estimate and interval are a proportion's.
    """
    lost = np.sort(time[cause == CENSORED])
    return np.asarray(time.size - np.searchsorted(lost, np.unique(time), side="left"))
