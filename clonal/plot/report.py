"""The one picture of an ensemble: cells, doses, endpoints and clones on one page."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clonal.analysis.clones import busiest_run
from clonal.analysis.extras import require
from clonal.analysis.source import Source, end_of, need_runs, place_of, stopped
from clonal.errors import ClonalError
from clonal.plot.cells import by_niche, population
from clonal.plot.concentration import doses
from clonal.plot.curves import survival
from clonal.plot.stacks import clones
from clonal.plot.style import SMALL, cell_ticks, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Kinds of picture that can be written, by the ending of the file's name.
ENDINGS = (".png", ".pdf", ".svg")
#: Inches.
WIDTH, CELLS_HEIGHT, DOSES_HEIGHT, LOWER_HEIGHT, LINE_HEIGHT = 12.0, 3.3, 1.25, 3.4, 0.19
#: With more niches than this, they have rows of their own below the doses.
BESIDE = 3


def save_report(source: Source, out_path: str | os.PathLike[str], run: int | None = None) -> Path:
    """Write the one picture of an ensemble.

    Cells of each lineage in time, in the marrow and in each niche, with bands over runs; under
    them the drugs on the same axis of time; the fraction of runs without each endpoint; clones of
    one run, where they were recorded.

    Parameters
    ----------
    source : Ensemble
    out_path : path
        Ends in ``.png``, ``.pdf`` or ``.svg``.
    run : int, optional
        Run whose clones are shown; left out: the one with the most clones alive over its samples.

    Returns
    -------
    pathlib.Path
        What was written.

    Raises
    ------
    ClonalError
        If there is no run or no such run, the path cannot be written, or matplotlib, xarray or
        scipy are not installed.

    Examples
    --------
    >>> import clonal
    >>> scenario = clonal.load("luria-delbruck")
    >>> with clonal.run(scenario, "some.h5", runs=5, seed=1) as ensemble:
    ...     print(save_report(ensemble, "some.png"))
    some.png
    """
    path = Path(out_path)
    if path.suffix.lower() not in ENDINGS:
        raise ClonalError(f"{path}: a picture ends in one of {', '.join(ENDINGS)}")
    if not path.parent.is_dir():
        raise ClonalError(f"{path}: there is no folder {path.parent}")
    figure = report(source, run=run)
    # No date in the file: the same ensemble gives the same bytes (SVG: but for names of parts).
    metadata = {".png": None, ".pdf": {"CreationDate": None}, ".svg": {"Date": None}}
    try:
        figure.savefig(path, dpi=150, metadata=metadata[path.suffix.lower()])
    except OSError as error:
        raise ClonalError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def report(source: Source, run: int | None = None) -> Figure:
    """Compose the picture that `save_report` writes, as a figure.

    Parameters
    ----------
    source : Ensemble
    run : int, optional
        Run whose clones are shown; left out: the one with the most clones alive over its samples.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ClonalError
        As `save_report`.
    """
    require("matplotlib", "plot")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    need_runs(source)
    if run is not None:
        place_of(source, run)
        if not source.layout.record_clones:
            raise ClonalError("clones were not recorded: set `clones = true` under [record]")
    lines = textwrap.wrap(caption(source, chosen=run is None), 185)
    if run is None and source.layout.record_clones:
        run = busiest_run(source)
    niches, drugs = len(source.layout.niches), len(source.scenario.drug)
    upper = CELLS_HEIGHT + DOSES_HEIGHT * drugs
    columns = 3 if niches in (5, 6) else 4
    rows_apart = -(-niches // columns) if niches > BESIDE else 0
    apart = CELLS_HEIGHT * rows_apart
    lower = LOWER_HEIGHT if source.layout.endpoints or source.layout.record_clones else 0.0
    heights = [upper, apart, lower, LINE_HEIGHT * (len(lines) + 0.6)]
    figure = Figure(figsize=(WIDTH, sum(heights) + 0.4), layout="constrained")
    FigureCanvasAgg(figure)
    kept = [height for height in heights if height > 0]
    rows: Any = figure.subfigures(len(kept), 1, squeeze=False, height_ratios=kept, hspace=0.02)
    parts = rows[:, 0].tolist()
    draw_upper(parts.pop(0), source, beside=niches if 1 < niches <= BESIDE else 0)
    if apart:
        draw_apart(parts.pop(0).subplots(rows_apart, columns, squeeze=False), source)
    if lower:
        draw_lower(parts.pop(0), source, run)
    parts.pop(0).text(
        0.012, 0.95, "\n".join(lines), fontsize=SMALL, va="top", ha="left", linespacing=1.35
    )
    title = str(getattr(source.scenario, "title", "") or "")
    if title:
        figure.suptitle(title, fontsize=13, x=0.012, ha="left")
    return figure


def draw_upper(part: Any, source: Source, *, beside: int) -> None:
    """Cells in the marrow and, where they fit, in each niche; under them the drugs there."""
    drugs = [drug.name for drug in source.scenario.drug]
    niches = source.layout.niches
    places = [niches[0] if len(niches) == 1 else None, *niches[:beside]]
    grid = part.subplots(
        1 + len(drugs),
        1 + beside,
        squeeze=False,
        sharex=True,
        gridspec_kw={"height_ratios": [CELLS_HEIGHT, *[DOSES_HEIGHT] * len(drugs)]},
    )
    population(source, grid[0, 0])
    if beside:
        by_niche(source, grid[0, 1:].tolist())
    for row, drug in enumerate(drugs, start=1):
        for place, ax in zip(places, grid[row], strict=True):
            doses(source, drug, ax, niche=place)
            # The caption explains the marks: a narrow panel has no room for them.
            drop_legend(ax)
    for row in range(len(drugs) + 1):
        tidy(grid[row], last=row == len(drugs))


def draw_apart(grid: Any, source: Source) -> None:
    """Cells in each niche, where there are too many to stand beside those of the marrow."""
    panels = grid.ravel().tolist()
    for spare in panels[len(by_niche(source, panels)) :]:
        spare.set_axis_off()


def drop_legend(ax: Axes) -> None:
    """Remove the legend of a panel, if it has one."""
    legend = ax.get_legend()
    if legend is not None:
        legend.remove()


def tidy(row: Any, *, last: bool) -> None:
    """Say once what the panels of a row share: limits of y, names of axes, legend."""
    low = min(ax.get_ylim()[0] for ax in row)
    high = max(ax.get_ylim()[1] for ax in row)
    if len({ax.get_yscale() for ax in row}) == 1:
        for ax in row:
            ax.set_ylim(low, high)
            if ax.get_yscale() != "linear":
                cell_ticks(ax)
    for place, ax in enumerate(row):
        if place:
            ax.set_ylabel("")
            drop_legend(ax)
        if not last:
            ax.set_xlabel("")


def draw_lower(part: Any, source: Source, run: int | None) -> None:
    """Endpoints, and the clones of one run: their cells, and the make-up of what is not normal."""
    endpoints = bool(source.layout.endpoints)
    others = tuple(name for name in source.layout.lineages if name != "normal")
    composed = run is not None and 0 < len(others) < len(source.layout.lineages)
    panels = int(endpoints) + int(run is not None) + int(composed)
    axes: list[Axes] = part.subplots(1, panels, squeeze=False)[0].tolist()
    if endpoints:
        survival(source, axes.pop(0))
    if run is None:
        return
    clones(source, run, axes.pop(0))
    if composed:
        ax = clones(source, run, axes.pop(0), share=True, lineages=others)
        # Its clones have the colours that the legend of the panel beside it names.
        drop_legend(ax)


def caption(source: Source, *, chosen: bool) -> str:
    """What a reader must know to read the picture: runs, seed, bands, intervals.

    `chosen` says that the run whose clones are shown was chosen here and not by the reader.
    """
    about = [plural(need_runs(source), "run")]
    for name in ("seed", "method"):
        value = getattr(source, name, None)
        if value is not None:
            about.append(f"{name} {value}")
    text = [", ".join(about) + "."]
    text.append("Cells: lines are medians, bands hold the middle 50 % and 90 % of runs.")
    halted = int(stopped(source).sum())
    if halted:
        text.append(
            f"{plural(halted, 'run')} stopped by an endpoint before day {end_of(source):g} "
            "left out from then on: bands are of the runs still going."
        )
    if source.layout.endpoints:
        text.append(
            "Endpoints: Kaplan-Meier (one less the Aalen-Johansen incidence where another endpoint "
            "stopped runs) with pointwise 95 % intervals; runs that died out stay at risk."
        )
    if source.layout.record_clones and chosen:
        text.append("Clones: of the run with the most clones alive, so not of a typical one.")
    if source.scenario.drug:
        text.append(
            "Drugs: plasma concentration times the niche's perfusion, each in its own unit; where "
            "doses are too many to see, the range between them with the mean; dotted: EC50."
        )
    return " ".join(text)
