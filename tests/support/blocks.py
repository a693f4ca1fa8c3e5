"""An engine that makes numbers up: for tests of what becomes of blocks, whatever is in them."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from clonal.layout import Layout

Arrays = dict[str, npt.NDArray[Any]]


def layout(*, clones: bool = False, samples: int = 5) -> Layout:
    """Return a layout with everything that a file may contain."""
    return Layout(
        time=np.arange(samples, dtype=np.float64),
        lineages=("normal", "leukemic"),
        niches=("hypoxic", "vascular"),
        states=("stem",),
        causes=("natural", "d"),
        pools=("effector",),
        signals=(("burden", False), ("oxygen", True)),
        endpoints=("relapse",),
        conditions=("burden is above 10",),
        clones=("HSC", "LSC"),
        clone_lineage=(0, 1),
        mutations=("T315I",),
        traits=("birth",),
        record_clones=clones,
    )


class FakeEngine:
    """Runs that depend on the key and their index alone, an event being a microsecond or nothing.

    Parameters
    ----------
    what : Layout
    events : int
        Events of each run, for `advance` to count.
    event_seconds : float
        What an event takes.
    """

    def __init__(self, what: Layout, events: int = 10, event_seconds: float = 0.0) -> None:
        self.what = what
        self.events = events
        self.event_seconds = event_seconds
        self.finished = 0

    def open(self, key: npt.NDArray[np.uint64], first: int, count: int) -> None:
        self.key, self.first, self.count = key, first, count
        self.finished = self.done = 0

    def advance(self, max_events: int) -> bool:
        step = min(max_events, self.count * self.events - self.done)
        if self.event_seconds:
            time.sleep(step * self.event_seconds)
        self.done += step
        self.finished = self.done // self.events
        return self.finished == self.count

    def take(self) -> Arrays:
        seed = [int(word) for word in self.key]
        runs = range(self.first, self.first + self.finished)
        self.count = 0
        return joined(self.what, [run(self.what, seed, index) for index in runs], runs)


def block(what: Layout, seed: int, first: int, count: int) -> Arrays:
    """Return the arrays of `count` runs from `first`."""
    engine = FakeEngine(what)
    engine.open(np.array([seed % 2**64], dtype=np.uint64), first, count)
    assert engine.advance(engine.events * count)
    return engine.take()


def run(what: Layout, seed: list[int], index: int) -> Arrays:
    """Return one run, without the axis of runs."""
    random = np.random.default_rng([*seed, index])
    times = len(what.time)
    shape = (times, len(what.lineages), len(what.niches), len(what.states))
    out: Arrays = {
        "population": random.integers(0, 1000, shape),
        "events": random.integers(0, 2**40, ()),
        "end_time": random.random(()),
        "outcome": random.integers(0, 3, ()).astype(np.int8),
    }
    for name in what.causes:
        out[f"deaths_{name}"] = random.integers(0, 50, shape)
    if what.pools:
        out["pool_size"] = random.integers(0, 100, (times, len(what.pools)))
    for name, per_niche in what.signals:
        out[f"signal_{name}"] = random.random((times, len(what.niches)) if per_niche else times)
    for name in what.endpoints:
        out[f"endpoint_{name}"] = np.where(random.random() < 0.5, np.nan, random.random())
    if what.record_clones:
        out |= clone_tables(what, random)
    return out


def clone_tables(what: Layout, random: np.random.Generator) -> Arrays:
    """Return the clones of one run and their counts, as the engine names the columns."""
    declared = len(what.clones)
    total = declared + int(random.integers(0, 6))
    ids = np.arange(total)
    founded = ids >= declared
    sizes = random.integers(0, total + 1, len(what.time))
    rows = int(sizes.sum())
    return {
        "clone/row_size": np.int64(total)[()],
        "clone/id": ids,
        "clone/name": np.where(founded, -1, ids).astype(np.int32),
        "clone/lineage_index": (ids % 2).astype(np.int32),
        "clone/parent": np.where(founded, 0, -1),
        "clone/mutation": np.where(founded, 0, -1).astype(np.int32),
        "clone/founded": np.where(founded, random.random(total), 0.0),
        "clone/niche_index": np.where(founded, 1, -1).astype(np.int32),
        **{f"clone/trait_{name}": random.random(total) for name in what.traits},
        "clone_count/row_size": sizes,
        "clone_count/clone_id": np.concatenate([np.arange(0), *map(np.arange, sizes)]),
        "clone_count/niche_index": random.integers(0, 2, rows).astype(np.int32),
        "clone_count/state_index": np.zeros(rows, dtype=np.int32),
        "clone_count/count": random.integers(1, 1000, rows),
    }


def joined(what: Layout, runs: list[Arrays], indices: range) -> Arrays:
    """Return the arrays of several runs as the engine hands them over."""
    out: Arrays = {"run": np.array(indices, dtype=np.int64)}
    for name in runs[0]:
        flat = "/" in name and not name.endswith("row_size")
        out[name] = (np.concatenate if flat else np.stack)([one[name] for one in runs])
    return out


def as_in_file(what: Layout, arrays: Arrays) -> Arrays:
    """Return a block's arrays with the columns by which the file points across its tables."""
    if not what.record_clones:
        return arrays
    out = dict(arrays)
    sizes = arrays["clone_count/row_size"]
    offsets = np.concatenate([[0], np.cumsum(arrays["clone/row_size"])])
    samples = [(i, t) for i in range(len(sizes)) for t in range(sizes.shape[1])]
    place = [sample for sample in samples for _ in range(sizes[sample])]
    runs = np.array([i for i, _ in place], dtype=np.int64)
    out["clone/run_index"] = np.array(
        [i for i, n in enumerate(arrays["clone/row_size"]) for _ in range(n)], dtype=np.int64
    )
    out["clone_count/run_index"] = runs
    out["clone_count/time_index"] = np.array([t for _, t in place], dtype=np.int64)
    out["clone_count/clone_row"] = offsets[runs] + out.pop("clone_count/clone_id")
    return out
