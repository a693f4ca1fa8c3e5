"""What is measured: anything that simulates runs of one network and says how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Measurement:
    """One timed call.

    ``cpu`` and ``wall`` are seconds; ``events`` is None where an engine does not count them;
    ``population`` is (run, time, lineage, niche), where it was asked for.
    """

    cpu: float
    wall: float
    events: int | None
    population: NDArray[np.int64] | None = None


class Contender(Protocol):
    """An engine, ready to simulate one network."""

    name: str

    def measure(self, runs: int, seed: int, *, keep: bool = False) -> Measurement:
        """Simulate ``runs`` independent runs, timing that alone.

        Parameters
        ----------
        runs : int
            How many.
        seed : int
            Different seeds, different runs.
        keep : bool
            Whether to return the populations.
        """
        ...
