"""The clones of one run in time, from the clone tables of an ensemble."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from clonal.analysis.bands import READ_BYTES
from clonal.analysis.extras import require
from clonal.analysis.source import FloatArray, Source, need_runs, place_of, stopped
from clonal.errors import ClonalError
from clonal.layout import OUTCOMES
from clonal.store import first_row

if TYPE_CHECKING:
    import xarray as xr

IntArray = npt.NDArray[np.int64]

#: ``id`` of the row that gathers the clones of a lineage too small to be shown by themselves.
OTHERS = -1


def rows_of(column: Any, place: int) -> slice:
    """Rows of one run in a table sorted by run, found by bisection of its ``run_index``.

    Reads a few elements, whatever the length of the table.
    """
    return slice(first_row(column, place), first_row(column, place + 1))


def clones_of_run(
    source: Source, run: int, *, top: int = 12, lineage: str | None = None
) -> xr.Dataset:
    """Cells of each clone of one run at each sampling time.

    Parameters
    ----------
    source : Ensemble
    run : int
        Index of the run.
    top : int
        How many clones are told apart: those with the largest number of cells at any sample. The
        others are added up, one row for each lineage, so that the sum is that of all cells.
    lineage : str, optional
        Only clones of this lineage.

    Returns
    -------
    xarray.Dataset
        ``cells`` (clone, time); and over ``clone``: ``id`` (order of founding within the run, -1
        for a row of others), ``label``, ``lineage``, ``parent`` (id, -1 for none), ``founded``
        (days), ``members`` (clones in that row). Clones follow their parents, lineage by lineage;
        after the time at which an endpoint stopped the run, there are no samples. The attributes
        are ``clones`` (all with cells at any sample), ``stopped`` (1 if an endpoint did) and
        ``end_time`` (days).

    Raises
    ------
    ClonalError
        If clones were not recorded, or there is no such run or lineage.
    """
    xarray = require("xarray")
    layout = source.layout
    if not layout.record_clones:
        raise ClonalError("clones were not recorded: set `clones = true` under [record]")
    place = place_of(source, run)
    if lineage is not None and lineage not in layout.lineages:
        raise ClonalError(f"no lineage {lineage!r}; there is {', '.join(layout.lineages)}")
    where = rows_of(source["clone/run_index"], place)
    table = {
        name: np.asarray(source[f"clone/{name}"][where])
        for name in ("id", "name", "lineage_index", "parent", "mutation", "founded")
    }
    clone, sample, cells = counts_of_run(source, place, where.start)
    if lineage is not None:
        mine = table["lineage_index"][clone] == layout.lineages.index(lineage)
        clone, sample, cells = clone[mine], sample[mine], cells[mine]
    shown = largest(clone, cells, top)
    lines = genealogy(shown, table["id"], table["parent"], table["lineage_index"])
    rest = np.unique(table["lineage_index"][np.setdiff1d(clone, shown)])
    values, members = stacked(clone, sample, cells, lines, rest, table, layout.time.size)
    labels = [label_of(row, table, layout.clones, layout.mutations) for row in lines]
    for group, many in zip(rest, members[len(lines) :], strict=True):
        labels.append(f"{many} other{'' if many == 1 else 's'}, {layout.lineages[int(group)]}")
    groups = np.concatenate([table["lineage_index"][lines], rest]).astype(np.int64)
    blank = np.full(rest.size, -1, dtype=np.int64)
    kept = samples_of_run(source, place)
    dataset: xr.Dataset = xarray.Dataset(
        {"cells": (["clone", "time"], values[:, kept], {"units": "cells"})},
        coords={
            "time": (["time"], layout.time[kept], {"units": "day", "long_name": "time"}),
            "id": (["clone"], np.concatenate([table["id"][lines], blank])),
            "label": (["clone"], labels),
            "lineage": (["clone"], [layout.lineages[int(group)] for group in groups]),
            "parent": (["clone"], np.concatenate([table["parent"][lines], blank])),
            "founded": (
                ["clone"],
                np.concatenate([table["founded"][lines], np.full(rest.size, np.nan)]),
                {"units": "day"},
            ),
            "members": (["clone"], members),
        },
        attrs={
            "run": run,
            "clones": int(members.sum()),
            "stopped": int(stopped(source)[place]),
            "end_time": float(source["end_time"][place]),
        },
    )
    order = np.argsort(groups, kind="stable")
    return dataset.isel(clone=order)


def busiest_run(source: Source) -> int:
    """Index of the run that has the most to show: most clones with cells, over all samples.

    The first of them where several have as many. Not a typical run, by its choice.

    Raises
    ------
    ClonalError
        If clones were not recorded, or there is no run.
    """
    if not source.layout.record_clones:
        raise ClonalError("clones were not recorded: set `clones = true` under [record]")
    sizes = source["clone_count/row_size"]
    best, most = 0, -1
    rows = max(1, READ_BYTES // (8 * max(1, int(sizes.shape[1]))))
    for first in range(0, need_runs(source), rows):
        alive = np.asarray(sizes[first : first + rows]).sum(axis=1)
        if int(alive.max()) > most:
            best, most = first + int(alive.argmax()), int(alive.max())
    return int(source["run"][best])


def counts_of_run(source: Source, place: int, offset: int) -> tuple[IntArray, IntArray, IntArray]:
    """Clone (row within the run), sample and cells of one run, summed over niches and states."""
    where = rows_of(source["clone_count/run_index"], place)
    clone = np.asarray(source["clone_count/clone_row"][where], dtype=np.int64) - offset
    sample = np.asarray(source["clone_count/time_index"][where], dtype=np.int64)
    count = np.asarray(source["clone_count/count"][where], dtype=np.int64)
    width = int(source.layout.time.size)
    keys, which = np.unique(clone * width + sample, return_inverse=True)
    cells = np.zeros(keys.size, dtype=np.int64)
    np.add.at(cells, which, count)
    return keys // width, keys % width, cells


def largest(clone: IntArray, cells: IntArray, top: int) -> IntArray:
    """The `top` clones with the largest number of cells at any sample, of those with any."""
    present, place = np.unique(clone, return_inverse=True)
    peak = np.zeros(present.size, dtype=np.int64)
    np.maximum.at(peak, place, cells)
    order = np.argsort(-peak, kind="stable")
    return np.asarray(np.sort(present[order[:top]]), dtype=np.int64)


def genealogy(shown: IntArray, ids: IntArray, parents: IntArray, lineages: IntArray) -> IntArray:
    """The clones shown, lineage by lineage, each after its nearest ancestor that is shown."""
    row_of = {int(clone): row for row, clone in enumerate(ids)}
    chosen = {int(row) for row in shown}
    children: dict[int, list[int]] = {}
    for row in sorted(chosen):
        above = row_of.get(int(parents[row]), -1)
        while above >= 0 and above not in chosen:
            above = row_of.get(int(parents[above]), -1)
        children.setdefault(above, []).append(row)
    order: list[int] = []
    waiting = list(reversed(children.get(-1, [])))
    while waiting:
        row = waiting.pop()
        order.append(row)
        waiting.extend(reversed(children.get(row, [])))
    order.sort(key=lambda row: int(lineages[row]))
    return np.array(order, dtype=np.int64)


def stacked(
    clone: IntArray,
    sample: IntArray,
    cells: IntArray,
    lines: IntArray,
    rest: IntArray,
    table: dict[str, npt.NDArray[Any]],
    width: int,
) -> tuple[FloatArray, IntArray]:
    """Cells by row shown and sample, and how many clones each row stands for."""
    line_of = np.full(table["id"].size, -1, dtype=np.int64)
    line_of[lines] = np.arange(lines.size)
    others = line_of < 0
    line_of[others] = lines.size + np.searchsorted(rest, table["lineage_index"][others])
    values = np.zeros((lines.size + rest.size, width))
    np.add.at(values, (line_of[clone], sample), cells)
    members = np.bincount(line_of[np.unique(clone)], minlength=lines.size + rest.size)
    return values, members.astype(np.int64)


def label_of(
    row: int, table: dict[str, npt.NDArray[Any]], names: tuple[str, ...], mutations: tuple[str, ...]
) -> str:
    """A declared clone's name, or of a founded one its mutation and id."""
    name, mutation = int(table["name"][row]), int(table["mutation"][row])
    if name >= 0:
        return names[name]
    origin = mutations[mutation] if mutation >= 0 else "clone"
    return f"{origin} #{int(table['id'][row])}"


def samples_of_run(source: Source, place: int) -> slice:
    """Samples that are states of one run: all, or those up to where an endpoint stopped it."""
    time = source.layout.time
    if int(source["outcome"][place]) != OUTCOMES["stopped"]:
        return slice(0, time.size)
    return slice(0, int(np.searchsorted(time, float(source["end_time"][place]), side="right")))
