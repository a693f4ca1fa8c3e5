"""Reading one ensemble file: checked when opened, its arrays left on disk until asked for."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clonal.errors import StoreError
from clonal.layout import Layout
from clonal.store import codec, schema
from clonal.store.seal import probe, sealed
from clonal.store.source import Array, Interval, first_row, runs_as_intervals

if TYPE_CHECKING:
    import h5py

#: Run indices read at once.
_PIECE = 1 << 14


class LazyArray:
    """A dataset on disk: slicing reads only what is asked for.

    Attributes
    ----------
    shape : tuple of int
    dtype : numpy.dtype
    dims : tuple of str
        Names of the dimensions.
    attrs : dict
        Attributes as in the file.
    """

    def __init__(self, dataset: h5py.Dataset, path: Path) -> None:
        self._dataset = dataset
        self._path = path
        self.shape: tuple[int, ...] = dataset.shape
        self.dtype: np.dtype[Any] = dataset.dtype
        self.dims = _dims(dataset)
        with reading(path):
            self.attrs = dict(dataset.attrs)

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Any:
        with reading(self._path):
            if not self._dataset:
                raise StoreError(f"{self._path} is closed")
            if self.dtype.kind == "O":
                return self._dataset.asstr()[key]
            return self._dataset[key]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if copy is False:
            raise ValueError("reading from disk makes a copy")
        return np.asarray(self[()], dtype=dtype)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{dim}: {n}" for dim, n in zip(self.dims, self.shape, strict=True))
        return f"<clonal array ({sizes}) {self.dtype}, on disk>"


class EnsembleFile:
    """A complete file of runs: a finished ensemble or one shard of it.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    path : Path
    identity : Identity
        What its runs are runs of.
    layout : Layout
        As far as the file tells: without the lineages of declared clones.
    runs : int
        How many runs it holds.
    version : str
        The version of clonal that wrote it.
    sealed : bool
        Whether it is as clonal left it: another program has not changed it since.

    Raises
    ------
    StoreError
        If it is no ensemble file, or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sealed = _sealed(path)
        if not self.sealed:
            probe(path)
        self._file = _open(path)
        try:
            with reading(path):
                self.identity, self.version = _identity(self._file)
                self.layout = _layout(self._file)
                self._check_contents()
                self.runs = int(self._file["run"].shape[0])
                self._stretches = _stretches(self._file["run"])
        except KeyError as error:
            self._file.close()
            raise StoreError(f"{path} is damaged: {error.args[0]}") from error
        except BaseException:
            self._file.close()
            raise
        # Where the last reading of a clone table ended: a run, and its first row.
        self._ends: dict[str, tuple[int, int]] = {}

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __getitem__(self, path: str) -> LazyArray:
        """Return a dataset by its path."""
        with reading(self.path):
            if not self._file:
                raise StoreError(f"{self.path} is closed")
            found = self._file.get(path)
            if found is None or not hasattr(found, "dtype"):
                raise KeyError(path)
            return LazyArray(found, self.path)

    def names(self) -> list[str]:
        """Return the path of every dataset."""
        row = [field.path for field in schema.row_fields(self.layout)]
        run = [field.path for field in schema.run_fields(self.layout)]
        return ["time", *schema.labels(self.layout), *run, *row]

    def verify(self) -> None:
        """Read through every chunk, and see that it is what was written.

        Opening looks at all the rest of a sealed file.

        Raises
        ------
        StoreError
            If a chunk's checksum is wrong; the message names the dataset.
        """
        for path in self.names():
            dataset = self._file[path]
            if dataset.chunks is None:
                continue  # labels, which the seal covers
            starts = map(range, itertools.repeat(0), dataset.shape, dataset.chunks)
            with reading(self.path):
                for offset in itertools.product(*starts):
                    try:
                        codec.check(dataset.id.read_direct_chunk(offset)[1])
                    except StoreError as error:
                        raise StoreError(f"in dataset {path}, {error}") from error

    def intervals(self) -> list[Interval]:
        """Return the runs it holds, by stretches of rows."""
        return [(first, stop) for first, stop, _ in self._stretches]

    def run_rows(self, path: str, first: int, stop: int) -> Array:
        """Return the rows of runs `first` to `stop`."""
        row = self._row(first)
        with reading(self.path):
            return np.asarray(self._file[path][row : row + stop - first])

    def chunks(self, path: str, first: int, runs: int) -> list[bytes] | None:
        """Return the stored chunks of exactly these runs if they are stored so."""
        dataset = self._file[path]
        row = self._row(first)
        if dataset.chunks[0] != runs or row % runs or row + runs > self.runs:
            return None
        out = []
        with reading(self.path):
            for time in range(0, dataset.shape[1], dataset.chunks[1]):
                offset = (row, time, 0, 0, 0)[: dataset.ndim]
                mask, chunk = dataset.id.read_direct_chunk(offset)
                if mask:
                    return None
                codec.check(chunk)
                out.append(bytes(chunk))
        return out

    def table_sizes(self, first: int, stop: int) -> tuple[int, int]:
        """Return how many rows these runs have in the two clone tables."""
        row, end = self._row(first), self._row(first) + stop - first
        with reading(self.path):
            clones, counts = (
                self._first_row(table, end) - self._first_row(table, row)
                for table in ("clone", "clone_count")
            )
        return clones, counts

    def columns(self, first: int, stop: int) -> dict[str, Array]:
        """Return the clone tables of runs `first` to `stop`, counted from the first of them."""
        row, end = self._row(first), self._row(first) + stop - first
        out = {}
        with reading(self.path):
            rows = {table: self._rows(table, row, end) for table in ("clone", "clone_count")}
            for field in schema.row_fields(self.layout):
                values = self._file[field.path][rows[field.dims[0].split("/")[0]]]
                if field.path.endswith("/run_index"):
                    values = values - row
                elif field.path == "clone_count/clone_row":
                    values = values - rows["clone"].start
                out[field.path] = values
        return out

    def _row(self, first: int) -> int:
        for start, stop, row in self._stretches:
            if start <= first < stop:
                return row + first - start
        raise KeyError(first)

    def _rows(self, table: str, row: int, end: int) -> slice:
        """Return the rows of a clone table that belong to a few runs.

        Files are read from their first run to their last, each reading where the one before ended.
        """
        last, start = self._ends.get(table, (0, 0))
        if last != row:
            start = self._first_row(table, row)
        stop = start + int(self._file[f"{table}/row_size"][row:end].sum())
        self._ends[table] = end, stop
        return slice(start, stop)

    def _first_row(self, table: str, row: int) -> int:
        """Return the first row of a run in a clone table, without reading the sizes before it."""
        column = self._file[f"{table}/run_index"]
        if row in (0, self.runs):
            return int(column.shape[0]) if row else 0
        return first_row(column, row)

    def _check_contents(self) -> None:
        def length(path: str) -> int:
            return int(self._file[path].shape[0])

        tables = self.layout.record_clones
        rows = [length("clone/row"), length("clone_count/row")] if tables else [0, 0]
        sizes = schema.sizes(self.layout, length("run"), rows[0], rows[1])
        for field in [*schema.run_fields(self.layout), *schema.row_fields(self.layout)]:
            found = self._file.get(field.path)
            shape = tuple(sizes[name] for name in field.dims)
            if found is None:
                raise StoreError(f"{self.path} is damaged: it has no dataset {field.path}")
            if found.shape != shape or found.dtype != field.dtype or found.chunks is None:
                raise StoreError(f"{self.path} is damaged: dataset {field.path} has another form")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the HDF5 library says of a damaged file into one `StoreError`."""
    try:
        yield
    except StoreError as error:
        if str(path) in str(error):
            raise
        raise StoreError(f"{path} is damaged: {error}") from error
    except (OSError, RuntimeError, ValueError, TypeError, UnicodeError, OverflowError) as error:
        raise StoreError(f"{path} cannot be read, it seems to be damaged: {error}") from error


def survey(path: Path) -> None:
    """Walk through all that opening and slicing a file would touch, except for the data."""
    with _open(path) as file:
        file.visititems(lambda _, found: [*found.attrs.items()])
        _identity(file)
        _layout(file)


def _sealed(path: Path) -> bool:
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder, not an ensemble file")
        return sealed(path)
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror}") from error


def _open(path: Path) -> h5py.File:
    import h5py

    try:
        if not h5py.is_hdf5(path):
            raise StoreError(f"{path} is not an HDF5 file")
        # The library's own rule for locks: a process may not open one file under two of them.
        # A chunk of each dataset is kept, not the megabytes that the library would keep by itself.
        return h5py.File(path, "r", rdcc_nbytes=schema.CHUNK_BYTES)
    except OSError as error:
        raise StoreError(f"{path} cannot be read, it seems to be damaged: {error}") from error


def _identity(file: h5py.File) -> tuple[schema.Identity, str]:
    attrs: Mapping[str, Any] = file.attrs
    if attrs.get("format") != schema.FORMAT:
        raise StoreError(f"{file.filename} is an HDF5 file, but not a clonal ensemble")
    version = int(attrs["format_version"])
    if version != schema.FORMAT_VERSION:
        raise StoreError(
            f"{file.filename} has format version {version}; this version of clonal reads "
            f"{schema.FORMAT_VERSION}"
        )
    identity = schema.Identity(
        scenario=str(attrs["scenario"]),
        seed=int(attrs["seed"]),
        method=str(attrs["method"]),
        stream_version=int(attrs["stream_version"]),
    )
    return identity, str(attrs["clonal_version"])


def _layout(file: h5py.File) -> Layout:
    names = list(file)
    tables = "clone" in names
    read = {name: _labels(file, name) for name in ("lineage", "niche", "state")}
    return Layout(
        time=file["time"][:],
        lineages=read["lineage"],
        niches=read["niche"],
        states=read["state"],
        causes=tuple(name[7:] for name in names if name.startswith("deaths_")),
        pools=_labels(file, "pool") if "pool" in names else (),
        signals=tuple(
            (name[7:], file[name].ndim == 3) for name in names if name.startswith("signal_")
        ),
        endpoints=tuple(name[9:] for name in names if name.startswith("endpoint_")),
        conditions=tuple(
            str(file[name].attrs.get("when", "")) for name in names if name.startswith("endpoint_")
        ),
        clones=_meanings(file, "clone/name") if tables else (),
        mutations=_meanings(file, "clone/mutation") if tables else (),
        traits=tuple(n[6:] for n in file["clone"] if n.startswith("trait_")) if tables else (),
        record_clones=tables,
    )


def _stretches(run: h5py.Dataset) -> list[tuple[int, int, int]]:
    """Return the runs of a file as `runs_as_intervals` does, reading a few at a time."""
    out: list[tuple[int, int, int]] = []
    for row in range(0, len(run), _PIECE):
        for first, stop, place in runs_as_intervals(run[row : row + _PIECE]):
            if out and out[-1][1] == first:
                out[-1] = (out[-1][0], stop, out[-1][2])
            else:
                out.append((first, stop, row + place))
    return out


def _labels(file: h5py.File, name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in file[name].asstr()[:])


def _meanings(file: h5py.File, path: str) -> tuple[str, ...]:
    return tuple(str(file[path].attrs["flag_meanings"]).split(" ")[1:])


def _dims(dataset: h5py.Dataset) -> tuple[str, ...]:
    own = dataset.name.rsplit("/", 1)[-1]
    scales = [[scale.rsplit("/", 1)[-1] for scale in _scale_names(axis)] for axis in dataset.dims]
    return tuple(names[0] if names else own for names in scales)


def _scale_names(axis: Any) -> list[str]:
    return [scale.name for scale in axis.values()]


def load_library() -> None:
    """Import the HDF5 library, which takes a while, before it is needed."""
    import h5py  # noqa: F401
