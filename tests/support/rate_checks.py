"""Whether an engine follows each rate of a case: one z test for each number of the scenario."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

from support.founders import rows_by_founding
from support.rated import CORE, Rated
from support.rated_clamps import CLAMPS
from support.rated_drug_targets import DRUG_TARGETS
from support.rated_drugs import DRUGS
from support.rated_founders import FOUNDERS
from support.rated_mechanisms import MECHANISMS
from support.rated_modifiers import MODIFIERS
from support.rated_phases import PHASES
from support.samplers import Block, Sampler
from support.scores import MOST_LOST, PathLaw
from support.stated_numbers import scaled
from support.statistics import Gate

RATED = {
    **CORE,
    **DRUGS,
    **DRUG_TARGETS,
    **MECHANISMS,
    **MODIFIERS,
    **PHASES,
    **CLAMPS,
    **FOUNDERS,
}

#: The largest error that a case may miss more than once in ten, of the numbers that it is there
#: for: in `make test`, and in the battery, which does so many times the runs.
GOAL, BATTERY_GOAL = 0.01, 0.003
BATTERY_TIMES = 12

#: Rate of false alarms of each case's test, which its numbers share.
ALPHA = 1e-9
#: Counts that one block of runs may hold, to bound memory.
MOST_COUNTS = 10_000_000
#: Steps outside of the states that are kept, beyond which they are no accident: fewer than
#: `MOST_LOST` runs are expected to leave, and each may be seen there at every sample.
MOST_OUTSIDE = 50
#: Runs whose own scores tell how skewed they are.
TOLD = 5_000


@cache
def law_of(case: Rated) -> PathLaw:
    """Return the law of a case's paths, worked out once."""
    return PathLaw(case.words(), case)


def scenario_of(words: dict[str, Any]) -> Any:
    """Return the scenario that the engine is given."""
    from clonal.model import Scenario

    return Scenario.model_validate(words)


def rows_of(scenario: Any, block: Block) -> np.ndarray:
    """Return counts as columns of the master equation's states, shape (runs, samples, columns)."""
    if any(mutation.to == "new" for mutation in scenario.mutation):
        return rows_by_founding(scenario, block)
    population = block["population"]
    rows = population.reshape(*population.shape[:2], -1)
    if "pool_size" in block:
        rows = np.concatenate([rows, block["pool_size"]], axis=2)
    return rows


def blocks(gate: Gate, sampler: Sampler, scenario: Any, runs: int) -> Iterator[np.ndarray]:
    """Yield the counts of all runs, block by block."""
    columns = len(scenario.niche) * len(scenario.clone) + len(scenario.pool)
    most = max(1, MOST_COUNTS // (len(scenario.time.samples) * columns))
    for first in range(0, runs, most):
        number = min(most, runs - first)
        yield rows_of(scenario, sampler(scenario, number, gate.seed(f"from {first}")))


def standardised(
    gate: Gate, sampler: Sampler, case: Rated, runs: int, words: dict[str, Any] | None = None
) -> dict[str, float]:
    """Note one comparison for each number, and return its standardised score.

    `words` is the scenario that the engine is given, where it is another than the law's.
    """
    law = law_of(case)
    scenario = scenario_of(case.words() if words is None else words)
    if law.lost * runs > MOST_LOST:
        raise ValueError(f"the state space is too small: {law.lost * runs:.2g} runs leave it")
    counts: list[np.ndarray] = [np.zeros(p.matrix.shape, dtype=np.int64) for p in law.paths]
    outside = done = 0
    skewness = np.zeros(len(law.labels))
    for rows in blocks(gate, sampler, scenario, runs):
        if done == 0:
            skewness = law.skewness(rows[:TOLD])
        seen, out = law.counted(rows)
        counts = [one + more for one, more in zip(counts, seen, strict=True)]
        outside += out
        done += len(rows)
    found = law.scored(counts, done)
    for label, z, skew in zip(law.labels, found.tolist(), skewness.tolist(), strict=True):
        widening = abs(skew) * min(abs(z), 20.0) ** 3 / (6.0 * np.sqrt(done))
        p = np.exp(np.log(2.0) + stats.norm.logsf(abs(z)) + widening)
        gate.note(label, float(min(1.0, p)))
    if outside > MOST_OUTSIDE * len(law.samples):
        gate.note("states that the law never reaches", 0.0)
    return dict(zip(law.labels, found.tolist(), strict=True))


def smallest(case: Rated, times: int = 1) -> dict[str, float]:
    """Return the smallest error of each number that `times` the runs of a case see."""
    return law_of(case).smallest(times * case.runs, ALPHA)


def off_by(case: Rated, label: str, error: float) -> dict[str, Any]:
    """Return the scenario of a case with one number wrong by a share of it."""
    return scaled(case.words(), label, 1.0 + error)
