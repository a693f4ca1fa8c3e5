"""What the definition of the model is about: states, and the jumps between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from support.genotypes import Genotype

Cell = tuple[int, int, int]
"""Where a cell belongs: clone, niche and state, as indices."""


@dataclass
class State:
    """Counts now: cells by clone, niche and state; members by pool; the clones that ever were."""

    cells: dict[Cell, Any]
    pools: list[Any]
    clones: list[Genotype]


class Founder(NamedTuple):
    """Stands for the index of a clone that does not exist yet: a mutation to "new"."""

    mutation: int
    parent: int


class Jump(NamedTuple):
    """One event: its rate per day and the cells and members that it adds or takes."""

    rate: Any
    cells: tuple[tuple[tuple[Any, int, int], int], ...]
    pools: tuple[tuple[int, int], ...] = ()
    cause: str | None = None
    """What a cell dies of, where it does: natural, a cause, or a drug."""


def nothing(count: Any) -> bool:
    """Return whether `count` is certainly zero."""
    return not isinstance(count, np.ndarray) and count == 0


def tally(changes: list[tuple[tuple[Any, int, int], int]]) -> tuple[Any, ...]:
    """Add up changes of the same cells and drop those that cancel."""
    total: dict[tuple[Any, int, int], int] = {}
    for where, change in changes:
        total[where] = total.get(where, 0) + change
    return tuple((where, change) for where, change in total.items() if change != 0)
