"""Our engine as a contender: compiled once, its events timed alone."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.contender import Measurement
from benchmarks.network import Network
from clonal._engine import Engine
from clonal.compile import compile_scenario
from clonal.model import Scenario, loads

SLICE = 1 << 20
FINE = 1 << 14  # of a stretch, whose slices are counted


def _key(seed: int) -> NDArray[np.uint64]:
    return np.random.SeedSequence(seed).generate_state(4, np.uint64).astype(np.uint64)


class Simulated:
    """The exact engine on one scenario, one thread.

    ``taken`` holds the arrays of the last block that was measured.
    """

    name = "clonal"

    def __init__(self, scenario: Scenario) -> None:
        self._engine = Engine(compile_scenario(scenario))
        self.taken: dict[str, NDArray[np.generic]] = {}

    def measure(self, runs: int, seed: int, *, keep: bool = False) -> Measurement:
        """Simulate ``runs`` runs and time them; see `Contender`.

        Timed is everything from the initial state on, sampling included; taking the arrays out is
        not (the store's row measures that).
        """
        key = _key(seed)
        wall, cpu = time.perf_counter(), time.process_time()
        self._engine.open(key, 0, runs)
        while not self._engine.advance(SLICE):
            pass
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        self.taken = self._engine.take()
        population = self.taken["population"][..., 0] if keep else None
        return Measurement(cpu, wall, int(self.taken["events"].sum()), population)


class Ours(Simulated):
    """The exact engine on one network."""

    def __init__(self, network: Network) -> None:
        super().__init__(loads(network.to_toml()))
        self.network = network


class Stretch(Simulated):
    """The exact engine on one scenario, timed from a day on: what leads there is not.

    ``living`` holds the clones that lived when the stretch began and when it ended, and
    ``proposals`` the proposals for each of its events, both of the last run.
    """

    def __init__(self, scenario: Scenario, day: float) -> None:
        super().__init__(scenario)
        self._day = day
        self.living = 0, 0
        self.proposals = 0.0

    def measure(self, runs: int, seed: int, *, keep: bool = False) -> Measurement:
        """Simulate ``runs`` runs and time their stretches; see `Contender`."""
        key = _key(seed)
        cpu = wall = 0.0
        events = 0
        for run in range(runs):
            self._engine.open(key, run, 1)
            while not self._engine.advance(FINE):
                if self._engine.state()["time"] >= self._day:
                    break
            before = self._engine.state()
            slices = 0.5  # the last one ends somewhere within
            since, ticks = time.perf_counter(), time.process_time()
            while not self._engine.advance(FINE):
                slices += 1
            cpu += time.process_time() - ticks
            wall += time.perf_counter() - since
            after = self._engine.state()
            self.taken = self._engine.take()
            passed = after["events"] - before["events"]
            events += passed
            self.living = len(before["clones"]), len(after["clones"])
            self.proposals = slices * FINE / passed
        population = self.taken["population"][..., 0] if keep else None
        return Measurement(cpu, wall, events, population)
