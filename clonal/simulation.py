"""One run, in memory."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from clonal.errors import ClonalError
from clonal.layout import OUTCOMES, Layout

if TYPE_CHECKING:
    from clonal.model import Scenario

_SLICE = 1 << 20
#: An index is a 64-bit number.
LAST_RUN = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Run:
    """What was recorded of one run: the datasets of an ensemble file without the axis ``run``.

    Attributes
    ----------
    time : ndarray of float64, shape (time,)
        Days.
    population : ndarray of int64, shape (time, lineage, niche, state)
        Cells. Every other dataset of the ensemble file is there too, as an attribute and by name:
        ``run.events``, ``run["signal_burden"]``, ``run["clone/founded"]``.
    outcome : str
        ``"reached_end"``, ``"stopped"`` or ``"extinct"``.
    index, seed : int
        Which run it is, of which ensemble.
    layout : Layout
        Labels of the axes.
    """

    arrays: Mapping[str, Any]
    layout: Layout
    seed: int
    index: int

    def __getitem__(self, name: str) -> Any:
        """Return a dataset by its name in the ensemble file."""
        return self.arrays[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.arrays:
            raise AttributeError(f"a run has no {name!r}")
        return self.arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrays)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in self.arrays if "/" not in name)})

    def __repr__(self) -> str:
        return (
            f"<clonal run {self.index} of seed {self.seed}: {self.outcome} at day "
            f"{self.end_time:g} after {self.events} events>"
        )


def simulate(scenario: Scenario, *, seed: int = 1, run: int = 0) -> Run:
    """Simulate one run: run number `run` of the ensemble with that seed, to the last bit.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        Not negative, of any size.
    run : int
        Index of the run.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError
        If the scenario came past the checks with something wrong.
    SimulationError
        If the run cannot go on: a count past its limit, mutation probabilities above one.
    MemoryError
        If its clones or samples do not fit into memory.

    Examples
    --------
    >>> import clonal
    >>> run = clonal.simulate(clonal.load("luria-delbruck"), seed=1)
    >>> int(run.population[0].sum()), float(run["time"][0])
    (10, 0.0)
    """
    from clonal.compile import compile_scenario
    from clonal.model.scenario import checked

    seed, run = whole_number("seed", seed, 0), whole_number("run", run, 0, LAST_RUN)
    program = compile_scenario(checked(scenario))
    from clonal._engine import Engine

    engine = Engine(program)
    engine.open(stream_key(seed), run, 1)
    # In slices, so that Ctrl-C is heard.
    while not engine.advance(_SLICE):
        pass
    return Run(_of_one(engine.take(), program.layout), program.layout, seed, run)


def _of_one(block: Mapping[str, npt.NDArray[Any]], layout: Layout) -> dict[str, Any]:
    names = {number: name for name, number in OUTCOMES.items()}
    out: dict[str, Any] = {"time": layout.time}
    out |= {"lineage": layout.lineages, "niche": layout.niches, "state": layout.states}
    for name, values in block.items():
        if name == "run":
            continue
        # Columns of the clone tables have rows of their own, all of this run.
        out[name] = values if "/" in name and not name.endswith("row_size") else values[0]
    out["outcome"] = names[int(block["outcome"][0])]
    if layout.record_clones:
        sizes = block["clone_count/row_size"][0]
        out["clone_count/time_index"] = np.repeat(np.arange(len(sizes)), sizes)
        # Of a single run, a clone's id is its row in the table.
        out["clone_count/clone_row"] = out.pop("clone_count/clone_id")
    return out


def stream_key(seed: int) -> npt.NDArray[np.uint64]:
    """Return the key of an ensemble's random streams; run ``i`` has stream ``i`` under it.

    Parameters
    ----------
    seed : int
        Not negative, of any size.

    Returns
    -------
    ndarray of uint64, shape (4,)

    Examples
    --------
    >>> int(stream_key(7)[0])
    16920295385781661272
    """
    return np.random.SeedSequence(seed).generate_state(4, np.uint64).astype(np.uint64)


def whole_number(name: str, value: Any, least: int, most: int | None = None) -> int:
    """Return `value` as an int, of any integer type but bool.

    Raises
    ------
    ClonalError
        If it is no whole number or out of bounds; the message starts with `name`.

    Examples
    --------
    >>> whole_number("runs", 0, 1)
    Traceback (most recent call last):
    clonal.errors.ClonalError: runs: must be at least 1, not 0
    """
    try:
        if isinstance(value, bool):
            raise TypeError  # a number to Python, and a slip here
        number = operator.index(value)
    except TypeError:
        raise ClonalError(f"{name}: {value!r} is not a whole number") from None
    if number < least:
        raise ClonalError(f"{name}: must be at least {least}, not {number}")
    if most is not None and number > most:
        raise ClonalError(f"{name}: must be at most {most}, not {number}")
    return number
