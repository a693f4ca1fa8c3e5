"""An ensemble in memory, with arrays under the names of the ensemble file."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from clonal.layout import OUTCOMES, Layout


class Counted:
    """An array that counts the bytes of its largest read and refuses to be read whole at once."""

    def __init__(self, values):
        self.values = np.asarray(values)
        self.shape = self.values.shape
        self.largest = 0

    def __getitem__(self, where):
        part = self.values[where]
        self.largest = max(self.largest, np.asarray(part).nbytes)
        return part


class Fake:
    """As much of an ensemble as the analysis reads."""

    def __init__(self, layout, scenario, **arrays):
        self.layout = layout
        self.scenario = scenario
        self.arrays = {name: Counted(values) for name, values in arrays.items()}

    def __getitem__(self, name):
        return self.arrays[name]


def scenario(end, drugs=(), niches=(("marrow", 1.0),)):
    return SimpleNamespace(
        title="",
        time=SimpleNamespace(end=end, samples=np.array([0.0, end])),
        drug=tuple(drugs),
        niche=tuple(SimpleNamespace(name=name, perfusion=p) for name, p in niches),
        modifier=(),
        intervention=(),
    )


@pytest.fixture
def build():
    """Make an ensemble of a given population (run, time, lineage, niche, state)."""

    def make(population, *, time=None, outcome=None, end_time=None, endpoints=None, **more):
        population = np.asarray(population, dtype=np.int64)
        runs, times, lineages, niches, states = population.shape
        time = np.arange(times, dtype=float) if time is None else np.asarray(time, dtype=float)
        endpoints = endpoints or {}
        layout = Layout(
            time=time,
            lineages=("normal", "leukemic", "third")[:lineages],
            niches=tuple(f"niche{i}" for i in range(niches)),
            states=tuple(f"state{i}" for i in range(states)),
            endpoints=tuple(endpoints),
        )
        outcome = ["reached_end"] * runs if outcome is None else outcome
        end_time = np.full(runs, time[-1]) if end_time is None else np.asarray(end_time, float)
        arrays = {f"endpoint_{name}": values for name, values in endpoints.items()}
        return Fake(
            layout,
            scenario(float(time[-1])),
            run=np.arange(runs),
            population=population,
            end_time=end_time,
            outcome=np.array([OUTCOMES[word] for word in outcome], dtype=np.int8),
            **arrays,
            **more,
        )

    return make


@pytest.fixture
def build_endpoints(build):
    """Make an ensemble of endpoints alone, over a follow-up of `end` days."""

    def make(end, outcome, end_time, **endpoints):
        population = np.zeros((len(outcome), 2, 1, 1, 1))
        return build(
            population,
            time=[0.0, end],
            outcome=outcome,
            end_time=end_time,
            endpoints={name: np.asarray(values, float) for name, values in endpoints.items()},
        )

    return make
