"""Writing one complete HDF5 file of runs, chunk by chunk, from any sources."""

from __future__ import annotations

import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from clonal._version import __version__
from clonal.layout import Layout
from clonal.store import codec, schema
from clonal.store.seal import seal
from clonal.store.source import Array, Source

if TYPE_CHECKING:
    import h5py

Part = tuple[int, int, Source]

_SCALAR_CHUNK = 1 << 14


def write_file(
    path: Path, layout: Layout, identity: schema.Identity, parts: Sequence[Part]
) -> None:
    """Write the runs of `parts`, in that order, as a complete ensemble file.

    Parameters
    ----------
    path : Path
        A temporary name: the file is not whole until this returns.
    layout : Layout
    identity : Identity
    parts : sequence of (int, int, Source)
        First run, run to stop before, and where they are.

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written.
    StoreError
        If a source turns out to be damaged.
    """
    import h5py

    with h5py.File(path, "w", locking=False) as file:
        writer = _Writer(file, layout, identity, parts)
        writer.write()
        chunks = writer.chunks()
    seal(path, chunks)


class _Column:
    """One dataset being filled from its first row to its last."""

    def __init__(self, dataset: h5py.Dataset, field: schema.Field) -> None:
        self._id = dataset.id
        self._counts = field.counts
        self._chunk = dataset.chunks
        self._shape = dataset.shape
        self._rows = self._chunk[0]
        self._buffer: Array = np.zeros((self._rows, *self._shape[1:]), dtype=dataset.dtype)
        self._filled = 0
        self._at = 0

    def chunks(self) -> npt.NDArray[np.uint64]:
        """Return offset and length in the file of every chunk, shape (chunk, 2)."""
        # Plain numbers: there is a chunk for a few runs where runs are long.
        out = array.array("Q")
        self._id.chunk_iter(lambda chunk: out.extend((chunk.byte_offset, chunk.size)))
        return np.frombuffer(out, dtype=np.uint64).reshape(-1, 2)

    def append(self, rows: Array) -> None:
        start = 0
        while start < len(rows):
            if not self._filled and len(rows) - start >= self._rows:
                self._emit(rows[start : start + self._rows])
                start += self._rows
                continue
            step = min(self._rows - self._filled, len(rows) - start)
            self._buffer[self._filled : self._filled + step] = rows[start : start + step]
            self._filled += step
            start += step
            if self._filled == self._rows:
                self._emit(self._buffer)
                self._filled = 0

    def finish(self) -> None:
        if self._filled:
            self._buffer[self._filled :] = 0
            self._emit(self._buffer)

    def whole(self, runs: int) -> bool:
        """Whether the next `runs` rows are exactly one chunk."""
        return not self._filled and runs == self._rows

    def append_chunks(self, chunks: Sequence[bytes]) -> None:
        for number, chunk in enumerate(chunks):
            time = number * self._chunk[1] if number else 0
            self._id.write_direct_chunk((self._at, time, 0, 0, 0)[: len(self._shape)], chunk)
        self._at += self._rows

    def _emit(self, rows: Array) -> None:
        if 0 not in self._shape:
            rows = rows.astype(self._buffer.dtype, copy=False)
            times = self._chunk[1] if rows.ndim > 1 else 1
            self.append_chunks(codec.encode_rows(rows, times, counts=self._counts))


