"""Statistical gates that state how often they cry wolf.

Every test that draws random numbers is decorated with ``gated(alpha=...)``: the probability that
it fails although the law is right. Its comparisons share that alpha (a union bound), its seed is
derived from its name and never chosen, and `tests/statistical/test_budget.py` adds the alphas up.

Tails of 1e-9 are beyond where chi-square approximations can be trusted, so tables are judged by
a bound that holds for every sample size and counts by exact binomial tails.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
from scipy import stats

#: Every pooled cell of a table is expected to hold at least this many runs.
LEAST_EXPECTED = 20.0


class Disagreement(AssertionError):
    """The sample does not follow the law, at the test's stated rate of false alarms."""


class Gate:
    """Collects the comparisons of one test and judges them together.

    Parameters
    ----------
    name : str
        The test's name, from which its seed is derived.
    alpha : float
        Upper bound on the probability that a correct sampler is rejected.
    """

    def __init__(self, name: str, alpha: float) -> None:
        self.name = name
        self.alpha = alpha
        self.found: list[tuple[str, float]] = []

    def seed(self, purpose: str = "") -> int:
        """Return the seed for one purpose within the test."""
        digest = hashlib.sha256(f"{self.name}/{purpose}".encode()).digest()
        return int.from_bytes(digest[:4], "little")

    def probability(self) -> float:
        """Return a bound on the chance that a right sampler does as badly as what was seen."""
        if not self.found:
            raise ValueError(f"{self.name} compared nothing")
        return min(1.0, len(self.found) * min(p for _, p in self.found))

    def verdict(self) -> None:
        """Raise `Disagreement` where the comparisons together are beyond alpha."""
        if self.probability() < self.alpha:
            worst = sorted(self.found, key=lambda found: found[1])[:5]
            told = "; ".join(f"{label}: p = {p:.2g}" for label, p in worst)
            raise Disagreement(
                f"{self.name}: p = {self.probability():.3g} < {self.alpha:.1g} "
                f"in {len(self.found)} comparisons; worst are {told}"
            )

    def note(self, label: str, p: float) -> None:
        """Add one comparison by its p-value."""
        self.found.append((label, float(p)))

    def count(self, label: str, successes: int, trials: int, probability: float) -> None:
        """Compare a number of successes with its binomial law, exactly."""
        self.note(label, binomial(successes, trials, probability))

    def mean(self, label: str, values: np.ndarray, mean: float, sd: float | None = None) -> None:
        """Compare a mean with what it should be; the sample's own sd is used unless it is known."""
        self.note(label, z_test(values, mean, sd))

    def table(self, label: str, seen: np.ndarray, law: Mapping[Any, float]) -> None:
        """Compare outcomes (numbers, or rows of numbers) with the probability of each."""
        self.note(label, table(outcomes(seen), law))

    def law(self, label: str, seen: np.ndarray, pmf: np.ndarray) -> None:
        """Compare whole numbers with a distribution: cell by cell, and its cumulative form.

        `pmf[n]` is the probability of n; what is missing to 1 lies beyond the end.
        """
        self.table(label, seen, dict(enumerate(pmf)))
        cumulative = np.cumsum(pmf)
        trials = len(seen)
        cuts = np.unique(np.searchsorted(cumulative, np.linspace(0.05, 0.95, 10)))
        for cut in cuts[cuts < len(pmf)]:
            below = int(np.count_nonzero(seen <= cut))
            self.count(f"{label} <= {cut}", below, trials, min(1.0, float(cumulative[cut])))

    def same(self, label: str, one: np.ndarray, other: np.ndarray) -> None:
        """Compare two samples of whole numbers (or rows of them), neither of which is the law."""
        self.note(label, two_samples(outcomes(one), outcomes(other)))


def gated(alpha: float) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a statistical test and its false positive rate; it takes the fixture ``gate``."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def judged(**arguments: Any) -> None:
            test(**arguments)
            arguments["gate"].verdict()

        judged.alpha = alpha  # type: ignore[attr-defined]
        return judged

    return decorate


def outcomes(seen: np.ndarray) -> dict[Hashable, int]:
    """Count the distinct outcomes of a sample: numbers, or rows as tuples."""
    seen = np.asarray(seen)
    if seen.ndim == 1:
        values, counts = np.unique(seen, return_counts=True)
        return dict(zip(values.tolist(), counts.tolist(), strict=True))
    values, counts = np.unique(seen.reshape(len(seen), -1), axis=0, return_counts=True)
    return {tuple(row): n for row, n in zip(values.tolist(), counts.tolist(), strict=True)}


