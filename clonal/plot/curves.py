"""The fraction of runs without each endpoint, as step functions with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clonal.analysis.source import Source, end_of
from clonal.analysis.survival import event_free
from clonal.errors import ClonalError
from clonal.plot.style import dress, legend_beside, look, new_axes, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def survival(
    source: Source,
    ax: Axes | None = None,
    *,
    endpoints: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> Axes:
    """Draw the fraction of runs that have not reached each endpoint, with its interval.

    Parameters
    ----------
    source : Ensemble
    ax : matplotlib.axes.Axes, optional
        Left out: axes on a new figure, ``ax.figure``.
    endpoints : sequence of str, optional
        Left out: all of the scenario.
    confidence : float
        Of the shaded interval, at each time for itself.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ClonalError
        If there is no run or no endpoint, or matplotlib, xarray or scipy are not installed.
    """
    names = source.layout.endpoints if endpoints is None else tuple(endpoints)
    if not names:
        raise ClonalError("the scenario has no endpoint to draw")
    ax = ax if ax is not None else new_axes()
    for place, name in enumerate(names):
        curve = event_free(source, name, confidence=confidence)
        color, dashes = look(place + 2)
        time = curve["time"].values
        ax.fill_between(
            time,
            curve["lower"].values,
            curve["upper"].values,
            step="post",
            color=color,
            alpha=0.20,
            linewidth=0,
        )
        label = f"{name}\n{curve.attrs['events']:,} of {plural(curve.attrs['runs'], 'run')}"
        if curve.attrs["competing"]:
            label += f"\n{curve.attrs['competing']:,} stopped by another"
        ax.step(
            time,
            curve["without"].values,
            where="post",
            color=color,
            linestyle=dashes,
            linewidth=1.6,
            label=label,
        )
    ax.set_xlim(0.0, end_of(source))
    ax.set_ylim(-0.02, 1.02)
    dress(ax, title="Runs without each endpoint", ylabel="fraction of runs")
    legend_beside(ax)
    return ax
