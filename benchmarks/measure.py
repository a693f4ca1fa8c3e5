"""Timing: enough runs to fill a given time, contenders in turn so that drift cancels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.contender import Contender


@dataclass(frozen=True)
class Options:
    """How long to measure.

    ``seconds`` is one repetition of one contender, ``repetitions`` how many of them each gets,
    ``agreement`` the seconds of simulation by which an engine's moments are estimated.
    """

    seconds: float = 0.5
    repetitions: int = 7
    agreement: float = 5.0
    peers: bool = True
    seed: int = 1


@dataclass(frozen=True)
class Timing:
    """CPU nanoseconds per event: the median of the repetitions, and their extremes."""

    nanoseconds: float
    low: float
    high: float

    @staticmethod
    def of(values: Sequence[float]) -> Timing:
        """Summarise repetitions."""
        return Timing(median(values), min(values), max(values))


def runs_for(contender: Contender, seconds: float, *, least: int = 1, most: int = 100_000) -> int:
    """Return how many runs fill ``seconds``, from a first try of one run and a second of some."""
    first = contender.measure(1, 0).cpu
    some = max(1, min(most, math.ceil(0.05 * seconds / max(first, 1e-7))))
    if some > 1:
        first = contender.measure(some, 0).cpu / some
    return max(least, min(most, round(seconds / max(first, 1e-7))))


def interleave(
    contenders: Sequence[Contender], events_per_run: float, options: Options
) -> list[Timing]:
    """Time contenders in turn, A B C A B C …, with new seeds each round.

    Parameters
    ----------
    contenders : sequence of Contender
    events_per_run : float
        For those that do not count their events.
    options : Options

    Returns
    -------
    list of Timing
        In the contenders' order.
    """
    runs = [runs_for(contender, options.seconds) for contender in contenders]
    values: list[list[float]] = [[] for _ in contenders]
    for repetition in range(options.repetitions):
        seed = options.seed + 1000 * (repetition + 1)
        for contender, count, kept in zip(contenders, runs, values, strict=True):
            taken = contender.measure(count, seed)
            events = taken.events if taken.events is not None else count * events_per_run
            kept.append(1e9 * taken.cpu / events)
    return [Timing.of(kept) for kept in values]
