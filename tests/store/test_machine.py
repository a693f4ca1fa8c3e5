"""Any sequence of commands, kills and reads: the file is a finished ensemble, or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from clonal import store
from clonal.errors import StoreError
from clonal.store import schema
from support import blocks

LAYOUT = blocks.layout(clones=True, samples=3)
RUNS = st.integers(1, 25)


def identity(seed: int) -> store.Identity:
    return store.Identity('title = "made up"\n', seed, "exact", 1)


class Killed(BaseException):
    """Stands for a SIGKILL: nothing that the store could do comes after it."""


class Files(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "ensemble.h5"
        self.finished = 0
        self.there: set[int] = set()
        self.chunk = schema.MAX_CHUNK_RUNS
        schema.MAX_CHUNK_RUNS = 4

    def teardown(self) -> None:
        schema.MAX_CHUNK_RUNS = self.chunk
        shutil.rmtree(self.folder)

    def simulate(self, opened: store.Store, runs: int, step: int, kill_after: int | None) -> None:
        """Do what an ensemble does, killed after so many blocks."""
        todo = store.missing(opened.present(), runs)
        assert {i for first, stop in todo for i in range(first, stop)} == {
            i for i in range(runs) if i not in self.there
        }
        saved = 0
        for first, stop in todo:
            for at in range(first, stop, step):
                end = min(at + step, stop)
                block = store.MemoryBlock(LAYOUT, runs)
                block.add(blocks.block(LAYOUT, 7, at, end - at))
                if saved == kill_after:
                    raise Killed
                opened.save(block)
                saved += 1
                self.there |= set(range(at, end))
        if kill_after is not None:
            raise Killed

    @rule(runs=RUNS, step=st.integers(1, 9))
    def run(self, runs: int, step: int) -> None:
        if runs <= self.finished:
            return
        with store.opened(self.path, LAYOUT, identity(7)) as opened:
            self.simulate(opened, runs, step, None)
            opened.merge(runs)
        self.finished = runs
        self.there = {i for i in self.there if i < runs or self.kept(i)}

    def kept(self, run: int) -> bool:
        parts = [store.EnsembleFile(path) for path in store.shard_paths(self.path)]
        found = any(first <= run < stop for part in parts for first, stop in part.intervals())
        for part in parts:
            part.close()
        return found

    @rule(
        runs=RUNS,
        step=st.integers(1, 5),
        blocks_before=st.integers(0, 6),
        left=st.binary(max_size=9),
    )
    def run_and_kill(self, runs: int, step: int, blocks_before: int, left: bytes) -> None:
        if runs <= self.finished:
            return
        try:
            with store.opened(self.path, LAYOUT, identity(7)) as opened:
                self.simulate(opened, runs, step, blocks_before)
        except Killed:
            parts = self.folder / "ensemble.h5.parts"
            parts.mkdir(exist_ok=True)
            (parts / "unfinished-0badc0de.tmp").write_bytes(left)
            (parts / "unfinished-12345678.tmp").write_bytes(left)
            (parts / "lock").touch()

    @precondition(lambda self: self.there)
    @rule(seed=st.integers(8, 9), runs=RUNS)
    def another_seed(self, seed: int, runs: int) -> None:
        before = self.everything()
        try:
            with store.opened(self.path, LAYOUT, identity(seed)):
                raise AssertionError("runs of another seed were taken for ours")
        except StoreError:
            pass
        after = self.everything()
        assert {name: before[name] for name in after} == after
        assert {name for name in before if not name.endswith((".tmp", "lock"))} <= set(after)

    @invariant()
    def the_file_is_finished_or_not_there(self) -> None:
        assert self.path.exists() == (self.finished > 0)
        if not self.finished:
            return
        expected = blocks.as_in_file(LAYOUT, blocks.block(LAYOUT, 7, 0, self.finished))
        file = store.EnsembleFile(self.path)
        for name, values in expected.items():
            np.testing.assert_array_equal(file[name][()], values)
        file.close()

    def everything(self) -> dict[str, bytes]:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {os.path.relpath(path, self.folder): path.read_bytes() for path in paths}


TestFiles = Files.TestCase
TestFiles.settings = settings(max_examples=10, stateful_step_count=6, deadline=None)
