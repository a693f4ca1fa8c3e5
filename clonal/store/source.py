"""Where finished runs come from when a file is written: memory, a shard, or an older file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Interval = tuple[int, int]
Array = npt.NDArray[Any]


class Source(Protocol):
    """Some runs of one ensemble, addressed by the run's index."""

    def intervals(self) -> Sequence[Interval]:
        """Return the runs it holds as ascending ``(first, stop)``, each contiguous in its rows."""

    def run_rows(self, path: str, first: int, stop: int) -> Array:
        """Return the rows of runs `first` to `stop` of a dataset along ``run``."""

    def chunks(self, path: str, first: int, runs: int) -> list[bytes] | None:
        """Return the stored chunks, checked, that hold exactly `runs` runs from `first`.

        They follow each other in time. None says that the rows must be read instead.
        """

    def table_sizes(self, first: int, stop: int) -> tuple[int, int]:
        """Return how many rows runs `first` to `stop` have in ``clone/`` and ``clone_count/``."""

    def columns(self, first: int, stop: int) -> dict[str, Array]:
        """Return the clone tables of runs `first` to `stop`.

        ``run_index`` and ``clone_row`` count from the first run and the first clone of the part.
        """


def union(parts: Iterable[Interval]) -> list[Interval]:
    """Return the same runs as ascending intervals that do not touch.

    Examples
    --------
    >>> union([(5, 8), (0, 2), (2, 4)])
    [(0, 4), (5, 8)]
    """
    out: list[Interval] = []
    for first, stop in sorted(parts):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(stop, out[-1][1]))
        elif stop > first:
            out.append((first, stop))
    return out


def missing(present: Iterable[Interval], runs: int) -> list[Interval]:
    """Return which of the first `runs` runs are not in `present`.

    Examples
    --------
    >>> missing([(2, 4), (6, 9)], 8)
    [(0, 2), (4, 6)]
    """
    out: list[Interval] = []
    at = 0
    for first, stop in union(present):
        if first >= runs:
            break
        if first > at:
            out.append((at, first))
        at = max(at, stop)
    if at < runs:
        out.append((at, runs))
    return out


def runs_as_intervals(run: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return ``(first, stop, row)`` of every stretch in which the index rises by one a row."""
    if not len(run):
        return []
    breaks = np.flatnonzero(np.diff(run) != 1) + 1
    rows = [0, *breaks.tolist()]
    ends = [*rows[1:], len(run)]
    return [(int(run[a]), int(run[a]) + b - a, a) for a, b in zip(rows, ends, strict=True)]


def first_row(column: Any, value: int) -> int:
    """Return the first row of a sorted column that is not below `value`.

    It is found by bisection, which reads a few elements, whatever the length of the column.

    Examples
    --------
    >>> first_row(np.array([0, 0, 2, 2, 2]), 1)
    2
    """
    low, high = 0, int(column.shape[0])
    while low < high:
        middle = (low + high) // 2
        if int(column[middle]) < value:
            low = middle + 1
        else:
            high = middle
    return low


def assign(sources: Sequence[Source], runs: int) -> list[tuple[int, int, Source]]:
    """Share the first `runs` runs out to the sources that hold them, each run once.

    Returns
    -------
    list of (first, stop, Source)
        Ascending; earlier sources win where two hold the same run.
    """
    taken: list[Interval] = []
    out: list[tuple[int, int, Source]] = []
    for source in sources:
        for first, stop in source.intervals():
            for start, end in missing(taken, min(stop, runs)):
                if end > first:
                    out.append((max(start, first), end, source))
            taken = union([*taken, (first, stop)])
    return sorted(out, key=lambda part: part[0])
