"""Compile a scenario into a program: from words to flat arrays, once, before anything runs."""

from __future__ import annotations

from ..model import Scenario, expand
from .assembly import Assembly
from .program import Program

__all__ = ["Program", "compile_scenario"]


def compile_scenario(scenario: Scenario) -> Program:
    """Compile `scenario` for the exact engine.

    Parameters
    ----------
    scenario : Scenario
        A scenario that has been checked (every loaded one has).

    Returns
    -------
    Program
        Plain arrays: it can be pickled, and shared between threads.

    Raises
    ------
    UnsupportedError
        Where the scenario asks for something the engine does not do; the message names it.

    Examples
    --------
    >>> import clonal
    >>> program = compile_scenario(clonal.load("two-niches"))
    >>> program.layout.niches
    ('hypoxic', 'vascular')
    """
    return Assembly(expand(scenario)).program()
