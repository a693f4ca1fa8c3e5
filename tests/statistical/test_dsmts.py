"""The population processes of the SBML stochastic test suite (Evans, Gillespie, Wilkinson 2008).

The suite's cases 1 to 29 are birth, death, immigration and per-capita conversion, with resets at
fixed times; they are written here from their rates, and their means and standard deviations
are recomputed from the rates. Each process is gated by one calibrated statistic and reported
by the suite's own criteria: |Z| < 3 for means, |Y| < 5 for standard deviations, n = 10,000.

Out of scope, by name: 30 to 36 convert cells in pairs (33 also resets on a state), and 37 to 39
bring immigrants in batches; there is no such event in a population of cells.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from support import laws
from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

#: The suite's own number of runs; where a run costs 10^5 events, `make test` does a tenth of them.
RUNS = 10_000
TIMES = np.arange(51.0)


@dataclass(frozen=True)
class Process:
    """One distinct process of the suite, and the cases that are it."""

    cases: tuple[int, ...]
    birth: float = 0.0
    death: float = 0.0
    inflow: float = 0.0
    cells: int = 0
    reset: tuple[float, int] | None = None
    sink: bool = False
    factors: dict[str, float] = field(default_factory=lambda: {"X": 1.0})
    costly: bool = False

    def text(self) -> str:
        """Return the process as a scenario; a sink is a niche that cells go to and stay in."""
        lines = [
            '[time]\nend = 50.0\nevery = 1.0\n[[niche]]\nname = "X"\n[[niche]]\nname = "Sink"\n',
            f'[[clone]]\nname = "X"\nlineage = "x"\nbirth = {self.birth}\n',
            f"death = {0.0 if self.sink else self.death}\n",
            f"initial = {{ X = {self.cells} }}\nimmigration = {{ X = {self.inflow} }}\n",
        ]
        if self.sink:
            # What reaches the sink must not divide there.
            lines.append(f'[[migration]]\nfrom = "X"\nto = "Sink"\nrate = {self.death}\n')
            lines.append('[[modifier]]\non = "birth"\nof = { niche = "Sink" }\ntimes = 0.0\n')
        if self.reset is not None:
            at, number = self.reset
            lines.append(
                f"[[intervention]]\nat = {at}\n"
                f'set = {{ clone = "X", niche = "X", value = {number} }}\n'
            )
        return "".join(lines)

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and variance of X at each sample, from the rates."""
        mean, variance = np.zeros(51), np.zeros(51)
        for sample, now in enumerate(TIMES):
            since, cells = now, self.cells
            if self.reset is not None and now >= self.reset[0]:
                since, cells = now - self.reset[0], self.reset[1]
            m, v = laws.moments(self.birth, self.death, since, cells)
            if self.inflow > 0.0:
                # With births 0 the arrivals that are still there are Poisson.
                arrived = -self.inflow * np.expm1(-self.death * since) / self.death
                m, v = m + arrived, v + arrived
            mean[sample], variance[sample] = m, v
        return mean, variance

    def inflation(self) -> np.ndarray:
        """Return the standard deviation of Y for many runs, sqrt((kurtosis - 1)/2), at each sample.

        Where it is far from 1 the law is far from normal, and |Y| is judged in units of it.
        """
        found = np.ones(51)
        for sample, now in enumerate(TIMES):
            if self.reset is not None or self.sink or now == 0.0:
                continue
            second, fourth = 0.0, 0.0
            if self.cells > 0:
                alpha, beta = laws.birth_death(self.birth, self.death, now)
                law = laws.family(alpha, beta, 1, int(60.0 / (1.0 - beta)) + 60)
                deviations = np.arange(len(law)) - law @ np.arange(len(law))
                variance = float(law @ deviations**2)
                second = self.cells * variance
                fourth = self.cells * (float(law @ deviations**4) - 3.0 * variance**2)
            arrived = -self.inflow * np.expm1(-self.death * now) / self.death
            second, fourth = second + arrived, fourth + arrived
            found[sample] = np.sqrt((2.0 + fourth / second**2) / 2.0)
        return found

    def sink_moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and variance of the cells in the sink, by their moment equations."""
        mean, variance = np.zeros(51), np.zeros(51)
        flow = np.array([[self.birth - self.death, 0.0], [self.death, 0.0]])

        def noise(x: np.ndarray) -> np.ndarray:
            moved = self.death * x[0] * np.array([[1.0, -1.0], [-1.0, 1.0]])
            return moved + np.diag([self.birth * x[0] + self.inflow, 0.0])

        start = np.array([float(self.cells), 0.0, 1.0])
        with_inflow = np.zeros((3, 3))
        with_inflow[:2, :2] = flow
        with_inflow[0, 2] = self.inflow

        def padded(x: np.ndarray) -> np.ndarray:
            full = np.zeros((3, 3))
            full[:2, :2] = noise(x)
            return full

        for sample, now in enumerate(TIMES[1:], start=1):
            m, c = laws.linear_moments(with_inflow, start, float(now), padded)
            mean[sample], variance[sample] = m[1], c[1, 1]
        return mean, variance


PROCESSES = [
    Process((1, 2, 6, 8, 9, 10, 12, 13, 14, 15, 16, 17), birth=0.1, death=0.11, cells=100),
    Process((19,), birth=0.1, death=0.11, cells=100, factors={"X": 1.0, "y": 2.0}),
    Process((3,), birth=1.0, death=1.1, cells=100),
    Process((4,), birth=0.1, death=0.11, cells=10),
    Process((5,), birth=0.1, death=0.11, cells=10_000, costly=True),
    Process((7,), birth=0.1, death=0.11, cells=100, sink=True),
    Process((11, 18), birth=0.05, death=0.055, cells=100),
    Process((20, 27), inflow=1.0, death=0.1),
    Process((21, 24, 26), inflow=10.0, death=0.1),
    Process((22,), inflow=5.0, death=0.1),
    Process((23,), inflow=1000.0, death=0.1, costly=True),
    Process((25,), inflow=10.0, death=0.1, sink=True),
    Process((28,), inflow=1.0, death=0.1, reset=(25.0, 50)),
    Process((29,), inflow=1.0, death=0.1, reset=(22.5, 20)),
]
OUT_OF_SCOPE = {"pairs": range(30, 37), "batches": range(37, 40)}


def statistic(values: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> list[float]:
    """Return p-values of all samples' means, and of their variances about the true mean.

    A deviation's square is compared with the true variance by its own spread in the sample,
    so that the test stays calibrated where the law is far from normal.
    """
    found = []
    for sample in range(values.shape[1]):
        seen = values[:, sample].astype(float)
        if variance[sample] == 0.0:
            found.append(1.0 if np.all(seen == mean[sample]) else 0.0)
            continue
        squares = (seen - mean[sample]) ** 2
        for numbers, truth in ((seen, mean[sample]), (squares, variance[sample])):
            spread = float(numbers.std(ddof=1))
            z = abs(float(numbers.mean()) - truth) / (spread / len(numbers) ** 0.5)
            widening = abs(float(stats.skew(numbers))) * min(z, 20.0) ** 3
            widening /= 6.0 * len(numbers) ** 0.5
            found.append(float(np.exp(np.log(2.0) + stats.norm.logsf(z) + widening)))
    return found


@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: "-".join(map(str, p.cases)))
@gated(alpha=1e-9)
def test_process(gate: Gate, sampler: Sampler, process: Process) -> None:
    compare(gate, sampler, process, RUNS // 10 if process.costly else RUNS)


@pytest.mark.battery
@pytest.mark.parametrize(
    "process",
    [process for process in PROCESSES if process.costly],
    ids=lambda p: "-".join(map(str, p.cases)),
)
@gated(alpha=1e-9)
def test_costly_process_at_full_size(gate: Gate, sampler: Sampler, process: Process) -> None:
    compare(gate, sampler, process, RUNS)


def compare(gate: Gate, sampler: Sampler, process: Process, runs: int) -> None:
    """Gate a process by its means and variances, and report the suite's criteria."""
    block = sampler(scenario(process.text()), runs, gate.seed())
    observed = {"X": (block["population"][:, :, 0, 0, 0], *process.moments())}
    if process.sink:
        observed["Sink"] = (block["population"][:, :, 0, 1, 0], *process.sink_moments())
    for name, (values, mean, variance) in observed.items():
        for factor_name, factor in process.factors.items():
            label = name if factor == 1.0 else factor_name
            numbers, truth, spread = values * factor, mean * factor, variance * factor**2
            for number, p in enumerate(statistic(numbers, truth, spread)):
                gate.note(f"{label}, comparison {number}", p)
            told = criteria(numbers, truth, spread, process.inflation())
            print(f"{gate.name} {label}, n = {len(values)}: {told}")


