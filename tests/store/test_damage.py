"""A damaged file gives an error and no wrong number, and never takes the process with it."""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import pytest

from clonal import store
from clonal.errors import StoreError
from clonal.layout import Layout
from clonal.store import seal
from support import blocks

READ_ALL = """
import hashlib, pathlib, sys
from clonal import store
from clonal.errors import StoreError
whole = None
for path in sys.stdin.read().split():
    try:
        file = store.EnsembleFile(pathlib.Path(path))
    except StoreError as error:
        print("refused")
        continue
    try:
        digest = hashlib.sha256()
        for name in file.names():
            values = file[name][()]
            digest.update(repr(values.tolist()).encode())
        print(digest.hexdigest())
    except StoreError as error:
        print("refused")
    finally:
        file.close()
"""


@pytest.fixture
def layout() -> Layout:
    return blocks.layout(clones=True)


def damaged(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    where, length = rng.randrange(len(out)), rng.choice([1, 8, 64, 512, 4096])
    kind = rng.choice(["bit", "zeros", "noise", "cut", "head"])
    if kind == "bit":
        out[where] ^= 1 << rng.randrange(8)
    elif kind == "zeros":
        out[where : where + length] = bytes(len(out[where : where + length]))
    elif kind == "noise":
        out[where : where + length] = rng.randbytes(len(out[where : where + length]))
    elif kind == "head":
        for _ in range(3):
            out[rng.randrange(min(4000, len(out)))] = rng.randrange(256)
    else:
        del out[where:]
    return bytes(out)


def outcomes(paths: list[Path]) -> list[str]:
    """Read each file in a process of its own kind: one child for all, so a crash fails the test."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def reads_as_written_or_not_at_all(path: Path, tmp_path: Path, times: int) -> None:
    data = path.read_bytes()
    rng = random.Random(20)
    paths = [path]
    for number in range(times):
        copy = tmp_path / f"damaged-{number}.h5"
        copy.write_bytes(damaged(data, rng))
        paths.append(copy)
    whole, *others = outcomes(paths)
    assert len(others) == times
    assert whole != "refused"
    assert set(others) <= {whole, "refused"}
    assert others.count("refused") > 0.8 * times


def test_damage(written, tmp_path: Path) -> None:
    reads_as_written_or_not_at_all(written(runs=40), tmp_path, 40)


@pytest.mark.battery
def test_much_damage(written, tmp_path: Path) -> None:
    reads_as_written_or_not_at_all(written(runs=40), tmp_path, 1000)


def test_a_file_cut_short_anywhere(written) -> None:
    path = written(runs=5)
    data = path.read_bytes()
    hdf5_length = struct.unpack("<Q", data[-32:-24])[0]
    for length in (0, 1, 8, 100, 2048, len(data) // 2, hdf5_length - 1):
        path.write_bytes(data[:length])
        with pytest.raises(StoreError):
            store.EnsembleFile(path)


def test_the_seal_sees_every_byte_that_is_no_chunk(written) -> None:
    path = written(runs=5)
    data = path.read_bytes()
    for where in range(0, 3000, 7):
        path.write_bytes(data[:where] + bytes([data[where] ^ 1]) + data[where + 1 :])
        with pytest.raises(StoreError, match="damaged"):
            seal.sealed(path)


def test_a_broken_seal(written) -> None:
    path = written(runs=5)
    data = path.read_bytes()
    for where in range(1, 24 + 16):
        changed = bytearray(data)
        changed[-9 - where] ^= 1
        path.write_bytes(changed)
        with pytest.raises(StoreError, match="damaged"):
            seal.sealed(path)


def test_damage_that_takes_the_seal_with_it(written) -> None:
    path = written(runs=5)
    data = path.read_bytes()
    for length in (1, 8, 40, 500, 4096):
        path.write_bytes(data[:-length] + bytes(length))
        with pytest.raises(StoreError, match="seal is broken"):
            store.EnsembleFile(path)


def cut_seal(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: struct.unpack("<Q", data[-32:-24])[0]])


@pytest.mark.parametrize("libver", ["earliest", "v108", "latest"])
def test_a_lost_seal_is_seen_in_every_kind_of_file(tmp_path: Path, libver: str) -> None:
    """A file that HDF5 ends where it should has no seal; one with something behind has lost it."""
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", libver=libver) as file:
        file["x"] = [1, 2, 3]
    assert not seal.sealed(path)
    seal.seal(path, [])
    assert seal.sealed(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    with pytest.raises(StoreError, match="seal is broken"):
        seal.sealed(path)
    path.write_bytes(whole)
    cut_seal(path)
    assert not seal.sealed(path)


def test_a_probe_that_does_not_come_back(written, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(runs=5)
    cut_seal(path)
    file = store.EnsembleFile(path)
    assert not file.sealed
    file.close()
    real = subprocess.run

    def impatient(*words: Any, timeout: float, **more: Any) -> Any:
        assert timeout <= 60.0
        return real(*words, timeout=0.0, **more)

    monkeypatch.setattr(subprocess, "run", impatient)
    with pytest.raises(StoreError, match="seems to be damaged"):
        store.EnsembleFile(path)
