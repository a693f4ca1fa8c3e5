"""Clones of one run in time, as bands stacked on each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from clonal.analysis.clones import OTHERS, clones_of_run
from clonal.analysis.source import Source, end_of
from clonal.plot.style import (
    GREY,
    HATCHES,
    PALETTE,
    SMALL,
    dress,
    legend_beside,
    new_axes,
    plural,
    thousands,
)

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

#: Pale greys for what is gathered in rows of others.
REST = ("#C8C8C8", "#A5A5A5", "#DEDEDE")


def clones(
    source: Source,
    run: int = 0,
    ax: Axes | None = None,
    *,
    top: int = 8,
    share: bool = False,
    lineages: Sequence[str] | None = None,
) -> Axes:
    """Draw the clones of one run as stacked bands.

    Parameters
    ----------
    source : Ensemble
        With clones recorded (``[record] clones = true``).
    run : int
        Index of the run.
    ax : matplotlib.axes.Axes, optional
        Left out: axes on a new figure, ``ax.figure``.
    top : int
        How many clones have a band of their own, the largest; the others share one by lineage.
    share : bool
        Draw fractions of the cells shown; else cells.
    lineages : sequence of str, optional
        Lineages to show; left out: all. A clone keeps its colour either way.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ClonalError
        If clones were not recorded, there is no such run, or matplotlib or xarray are missing.
    """
    table = clones_of_run(source, run, top=top)
    ax = ax if ax is not None else new_axes()
    highest = stack(ax, table, share=share, lineages=lineages)
    ax.set_xlim(0.0, end_of(source))
    ax.set_ylim(0.0, 1.0 if share else max(1.0, highest * 1.05))
    if not share:
        ax.yaxis.set_major_formatter(thousands())
    if lineages is None:
        title = f"Run {run}: {plural(int(table.attrs['clones']), 'clone')}"
        if table.attrs["stopped"]:
            title += f", stopped on day {table.attrs['end_time']:.0f}"
    else:
        title = f"Run {run}: {', '.join(lineages)}"
    dress(ax, title=title, ylabel="fraction of these cells" if share else "cells")
    legend_beside(ax, reverse=True)
    return ax


def stack(ax: Axes, table: xr.Dataset, *, share: bool, lineages: Sequence[str] | None) -> float:
    """Draw the rows of a table of clones on each other, and return the highest sum."""
    lineage = [str(name) for name in table["lineage"].values]
    chosen = np.array([lineages is None or name in lineages for name in lineage], dtype=bool)
    cells = table["cells"].values
    total = cells[chosen].sum(axis=0)
    time = table["time"].values
    bottom = np.zeros(time.size)
    shown = rest = 0
    for row, label, identity, visible in zip(
        cells, table["label"].values, table["id"].values, chosen, strict=True
    ):
        if identity == OTHERS:
            color, hatch, rest = REST[rest % len(REST)], "", rest + 1
        else:
            color = PALETTE[shown % len(PALETTE)]
            hatch = HATCHES[shown // len(PALETTE) % len(HATCHES)]
            shown += 1
        if not visible:
            continue
        # Where there is no cell there is no fraction: a gap, and not a zero.
        height = np.divide(row, total, out=np.full(time.size, np.nan), where=total > 0)
        upper = bottom + (height if share else row)
        ax.fill_between(
            time,
            bottom,
            upper,
            facecolor=color,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
            label=str(label),
        )
        bottom = upper
    empty = np.flatnonzero(total == 0)
    if share and empty.size:
        middle = time[empty[empty.size // 2]]
        ax.text(middle, 0.5, "no such cells", ha="center", va="center", fontsize=SMALL, color=GREY)
    return float(total.max(initial=0.0))
