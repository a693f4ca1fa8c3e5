"""Finished parts of an unfinished ensemble: complete files beside it, and their merge."""

from __future__ import annotations

import contextlib
import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from clonal.errors import ScenarioError, StoreError
from clonal.layout import Layout
from clonal.store import files, schema
from clonal.store.block import MemoryBlock
from clonal.store.read import EnsembleFile
from clonal.store.schema import Identity
from clonal.store.source import Array, Interval, Source, assign, missing, union
from clonal.store.write import Part, write_file

#: Files held open at once while merging: the library keeps megabytes of each that is read. Parts
#: follow each other, but for runs that were still being simulated when one was written.
_OPEN_FILES = 2


class _OpenFiles:
    """Files opened when they are needed, and closed when others are needed more."""

    def __init__(self) -> None:
        self._files: OrderedDict[Path, EnsembleFile] = OrderedDict()

    def get(self, path: Path) -> EnsembleFile:
        if path not in self._files:
            while len(self._files) >= _OPEN_FILES:
                self._files.popitem(last=False)[1].close()
            self._files[path] = EnsembleFile(path)
        self._files.move_to_end(path)
        return self._files[path]

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()


class _Shard:
    """A part on disk: a source that is not open all the time."""

    def __init__(self, path: Path, opened: _OpenFiles, layout: Layout, identity: Identity) -> None:
        self.path = path
        self._opened = opened
        file = opened.get(path)
        require_same(file, layout, identity)
        self._intervals = file.intervals()

    def intervals(self) -> list[Interval]:
        return self._intervals

    def run_rows(self, path: str, first: int, stop: int) -> Array:
        return self._opened.get(self.path).run_rows(path, first, stop)

    def chunks(self, path: str, first: int, runs: int) -> list[bytes] | None:
        return self._opened.get(self.path).chunks(path, first, runs)

    def table_sizes(self, first: int, stop: int) -> tuple[int, int]:
        return self._opened.get(self.path).table_sizes(first, stop)

    def columns(self, first: int, stop: int) -> dict[str, Array]:
        return self._opened.get(self.path).columns(first, stop)


