"""The built-in scenario with every mechanism, against the master equation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clonal.model import expand, load
from support.cases import Case
from support.checks import follows_master_equation
from support.master import Bound, Place
from support.samplers import Sampler
from support.statistics import Gate, gated


@dataclass(frozen=True)
class Builtin(Case):
    """A built-in scenario, in the plain vocabulary that the definition reads."""

    def scenario(self) -> Any:
        return expand(load(self.text))

    def bound(self) -> Bound:
        within = super().bound()

        def kept(counts: dict[Place, int]) -> bool:
            cells = sum(count for place, count in counts.items() if isinstance(place, tuple))
            return cells <= MOST_CELLS and within(counts)

        return kept


MOST_CELLS = 4

# Bounds: cells in marrow and blood; MSC, reprogrammed MSC, osteoblasts, effectors, silent
# effectors, regulatory T cells.
SMALL = Builtin("all-in-small", (2, 3), (1, 1, 1, 1, 1, 2))


@gated(alpha=2e-9)
def test_every_mechanism_at_once(gate: Gate, sampler: Sampler) -> None:
    follows_master_equation(gate, sampler, SMALL, runs=60_000)
