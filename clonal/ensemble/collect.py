"""Running an ensemble: simulate what is missing, keep what is finished, leave one file."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clonal import store
from clonal.compile import compile_scenario
from clonal.ensemble.ensemble import Ensemble
from clonal.ensemble.execute import BLOCK_SECONDS, Workers, available_cores
from clonal.ensemble.interrupts import Deferred
from clonal.ensemble.plan import Planner
from clonal.ensemble.progress import Progress
from clonal.errors import ClonalError, StoreError, UnsupportedError
from clonal.model.scenario import checked
from clonal.simulation import stream_key, whole_number

if TYPE_CHECKING:
    from clonal.compile import Program
    from clonal.model import Scenario

METHODS = ("exact", "hybrid")
MOST_RUNS = 10**9
MOST_WORKERS = 1024
#: A block is written when it holds this much, whatever its age: bytes, or runs of a few bytes.
_BLOCK_BYTES = 8 << 20
_BLOCK_RUNS = 1 << 16
_PATIENCE = 0.25


def run(
    scenario: Scenario,
    file: str | os.PathLike[str],
    *,
    runs: int,
    seed: int,
    method: str = "exact",
    workers: int = 0,
    executor: Any = None,
    progress: bool = False,
) -> Ensemble:
    """Simulate an ensemble into a file, or what is missing of it.

    Run ``i`` depends on the scenario, the seed, ``i`` and the method alone: not on the number of
    runs or workers. Runs that are there already, in a finished file or beside an unfinished one,
    are not computed again. What changes no run (title, sources, units, the names of modifiers and
    the like) may differ from the file's, which keeps its own.

    Parameters
    ----------
    scenario : Scenario
    file : str or path
        The HDF5 file to be written, or extended if it has fewer than `runs` runs. With as many or
        more, there is nothing to do.
    runs : int
        At least 1.
    seed : int
        Not negative, of any size.
    method : {"exact", "hybrid"}
    workers : int
        Threads that simulate; 0 for every core this process may use.
    executor : concurrent.futures.Executor, optional
        To simulate elsewhere.
    progress : bool
        Show what is done and the time left on stderr, if that is a terminal.

    Returns
    -------
    Ensemble

    Raises
    ------
    ScenarioError
        If the scenario came past the checks with something wrong.
    StoreError
        If the file or what lies beside it is of another ensemble, damaged, in use or cannot be
        written. It is left as it is.
    SimulationError
        If a run cannot go on.
    MemoryError
        If there is not enough memory, when what was finished has been kept.
    UnsupportedError
        For ``method="hybrid"`` or an executor, which this version does not have.
    KeyboardInterrupt
        On Ctrl-C, when what was finished has been kept.

    Examples
    --------
    >>> import clonal
    >>> scenario = clonal.load("luria-delbruck")
    >>> clonal.run(scenario, "mutants.h5", runs=10, seed=7).runs
    10
    """
    runs = whole_number("runs", runs, 1, MOST_RUNS)
    seed = whole_number("seed", seed, 0)
    workers = whole_number("workers", workers, 0, MOST_WORKERS) or available_cores()
    check_method(method)
    if executor is not None:
        raise UnsupportedError("executor: simulating on an executor is not available yet")
    scenario = checked(scenario)
    program = compile_scenario(scenario)
    from clonal._engine import STREAM_VERSION

    identity = store.Identity(scenario.to_toml(), seed, method, STREAM_VERSION)
    path = store.resolve(file)
    if not _nothing_to_do(path, program, identity, runs):
        with store.opened(path, program.layout, identity) as opened:
            opened.verify_parts()
            _complete(opened, program, identity, runs, workers, progress)
    return Ensemble(file)


def check_method(method: str) -> None:
    """Raise unless `method` is one this version has.

    Raises
    ------
    UnsupportedError
        For ``"hybrid"``.
    ClonalError
        For a name that is no method.
    """
    if method == "hybrid":
        raise UnsupportedError("method: hybrid leaping is not available yet; use exact")
    if method not in METHODS:
        raise ClonalError(f"method: there is no {method!r}; it is one of {', '.join(METHODS)}")


def _nothing_to_do(path: Any, program: Program, identity: store.Identity, runs: int) -> bool:
    if not path.exists():
        return False
    with contextlib.closing(store.checked(path, program.layout, identity)) as finished:
        # A file is called complete, and runs are added to it, only if it is whole.
        finished.verify()
        present = finished.runs
    if present < runs:
        return False
    if store.begun(path):
        # Killed between the last rename and the clearing up; not worth an error if it stays.
        with (
            contextlib.suppress(StoreError),
            store.opened(path, program.layout, identity) as opened,
        ):
            opened.clear(present)
    return True


def _complete(
    opened: store.Store,
    program: Program,
    identity: store.Identity,
    runs: int,
    workers: int,
    progress: bool,
) -> None:
    todo = store.missing(opened.present(), runs)
    left = sum(stop - first for first, stop in todo)
    with Progress(runs, runs - left, progress) as bar:
        if todo:
            count = min(workers, left)
            planner = Planner(
                todo,
                workers=count,
                chunk=store.chunk_runs(program.layout),
                run_bytes=store.run_bytes(program.layout),
            )
            pool = Workers(_engine_maker(program), stream_key(identity.seed), planner, count)
            if _simulate(opened, pool, bar, runs):
                return
        bar.writing()
        opened.merge(runs)


def _engine_maker(program: Program) -> Callable[[], Any]:
    from clonal._engine import Engine

    return lambda: Engine(program)


def _simulate(opened: store.Store, pool: Workers, bar: Progress, runs: int) -> bool:
    """Simulate what is missing; whatever ends it early, the finished runs are on disk then.

    Returns
    -------
    bool
        Whether the ensemble is finished: a short one is written at once, without shards.
    """
    with Deferred(pool.stop) as interrupt:
        block = _collect(opened, pool, bar, runs)
        if interrupt.received is None and not opened.present():
            opened.merge(runs, block)
            return True
        opened.save(block)
    return False


def _collect(opened: store.Store, pool: Workers, bar: Progress, runs: int) -> store.MemoryBlock:
    """Write blocks as they fill, and return the last one."""
    block = store.MemoryBlock(opened.layout, runs)
    since = time.monotonic()
    try:
        pool.start()
        # Its import takes as long as thousands of runs, which go on meanwhile.
        store.load_library()
        for arrays in pool.arrays(_PATIENCE):
            if arrays is not None:
                since = since if block else time.monotonic()
                block.add(arrays)
                bar.add(len(arrays["run"]))
            full = block.held > _BLOCK_BYTES or block.runs > _BLOCK_RUNS
            if block and (full or time.monotonic() - since > BLOCK_SECONDS):
                opened.save(block)
                block = store.MemoryBlock(opened.layout, runs)
    except Exception:
        pool.stop()
        # What led here is the error to tell; a disk that is full is full for these runs too.
        with contextlib.suppress(ClonalError, MemoryError):
            for arrays in pool.arrays(_PATIENCE):
                if arrays is not None:
                    block.add(arrays)
        with contextlib.suppress(ClonalError, MemoryError):
            opened.save(block)
        raise
    finally:
        pool.abandon()
    return block