def binomial(successes: int, trials: int, probability: float) -> float:
    """Return the exact two-sided p-value of a binomial count (twice the smaller tail)."""
    below = stats.binom.cdf(successes, trials, probability)
    above = stats.binom.sf(successes - 1, trials, probability)
    return float(min(1.0, 2.0 * min(below, above)))


def z_test(values: np.ndarray, mean: float, sd: float | None = None) -> float:
    """Return the two-sided p-value of a mean.

    The normal tail is widened by exp(|skewness| |z|^3 / (6 sqrt(n))), the first term of Cramér's
    large-deviation correction, without which a skewed law would fail too often at small alphas.
    """
    values = np.asarray(values, dtype=np.float64)
    size = len(values)
    spread = float(values.std(ddof=1)) if sd is None else sd
    if spread == 0.0:
        return 1.0 if np.all(np.isclose(values, mean, rtol=1e-12, atol=1e-12)) else 0.0
    z = abs(float(values.mean()) - mean) * np.sqrt(size) / spread
    skewness = abs(float(stats.skew(values))) if values.std() > 0.0 else 0.0
    widening = skewness * min(z, 20.0) ** 3 / (6.0 * np.sqrt(size))
    return float(min(1.0, np.exp(np.log(2.0) + stats.norm.logsf(z) + widening)))


def table(counts: Mapping[Any, int], law: Mapping[Any, float]) -> float:
    """Return a p-value of a table of counts that is never too small.

    The likelihood ratio n·D of observed to expected shares is judged by the bound of Agrawal
    (2020, IEEE Trans. Inf. Theory 66:6297), P(D >= e) <= exp(-n e) (e n e/(k-1))^(k-1) for
    n e > k - 1, which holds for every n. Outcomes expected fewer than 20 times are pooled.
    """
    trials = sum(counts.values())
    rest = max(0.0, 1.0 - sum(law.values()))
    unforeseen = sum(number for outcome, number in counts.items() if outcome not in law)
    cells = [(rest, unforeseen)] + [
        (probability, counts.get(outcome, 0)) for outcome, probability in law.items()
    ]
    # An outcome that the law gives no chance at all (to rounding) settles it.
    if any(seen > 0 and probability * trials < 1e-12 for probability, seen in cells):
        return 0.0
    cells.sort()
    pooled: list[tuple[float, int]] = []
    mass, number = 0.0, 0
    for probability, seen in cells:
        mass, number = mass + probability, number + seen
        if mass * trials >= LEAST_EXPECTED:
            pooled.append((mass, number))
            mass, number = 0.0, 0
    if mass > 0.0 or number > 0:
        last = pooled.pop() if pooled else (0.0, 0)
        pooled.append((last[0] + mass, last[1] + number))
    return _tail(pooled, trials)


def _tail(cells: list[tuple[float, int]], trials: int) -> float:
    total = sum(mass for mass, _ in cells)
    divergence = sum(
        seen * np.log(seen * total / (trials * mass)) for mass, seen in cells if seen > 0
    )
    freedom = len(cells) - 1
    if freedom == 0 or divergence <= freedom:
        return 1.0
    return float(np.exp(-divergence + freedom * (1.0 + np.log(divergence / freedom))))


def two_samples(one: Mapping[Hashable, int], other: Mapping[Hashable, int]) -> float:
    """Return a p-value for two tables being of one law: exact Fisher tests, cell by cell.

    Given the sum of a cell, its split between the samples is hypergeometric; the smallest of the
    two-sided tails counts, times the number of cells.
    """
    first, second = sum(one.values()), sum(other.values())
    pooled = {key: one.get(key, 0) + other.get(key, 0) for key in {*one, *other}}
    large = [key for key, number in pooled.items() if number >= LEAST_EXPECTED]
    cells = [(one.get(key, 0), pooled[key]) for key in large]
    rest = set(pooled) - set(large)
    if rest:
        cells.append((sum(one.get(key, 0) for key in rest), sum(pooled[key] for key in rest)))
    seen, number = np.array(cells, dtype=np.int64).T
    below = stats.hypergeom.cdf(seen, first + second, first, number)
    above = stats.hypergeom.sf(seen - 1, first + second, first, number)
    return float(min(1.0, len(cells) * 2.0 * np.minimum(below, above).min()))
