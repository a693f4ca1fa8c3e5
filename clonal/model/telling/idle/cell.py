"""Cells as selectors tell them apart, and whether a selector means them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from clonal.model.parts.clone import Clone
from clonal.model.parts.modifier import Modifier
from clonal.model.parts.states import State


@dataclass(frozen=True, eq=False)
class Kind:
    """Clones that no selector tells apart: a declared one, or those founded in a lineage.

    `parents` are the declared clones whose traits its clones may have; `raised` are the traits
    that a mutation may have lifted above 0.
    """

    lineage: str
    clone: str | None
    parents: tuple[Clone, ...]
    raised: frozenset[tuple[str, str | None]]


class Cell(NamedTuple):
    """Cells of one kind in one niche and state."""

    kind: Kind
    niche: str
    stage: str
    bond: str
    phase: str

    @property
    def state(self) -> State:
        """Its state."""
        return State(self.stage, self.bond, self.phase)


def means(selector: Any, cell: Cell) -> bool:
    """Whether a selector of cells means this one."""
    if selector is None:
        return True
    said = vars(selector).get
    return (
        said("pool") is None
        and said("lineage") in (None, cell.kind.lineage)
        and said("niche") in (None, cell.niche)
        and cell.state.meant(said("stage"), said("state"))
        and (said("clone") is None or said("clone") == cell.kind.clone)
    )


def rate_of(part: Any) -> str:
    """The rate that a modifier or a drug's effect is on; a cause's death by its name."""
    selector = part.of if isinstance(part, Modifier) else part
    if (cause := getattr(selector, "cause", None)) is not None:
        return death_by(cause)
    if part.on in ("inhibition", "birth") and not of_pool(part):
        return "division"
    return str(part.on)


def death_by(cause: str) -> str:
    """The rate of a death of its own."""
    return f"death by {cause}"


def leads(selector: Any, to: str) -> bool:
    """Whether a selector of cells that move means those that go to a niche, or to a phase."""
    return getattr(selector, "to", None) in (None, to)


def of_pool(part: Any) -> bool:
    """Whether a modifier, or a drug's effect, is on a pool's rate."""
    selector = part.of if isinstance(part, Modifier) else part
    return getattr(selector, "pool", None) is not None


def means_pool(selector: Any, pool: str, to: str | None = None) -> bool:
    """Whether a selector means a pool's rate; its conversion to another where that is named."""
    if getattr(selector, "pool", None) != pool:
        return False
    return to is None or selector.to in (None, to)
