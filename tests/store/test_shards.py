"""Whatever the cutting, the order and the interruptions: the same file."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clonal import store
from clonal.errors import StoreError
from clonal.layout import Layout
from clonal.store import codec
from support import blocks


def same_as_uninterrupted(path: Path, layout: Layout, runs: int, seed: int = 7) -> None:
    expected = blocks.as_in_file(layout, blocks.block(layout, seed, 0, runs))
    file = store.EnsembleFile(path)
    try:
        for name, values in expected.items():
            np.testing.assert_array_equal(file[name][()], values, err_msg=name)
    finally:
        file.close()


@given(
    more=st.lists(st.integers(1, 40), min_size=1, max_size=3),
    cuts=st.lists(st.integers(1, 20), min_size=1),
    random=st.randoms(use_true_random=False),
)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cutting_gives_the_same_file(
    layout: Layout, identity: store.Identity, more: list[int], cuts: list[int], random: Random
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ensemble.h5")
        for runs in itertools.accumulate(more):
            with store.opened(path, layout, identity) as opened:
                pieces = cut(store.missing(opened.present(), runs), itertools.cycle(cuts))
                random.shuffle(pieces)
                block = store.MemoryBlock(layout, runs)
                for first, end in pieces:
                    block.add(blocks.block(layout, 7, first, end - first))
                    if random.random() < 0.3:
                        opened.save(block)
                        block = store.MemoryBlock(layout, runs)
                opened.merge(runs, block)
            same_as_uninterrupted(path, layout, runs)
            assert os.listdir(folder) == ["ensemble.h5"]


def cut(intervals: list[tuple[int, int]], lengths: Iterator[int]) -> list[tuple[int, int]]:
    pieces = []
    for first, stop in intervals:
        while first < stop:
            end = min(stop, first + next(lengths))
            pieces.append((first, end))
            first = end
    return pieces


def chunks_of(*paths: Path) -> set[bytes]:
    """Return the stored chunks of the populations of some files."""
    found = set()
    for path in paths:
        with h5py.File(path) as file:
            dataset = file["population"]
            for number in range(dataset.id.get_num_chunks()):
                place = dataset.id.get_chunk_info(number).chunk_offset
                found.add(bytes(dataset.id.read_direct_chunk(place)[1]))
    return found


def shard(
    path: Path, layout: Layout, identity: store.Identity, first: int, stop: int, runs: int = 40
) -> None:
    with store.opened(path, layout, identity) as opened:
        block = store.MemoryBlock(layout, runs)
        block.add(blocks.block(layout, 7, first, stop - first))
        opened.save(block)


def test_a_shard_is_an_ensemble_file(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    path = tmp_path / "ensemble.h5"
    shard(path, layout, identity, 5, 23)
    (part,) = store.shard_paths(path)
    assert not path.exists()
    file = store.EnsembleFile(part)
    # The whole chunks first, 8 to 15, then the loose rows.
    assert list(file["run"][:]) == [*range(8, 16), *range(5, 8), *range(16, 23)]
    assert file.intervals() == [(8, 16), (5, 8), (16, 23)]
    file.close()


def test_whole_chunks_are_copied_as_they_are(
    layout: Layout, identity: store.Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shards deflated at another level stay as they are: nothing is deflated twice."""
    path = tmp_path / "ensemble.h5"
    with monkeypatch.context() as patch:
        patch.setattr(codec, "LEVEL", 0)
        shard(path, layout, identity, 0, 24)
        shard(path, layout, identity, 24, 40)
    before = chunks_of(*store.shard_paths(path))
    with store.opened(path, layout, identity) as opened:
        opened.merge(40)
    same_as_uninterrupted(path, layout, 40)
    assert chunks_of(path) == before
    again = tmp_path / "again.h5"
    with store.opened(again, layout, identity) as opened:
        block = store.MemoryBlock(layout, 40)
        block.add(blocks.block(layout, 7, 0, 40))
        opened.merge(40, block)
    assert chunks_of(again) != before