def criteria(
    values: np.ndarray, mean: np.ndarray, variance: np.ndarray, inflation: np.ndarray
) -> str:
    """Return how many samples are outside the suite's criteria."""
    moving = variance > 0.0
    n = len(values)
    z = (values.mean(axis=0) - mean)[moving] / np.sqrt(variance[moving] / n)
    squares = ((values - mean) ** 2).mean(axis=0)[moving]
    y = np.sqrt(n / 2.0) * (squares / variance[moving] - 1.0) / np.maximum(inflation[moving], 1.0)
    return (
        f"{np.count_nonzero(np.abs(z) >= 3.0)} of {moving.sum()} means and "
        f"{np.count_nonzero(np.abs(y) >= 5.0)} standard deviations outside"
    )


def test_every_case_of_the_suite_is_here_or_named_as_out_of_scope() -> None:
    here = [case for process in PROCESSES for case in process.cases]
    outside = [case for cases in OUT_OF_SCOPE.values() for case in cases]
    assert sorted(here + outside) == list(range(1, 40))


TABLES = os.environ.get("CLONAL_DSMTS", "")
#: What the tables say on some days: written by `make external`, which has the tables.
FOUND = Path(__file__).parent.parent / "data" / "dsmts.json"
DAYS = (5, 20, 23, 25, 26, 50)


