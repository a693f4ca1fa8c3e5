"""Finished runs in memory, on their way to a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from clonal.layout import Layout
from clonal.store import codec, schema
from clonal.store.source import Array, Interval, union


@dataclass
class _Piece:
    """What came from the engine at once, without the datasets that have a row for each sample."""

    first: int
    stop: int
    scalars: dict[str, Array]
    tables: dict[str, Array]
    clone_rows: Array
    count_rows: Array

    @property
    def nbytes(self) -> int:
        kept = [*self.scalars.values(), *self.tables.values(), self.clone_rows, self.count_rows]
        return sum(array.nbytes for array in kept)


class _Group:
    """The sampled datasets of the runs that share a chunk, as far as they are there.

    Rows of runs that are not in `there` mean nothing.
    """

    def __init__(self, first: int, stop: int) -> None:
        self.first, self.stop = first, stop
        self.there: list[Interval] = []
        self.rows: dict[str, Array] = {}
        self.chunks: dict[str, list[bytes]] = {}


class MemoryBlock:
    """Runs collected from workers: whole chunks are compressed as soon as they are complete.

    Parameters
    ----------
    layout : Layout
    total : int
        How many runs the whole ensemble is to have: its last chunk may be cut short.

    Attributes
    ----------
    runs : int
        How many runs it holds.
    held : int
        Bytes that it keeps in memory, about.
    """

    def __init__(self, layout: Layout, total: int) -> None:
        self.runs = self.held = 0
        self._layout = layout
        self._total = total
        self._chunk = schema.chunk_runs(layout)
        fields = list(schema.run_fields(layout))
        self._sampled = {field.path: field for field in fields if field.sampled}
        self._scalars = [field.path for field in fields if not field.sampled]
        self._pieces: list[_Piece] = []
        self._groups: dict[int, _Group] = {}

    def add(self, arrays: Mapping[str, Array]) -> None:
        """Take the arrays of consecutive runs, as the engine hands them over.

        Parameters
        ----------
        arrays : mapping of str to ndarray
            The datasets of the file by path, with clones named by their id within the run.

        Raises
        ------
        MemoryError
            What was there before is untouched then, and all of these runs are there or none.
        """
        first = int(arrays["run"][0])
        stop = first + len(arrays["run"])
        piece = _Piece(
            first,
            stop,
            {path: arrays[path] for path in self._scalars},
            *self._tables(arrays),
        )
        parts: list[tuple[_Group, list[Interval]]] = []
        at = first
        while at < stop:
            group = self._group(at // self._chunk)
            end = min(stop, group.first + self._chunk)
            part = {path: arrays[path][at - first : end - first] for path in self._sampled}
            self._fill(group, at, end, part)
            parts.append((group, union([*group.there, (at, end)])))
            at = end
        # All that asks for memory is done, so that no run is there in part.
        self._pieces.append(piece)
        for group, there in parts:
            group.there = there
        self.runs += stop - first
        self.held += piece.nbytes
        for group, _ in parts:
            self._close(group)

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def intervals(self) -> list[Interval]:
        """Return the runs it holds."""
        return union((piece.first, piece.stop) for piece in self._pieces)

    def parts(self) -> list[Interval]:
        """Return the runs so that whole chunks stay whole: those first, then the rest."""
        groups = sorted(self._groups.values(), key=lambda group: group.first)
        whole = [part for group in groups if group.chunks for part in group.there]
        loose = union(part for group in groups if not group.chunks for part in group.there)
        return [*whole, *loose]

    def run_rows(self, path: str, first: int, stop: int) -> Array:
        """Return the rows of runs `first` to `stop`."""
        parts = []
        if path in self._sampled:
            for group in self._groups_of(first, stop):
                part = slice(max(first, group.first) - group.first, stop - group.first)
                parts.append(group.rows[path][part])
        else:
            for piece, a, b in self._cut(first, stop):
                parts.append(piece.scalars[path][a - piece.first : b - piece.first])
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def chunks(self, path: str, first: int, runs: int) -> list[bytes] | None:
        """Return the compressed chunks of exactly these runs, if they are there."""
        group = self._groups[first // self._chunk]
        return group.chunks.get(path) if (group.first, runs) == (first, self._chunk) else None

    def table_sizes(self, first: int, stop: int) -> tuple[int, int]:
        """Return how many rows these runs have in the two clone tables."""
        clones = counts = 0
        for piece, a, b in self._cut(first, stop):
            part = slice(a - piece.first, b - piece.first + 1)
            clones += int(np.ptp(piece.clone_rows[part]))
            counts += int(np.ptp(piece.count_rows[part]))
        return clones, counts

    def columns(self, first: int, stop: int) -> dict[str, Array]:
        """Return the clone tables of runs `first` to `stop`, counted from the first of them."""
        out: dict[str, list[Array]] = {}
        run_index = clone_row = 0
        for piece, a, b in self._cut(first, stop):
            clones = piece.clone_rows[a - piece.first : b - piece.first + 1]
            counts = piece.count_rows[a - piece.first : b - piece.first + 1]
            for path, values in piece.tables.items():
                rows = clones if path.startswith("clone/") else counts
                part = values[rows[0] : rows[-1]]
                if path.endswith("/run_index"):
                    part = part - (a - piece.first) + run_index
                elif path == "clone_count/clone_row":
                    part = part - clones[0] + clone_row
                out.setdefault(path, []).append(part)
            run_index += b - a
            clone_row += int(clones[-1] - clones[0])
        return {path: np.concatenate(parts) for path, parts in out.items()}

    def _cut(self, first: int, stop: int) -> Iterator[tuple[_Piece, int, int]]:
        for piece in sorted(self._pieces, key=lambda piece: piece.first):
            a, b = max(first, piece.first), min(stop, piece.stop)
            if a < b:
                yield piece, a, b

    def _groups_of(self, first: int, stop: int) -> Iterator[_Group]:
        for number in range(first // self._chunk, (stop - 1) // self._chunk + 1):
            yield self._groups[number]

    def _group(self, number: int) -> _Group:
        begin = number * self._chunk
        return self._groups.setdefault(number, _Group(begin, min(begin + self._chunk, self._total)))

    def _fill(self, group: _Group, first: int, stop: int, arrays: Mapping[str, Array]) -> None:
        if stop - first == self._chunk:
            self._compress(group, arrays)
            return
        for path, field in self._sampled.items():
            if path not in group.rows:
                shape = (group.stop - group.first, *arrays[path].shape[1:])
                group.rows[path] = np.zeros(shape, field.dtype)
            group.rows[path][first - group.first : stop - group.first] = arrays[path]
            self.held += arrays[path].nbytes

    def _close(self, group: _Group) -> None:
        # The last chunk, cut short by the number of runs, is left for the writer to pad.
        if group.rows and group.there == [(group.first, group.first + self._chunk)]:
            self._compress(group, group.rows)
            self.held -= sum(rows.nbytes for rows in group.rows.values())
            group.rows = {}

    def _compress(self, group: _Group, arrays: Mapping[str, Array]) -> None:
        chunks = {}
        for path, field in self._sampled.items():
            rows = arrays[path].astype(field.dtype, copy=False)
            times = schema.chunk_times(field.dtype.itemsize, rows.shape)
            chunks[path] = codec.encode_rows(rows, times, counts=field.counts)
        group.chunks = chunks
        self.held += sum(len(chunk) for part in chunks.values() for chunk in part)

    def _tables(self, arrays: Mapping[str, Array]) -> tuple[dict[str, Array], Array, Array]:
        if not self._layout.record_clones:
            none = np.zeros(0, dtype=np.int64)
            return {}, none, none
        clones = arrays["clone/row_size"]
        counts = arrays["clone_count/row_size"]
        clone_rows = np.concatenate([[0], np.cumsum(clones)])
        count_rows = np.concatenate([[0], np.cumsum(counts.sum(axis=1))])
        runs, times = counts.shape
        run_of_count = np.repeat(np.arange(runs), counts.sum(axis=1))
        made = {
            "clone/run_index": np.repeat(np.arange(runs), clones),
            "clone_count/run_index": run_of_count,
            "clone_count/time_index": np.repeat(np.tile(np.arange(times), runs), counts.ravel()),
            # A clone's id is its place among the clones of its run.
            "clone_count/clone_row": clone_rows[run_of_count] + arrays["clone_count/clone_id"],
        }
        tables = {
            field.path: made[field.path] if field.path in made else arrays[field.path]
            for field in schema.row_fields(self._layout)
        }
        return tables, clone_rows, count_rows
