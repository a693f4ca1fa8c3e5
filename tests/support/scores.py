"""The likelihood of a path that is sampled often: what one number of a scenario is worth in it.

Between two samples the state of a small scenario moves by transition probabilities that the
master equation gives. The score of a number θ of the scenario (θ multiplies it, 1 under the law)
is Σ d log P(x_k, x_k+1)/dθ over the path. Each term has mean 0 given the path so far, so the score
has mean 0 and its variance is the Fisher information, both exactly: a z test whose power is known.
The derivative is a difference of two solutions, and P·d sums to 0 over where the path may go
because each solution's rows sum to 1.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import linalg, stats

from support import concentrations
from support.cases import Case
from support.definition import Definition
from support.founders import unfolded
from support.master import Master
from support.stated_numbers import leaves, scaled

#: Half the distance of the two solutions whose difference is the derivative.
STEP = 1e-3
#: A probability below this is rounding: such a step counts nothing.
LEAST = 1e-13
#: Runs that may be expected to leave the states that are kept, over a whole test. Each moves the
#: score by a few units, where the standard deviation of a score that sees 1 % is about 800.
MOST_LOST = 10.0
#: Power at which the smallest error that a test sees is stated.
POWER = 0.9


@dataclass(frozen=True)
class Path:
    """The transition matrices of one kind of interval, and how many of the samples it joins."""

    intervals: tuple[int, ...]
    matrix: np.ndarray
    scores: np.ndarray


class PathLaw:
    """The law of a case's sampled paths, and the scores of every number that rates depend on."""

    def __init__(self, words: dict[str, Any], case: Case) -> None:
        self.words = words
        self.labels = leaves(words)
        self.master = Master(read(words), case.bound())
        self.samples = [float(time) for time in self.master.scenario.time.samples]

    def solutions(self, label: str, factor: float) -> dict[Any, np.ndarray]:
        """Return the transition matrix of each kind of interval with one number scaled."""
        other = copy.copy(self.master)
        other.scenario = read(scaled(self.words, label, factor))
        other.law = Definition(other.scenario)
        other.everywhere = other.everywhere_at_once()
        return transitions(other, self.kinds)

    @cached_property
    def kinds(self) -> dict[Any, list[int]]:
        """The intervals between samples, those with the same law together."""
        found: dict[Any, list[int]] = {}
        for number, (start, stop) in enumerate(itertools.pairwise(self.samples)):
            found.setdefault(kind_of(self.master, start, stop), []).append(number)
        return found

    @cached_property
    def paths(self) -> list[Path]:
        """Transition matrices and scores, shape (numbers, states, states), by kind of interval."""
        plain = transitions(self.master, self.kinds)
        scores: dict[Any, list[np.ndarray]] = {kind: [] for kind in self.kinds}
        for label in self.labels:
            up = self.solutions(label, 1.0 + STEP)
            down = self.solutions(label, 1.0 - STEP)
            for kind, matrix in plain.items():
                change = (up[kind] - down[kind]) / (2.0 * STEP)
                likely = matrix > LEAST
                scores[kind].append(np.where(likely, change / np.where(likely, matrix, 1.0), 0.0))
        return [
            Path(tuple(self.kinds[kind]), matrix, np.array(scores[kind]))
            for kind, matrix in plain.items()
        ]

    @cached_property
    def occupied(self) -> np.ndarray:
        """The law of the state at each sample, shape (samples, states)."""
        of_interval = {k: path.matrix for path in self.paths for k in path.intervals}
        p = np.zeros(len(self.master.states))
        p[self.master.index[self.master.first()]] = 1.0
        found = [p]
        for number in range(len(self.samples) - 1):
            found.append(found[-1] @ of_interval[number])
        return np.array(found)

    @property
    def lost(self) -> float:
        """The share of runs that leave the states that are kept."""
        return float(1.0 - self.occupied[-1].sum())

    @cached_property
    def information(self) -> np.ndarray:
        """The Fisher information of one run on each number, scaled to 1."""
        total = np.zeros(len(self.labels))
        for path in self.paths:
            start = self.occupied[list(path.intervals)].sum(axis=0)
            total += np.einsum("i,ij,tij->t", start, path.matrix, path.scores**2, optimize=True)
        return total

    def smallest(self, runs: int, alpha: float) -> dict[str, float]:
        """Return the smallest relative error of each number that `runs` runs see with `POWER`."""
        threshold = stats.norm.isf(alpha / (2.0 * len(self.labels))) + stats.norm.isf(1.0 - POWER)
        seen = threshold / np.sqrt(runs * np.maximum(self.information, 1e-300))
        return dict(zip(self.labels, seen.tolist(), strict=True))

    # --------------------------------------------------------------------------- what is seen

    @cached_property
    def codes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What turns counts into the number of their state: most, strides, and a table."""
        most = self.master.states.max(axis=0)
        strides = np.cumprod(np.concatenate([[1], most[:-1] + 1]))
        table = np.full(int(np.prod(most + 1)), -1, dtype=np.int64)
        table[self.master.states @ strides] = np.arange(len(self.master.states))
        return most, strides, table

    def numbered(self, rows: np.ndarray) -> np.ndarray:
        """Return the number of each state of `rows`, -1 where it is not kept."""
        most, strides, table = self.codes
        columns = range(len(most))
        beyond = [c for c in columns if rows[..., c].max() > most[c]]
        code = np.zeros(rows.shape[:-1], dtype=np.int64)
        for column in columns:
            code += strides[column] * np.minimum(rows[..., column], most[column])
        found = table[code]
        for column in beyond:
            found[rows[..., column] > most[column]] = -1
        return found

    def counted(self, rows: np.ndarray) -> tuple[list[np.ndarray], int]:
        """Return how often each step was seen, by kind of interval, and how many led outside."""
        size = len(self.master.states)
        states = self.numbered(rows)
        inside = states.min() >= 0
        found = []
        outside = 0
        for path in self.paths:
            whole = len(path.intervals) == len(self.samples) - 1
            first = slice(None, -1) if whole else np.array(path.intervals)
            then = slice(1, None) if whole else np.array(path.intervals) + 1
            start, stop = states[:, first], states[:, then]
            steps = start * size + stop
            if not inside:
                kept = (start >= 0) & (stop >= 0)
                outside += int(np.count_nonzero(~kept))
                steps = steps[kept]
            seen = np.bincount(steps.ravel(), minlength=size * size)
            found.append(seen.reshape(size, size))
        return found, outside

    def scored(self, counts: list[np.ndarray], runs: int) -> np.ndarray:
        """Return the standardised score of each number, from what `runs` runs did."""
        total = np.zeros(len(self.labels))
        for path, seen in zip(self.paths, counts, strict=True):
            total += np.einsum("ij,tij->t", seen, path.scores)
        return total / np.sqrt(runs * np.maximum(self.information, 1e-300))

    def skewness(self, rows: np.ndarray) -> np.ndarray:
        """Return the skewness of one run's score on each number, as the runs show it."""
        states = np.maximum(self.numbered(rows), 0)
        each = np.zeros((len(self.labels), len(rows)))
        for path in self.paths:
            first = np.array(path.intervals)
            for number, scores in enumerate(path.scores):
                each[number] += scores[states[:, first], states[:, first + 1]].sum(axis=1)
        # A number that no count depends on has a score of 0, which has no skewness.
        return np.nan_to_num(stats.skew(each, axis=1))


