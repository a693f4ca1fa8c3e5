"""Cells of each lineage in time: median and bands over runs, in the marrow and in each niche."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clonal.analysis.bands import quantile_bands
from clonal.analysis.source import Source, end_of
from clonal.plot.style import (
    GREY,
    cell_axis,
    dress,
    extremes,
    legend,
    lineage_looks,
    new_axes,
    plural,
)

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes


def population(source: Source, ax: Axes | None = None, *, log: bool = True) -> Axes:
    """Draw the cells of each lineage in time: median, and bands over runs.

    Runs that an endpoint stopped are left out afterwards (`clonal.analysis.quantile_bands`).

    Parameters
    ----------
    source : Ensemble
    ax : matplotlib.axes.Axes, optional
        Left out: axes on a new figure, ``ax.figure``.
    log : bool
        Logarithmic cells, with zero shown; else linear.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ClonalError
        If there is no run, or matplotlib or xarray are not installed.

    Examples
    --------
    >>> import clonal
    >>> scenario = clonal.load("luria-delbruck")
    >>> with clonal.run(scenario, "some.h5", runs=5, seed=1) as ensemble:
    ...     ax = population(ensemble)
    >>> ax.figure.savefig("population.png")
    """
    ax = ax if ax is not None else new_axes()
    bands = quantile_bands(source)
    draw_bands(ax, bands)
    mark_interventions(ax, source)
    niches = source.layout.niches
    where = f"Niche {niches[0]}" if len(niches) == 1 else "All niches"
    finish(ax, source, bands["quantiles"], log=log, title=f"{where} ({runs_text(bands)})")
    legend(ax)
    return ax


def by_niche(source: Source, axes: Sequence[Axes] | None = None, *, log: bool = True) -> list[Axes]:
    """Draw the cells of each lineage in time, a panel for each niche, on equal axes.

    Parameters
    ----------
    source : Ensemble
    axes : sequence of matplotlib.axes.Axes, optional
        One for each niche; left out: side by side on a new figure, ``axes[0].figure``.
    log : bool
        Logarithmic cells, with zero shown; else linear.

    Returns
    -------
    list of matplotlib.axes.Axes

    Raises
    ------
    ClonalError
        If there is no run, or matplotlib or xarray are not installed.
    ValueError
        If there are fewer axes than niches.
    """
    niches = source.layout.niches
    panels = list(axes) if axes is not None else niche_axes(len(niches))
    if len(panels) < len(niches):
        raise ValueError(f"{len(niches)} niches need as many axes, not {len(panels)}")
    bands = quantile_bands(source, by=("lineage", "niche"))
    for niche, ax in zip(niches, panels, strict=False):
        draw_bands(ax, bands.sel(niche=niche))
        mark_interventions(ax, source)
        finish(ax, source, bands["quantiles"], log=log, title=f"Niche {niche}")
    legend(panels[0])
    return panels[: len(niches)]


def niche_axes(count: int) -> list[Axes]:
    """Panels on a new figure, at most four in a row."""
    wide = min(count, 4)
    tall = -(-count // wide)
    figure: Any = new_axes(3.6 * wide, 3.2 * tall).figure
    figure.clear()
    return [figure.add_subplot(tall, wide, place + 1) for place in range(count)]


def draw_bands(ax: Axes, bands: xr.Dataset) -> None:
    """Median as a line and the two bands around it as shades, for each lineage."""
    time = bands["time"].values
    looks = lineage_looks([str(name) for name in bands["lineage"].values])
    for name, (color, dashes) in looks.items():
        of = bands["quantiles"].sel(lineage=name)
        outer_low, inner_low, median, inner_high, outer_high = of.values
        ax.fill_between(time, outer_low, outer_high, color=color, alpha=0.16, linewidth=0)
        # Thin borders: where bands lie on each other, shades alone do not tell whose is whose.
        for border in (outer_low, outer_high):
            ax.plot(time, border, color=color, alpha=0.6, linewidth=0.5)
        ax.fill_between(time, inner_low, inner_high, color=color, alpha=0.30, linewidth=0)
        ax.plot(time, median, color=color, linestyle=dashes, linewidth=1.6, label=name)


def mark_interventions(ax: Axes, source: Source) -> None:
    """Mark the time of each intervention by a thin line."""
    times = sorted({float(event.at) for event in source.scenario.intervention})
    for place, time in enumerate(times):
        label = "intervention" if place == 0 else None
        ax.axvline(time, color=GREY, linestyle=":", linewidth=1.0, label=label, zorder=0.6)


def finish(ax: Axes, source: Source, drawn: xr.DataArray, *, log: bool, title: str) -> None:
    """Scale and dress a panel of cells."""
    lowest, highest = extremes(drawn.values)
    cell_axis(ax, lowest, highest, log=log)
    ax.set_xlim(0.0, end_of(source))
    dress(ax, title=title, ylabel="cells")


def runs_text(bands: xr.Dataset) -> str:
    """How many runs the bands are of, and how many of them to the end."""
    total, halted = int(bands.attrs["runs"]), int(bands.attrs["stopped"])
    text = plural(total, "run")
    return f"{text}, {total - halted:,} to the end" if halted else text