def test_a_smaller_ensemble_is_finished_from_a_larger_one(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    path = tmp_path / "ensemble.h5"
    shard(path, layout, identity, 0, 16)
    shard(path, layout, identity, 16, 40)
    with store.opened(path, layout, identity) as opened:
        assert store.missing(opened.present(), 20) == []
        opened.merge(20)
    same_as_uninterrupted(path, layout, 20)
    # What lies beyond is kept for a larger number of runs.
    assert len(store.shard_paths(path)) == 1
    with store.opened(path, layout, identity) as opened:
        assert opened.present() == [(0, 40)]
        opened.merge(40)
    same_as_uninterrupted(path, layout, 40)
    assert os.listdir(tmp_path) == ["ensemble.h5"]


def test_missing_runs_are_not_made_up(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    path = tmp_path / "ensemble.h5"
    shard(path, layout, identity, 0, 5)
    shard(path, layout, identity, 6, 10)
    with (
        store.opened(path, layout, identity) as opened,
        pytest.raises(StoreError, match="run 5 is missing"),
    ):
        opened.merge(10)
    assert not path.exists()
    assert len(store.shard_paths(path)) == 2


def test_what_a_killed_process_left_is_cleared(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    path = tmp_path / "ensemble.h5"
    shard(path, layout, identity, 0, 5)
    half = path.with_name("ensemble.h5.parts") / "unfinished-abcdef01.tmp"
    half.write_bytes(b"half")
    with store.opened(path, layout, identity) as opened:
        assert opened.present() == [(0, 5)]
        assert not half.exists()


def test_other_things_in_the_folder_are_left_alone(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    path = tmp_path / "ensemble.h5"
    shard(path, layout, identity, 0, 5)
    (part,) = store.shard_paths(path)
    names = ("note.txt", "precious.tmp", "0badc0de.tmp", "runs-mine.h5", "unfinished-mine.tmp")
    notes = [part.with_name(name) for name in names]
    for note in notes:
        # Even runs of the same ensemble: whoever gave them another name means to keep them.
        shutil.copy(part, note)
    before = part.read_bytes()
    with store.opened(path, layout, identity) as opened:
        opened.merge(5)
    assert [note.read_bytes() for note in notes] == [before] * len(notes)
    assert store.shard_paths(path) == []
    assert sorted(os.listdir(part.parent)) == sorted(names)


def test_a_lock_that_is_not_ours(layout: Layout, identity: store.Identity, tmp_path: Path) -> None:
    lock = tmp_path / "ensemble.h5.parts" / "lock"
    lock.parent.mkdir()
    lock.write_text("mine")
    with (
        pytest.raises(StoreError, match="lock is in the way"),
        store.opened(tmp_path / "ensemble.h5", layout, identity),
    ):
        pass
    assert lock.read_text() == "mine"


def test_an_empty_block_leaves_no_shard(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    with store.opened(tmp_path / "e.h5", layout, identity) as opened:
        opened.save(store.MemoryBlock(layout, 5))
    assert os.listdir(tmp_path) == []


def test_a_link_stays_a_link(layout: Layout, identity: store.Identity, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "link.h5"
    link.symlink_to(tmp_path / "elsewhere" / "real.h5")
    path = store.resolve(link)
    shard(path, layout, identity, 0, 5)
    with store.opened(path, layout, identity) as opened:
        opened.merge(5)
    assert link.is_symlink()
    same_as_uninterrupted(link, layout, 5)


def test_permissions_survive_an_extension(written, layout: Layout) -> None:
    path = written(runs=5)
    path.chmod(0o640)
    written(runs=9)
    assert path.stat().st_mode & 0o777 == 0o640
    same_as_uninterrupted(path, layout, 9)


def test_an_open_reader_keeps_what_it_reads(written, layout: Layout) -> None:
    file = store.EnsembleFile(written(runs=5))
    before = file["population"][:]
    written(runs=30)
    np.testing.assert_array_equal(file["population"][:], before)
    file.close()


def test_many_shards_need_few_open_files(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    path = tmp_path / "ensemble.h5"
    with store.opened(path, layout, identity) as opened:
        most = 0
        for first in range(40):
            block = store.MemoryBlock(layout, 40)
            block.add(blocks.block(layout, 7, first, 1))
            opened.save(block)
            most = max(most, len(h5py.h5f.get_obj_ids(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_FILE)))
        opened.merge(40)
    assert most <= 20
    same_as_uninterrupted(path, layout, 40)
