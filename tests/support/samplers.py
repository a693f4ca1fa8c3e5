"""Where samples come from: the engine, or the twin in its place.

A statistical check takes a sampler, ``sampler(scenario, runs, seed) -> block``, and asks nothing
else of it. With CLONAL_SAMPLER=twin in the environment the tests hold the twin to the same laws
(with fewer runs: it is some ten thousand times slower).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from support.twin import Twin

Block = dict[str, np.ndarray]
Sampler = Callable[[Any, int, int], Block]

#: Events between two looks at a block: a slice of a second or so.
SLICE = 10_000_000

#: How many times fewer runs the twin gets.
TWIN_SHARE = 200


def seed_key(seed: int) -> np.ndarray:
    """Return the key of an ensemble's streams, as the package derives it from the seed."""
    return np.random.SeedSequence(seed).generate_state(4, np.uint64)


def opened(scenario: Any, runs: int, seed: int, first: int = 0, **strategy: int) -> Any:
    """Return an engine that is about to do runs `first` ... `first + runs - 1`."""
    from clonal._engine import Engine
    from clonal.compile import compile_scenario

    engine = Engine(compile_scenario(scenario, **strategy))
    engine.open(seed_key(seed), first, runs)
    return engine


def engine(scenario: Any, runs: int, seed: int, **strategy: int) -> Block:
    """Sample with the compiled engine, under a strategy."""
    running = opened(scenario, runs, seed, **strategy)
    while not running.advance(SLICE):
        pass
    return dict(running.take())


def twin(scenario: Any, runs: int, seed: int, **strategy: int) -> Block:
    """Sample with the twin, `TWIN_SHARE` times fewer runs; it has one way of doing it."""
    return Twin(scenario).sample(max(50, runs // TWIN_SHARE), seed)
