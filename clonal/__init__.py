"""Stochastic clonal evolution of leukaemia in the bone-marrow niche.

Examples
--------
>>> import clonal
>>> scenario = clonal.load("two-niches")
>>> ensemble = clonal.run(scenario, "ensemble.h5", runs=4, seed=7)
>>> ensemble["population"].dims
('run', 'time', 'lineage', 'niche', 'state')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from clonal._version import __version__

if TYPE_CHECKING:
    from clonal import analysis as analysis
    from clonal import plot as plot
    from clonal.ensemble import Ensemble as Ensemble
    from clonal.ensemble import open_ensemble as open
    from clonal.ensemble import run as run
    from clonal.errors import ClonalError as ClonalError
    from clonal.errors import ScenarioError as ScenarioError
    from clonal.errors import SimulationError as SimulationError
    from clonal.errors import StoreError as StoreError
    from clonal.errors import UnsupportedError as UnsupportedError
    from clonal.model import *  # noqa: F403
    from clonal.simulation import Run as Run
    from clonal.simulation import simulate as simulate

# Where each public name lives. Nothing of it is imported before it is asked for: reading a
# scenario, the engine and the file's library each take longer than `clonal --help` may take.
_HOMES = {
    "errors": (
        "ClonalError",
        "ScenarioError",
        "SimulationError",
        "StoreError",
        "UnsupportedError",
    ),
    "simulation": ("Run", "simulate"),
    "ensemble": ("Ensemble", "run"),
    "model": (
        "Adhesion",
        "Adipocytes",
        "Attachment",
        "Blood",
        "Cells",
        "Change",
        "Cause",
        "Clone",
        "Constant",
        "Convert",
        "Distribution",
        "Dose",
        "Drug",
        "Effect",
        "Endothelial",
        "Endpoint",
        "Hill",
        "Hypoxia",
        "Immunity",
        "Intervention",
        "Linear",
        "Log",
        "Migration",
        "Modifier",
        "Msc",
        "Mutation",
        "Niche",
        "Of",
        "Osteoblasts",
        "Place",
        "Pool",
        "Record",
        "Response",
        "Scale",
        "Scenario",
        "Signal",
        "Stroma",
        "Suppressors",
        "Switch",
        "Table",
        "Targets",
        "Term",
        "Time",
        "Window",
        "builtin_names",
        "builtin_text",
        "describe",
        "dumps",
        "expand",
        "json_schema",
        "library",
        "load",
        "loads",
        "with_values",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
_MODULES = ("analysis", "plot")

__all__ = ["__version__", "analysis", "get_include", "open", "plot", *_HOME]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"clonal.{name}")
    if name == "open":
        value = import_module("clonal.ensemble").open_ensemble
    elif name in _HOME:
        value = getattr(import_module(f"clonal.{_HOME[name]}"), name)
    else:
        raise AttributeError(f"module 'clonal' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def get_include() -> str:
    """Return the folder of clonal's C header, for compiling other code against the engine.

    Returns
    -------
    str
        To be added to the include folders of an extension, beside numpy's.

    Examples
    --------
    >>> import os
    >>> os.path.exists(os.path.join(get_include(), "clonal.h"))
    True
    """
    from pathlib import Path

    return str(Path(__file__).parent / "include")
