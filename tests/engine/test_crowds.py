"""Very large blocks, of which cells are drawn by their clones' counts and not from a list.

A block is so drawn beyond 2^24 cells. Where its cells only die and leave, each of them is a coin of
its own, so the law of every clone, great or small, is binomial and exact. Where a size of the
program lowers that bound, the same scenario with fewer cells shows the same in less time.
"""

from __future__ import annotations

import numpy as np
import pytest

import clonal
from support.fixtures import gate, sampler
from support.samplers import Sampler, opened
from support.statistics import Gate, gated

__all__ = ["gate", "sampler"]

#: Cells of each clone: giants, clones that fall below a power of two while it runs, unequal clones
#: between the same two, clones of one size, and clones of few cells and of one.
CELLS = [
    2**24 + 2**23, 2**24 + 12_345, 2**20 + 100, 2**20 + 50_000, 600_000, 1_000_000, 2**15 + 40,
    *[3_000 + number for number in range(20)], *[40] * 20, *[1] * 20,
]  # fmt: skip
#: Per cell per day; within a factor of two, so that the clones stand in one class.
LEAVE, DEATHS = 0.02, (0.05, 0.08)


def scenario(cells: list[int]) -> clonal.Scenario:
    """Return clones that die and move, and do nothing else."""
    clones = [
        {
            "name": f"c{number}",
            "lineage": "normal",
            "birth": 0.0,
            "death": DEATHS[number % 2],
            "initial": {"a": count},
        }
        for number, count in enumerate(cells)
    ]
    return clonal.Scenario.model_validate(
        {
            "time": {"end": 1.0, "at": [1.0]},
            "niche": [{"name": "a"}, {"name": "b"}],
            "clone": clones,
            "migration": [{"from": "a", "to": "b", "rate": LEAVE}],
            "record": {"clones": True},
        }
    )


@pytest.mark.parametrize("share", [1, 1024])
@gated(alpha=1e-9)
def test_every_clone_of_a_crowd_is_drawn_by_its_cells(
    gate: Gate, sampler: Sampler, share: int
) -> None:
    """In a crowd, and in a list of a thousandth of the cells, where the law is the same."""
    cells = [max(1, count // share) for count in CELLS]
    runs = 1 if share == 1 else 200
    block = sampler(scenario(cells), runs, gate.seed())
    left = np.zeros((len(cells), 2), dtype=np.int64)
    place = (block["clone_count/clone_id"], block["clone_count/niche_index"])
    np.add.at(left, place, block["clone_count/count"])
    started = runs * np.array(cells)
    for death in (0, 1):
        stays = np.exp(-(LEAVE + DEATHS[death]))
        moves = np.exp(-DEATHS[death]) - stays
        mine = np.arange(len(cells)) % 2 == death
        for few in sorted({min(count, 3_000) for count in cells}):
            chosen = mine & (np.minimum(cells, 3_000) == few)
            if not chosen.any():
                continue
            total = int(started[chosen].sum())
            for niche, probability in ((0, stays), (1, moves)):
                seen = int(left[chosen, niche].sum())
                gate.count(f"clones of {few}, death {death}", seen, total, float(probability))
        for number in np.flatnonzero(mine):
            seen = int(left[number, 0])
            gate.count(f"clone {number}", seen, int(started[number]), float(stays))


def test_lists_are_right_where_every_event_goes_the_general_way() -> None:
    """Clones of one class, mixed in one list: who goes is taken out, and nobody else."""
    running = opened(scenario([7, 5, 9, 3, 1]), 20, 3, vast=0)
    running.verify()
    while not running.advance(1):
        running.verify()
