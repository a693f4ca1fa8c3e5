"""Effects that are wider than they may be taken for: allowed, and worth a word."""

from __future__ import annotations

from clonal.errors import Problem
from clonal.model.expand import marrow_of
from clonal.model.grammar.places import path_of
from clonal.model.scenario import Scenario


def wide(scenario: Scenario) -> list[Problem]:
    """List drugs that act on every migration where there is blood, homing included.

    Examples
    --------
    >>> from clonal.model import load
    >>> wide(load("two-niches"))
    []
    """
    blood = marrow_of(scenario).blood
    if blood is None:
        return []
    message = f'acts on homing too: to = "{blood}" chooses leaving, niche = "{blood}" homing'
    return [
        Problem(path_of(("drug", d, "effect", e)), message)
        for d, drug in enumerate(scenario.drug)
        for e, effect in enumerate(drug.effect)
        if effect.on == "migration" and effect.niche is None and effect.to is None
    ]
