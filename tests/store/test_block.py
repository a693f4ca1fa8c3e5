"""Runs in memory are there whole or not at all, whatever fails while they are taken in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clonal import store
from clonal.layout import Layout
from clonal.store import block as module
from clonal.store import codec
from support import blocks


@pytest.mark.parametrize("after", range(6))
@pytest.mark.parametrize("call", ["encode", "zeros"])
def test_no_memory_while_runs_are_added(
    layout: Layout,
    identity: store.Identity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    after: int,
) -> None:
    """Chunks are of 8 runs: 5 to 29 are a piece of one, two whole ones and a piece."""
    taken = store.MemoryBlock(layout, 40)
    taken.add(blocks.block(layout, 7, 0, 5))
    calls = 0

    def failing(*arguments: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls > after:
            raise MemoryError
        return real(*arguments, **more)

    with monkeypatch.context() as patch:
        if call == "encode":
            real = codec.encode_rows
            patch.setattr(codec, "encode_rows", failing)
        else:
            real = np.zeros

            class Numpy:
                zeros = staticmethod(failing)

                def __getattr__(self, name: str) -> object:
                    return getattr(np, name)

            patch.setattr(module, "np", Numpy())
        try:
            taken.add(blocks.block(layout, 7, 5, 24))
        except MemoryError:
            assert calls > after
    present = taken.intervals()
    assert present in ([(0, 5)], [(0, 29)])
    assert store.union(taken.parts()) == present
    assert taken.runs == present[0][1]
    path = tmp_path / "some.h5"
    with store.opened(path, layout, identity) as opened:
        opened.save(taken)
        assert opened.present() == present
        opened.merge(present[0][1])
    expected = blocks.as_in_file(layout, blocks.block(layout, 7, 0, present[0][1]))
    file = store.EnsembleFile(path)
    for name, values in expected.items():
        np.testing.assert_array_equal(file[name][()], values, err_msg=name)
    file.close()