class _Writer:
    def __init__(
        self,
        file: h5py.File,
        layout: Layout,
        identity: schema.Identity,
        parts: Sequence[Part],
    ) -> None:
        self._file = file
        self._layout = layout
        self._parts = parts
        self._scales: dict[str, Any] = {}
        self._columns: dict[str, _Column] = {}
        self._sizes = schema.sizes(layout, *self._totals())
        self._attributes(identity)
        self._dimensions()
        for field in [*schema.run_fields(layout), *schema.row_fields(layout)]:
            self._columns[field.path] = self._create(field)

    def write(self) -> None:
        sampled = [field.path for field in schema.run_fields(self._layout) if field.sampled]
        scalars = [field.path for field in schema.run_fields(self._layout) if not field.sampled]
        group = self._columns["population"]._rows
        run_index = clone_row = 0
        for first, stop, source in self._parts:
            at = first
            while at < stop:
                # Parts end at the chunks of the file, so that whole chunks are copied as they are.
                step = min(stop - at, group - run_index % group)
                for path in sampled:
                    self._sampled(path, source, at, at + step)
                for path in scalars:
                    self._columns[path].append(source.run_rows(path, at, at + step))
                if self._layout.record_clones:
                    clone_row += self._tables(source, at, at + step, run_index, clone_row)
                run_index += step
                at += step
        for column in self._columns.values():
            column.finish()

    def chunks(self) -> list[npt.NDArray[np.uint64]]:
        """Return offset and length of every chunk, dataset by dataset."""
        return [column.chunks() for column in self._columns.values()]

    def _totals(self) -> tuple[int, int, int]:
        runs = sum(stop - first for first, stop, _ in self._parts)
        clones = counts = 0
        if self._layout.record_clones:
            for first, stop, source in self._parts:
                more = source.table_sizes(first, stop)
                clones, counts = clones + more[0], counts + more[1]
        return runs, clones, counts

    def _sampled(self, path: str, source: Source, first: int, stop: int) -> None:
        column = self._columns[path]
        if column.whole(stop - first):
            chunks = source.chunks(path, first, stop - first)
            if chunks is not None:
                column.append_chunks(chunks)
                return
        column.append(source.run_rows(path, first, stop))

    def _tables(self, source: Source, first: int, stop: int, run_index: int, row: int) -> int:
        columns = source.columns(first, stop)
        for path, values in columns.items():
            if path.endswith("/run_index"):
                values = values + run_index
            elif path == "clone_count/clone_row":
                values = values + row
            self._columns[path].append(values)
        return len(columns["clone/id"])

    def _attributes(self, identity: schema.Identity) -> None:
        attrs = self._file.attrs
        attrs["Conventions"] = schema.CONVENTIONS
        attrs["format"] = schema.FORMAT
        attrs["format_version"] = np.int32(schema.FORMAT_VERSION)
        attrs["clonal_version"] = __version__
        attrs["scenario"] = identity.scenario
        # Text, because a seed may be wider than any integer type of the file.
        attrs["seed"] = str(identity.seed)
        attrs["method"] = identity.method
        attrs["stream_version"] = np.int64(identity.stream_version)

    def _dimensions(self) -> None:
        import h5py

        time = schema.Field(
            "time", ("time",), schema.FLOAT64, {"long_name": "time of the sample", "units": "day"}
        )
        column = self._create(time)
        column.append(np.asarray(self._layout.time))
        column.finish()
        for name, values in schema.labels(self._layout).items():
            # Text of variable length takes no checksum filter: HDF5 refuses it. The seal has it.
            limit = (None,) if not values else None
            data = self._file.create_dataset(
                name, (len(values),), dtype=h5py.string_dtype("utf-8"), maxshape=limit
            )
            if values:
                data[:] = list(values)
            data.attrs["long_name"] = f"label of the {name}"
            self._scale(name, data)
        for name in ("clone/row", "clone_count/row") if self._layout.record_clones else ():
            field = schema.Field(name, (name,), schema.INT64)
            # A dimension without values of its own, in netCDF's way of saying so.
            text = f"This is a netCDF dimension but not a netCDF variable.{self._sizes[name]:>10}"
            self._scale(name, self._dataset(field), text)

    def _scale(self, name: str, data: h5py.Dataset, label: str | None = None) -> None:
        data.make_scale(label or name.rsplit("/", 1)[-1])
        self._scales[name] = data

    def _create(self, field: schema.Field) -> _Column:
        data = self._dataset(field)
        for key, value in field.attrs.items():
            data.attrs[key] = value
        if field.dims == (field.path,):
            self._scale(field.path, data)
        else:
            for axis, name in enumerate(field.dims):
                data.dims[axis].attach_scale(self._scales[name])
        return _Column(data, field)

    def _dataset(self, field: schema.Field) -> h5py.Dataset:
        shape = tuple(self._sizes[name] for name in field.dims)
        # Rows of the clone tables, and dimensions without members, are open-ended: a netCDF
        # dimension of fixed length cannot be empty.
        limit = tuple(
            None if name.endswith("/row") or not size else size
            for name, size in zip(field.dims, shape, strict=True)
        )
        return self._file.create_dataset(
            field.path,
            shape,
            dtype=field.dtype,
            maxshape=limit,
            chunks=self._chunks(field, shape),
            compression="gzip",
            compression_opts=codec.LEVEL,
            shuffle=True,
            fletcher32=True,
        )

    def _chunks(self, field: schema.Field, shape: tuple[int, ...]) -> tuple[int, ...]:
        if field.dims[0] == "time":
            rows = min(shape[0], _SCALAR_CHUNK)
        elif field.dims[0] != "run":
            rows = min(shape[0], schema.FLAT_CHUNK_ROWS)
        elif field.sampled:
            rows = min(shape[0], schema.chunk_runs(self._layout))
            times = schema.chunk_times(field.dtype.itemsize, shape)
            return tuple(max(1, size) for size in (rows, times, *shape[2:]))
        else:
            rows = min(shape[0], _SCALAR_CHUNK)
        return (max(1, rows),)
