"""What is not ours, not this ensemble's or not whole is refused, and stays as it is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from clonal import store
from clonal.errors import StoreError
from clonal.layout import Layout
from support import blocks


def extend(path: Path, layout: Layout, identity: store.Identity) -> None:
    with store.opened(path, layout, identity) as opened:
        opened.merge(20)


def extend_by_name(path: Path) -> None:
    extend(store.resolve(path), blocks.layout(), store.Identity("", 1, "exact", 1))


OTHERS = {
    "seed": 8,
    "method": "hybrid",
    "scenario": 'title = "another"\n',
    "stream_version": 2,
}


@pytest.mark.parametrize("what", OTHERS)
@pytest.mark.parametrize("place", ["file", "shard"])
def test_another_ensemble(
    written, layout: Layout, identity: store.Identity, tmp_path: Path, what: str, place: str
) -> None:
    path = written(**{what: OTHERS[what]})
    target = path
    if place == "shard":
        folder = tmp_path / "ensemble.h5.parts"
        folder.mkdir()
        path = path.rename(folder / "runs-000000000000-20-12345678.h5")
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        extend(target, layout, identity)
    assert str(path) in str(refused.value)
    assert what.split("_")[0] in str(refused.value)
    assert path.read_bytes() == before


def test_the_difference_between_scenarios_is_told(
    written, layout: Layout, identity: store.Identity
) -> None:
    path = written(scenario='title = "another"\nx = 1\n')
    with pytest.raises(StoreError, match=r"another.*made up"):
        extend(path, layout, identity)


def test_other_contents(written, layout: Layout, identity: store.Identity) -> None:
    path = written()
    with pytest.raises(StoreError, match="other contents"):
        extend(path, blocks.layout(clones=not layout.record_clones), identity)
    with pytest.raises(StoreError, match="other contents"):
        extend(path, blocks.layout(clones=layout.record_clones, samples=6), identity)


def foreign_hdf5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["x"] = np.arange(5)


def of_the_future(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["format"] = "clonal-ensemble"
        file.attrs["format_version"] = 99


def half_described(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["format"] = "clonal-ensemble"
        file.attrs["format_version"] = 1


def described_and_empty(path: Path) -> None:
    half_described(path)
    with h5py.File(path, "r+") as file:
        for key, value in {"scenario": "", "method": "exact", "clonal_version": "0"}.items():
            file.attrs[key] = value
        file.attrs["seed"], file.attrs["stream_version"] = "1", 1


FOREIGN = {
    "empty": (lambda path: path.touch(), "not an HDF5 file"),
    "text": (lambda path: path.write_text("hello"), "not an HDF5 file"),
    "hdf5": (foreign_hdf5, "not a clonal ensemble"),
    "future": (of_the_future, "format version 99"),
    "half": (half_described, "damaged"),
    "described": (described_and_empty, "damaged"),
    "folder": (lambda path: path.mkdir(), "folder"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_not_ours(tmp_path: Path, kind: str) -> None:
    make, message = FOREIGN[kind]
    path = tmp_path / "ensemble.h5"
    make(path)
    before = None if path.is_dir() else path.read_bytes()
    with pytest.raises(StoreError, match=message):
        store.EnsembleFile(path)
    with pytest.raises(StoreError):
        extend_by_name(path)
    assert before is None or path.read_bytes() == before
    assert os.listdir(tmp_path) == ["ensemble.h5"]


def test_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        store.EnsembleFile(tmp_path / "nothing.h5")


def test_a_file_changed_by_others_is_read_and_not_extended(
    written, layout: Layout, identity: store.Identity
) -> None:
    path = written()
    with h5py.File(path, "r+") as file:
        file.attrs["note"] = "mine"
    file = store.EnsembleFile(path)
    assert not file.sealed
    assert file["population"].shape[0] == 20
    file.close()
    with pytest.raises(StoreError, match="changed since"):
        extend(path, layout, identity)


def test_a_dataset_removed_or_reshaped(written) -> None:
    path = written()
    with h5py.File(path, "r+") as file:
        del file["events"]
    with pytest.raises(StoreError, match="no dataset events"):
        store.EnsembleFile(path)
    with h5py.File(path, "r+") as file:
        file["events"] = np.arange(3)
    with pytest.raises(StoreError, match="another form"):
        store.EnsembleFile(path)


def test_runs_with_gaps_are_not_extended(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    path = tmp_path / "ensemble.h5"
    with store.opened(path, layout, identity) as opened:
        block = store.MemoryBlock(layout, 20)
        block.add(blocks.block(layout, 7, 3, 5))
        opened.save(block)
    (part,) = store.shard_paths(path)
    shutil.copy(part, path)
    with pytest.raises(StoreError, match="its runs are not"):
        extend(path, layout, identity)


def test_a_damaged_chunk_is_not_merged(written, layout: Layout, identity: store.Identity) -> None:
    path = written(runs=16)
    with h5py.File(path) as file:
        chunk = file["population"].id.get_chunk_info(0)
    data = bytearray(path.read_bytes())
    data[chunk.byte_offset + chunk.size // 2] ^= 0x10
    path.write_bytes(data)
    with store.opened(path, layout, identity) as opened:
        block = store.MemoryBlock(layout, 20)
        block.add(blocks.block(layout, 7, 16, 4))
        with pytest.raises(StoreError, match="damaged"):
            opened.merge(20, block)
        opened.save(block)
    assert path.read_bytes() == data
    assert len(store.shard_paths(path)) == 1
    assert not list(path.parent.glob("**/*.tmp"))
