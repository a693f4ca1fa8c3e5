"""Pictures of an ensemble, drawn with matplotlib and none of its global state.

Each function draws on axes that are given or on a figure of its own, and returns the axes.
``pip install "clonal[plot]"`` installs what they need.
"""

from clonal.plot.cells import by_niche, population
from clonal.plot.concentration import doses
from clonal.plot.curves import survival
from clonal.plot.report import report, save_report
from clonal.plot.stacks import clones

__all__ = ["by_niche", "clones", "doses", "population", "report", "save_report", "survival"]
