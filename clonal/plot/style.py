"""Colours, lines and axes that all pictures share, none of it in matplotlib's global state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from clonal.analysis.extras import require

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Okabe and Ito's palette, told apart with any common colour vision (https://jfly.uni-koeln.de/color/),
#: without yellow, which is too pale for a line on white, and black, which is for text.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
#: A second sign beside colour, so that nothing depends on colour alone.
LINES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (4, 1.2, 1, 1.2)), (0, (1, 1)))
HATCHES = ("", "///", "...", "\\\\\\", "xxx")
GREY = "#6E6E6E"

TITLE, LABEL, SMALL = 10.5, 9.5, 8.5


class Look(NamedTuple):
    """Colour and dashes of one line."""

    color: str
    dashes: Any


def look(place: int) -> Look:
    """Colour and dashes for the line at a place in its legend; no two of the first 12 agree."""
    turn = place // len(PALETTE)
    return Look(PALETTE[place % len(PALETTE)], LINES[(place + turn) % len(LINES)])


def lineage_looks(lineages: Sequence[str]) -> dict[str, Look]:
    """Look of each lineage: normal blue and leukemic vermilion wherever they stand."""
    fixed = {"normal": 0, "leukemic": 1}
    free = iter(place for place in range(2, len(lineages) + 4))
    return {name: look(fixed[name] if name in fixed else next(free)) for name in lineages}


def new_axes(width: float = 6.4, height: float = 4.0) -> Axes:
    """Axes on a figure of their own, which pyplot knows nothing of.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    require("matplotlib", "plot")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", dpi=150)
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def dress(ax: Axes, *, title: str = "", ylabel: str = "", xlabel: str = "time (days)") -> None:
    """Text and frame that all panels have."""
    ax.set_title(title, loc="left", fontsize=TITLE)
    ax.set_xlabel(xlabel, fontsize=LABEL)
    ax.set_ylabel(ylabel, fontsize=LABEL)
    ax.tick_params(labelsize=SMALL)
    ax.xaxis.set_major_formatter(thousands())
    ax.spines[["top", "right"]].set_visible(False)


def cell_axis(ax: Axes, lowest: float, highest: float, *, log: bool = True) -> None:
    """Scale the axis of cells so that zero is where it can be seen.

    Logarithmic from a full decade where nothing falls below one cell; else logarithmic above one
    cell and linear below it, with zero as a marked line of its own.

    Parameters
    ----------
    ax : Axes
    lowest, highest : float
        Of what is drawn, in cells.
    log : bool
        False: linear from zero.
    """
    highest = highest if math.isfinite(highest) and highest > 0 else 1.0
    if not log:
        ax.set_ylim(0.0, highest * 1.05)
        return
    ceiling = max(10.0, 1.6 * highest)
    if lowest >= 1.0:
        decade = 10.0 ** math.floor(math.log10(lowest))
        ax.set_yscale("log")
        # What lies on the decade itself would be drawn on the frame.
        ax.set_ylim(decade if lowest > 1.2 * decade else decade / 1.6, ceiling)
    else:
        ax.set_yscale("symlog", linthresh=1.0, linscale=0.35)
        ax.set_ylim(-0.18, ceiling)
        ax.axhline(0.0, color=GREY, linewidth=0.8, zorder=0.5)
    cell_ticks(ax)


def cell_ticks(ax: Axes) -> None:
    """Mark a logarithmic axis of cells within its limits: decades, and parts of few decades."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

    low, high = ax.get_ylim()
    bottom, top = math.ceil(math.log10(max(low, 1.0))), math.floor(math.log10(high))
    few, span = low >= 1.0 and top - bottom < 2, max(1, top - bottom)
    powers = range(bottom - 1, top + 1) if few else range(bottom, top + 1, math.ceil(span / 7))
    ticks = [m * 10.0**power for power in powers for m in ((1, 2, 5) if few else (1,))]
    if low <= 0.0:
        ticks = [0.0, *ticks]
    minor = [m * 10.0**power for power in range(bottom - 1, top + 1) for m in range(2, 10)]
    ax.yaxis.set_major_locator(FixedLocator([tick for tick in ticks if low <= tick <= high]))
    ax.yaxis.set_minor_locator(
        FixedLocator(
            [m for m in minor if max(low, 1.0) <= m <= high and m not in ticks and span <= 7]
        )
    )
    ax.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(which="minor", length=2.0)


def thousands() -> Any:
    """Formatter of ticks that sets thousands apart."""
    from matplotlib.ticker import StrMethodFormatter

    return StrMethodFormatter("{x:,.6g}")


def power_of_ten(value: float, _position: int | None = None) -> str:
    """Label of a tick: plain up to 1,000, a power of ten above, with the digit before it."""
    if value <= 1000.0:
        return f"{value:,.0f}"
    power = math.floor(math.log10(value) + 1e-9)
    digit = round(value / 10.0**power)
    times = "" if digit == 1 else rf"{digit}\times "
    return f"${times}10^{{{power}}}$"


def legend(ax: Axes) -> None:
    """Add a legend inside the panel, where it hides least."""
    ax.legend(fontsize=SMALL, loc="best", facecolor="white", edgecolor="none", framealpha=0.8)


def legend_beside(ax: Axes, *, reverse: bool = False) -> None:
    """Add a legend to the right of the panel, where it hides nothing."""
    handles, labels = ax.get_legend_handles_labels()
    step = -1 if reverse else 1
    ax.legend(
        handles[::step],
        labels[::step],
        fontsize=SMALL,
        frameon=False,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        handlelength=1.8,
    )


def extremes(values: Any) -> tuple[float, float]:
    """Lowest and highest of the numbers there are; 0 and 1 where there is none."""
    array = np.asarray(values, dtype=np.float64)
    array = array[np.isfinite(array)]
    return (float(array.min()), float(array.max())) if array.size else (0.0, 1.0)


def plural(count: int, noun: str) -> str:
    """A count with its noun: ``1 run``, ``1,000 runs``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
