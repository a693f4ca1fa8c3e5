"""A finished ensemble, read lazily."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from clonal.errors import ClonalError, StoreError, UnsupportedError
from clonal.layout import Layout
from clonal.store import EnsembleFile, LazyArray, begun

if TYPE_CHECKING:
    import xarray

    from clonal.model import Scenario


class Ensemble:
    """Runs in a file: what is sliced is read, and nothing else.

    Parameters
    ----------
    file : str or path
        A finished ensemble file.

    Attributes
    ----------
    path : Path
    seed : int
    method : str
    version : str
        The version of clonal that wrote the file.

    Raises
    ------
    StoreError
        If the file is missing, damaged or not an ensemble.

    Examples
    --------
    >>> import clonal
    >>> scenario = clonal.load("luria-delbruck")
    >>> with clonal.run(scenario, "some.h5", runs=3, seed=1) as ensemble:
    ...     ensemble["events"].shape, ensemble.runs
    ((3,), 3)
    """

    def __init__(self, file: str | os.PathLike[str]) -> None:
        self.path = Path(file)
        if not self.path.exists() and begun(self.path):
            raise StoreError(f"{file} is not finished: the command that began it completes it")
        self._file = EnsembleFile(self.path)
        self.seed = self._file.identity.seed
        self.method = self._file.identity.method
        self.version = self._file.version

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self._file.runs

    @functools.cached_property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        from clonal.model import loads

        return loads(self._file.identity.scenario, f"{self.path} (scenario)")

    @functools.cached_property
    def layout(self) -> Layout:
        """Labels of everything that is recorded, in the scenario's order."""
        found, scenario = self._file.layout, self.scenario
        per_niche = dict(found.signals)
        lineages = found.lineages
        return dataclasses.replace(
            found,
            signals=tuple((name, per_niche[name]) for name in scenario.record.signals),
            endpoints=tuple(endpoint.name for endpoint in scenario.endpoint),
            clones=tuple(clone.name for clone in scenario.clone),
            clone_lineage=tuple(lineages.index(clone.lineage) for clone in scenario.clone),
            mutations=tuple(mutation.name for mutation in scenario.mutation),
        )

    def __len__(self) -> int:
        return self.runs

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.names())

    def __contains__(self, name: object) -> bool:
        return name in self._file.names()

    def __getitem__(self, name: str) -> LazyArray:
        """Return a dataset of the file by its name; slicing it reads from disk.

        Raises
        ------
        KeyError
            If the file has none of that name.
        """
        return self._file[name]

    def clones(self, run: int) -> dict[str, npt.NDArray[Any]]:
        """Return the clones of one run, in the order of their founding.

        Parameters
        ----------
        run : int
            Index of the run.

        Returns
        -------
        dict of str to ndarray
            The columns of ``clone/``, with ``name`` (empty for clones founded during the run) and
            ``mutation`` (empty where there was none) as text.

        Raises
        ------
        ClonalError
            If clones were not recorded, or there is no such run.
        """
        table = self._table(run, "clone")
        table["name"] = _text(table["name"], self._file.layout.clones)
        table["mutation"] = _text(table["mutation"], self._file.layout.mutations)
        return table

    def clone_counts(self, run: int) -> dict[str, npt.NDArray[Any]]:
        """Return the cells of one run by clone, sample, niche and state.

        Returns
        -------
        dict of str to ndarray
            The columns of ``clone_count/``, with the clone's ``id`` in place of ``clone_row``.

        Raises
        ------
        ClonalError
            If clones were not recorded, or there is no such run.
        """
        table = self._table(run, "clone_count")
        table["id"] = table.pop("clone_row")
        return table

    def to_xarray(self) -> xarray.Dataset:
        """Open the file as a labelled dataset that reads what is used.

        Raises
        ------
        UnsupportedError
            If xarray and h5netcdf are not installed.
        """
        open_dataset = _xarray("open_dataset")
        dataset: xarray.Dataset = open_dataset(self.path, engine="h5netcdf", decode_times=False)
        return dataset

    def to_datatree(self) -> xarray.DataTree:
        """Open the file with its clone tables, as a tree of labelled datasets.

        Raises
        ------
        UnsupportedError
            If xarray and h5netcdf are not installed.
        """
        open_datatree = _xarray("open_datatree")
        tree: xarray.DataTree = open_datatree(self.path, engine="h5netcdf", decode_times=False)
        return tree

    def close(self) -> None:
        """Close the file; what was read stays."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<clonal ensemble of {self.runs} runs, seed {self.seed}, in {self.path}>"

    def _table(self, run: int, table: str) -> dict[str, npt.NDArray[Any]]:
        if not self._file.layout.record_clones:
            raise ClonalError("clones were not recorded: set `clones = true` under [record]")
        if not any(first <= run < stop for first, stop in self._file.intervals()):
            raise ClonalError(f"there is no run {run}; there are runs 0 to {self.runs - 1}")
        columns = self._file.columns(run, run + 1)
        prefix = f"{table}/"
        return {
            path.removeprefix(prefix): values
            for path, values in columns.items()
            if path.startswith(prefix) and not path.endswith("/run_index")
        }


def open_ensemble(file: str | os.PathLike[str]) -> Ensemble:
    """Open a finished ensemble file for reading; see `Ensemble`.

    Raises
    ------
    StoreError
        If the file is missing, damaged or not an ensemble.
    """
    return Ensemble(file)


def _text(numbers: npt.NDArray[Any], names: tuple[str, ...]) -> npt.NDArray[np.str_]:
    if numbers.size and not -1 <= int(numbers.min()) <= int(numbers.max()) < len(names):
        raise StoreError("the clone table names clones or mutations that are not there")
    # The last one is what -1 stands for.
    text: npt.NDArray[np.str_] = np.array([*names, ""], dtype=np.str_)[numbers]
    return text


def _xarray(function: str) -> Any:
    try:
        import h5netcdf  # noqa: F401
        import xarray
    except ImportError as error:
        raise UnsupportedError(
            f"{error.name} is not installed: labelled arrays need `pip install clonal[analysis]`"
        ) from error
    return getattr(xarray, function)
