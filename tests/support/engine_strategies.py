"""Sizes of a program that force the engine onto each of its ways, and which promise the same bits.

The sizes are those of `clonal.compile.tables.STRATEGY`. A test that takes ``sampler`` or
``strategy`` runs under each of `STRATEGIES`: under ``default`` and `ROTATED` others in `make test`,
under the rest in `make battery` (tests/conftest.py parametrises it and draws the line).
"""

from __future__ import annotations

import hashlib

Strategy = dict[str, int]

#: Beyond every count, class and number of events of a test.
ENDLESS = 1 << 62

#: Every strategy that the tests force.
STRATEGIES: dict[str, Strategy] = {
    "default": {},
    # Bounds follow every change of a sum: no interval at all.
    "followed": {"interval_width": 0},
    # Intervals so wide that most proposals are settled.
    "loose": {"interval_width": 8},
    # An urn so coarse that many proposals are void, and so fine that few are.
    "coarse-urn": {"balls": 1},
    "fine-urn": {"balls": 1000},
    # Blocks turn from lists into crowds while a run goes on.
    "crowds": {"most_listed": 2},
    "crowds-alone": {"most_listed": 0},
    # One class of each group, as wide as its clones, or a few that widen in steps.
    "one-class": {"most_classes": 1},
    "few-classes": {"most_classes": 3},
    # Clones that differ in their responses share a group, or never do.
    "one-group": {"most_groups": 1},
    "many-groups": {"most_groups": 1000},
    # Sums are made anew, events happen the general way: from the start, or while a run goes on.
    "vast": {"vast": 0},
    "vast-later": {"vast": 6},
    # Rows and lists are always fetched ahead.
    "far": {"far": 0},
    # All that costs most, together.
    "slowest": {
        "interval_width": 0,
        "balls": 1,
        "most_listed": 1,
        "most_classes": 1,
        "most_groups": 1,
        "vast": 3,
        "far": 0,
    },
}

#: Sizes that change no bit under any strategy: to fetch memory ahead draws nothing.
SAME_BITS: list[Strategy] = [{"far": 0}, {"far": ENDLESS}]

#: Sizes that change no bit where the bounds follow every change (interval_width = 0). They choose
#: between events without loops and the general way, which change the counts of a move in another
#: order, so that a sum may leave its interval on one way and not on the other; and between sums
#: that run and sums made anew, which agree where weights are whole numbers of halves.
SAME_BITS_FOLLOWED: list[Strategy] = [{"vast": 0}, {"vast": 6}, {"vast": ENDLESS}]

#: Strategies besides `default` under which `make test` runs a test.
ROTATED = 2


def rotated(test: str) -> frozenset[str]:
    """Return the strategies under which `make test` runs a test, by a digest of its name."""

    def rank(strategy: str) -> bytes:
        return hashlib.sha256(f"{test}/{strategy}".encode()).digest()

    others = sorted((name for name in STRATEGIES if name != "default"), key=rank)
    return frozenset({"default", *others[:ROTATED]})


def share(strategy: str) -> float:
    """Return the share of a test's false alarms that a strategy may cause; they add up to 1."""
    return 0.5 if strategy == "default" else 0.5 / (len(STRATEGIES) - 1)
