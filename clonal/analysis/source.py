"""What the analysis reads: an ensemble, or anything that gives the same arrays by name."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from clonal.errors import ClonalError
from clonal.layout import OUTCOMES, Layout

FloatArray = npt.NDArray[np.float64]


class Source(Protocol):
    """Datasets by the names of the ensemble file, each read only where it is sliced."""

    @property
    def layout(self) -> Layout:
        """Labels of the axes."""

    @property
    def scenario(self) -> Any:
        """The scenario that was run."""

    def __getitem__(self, name: str, /) -> Any:
        """A dataset: something with ``shape`` that reads what is sliced."""


def run_count(source: Source) -> int:
    """Number of runs that the ensemble holds."""
    return int(source["end_time"].shape[0])


def end_of(source: Source) -> float:
    """``time.end`` of the scenario, in days."""
    return float(source.scenario.time.end)


def stopped(source: Source) -> npt.NDArray[np.bool_]:
    """Whether each run was stopped by an endpoint, shape (run,)."""
    return np.asarray(np.asarray(source["outcome"][:]) == OUTCOMES["stopped"])


def followed_until(source: Source) -> FloatArray:
    """Last time at which the recorded state of each run is a state of the process.

    Returns
    -------
    ndarray of float64, shape (run,)
        Days. Infinite for a run that reached its end or died out (no cells stay no cells);
        ``end_time`` for one that an endpoint stopped, whose later samples only repeat its last
        state.
    """
    until = np.full(run_count(source), np.inf)
    mask = stopped(source)
    until[mask] = np.asarray(source["end_time"][:], dtype=np.float64)[mask]
    return until


def need_runs(source: Source) -> int:
    """The number of runs, refused where there is none.

    Raises
    ------
    ClonalError
        If the ensemble is empty.
    """
    count = run_count(source)
    if count == 0:
        raise ClonalError("the ensemble holds no finished run: there is nothing to analyse")
    return count


def place_of(source: Source, run: int) -> int:
    """Place of a run along the dimension ``run``.

    Raises
    ------
    ClonalError
        If the ensemble does not hold it.
    """
    need_runs(source)
    runs = np.asarray(source["run"][:])
    found = np.flatnonzero(runs == run)
    if found.size == 0:
        raise ClonalError(f"there is no run {run}; there are runs {runs.min()} to {runs.max()}")
    return int(found[0])


def check_level(confidence: float) -> float:
    """A confidence level, refused outside (0, 1)."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return float(confidence)
