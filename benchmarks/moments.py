"""Do two engines simulate the same process? Means and variances, in standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LIMIT = 5.0
"""|z| beyond this is a disagreement. A comparison makes 60 of them, whose false alarm is below
4e-5 where both sides have many runs."""


@dataclass(frozen=True)
class Agreement:
    """The largest deviations of an engine from the reference, in standard errors."""

    mean: float
    variance: float
    runs: int

    @property
    def holds(self) -> bool:
        """Whether both are within `LIMIT`."""
        return max(self.mean, self.variance) <= LIMIT


def _statistics(population: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return (run, statistic): lineage by niche and its sums, at a half, at most and at the end."""
    steps = population.shape[1]
    chosen = population[:, [steps // 4, steps // 2, steps - 1]].astype(np.float64)
    parts = [
        chosen.reshape(chosen.shape[0], -1),
        chosen.sum(axis=2).reshape(chosen.shape[0], -1),
        chosen.sum(axis=3).reshape(chosen.shape[0], -1),
        chosen.sum(axis=(2, 3)),
    ]
    return np.concatenate(parts, axis=1)


def compare(reference: NDArray[np.int64], other: NDArray[np.int64]) -> Agreement:
    """Compare means and variances over runs at three times.

    The standard errors come from the reference, which has many runs: the mean's is
    ``sqrt(v (1/n + 1/m))`` and the variance's ``v sqrt((kurtosis - 1) (1/n + 1/m))``.

    Parameters
    ----------
    reference, other : ndarray of int64
        Populations (run, time, lineage, niche).

    Returns
    -------
    Agreement
    """
    ours, theirs = _statistics(reference), _statistics(other)
    n, m = len(ours), len(theirs)
    variance = ours.var(axis=0, ddof=1)
    moving = variance > 0.0
    ours, theirs, variance = ours[:, moving], theirs[:, moving], variance[moving]
    centred = ours - ours.mean(axis=0)
    kurtosis = (centred**4).mean(axis=0) / (centred**2).mean(axis=0) ** 2
    spread = 1.0 / n + 1.0 / m
    mean_error = np.abs(theirs.mean(axis=0) - ours.mean(axis=0)) / np.sqrt(variance * spread)
    ratio = theirs.var(axis=0, ddof=1) / variance
    variance_error = np.abs(ratio - 1.0) / np.sqrt((kurtosis - 1.0) * spread)
    return Agreement(float(mean_error.max()), float(variance_error.max()), m)
