"""Effects that are narrower than they may be taken for: allowed, and worth a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clonal.errors import Problem
from clonal.model.expand import expand
from clonal.model.grammar.places import Location, path_of
from clonal.model.scenario import Scenario

from .idle.cell import Cell, means, of_pool
from .idle.note import stated
from .idle.reach import Reach
from .words import listed

DIVISION = ("inhibition", "birth", "division")


def narrow(scenario: Scenario) -> list[Problem]:
    """List what acts on divisions of cells whose asymmetric divisions it leaves alone.

    Examples
    --------
    >>> from clonal.model import load
    >>> narrow(load("two-niches"))
    []
    """
    plain = expand(scenario)
    reach = Reach(plain)
    dividing = [cell for cell in reach.cells if reach.acts("asymmetric", cell)]
    found = []
    for place, part, companions in _on_division(plain):
        left = [
            cell
            for cell in dividing
            if means(part, cell) and not any(means(other, cell) for other in companions)
        ]
        if left and stated(scenario, place):
            message = (
                f"asymmetric divisions of {_whose(left)} are not touched; "
                'what is on = "asymmetric" reaches them'
            )
            found.append(Problem(path_of(place), message))
    return found


def _on_division(scenario: Scenario) -> Iterator[tuple[Location, Any, list[Any]]]:
    """Yield what acts on divisions: its place, whom it means, whom its likes on asymmetric mean."""
    for d, drug in enumerate(scenario.drug):
        companions = [effect for effect in drug.effect if effect.on == "asymmetric"]
        for e, effect in enumerate(drug.effect):
            if effect.on in DIVISION and not of_pool(effect):
                yield ("drug", d, "effect", e), effect, companions
    for index, modifier in enumerate(scenario.modifier):
        if modifier.on in DIVISION and not of_pool(modifier):
            likes = [
                other.of
                for other in scenario.modifier
                if other.on == "asymmetric" and other.signal == modifier.signal
            ]
            yield ("modifier", index), modifier.of, likes


def _whose(cells: list[Cell]) -> str:
    names = [parent.name for cell in cells for parent in cell.kind.parents]
    return listed(dict.fromkeys(names))
