"""Compile a scenario into a program: from words to flat arrays, once, before anything runs."""

from __future__ import annotations

from ..model import Scenario, expand
from .assembly import assemble
from .program import Program
from .tables import STRATEGY

__all__ = ["Program", "compile_scenario"]


def compile_scenario(scenario: Scenario, **strategy: int) -> Program:
    """Compile `scenario` for the exact engine.

    Parameters
    ----------
    scenario : Scenario
        A scenario that has been checked (every loaded one has).
    **strategy : int
        Sizes by which the engine chooses how it works, of `clonal.compile.tables.STRATEGY`. They
        change no law; the tests set them to force every path.

    Returns
    -------
    Program
        Plain arrays: it can be pickled, and shared between threads.

    Raises
    ------
    TypeError
        Where there is no such size.
    UnsupportedError
        Where the scenario asks for something the engine does not do; the message names it.

    Examples
    --------
    >>> import clonal
    >>> program = compile_scenario(clonal.load("two-niches"))
    >>> program.layout.niches
    ('hypoxic', 'vascular')
    """
    if unknown := strategy.keys() - STRATEGY.keys():
        raise TypeError(f"no size of a strategy is called {min(unknown)!r}")
    return assemble(expand(scenario), STRATEGY | strategy)
