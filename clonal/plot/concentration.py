"""Concentration of a drug in time: its course, or its range where doses are too many to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clonal.analysis.doses import (
    breaks,
    envelope,
    fine_times,
    perfusions,
    plain,
    plasma_concentration,
)
from clonal.analysis.source import Source, end_of
from clonal.errors import ClonalError
from clonal.plot.style import GREY, SMALL, dress, look, new_axes, thousands

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Beyond so many jumps and bends the course of a concentration is a solid block of ink.
VISIBLE = 80


def doses(source: Source, drug: str, ax: Axes | None = None, *, niche: str | None = None) -> Axes:
    """Draw the concentration of a drug in time.

    A schedule of many doses is drawn as the range of the concentration over short spans of time,
    with its mean.

    Parameters
    ----------
    source : Ensemble
    drug : str
    ax : matplotlib.axes.Axes, optional
        Left out: axes on a new figure, ``ax.figure``.
    niche : str, optional
        Where: plasma times the niche's perfusion; where a signal moves that, as if it did not.
        Left out: in plasma.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ClonalError
        If the scenario has no such drug or niche, or matplotlib is not installed.
    """
    scenario, end = plain(source.scenario), end_of(source)
    drugs = {item.name: item for item in scenario.drug}
    places = {item.name: item for item in scenario.niche}
    if drug not in drugs:
        raise ClonalError(f"no drug {drug!r}; there is {', '.join(drugs) or 'none'}")
    if niche is not None and niche not in places:
        raise ClonalError(f"no niche {niche!r}; there is {', '.join(places)}")
    ax = ax if ax is not None else new_axes(6.4, 2.2)
    factor, still = 1.0, ""
    if niche is not None:
        here = list(drugs).index(drug), list(places).index(niche)
        perfusion, moves = perfusions(scenario)
        factor = float(perfusion[here])
        still = ", were its perfusion still" if moves[here] else ""
    given = drugs[drug]
    color, _ = look(list(drugs).index(drug) + 3)
    peak = draw_course(ax, given, end, factor, color)
    top = mark_half_effect(ax, given, peak)
    ax.set_xlim(0.0, end)
    ax.set_ylim(0.0, 1.15 * top if top > 0 else 1.0)
    ax.yaxis.set_major_formatter(thousands())
    where = "plasma" if niche is None else f"niche {niche}{still}"
    dress(ax, title=f"{drug} in {where}", ylabel="concentration\n(drug's unit)")
    if ax.get_legend_handles_labels()[0]:
        # On the line of the title, since a range may fill the axes.
        ax.legend(
            fontsize=SMALL,
            frameon=False,
            loc="lower right",
            bbox_to_anchor=(1.0, 0.98),
            borderaxespad=0.0,
            handlelength=1.5,
            columnspacing=1.0,
            ncols=3,
        )
    return ax


def draw_course(ax: Axes, drug: Any, end: float, factor: float, color: str) -> float:
    """Draw the concentration, or its range, and return its highest value."""
    if breaks(drug, end).size <= VISIBLE:
        time = fine_times(drug, end)
        level = factor * plasma_concentration(drug, time)
        ax.fill_between(time, 0.0, level, color=color, alpha=0.25, linewidth=0)
        ax.plot(time, level, color=color, linewidth=1.1)
        return float(level.max())
    spans = envelope(drug, end)
    low, high, mean = (
        factor * np.append(row, row[-1]) for row in (spans.low, spans.high, spans.mean)
    )
    ax.fill_between(
        spans.edges, low, high, step="post", color=color, alpha=0.35, linewidth=0, label="range"
    )
    ax.step(spans.edges, mean, where="post", color=color, linewidth=1.3, label="mean")
    return float(high.max())


def mark_half_effect(ax: Axes, drug: Any, peak: float) -> float:
    """Mark the concentrations of half effect that are near, and return the top of what is drawn.

    A concentration of half effect far above anything reached would flatten the curve: it is left
    out.
    """
    top = peak
    near = sorted({float(effect.ec50) for effect in drug.effect if effect.ec50 <= 2.5 * peak})
    for place, level in enumerate(near):
        label = "EC50" if place == 0 else None
        ax.axhline(level, color=GREY, linestyle=(0, (1, 1.5)), linewidth=1.0, label=label)
        top = max(top, level)
    return top
