"""A layout with everything in it, an identity, and a way to write runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clonal import store
from clonal.layout import Layout
from clonal.store import schema
from support import blocks

#: Small, so that a few runs make several chunks.
CHUNK = 8


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MAX_CHUNK_RUNS", CHUNK)


@pytest.fixture(params=[False, True], ids=["plain", "clones"])
def layout(request: pytest.FixtureRequest) -> Layout:
    return blocks.layout(clones=request.param)


@pytest.fixture
def identity() -> store.Identity:
    return store.Identity('title = "made up"\n', 7, "exact", 1)


Writer = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path, layout: Layout, identity: store.Identity) -> Writer:
    """Return a function that finishes a file with so many runs."""

    def write(runs: int = 20, name: str = "ensemble.h5", **other: object) -> Path:
        recipe = store.Identity(**{**vars(identity), **other})
        with store.opened(tmp_path / name, layout, recipe) as opened:
            block = store.MemoryBlock(layout, runs)
            for first, stop in store.missing(opened.present(), runs):
                block.add(blocks.block(layout, recipe.seed, first, stop - first))
            opened.merge(runs, block)
        return tmp_path / name

    return write