def test_moments_are_those_that_were_found_in_the_tables() -> None:
    found = json.loads(FOUND.read_text())["cases"]
    assert sorted(map(int, found)) == sorted(n for process in PROCESSES for n in process.cases)
    for process in PROCESSES:
        mean, variance = process.moments()
        for number in process.cases:
            for day, stated in zip(DAYS, found[str(number)], strict=True):
                here = [mean[day], variance[day] ** 0.5]
                assert here == pytest.approx(stated, abs=2e-5, rel=1e-6), (number, day)


@pytest.mark.external
def test_moments_agree_with_the_tables_of_the_suite() -> None:
    """The tables are not ours to ship: CLONAL_DSMTS=FILE names them."""
    if not TABLES:
        pytest.fail("missing: CLONAL_DSMTS=FILE, the tables of the stochastic test suite, as JSON")
    tables = json.loads(Path(TABLES).read_text())
    cases: list[dict[str, Any]] = tables["cases"]
    found = {}
    for process in PROCESSES:
        for number in process.cases:
            case = cases[number - 1]
            mean, variance = process.moments()
            assert np.allclose(case["mean"]["X"], mean, atol=2e-5, rtol=1e-6), number
            assert np.allclose(case["sd"]["X"], np.sqrt(variance), atol=2e-5, rtol=1e-6), number
            if "y_inflation_X" in case:
                stated = np.array(case["y_inflation_X"], dtype=float)[1:]
                assert np.allclose(stated, process.inflation()[1:], rtol=2e-2), number
            found[str(number)] = [[case["mean"]["X"][day], case["sd"]["X"][day]] for day in DAYS]
    told = {"source": tables["source"], "days": DAYS, "mean and sd of X": "by case", "cases": found}
    FOUND.write_text(json.dumps(told, indent=1) + "\n")
