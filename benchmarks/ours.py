"""Our engine as a contender: compiled once, its events timed alone."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.contender import Measurement
from benchmarks.network import Network
from clonal._engine import Engine
from clonal.compile import compile_scenario
from clonal.model import loads

SLICE = 1 << 20


class Ours:
    """The exact engine on one network, one thread."""

    name = "clonal"

    def __init__(self, network: Network) -> None:
        self.network = network
        self._engine = Engine(compile_scenario(loads(network.to_toml())))

    def measure(self, runs: int, seed: int, *, keep: bool = False) -> Measurement:
        """Simulate ``runs`` runs and time them; see `Contender`.

        Timed is everything from the initial state on, sampling included; taking the arrays out is
        not (the store's row measures that).
        """
        key = np.random.SeedSequence(seed).generate_state(4, np.uint64).astype(np.uint64)
        wall, cpu = time.perf_counter(), time.process_time()
        self._engine.open(key, 0, runs)
        while not self._engine.advance(SLICE):
            pass
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        block = self._engine.take()
        population = block["population"][..., 0] if keep else None
        return Measurement(cpu, wall, int(block["events"].sum()), population)
