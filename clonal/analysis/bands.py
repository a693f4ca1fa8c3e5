"""Quantile bands over the runs of an ensemble, read a slice of time at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from clonal.analysis.extras import require
from clonal.analysis.source import FloatArray, Source, followed_until, need_runs
from clonal.errors import ClonalError

if TYPE_CHECKING:
    import xarray as xr

#: The quantiles of the bands that are drawn: median, middle half, middle nine tenths.
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Bytes that a slice of time may take over all runs, and a single read of the file.
SLICE_BYTES = 64 << 20
READ_BYTES = 8 << 20


class Axis(NamedTuple):
    """One labelled axis of a dataset, behind run and time."""

    name: str
    labels: tuple[str, ...]


def axes_of(source: Source, name: str) -> tuple[Axis, ...]:
    """Labelled axes of a dataset behind (run, time).

    Raises
    ------
    ClonalError
        If the ensemble does not record a dataset of that name; the message lists what there is.
    """
    layout = source.layout
    niche = Axis("niche", layout.niches)
    cells = Axis("lineage", layout.lineages), niche, Axis("state", layout.states)
    known: dict[str, tuple[Axis, ...]] = {"population": cells}
    known |= {f"deaths_{cause}": cells for cause in layout.causes}
    if layout.pools:
        known["pool_size"] = (Axis("pool", layout.pools),)
    for signal, per_niche in layout.signals:
        known[f"signal_{signal}"] = (niche,) if per_niche else ()
    if name not in known:
        raise ClonalError(f"no dataset {name!r} in time here; there is {', '.join(known)}")
    return known[name]


def kept_axes(axes: Sequence[Axis], name: str, by: str | Sequence[str] | None) -> tuple[Axis, ...]:
    """The axes that stay when the others are summed, in the order of the dataset.

    Raises
    ------
    ValueError
        If `by` names another axis, or would sum a signal over niches.
    """
    if by is None:
        cells = any(axis.name == "lineage" for axis in axes)
        by = ("lineage",) if cells else tuple(axis.name for axis in axes)
    elif isinstance(by, str):
        by = (by,)
    names = [axis.name for axis in axes]
    for word in by:
        if word not in names:
            raise ValueError(f"{name} has no axis {word!r}; it has {', '.join(names) or 'none'}")
    if name.startswith("signal_") and len(by) < len(names):
        raise ValueError(f"{name} has a value in each niche; their sum has no meaning")
    return tuple(axis for axis in axes if axis.name in by)


def time_slices(
    source: Source,
    name: str,
    kept: Sequence[Axis],
    memory: int = SLICE_BYTES,
) -> Iterator[tuple[slice, FloatArray]]:
    """All runs of a dataset, one slice of time after the other.

    Quantiles over runs need all runs of a moment at once, and only those: the memory taken is
    that of one moment, or of as many as fit into `memory`, however long the runs are.

    Yields
    ------
    where : slice
        Samples of this slice.
    values : ndarray of float64, shape (run, samples of the slice, *kept)
        Summed over the axes that are not kept. Reused by the next slice.
    """
    data = source[name]
    axes = axes_of(source, name)
    kept_names = {axis.name for axis in kept}
    summed = tuple(2 + i for i, axis in enumerate(axes) if axis.name not in kept_names)
    shape = tuple(len(axis.labels) for axis in kept)
    runs, times = int(data.shape[0]), int(data.shape[1])
    moment = max(1, runs * int(np.prod(shape, dtype=np.int64)) * 8)
    width = min(times, max(1, memory // moment))
    buffer = np.empty((runs, width, *shape))
    row = max(1, width * int(np.prod([len(axis.labels) for axis in axes], dtype=np.int64)) * 8)
    rows = max(1, READ_BYTES // row)
    for first in range(0, times, width):
        last = min(first + width, times)
        for run in range(0, runs, rows):
            block = np.asarray(data[run : run + rows, first:last])
            # Floating sums cannot overflow, and are exact up to 2^53 cells.
            buffer[run : run + rows, : last - first] = block.sum(axis=summed, dtype=np.float64)
        yield slice(first, last), buffer[:, : last - first]


def quantile_bands(
    source: Source,
    name: str = "population",
    *,
    by: str | Sequence[str] | None = None,
    quantiles: Sequence[float] = QUANTILES,
    method: str = "linear",
    memory: int = SLICE_BYTES,
) -> xr.Dataset:
    """Quantiles and mean over runs of what was recorded, at each sampling time.

    A run that an endpoint stopped is left out after its ``end_time``: its later samples repeat
    its last state and forecast nothing. What remains then describes the runs still going, and
    ``runs`` says how many those are.

    Parameters
    ----------
    source : Ensemble
    name : str
        ``"population"``, ``"deaths_NAME"``, ``"pool_size"`` or ``"signal_NAME"``.
    by : str or sequence of str, optional
        Axes to keep; the others are summed. Left out: ``("lineage",)`` for the population and for
        deaths, all axes otherwise.
    quantiles : sequence of float
        Within [0, 1].
    method : str
        How to interpolate between runs, as in `numpy.quantile`.
    memory : int
        Bytes that a slice of time may take; one sampling time of all runs is the least.

    Returns
    -------
    xarray.Dataset
        ``quantiles`` (quantile, time, \\*by) and ``mean`` (time, \\*by) in cells (members of
        pools; signals have no unit), NaN where no run is followed, and ``runs`` (time), the
        number of runs that are.

    Raises
    ------
    ClonalError
        If there is no run, or nothing recorded under `name`.
    ValueError
        If `by` or `quantiles` make no sense.
    MissingExtraError
        If xarray is not installed.

    Examples
    --------
    >>> import clonal
    >>> scenario = clonal.load("luria-delbruck")
    >>> with clonal.run(scenario, "some.h5", runs=20, seed=1) as ensemble:
    ...     bands = quantile_bands(ensemble)
    >>> bands["quantiles"].sel(lineage="sensitive", quantile=0.5, time=0.0).item()
    10.0
    """
    xarray = require("xarray")
    levels = np.asarray(quantiles, dtype=np.float64)
    if levels.ndim != 1 or levels.size == 0 or not np.all((levels >= 0.0) & (levels <= 1.0)):
        raise ValueError(f"quantiles must lie between 0 and 1, not {quantiles!r}")
    need_runs(source)
    kept = kept_axes(axes_of(source, name), name, by)
    time = source.layout.time
    until = followed_until(source)
    shape = tuple(len(axis.labels) for axis in kept)
    values = np.full((levels.size, time.size, *shape), np.nan)
    mean = np.full((time.size, *shape), np.nan)
    runs = np.zeros(time.size, dtype=np.int64)
    for where, block in time_slices(source, name, kept, memory):
        for offset, sample in enumerate(range(where.start, where.stop)):
            followed = until >= time[sample]
            runs[sample] = np.count_nonzero(followed)
            if runs[sample]:
                cells = block[:, offset] if runs[sample] == until.size else block[followed, offset]
                quantile: Any = np.quantile
                values[:, sample] = quantile(cells, levels, axis=0, method=method)
                mean[sample] = cells.mean(axis=0)
    dims = ["time", *(axis.name for axis in kept)]
    units = "members" if name == "pool_size" else "" if name.startswith("signal_") else "cells"
    about = {"units": units} if units else {}
    dataset: xr.Dataset = xarray.Dataset(
        {
            "quantiles": (["quantile", *dims], values, {**about, "long_name": name}),
            "mean": (dims, mean, {**about, "long_name": f"mean {name}"}),
            "runs": (["time"], runs, {"long_name": "runs followed at that time"}),
        },
        coords=coordinates(time, kept) | {"quantile": levels},
        attrs={"runs": int(until.size), "stopped": int(np.isfinite(until).sum())},
    )
    return dataset


def coordinates(time: npt.NDArray[np.float64], kept: Sequence[Axis]) -> dict[str, Any]:
    """Coordinates of a labelled result: time in days, and the labels of the axes kept."""
    time_axis = (["time"], time, {"units": "day", "long_name": "time"})
    return {"time": time_axis} | {axis.name: list(axis.labels) for axis in kept}
