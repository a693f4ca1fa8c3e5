"""Effects that are wider than they may be taken for: allowed, and worth a word."""

from __future__ import annotations

from collections.abc import Iterator

from clonal.errors import Problem
from clonal.model.expand import expand, marrow_of
from clonal.model.grammar.places import path_of
from clonal.model.parts.modifier import Modifier
from clonal.model.scenario import Scenario

from .idle.cell import means, of_pool
from .idle.note import stated
from .idle.reach import Reach

#: The rates that are 0 of themselves in every phase but the first.
DIVISION = ("birth", "division", "asymmetric")


def wide(scenario: Scenario) -> list[Problem]:
    """List drugs that act on homing too, and what lets cells divide that rest.

    Examples
    --------
    >>> from clonal.model import load
    >>> wide(load("two-niches"))
    []
    """
    return [*_homing(scenario), *_waking(scenario)]


def _homing(scenario: Scenario) -> Iterator[Problem]:
    """Find drugs that act on every migration where there is blood, homing included."""
    blood = marrow_of(scenario).blood
    if blood is None:
        return
    message = f'acts on homing too: to = "{blood}" chooses leaving, niche = "{blood}" homing'
    for d, drug in enumerate(scenario.drug):
        for e, effect in enumerate(drug.effect):
            if effect.on == "migration" and effect.niche is None and effect.to is None:
                yield Problem(path_of(("drug", d, "effect", e)), message)


def _waking(scenario: Scenario) -> Iterator[Problem]:
    """Find what adds to the divisions of cells in a later phase without naming it."""
    if not scenario.phases:
        return
    first, *others = scenario.phases
    plain = expand(scenario)
    resting = [cell for cell in Reach(plain).cells if cell.phase != first]
    for index, modifier in enumerate(plain.modifier):
        adds = modifier.on in DIVISION and modifier.plus is not None and not of_pool(modifier)
        named = set(_words(modifier)) & set(others)
        if adds and not named and stated(scenario, ("modifier", index)):
            phases = dict.fromkeys(cell.phase for cell in resting if means(modifier.of, cell))
            if phases:
                message = f'lets {", ".join(phases)} cells divide too: state = "{first}" does not'
                yield Problem(path_of(("modifier", index)), message)


def _words(modifier: Modifier) -> list[str]:
    state = None if modifier.of is None else modifier.of.state
    return [] if state is None else state.split(":")