def read(words: dict[str, Any]) -> Any:
    """Return the scenario of the words, founded clones declared."""
    from clonal.model import Scenario

    return Scenario.model_validate(unfolded(words))


def kind_of(master: Master, start: float, stop: float) -> Any:
    """Return what the law of an interval depends on: its length, and what the drugs do in it."""
    length = round(stop - start, 9)
    if master.moving or master.scenario.intervention:
        return start, length
    return length, tuple(
        (round(until - since, 9), *levels) for since, until, levels in pieces(master, start, stop)
    )


def pieces(master: Master, start: float, stop: float) -> Iterator[tuple[float, float, list[float]]]:
    """Yield an interval between breaks and interventions, with the concentrations midway."""
    moments = [*master.law.breaks(), *(i.at for i in master.scenario.intervention)]
    cuts = sorted({start, *(t for t in moments if start < t < stop), stop})
    for since, until in itertools.pairwise(cuts):
        middle = (since + until) / 2.0
        yield since, until, [concentrations.plasma(d, middle) for d in master.scenario.drug]


def transitions(master: Master, kinds: dict[Any, list[int]]) -> dict[Any, np.ndarray]:
    """Return the matrix of transition probabilities of each kind of interval."""
    samples = [float(time) for time in master.scenario.time.samples]
    return {
        kind: transition(master, samples[numbers[0]], samples[numbers[0] + 1])
        for kind, numbers in kinds.items()
    }


def transition(master: Master, start: float, stop: float) -> np.ndarray:
    """Return P(state at stop | state at start), shape (states, states)."""
    found = np.eye(len(master.states))
    for since, until, _ in pieces(master, start, stop):
        if master.moving:
            for low, high in parts_of(since, until):
                found = found @ magnus(master, low, high)
        else:
            found = found @ linalg.expm(dense(master, (since + until) / 2.0) * (until - since))
        for intervention in master.scenario.intervention:
            if intervention.at == until:
                found = np.array([master.intervene(row, intervention) for row in found])
    return found


def parts_of(start: float, stop: float, longest: float = 0.06) -> Iterator[tuple[float, float]]:
    """Yield equal parts of an interval that are no longer than `longest`."""
    number = max(1, int(np.ceil((stop - start) / longest - 1e-9)))
    cuts = np.linspace(start, stop, number + 1)
    yield from zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)


def magnus(master: Master, start: float, stop: float) -> np.ndarray:
    """Return the transition matrix over a short interval in which rates move smoothly.

    Commutator-free, of fourth order (Blanes & Moan 2006, Appl. Numer. Math. 56:1519).
    """
    length = stop - start
    shift = np.sqrt(3.0) / 6.0
    early, late = (dense(master, start + length * (0.5 + sign * shift)) for sign in (-1.0, 1.0))
    heavy, light = length * (0.25 + shift), length * (0.25 - shift)
    first, second = linalg.expm(
        np.array([heavy * early + light * late, light * early + heavy * late])
    )
    return np.asarray(first @ second)


def dense(master: Master, time: float) -> np.ndarray:
    """Return the generator at `time`: rates from each state (rows) to each."""
    size = len(master.states)
    matrix = np.zeros((size, size))
    own = np.arange(size)
    for rate, rows, to in master.flows(time):
        rate = np.broadcast_to(rate, (size,))
        matrix[own, own] -= rate
        # One kind of event leads each state to one other: no entry is named twice.
        matrix[rows, to] += rate[rows]
    return matrix
