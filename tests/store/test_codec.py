"""Chunks are what HDF5's own filters would have made, or would undo."""

from __future__ import annotations

import zlib

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from clonal.errors import StoreError
from clonal.store import codec

SPARSE = st.lists(st.sampled_from([0, 0, 0, 1, 255]), min_size=1, max_size=400).map(bytes)


def stored_by_hdf5(data: bytes) -> int:
    with h5py.File("memory", "w", driver="core", backing_store=False) as file:
        array = np.frombuffer(data, dtype=np.uint8)
        dataset = file.create_dataset("x", data=array, chunks=array.shape, fletcher32=True)
        _, chunk = dataset.id.read_direct_chunk((0,))
    return int.from_bytes(bytes(chunk)[-4:], "little")


@given(st.one_of(st.binary(min_size=1, max_size=2000), SPARSE))
@settings(max_examples=200)
def test_the_checksum_is_that_of_hdf5(data: bytes) -> None:
    assert codec.fletcher32(data) == stored_by_hdf5(data)


@pytest.mark.parametrize("data", [b"\xff\xff", b"\xff\xff" * 65535, bytes(1001), b"\xff" * 131071])
def test_the_checksum_at_the_edges_of_its_arithmetic(data: bytes) -> None:
    assert codec.fletcher32(data) == stored_by_hdf5(data)


@given(
    hnp.arrays(
        st.sampled_from([np.dtype(code) for code in ("<i8", "<i4", "<i1", "<f8", ">i8")]),
        hnp.array_shapes(min_dims=1, max_dims=4, max_side=5),
    )
)
def test_hdf5_undoes_it(array: np.ndarray) -> None:
    with h5py.File("memory", "w", driver="core", backing_store=False) as file:
        dataset = file.create_dataset(
            "x",
            array.shape,
            dtype=array.dtype.newbyteorder("<"),
            chunks=array.shape,
            compression="gzip",
            shuffle=True,
            fletcher32=True,
        )
        dataset.id.write_direct_chunk((0,) * array.ndim, codec.encode(array))
        np.testing.assert_array_equal(dataset[()], array)


@given(st.integers(0, 6), st.integers(1, 7), st.integers(1, 4))
def test_rows_are_cut_along_time(rows: int, times: int, cut: int) -> None:
    cut = min(cut, times)
    """HDF5 puts the chunks together again; the last one of a row is filled up."""
    array = np.arange(rows * times * 2, dtype="<i8").reshape(rows, times, 2)
    parts = codec.encode_rows(array, cut)
    assert len(parts) == -(-times // cut)
    if not rows:
        return
    with h5py.File("memory", "w", driver="core", backing_store=False) as file:
        dataset = file.create_dataset(
            "x",
            array.shape,
            dtype="<i8",
            chunks=(rows, cut, 2),
            compression="gzip",
            shuffle=True,
            fletcher32=True,
        )
        for number, part in enumerate(parts):
            dataset.id.write_direct_chunk((0, number * cut, 0), part)
        np.testing.assert_array_equal(dataset[()], array)


@given(st.binary(min_size=1, max_size=300), st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_is_seen(data: bytes, where: int, change: int) -> None:
    chunk = bytearray(codec.encode(np.frombuffer(data, dtype=np.uint8)))
    codec.check(bytes(chunk))
    chunk[where % len(chunk)] ^= change
    with pytest.raises(StoreError):
        codec.check(bytes(chunk))


def test_nothing_is_no_chunk() -> None:
    with pytest.raises(StoreError):
        codec.check(b"")
    with pytest.raises(StoreError):
        codec.check(b"1234")


def deflated(array: np.ndarray, strategy: int) -> int:
    press = zlib.compressobj(codec.LEVEL, strategy=strategy)
    return len(press.compress(codec.shuffle(array).data) + press.flush())


NOISE = np.random.default_rng(1)
COUNTS = {
    "always another": NOISE.poisson(3000, (64, 200, 8)),
    "at rest": np.tile(NOISE.integers(0, 1000, (64, 1, 8)), (1, 200, 1)),
    "few": NOISE.integers(0, 3, (2, 3, 1)),
    "none": np.zeros((64, 200, 8), dtype=np.int64),
}


@pytest.mark.parametrize("kind", COUNTS)
def test_counts_are_stored_in_the_shorter_way(kind: str) -> None:
    array = COUNTS[kind].astype("<i8")
    plain, runs = (deflated(array, how) for how in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_RLE))
    chunk = codec.encode(array, counts=True)
    assert len(chunk) - 4 == min(plain, runs)
    assert len(codec.encode(array)) - 4 == plain
    with h5py.File("memory", "w", driver="core", backing_store=False) as file:
        dataset = file.create_dataset(
            "x", array.shape, "<i8", chunks=array.shape, compression="gzip", shuffle=True,
            fletcher32=True,
        )  # fmt: skip
        dataset.id.write_direct_chunk((0, 0, 0), chunk)
        np.testing.assert_array_equal(dataset[()], array)


def test_both_ways_are_in_use() -> None:
    """Counts that never rest are shorter by runs, counts at rest by far longer."""
    ways = {
        kind: deflated(array.astype("<i8"), zlib.Z_RLE)
        / deflated(array.astype("<i8"), zlib.Z_DEFAULT_STRATEGY)
        for kind, array in COUNTS.items()
    }
    assert ways["always another"] < 0.99
    assert ways["at rest"] > 2
