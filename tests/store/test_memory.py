"""Memory does not grow with runs: neither while parts are written and merged, nor when reading."""

from __future__ import annotations

import contextlib
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from clonal import store
from clonal.layout import Layout
from clonal.store import read, schema, write
from support import blocks

#: Bytes that a run more may take, and runs in a part.
MOST, PART = 2.0, 5000


@pytest.fixture(autouse=True)
def chunks_of_usual_length(small_chunks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks as long against a part as they are in use, so that little is a lot."""
    monkeypatch.setattr(schema, "MAX_CHUNK_RUNS", 512)
    monkeypatch.setattr(schema, "FLAT_CHUNK_ROWS", 2048)
    monkeypatch.setattr(write, "_SCALAR_CHUNK", 1024)
    monkeypatch.setattr(read, "_PIECE", 1024)


def tiny(samples: int, clones: bool) -> Layout:
    return Layout(
        time=np.arange(samples, dtype=np.float64),
        lineages=("leukemic",),
        niches=("marrow",),
        states=("stem",),
        clones=("LSC",),
        clone_lineage=(0,),
        record_clones=clones,
    )


def runs_from(layout: Layout, first: int, count: int) -> blocks.Arrays:
    """Return runs of one clone with one cell at every sample, as the engine hands them over."""
    samples = len(layout.time)
    out: blocks.Arrays = {
        "run": np.arange(first, first + count),
        "population": np.ones((count, samples, 1, 1, 1), dtype=np.int64),
        "events": np.zeros(count, dtype=np.int64),
        "end_time": np.zeros(count),
        "outcome": np.zeros(count, dtype=np.int8),
    }
    if layout.record_clones:
        zero = np.zeros(count, dtype=np.int32)
        none = np.zeros(count * samples, dtype=np.int32)
        out |= {
            "clone/row_size": np.ones(count, dtype=np.int64),
            "clone/id": zero.astype(np.int64),
            "clone/parent": zero.astype(np.int64) - 1,
            "clone/founded": zero.astype(np.float64),
            "clone_count/row_size": np.ones((count, samples), dtype=np.int64),
            "clone_count/clone_id": none.astype(np.int64),
            "clone_count/niche_index": none,
            "clone_count/state_index": none,
            "clone_count/count": none.astype(np.int64) + 1,
        }
        for name in ("name", "lineage_index", "mutation", "niche_index"):
            out[f"clone/{name}"] = zero
    return out


def use(path: Path, layout: Layout, identity: store.Identity, runs: int) -> None:
    """Do with an ensemble what `clonal.run` does, and read of its last run."""
    with store.opened(path, layout, identity) as opened:
        for first in range(0, runs, PART):
            block = store.MemoryBlock(layout, runs)
            block.add(runs_from(layout, first, min(PART, runs - first)))
            opened.save(block)
        opened.verify_parts()
        opened.merge(runs)
    with contextlib.closing(store.checked(path, layout, identity)) as file:
        file.verify()
        assert file.runs == runs
        assert file.intervals() == [(0, runs)]
        if layout.record_clones:
            last = file.columns(runs - 1, runs)
            assert last["clone_count/time_index"].tolist() == list(range(len(layout.time)))
            assert not last["clone/run_index"].any()
            assert not last["clone_count/clone_row"].any()


@pytest.mark.parametrize(("samples", "clones"), [(4, False), (12, True)])
def test_memory_does_not_grow_with_runs(
    tmp_path: Path, identity: store.Identity, samples: int, clones: bool
) -> None:
    layout = tiny(samples, clones)
    peaks = []
    # What is loaded and kept at the first time is not to be counted.
    for runs in (3 * PART, 3 * PART, 9 * PART):
        tracemalloc.start()
        try:
            use(tmp_path / f"{len(peaks)}.h5", layout, identity, runs)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] - peaks[1] < MOST * 6 * PART


def test_any_run_is_found_in_any_order(tmp_path: Path, identity: store.Identity) -> None:
    """Reading goes on where it ended, or looks the place up: both find the same rows."""
    layout = blocks.layout(clones=True)
    with store.opened(tmp_path / "some.h5", layout, identity) as opened:
        block = store.MemoryBlock(layout, 60)
        block.add(blocks.block(layout, 7, 0, 60))
        opened.merge(60, block)
    order = [0, 1, 2, 59, 58, 3, 4, *np.random.default_rng(1).integers(0, 60, 40)]
    with contextlib.closing(store.EnsembleFile(tmp_path / "some.h5")) as file:
        for run in order:
            found = file.columns(int(run), int(run) + 1)
            alone = blocks.as_in_file(layout, blocks.block(layout, 7, int(run), 1))
            for name, values in found.items():
                np.testing.assert_array_equal(values, alone[name], err_msg=f"{name} of {run}")
            sizes = [len(found["clone/id"]), len(found["clone_count/count"])]
            assert list(file.table_sizes(int(run), int(run) + 1)) == sizes
