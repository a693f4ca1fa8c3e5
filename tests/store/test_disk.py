"""A disk that is full, a folder that cannot be written, two processes: told, and nothing broken."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clonal import store
from clonal.errors import StoreError
from clonal.layout import Layout
from clonal.store import files
from support import blocks


@pytest.fixture
def layout() -> Layout:
    return blocks.layout(clones=True)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let files grow to `size` bytes only: HDF5 meets it as it meets a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, previous)


@pytest.mark.parametrize("size", [100, 3_000, 10_000, 20_000])
def test_no_room(layout: Layout, identity: store.Identity, tmp_path: Path, size: int) -> None:
    path = tmp_path / "ensemble.h5"
    block = store.MemoryBlock(layout, 40)
    block.add(blocks.block(layout, 7, 0, 40))
    with store.opened(path, layout, identity) as opened:
        with room_for(size), pytest.raises(StoreError, match=f"cannot write.*{path.name}"):
            opened.save(block)
        with room_for(size), pytest.raises(StoreError, match=f"cannot write.*{path.name}"):
            opened.merge(40, block)
        assert not path.exists()
        assert os.listdir(tmp_path / "ensemble.h5.parts") == ["lock"]
        # And when there is room again, the same process goes on.
        opened.save(block)
        opened.merge(40)
    assert os.listdir(tmp_path) == ["ensemble.h5"]


def test_no_room_for_an_extension(written, layout: Layout, identity: store.Identity) -> None:
    path = written(runs=20)
    before = path.read_bytes()
    block = store.MemoryBlock(layout, 40)
    block.add(blocks.block(layout, 7, 20, 20))
    with store.opened(path, layout, identity) as opened:
        opened.save(block)
        with room_for(15_000), pytest.raises(StoreError, match="File too large"):
            opened.merge(40)
    assert path.read_bytes() == before
    with store.opened(path, layout, identity) as opened:
        assert opened.present() == [(0, 40)]


def test_the_reason_is_told_in_words() -> None:
    with (
        pytest.raises(StoreError, match="cannot write x: No space left on device"),
        files.writing(Path("x")),
    ):
        raise RuntimeError("Can't decrement id (unable to extend, errno = 28, error message = '…')")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no/such/folder.h5", "does not exist"),
        ("folder", "is a folder"),
        ("pipe", "not a regular file"),
        ("x" * 300, "too long"),
        ("file/inside.h5", "does not exist"),
    ],
)
def test_places_where_no_file_can_be(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    with (
        pytest.raises(StoreError, match=message),
        store.opened(
            store.resolve(tmp_path / name), blocks.layout(), store.Identity("", 1, "exact", 1)
        ),
    ):
        pass


def test_a_file_in_place_of_the_folder(
    layout: Layout, identity: store.Identity, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "ensemble.h5.parts"
    in_the_way.write_text("mine")
    with (
        pytest.raises(StoreError, match="in the way"),
        store.opened(tmp_path / "ensemble.h5", layout, identity),
    ):
        pass
    assert in_the_way.read_text() == "mine"


def test_a_folder_without_permission(
    layout: Layout, identity: store.Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The tests may run as a user to whom nothing is forbidden.
    monkeypatch.setattr(Path, "mkdir", refuse)
    with (
        pytest.raises(StoreError, match="Permission denied"),
        store.opened(tmp_path / "ensemble.h5", layout, identity),
    ):
        pass


def test_two_at_once(layout: Layout, identity: store.Identity, tmp_path: Path) -> None:
    path = tmp_path / "ensemble.h5"
    with store.opened(path, layout, identity):
        with (
            pytest.raises(StoreError, match="another process is writing"),
            store.opened(path, layout, identity),
        ):
            pass
        assert (tmp_path / "ensemble.h5.parts" / "lock").exists()
    with store.opened(path, layout, identity):
        pass
    assert os.listdir(tmp_path) == []


def test_a_lock_on_a_folder_that_is_going_away(tmp_path: Path) -> None:
    """One process removes the folder while another has opened the lock in it but not locked it."""
    path = tmp_path / "ensemble.h5"
    real = fcntl.flock
    removed = []

    def too_late(number: int, how: int) -> None:
        if not removed:
            removed.append(True)
            (tmp_path / "ensemble.h5.parts" / "lock").unlink()
            (tmp_path / "ensemble.h5.parts").rmdir()
        real(number, how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files.fcntl, "flock", too_late)
        with files.locked(path) as folder:
            assert removed
            assert (folder / "lock").exists()