class Store:
    """An ensemble being written: the finished file if there is one, its shards, and what comes.

    Parameters
    ----------
    file : Path
        Where the finished ensemble is to be; see `files.resolve`.
    folder : Path
        The folder of its parts, held by `files.locked`.
    layout : Layout
    identity : Identity

    Raises
    ------
    StoreError
        If the file or a shard is foreign or damaged, or belongs to another ensemble.
    """

    def __init__(self, file: Path, folder: Path, layout: Layout, identity: Identity) -> None:
        self.layout = layout
        self._file = file
        self._folder = folder
        self._identity = identity
        self._finished = checked(file, layout, identity) if file.exists() else None
        self._opened = _OpenFiles()
        self._shards: list[_Shard] = []
        try:
            for path in files.shard_paths(file):
                self._shards.append(_Shard(path, self._opened, layout, identity))
            self._identity = self._as_begun()
        except BaseException:
            self.close()
            raise

    def _as_begun(self) -> Identity:
        """Return the identity with the words of the file, where there is something of it."""
        if self._finished is not None:
            return self._finished.identity
        if self._shards:
            return self._opened.get(self._shards[0].path).identity
        return self._identity

    def close(self) -> None:
        """Close every file."""
        self._opened.close()
        if self._finished is not None:
            self._finished.close()

    def verify_parts(self) -> None:
        """Read through the shards, before anything is built upon them.

        Raises
        ------
        StoreError
            If one is damaged.
        """
        for shard in self._shards:
            self._opened.get(shard.path).verify()

    def present(self) -> list[Interval]:
        """Return the runs that are on disk."""
        return union(part for source in self._sources() for part in source.intervals())

    def save(self, block: MemoryBlock) -> None:
        """Write the runs of `block` as a shard.

        Raises
        ------
        StoreError
            If it cannot be written; nothing of it is left then.
        """
        parts: list[Part] = [(first, stop, block) for first, stop in block.parts()]
        if parts:
            count = sum(stop - first for first, stop, _ in parts)
            path = files.shard_path(self._folder, parts[0][0], count)
            self._write(path, parts)
            self._shards.append(_Shard(path, self._opened, self.layout, self._identity))

    def merge(self, runs: int, block: MemoryBlock | None = None) -> None:
        """Make the finished file of the first `runs` runs, of all that is there and `block`.

        Raises
        ------
        StoreError
            If runs are missing, a part is damaged or the file cannot be written. The finished file
            is what it was then, and so are the shards.
        """
        parts = assign([*self._sources(), *([block] if block is not None else [])], runs)
        absent = missing(((first, stop) for first, stop, _ in parts), runs)
        if absent:
            raise StoreError(f"{self._file} cannot be finished: run {absent[0][0]} is missing")
        self._write(self._file, parts)
        if self._finished is not None:
            self._finished.close()
            self._finished = None
        self.clear(runs)

    def clear(self, runs: int) -> None:
        """Remove the shards that hold nothing beyond the first `runs` runs."""
        self._opened.close()
        for shard in self._shards:
            if all(stop <= runs for _, stop in shard.intervals()):
                with files.writing(shard.path):
                    shard.path.unlink()
        self._shards = [shard for shard in self._shards if shard.path.exists()]

    def _sources(self) -> list[Source]:
        finished: list[Source] = [self._finished] if self._finished is not None else []
        return [*finished, *self._shards]

    def _write(self, path: Path, parts: Sequence[Part]) -> None:
        temporary = files.temporary_path(self._folder)
        try:
            with files.writing(path):
                write_file(temporary, self.layout, self._identity, parts)
                files.publish(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


@contextlib.contextmanager
def opened(file: Path, layout: Layout, identity: Identity) -> Iterator[Store]:
    """Hold an ensemble for writing: locked, checked, and let go of at the end."""
    with files.locked(file) as folder:
        store = Store(file, folder, layout, identity)
        try:
            yield store
        finally:
            store.close()


def checked(file: Path, layout: Layout, identity: Identity) -> EnsembleFile:
    """Open a finished file, and see that it is one of the same ensemble.

    Raises
    ------
    StoreError
    """
    opened_file = EnsembleFile(file)
    try:
        require_same(opened_file, layout, identity)
        if opened_file.intervals() not in ([], [(0, opened_file.runs)]):
            raise StoreError(f"{file} is damaged: its runs are not 0, 1, 2, …")
    except BaseException:
        opened_file.close()
        raise
    return opened_file


def require_same(found: EnsembleFile, layout: Layout, identity: Identity) -> None:
    """Raise `StoreError` unless a file's runs belong to the ensemble `identity`."""
    path, theirs = found.path, found.identity
    if not found.sealed:
        raise StoreError(
            f"{path} was changed since clonal wrote it: it can be read, but not be continued"
        )
    for name, one, other in (
        ("seed", theirs.seed, identity.seed),
        ("method", theirs.method, identity.method),
        ("version of the random streams", theirs.stream_version, identity.stream_version),
    ):
        if one != other:
            raise StoreError(f"{path} holds another ensemble: its {name} is {one}, not {other}")
    if theirs.scenario != identity.scenario:
        one, other = _recipe(theirs.scenario), _recipe(identity.scenario)
        if one != other:
            raise StoreError(f"{path} holds another scenario: {_difference(one, other)}")
    if _shape(found.layout) != _shape(layout):
        raise StoreError(f"{path} has other contents than this version of clonal writes")


def _recipe(scenario: str) -> str:
    from clonal.model.identity import recipe

    try:
        return recipe(scenario)
    except ScenarioError:
        # Of another version of clonal: nothing can be left out of what is not understood.
        return scenario


def _difference(theirs: str, ours: str) -> str:
    one, other = theirs.splitlines(), ours.splitlines()
    for number in range(max(len(one), len(other))):
        left, right = (lines[number] if number < len(lines) else "" for lines in (one, other))
        if left != right:
            return f"it says {left.strip() or 'nothing'!r} where this one says {right.strip()!r}"
    return "their texts differ"


def _shape(layout: Layout) -> set[tuple[str, str]]:
    """Return what files of a layout contain, whatever its order."""
    fields = [*schema.run_fields(layout), *schema.row_fields(layout)]
    return (
        {(field.path, str(field.dims)) for field in fields}
        | {(name, "\n".join(values)) for name, values in schema.labels(layout).items()}
        | {("time", hashlib.sha256(np.asarray(layout.time, dtype="<f8").tobytes()).hexdigest())}
    )
