"""The program: a scenario without words, as the flat arrays that the engine reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..layout import Layout


@dataclass(frozen=True, eq=False)
class Program:
    """A compiled scenario: plain arrays and the names of what they record.

    Attributes
    ----------
    layout : Layout
        Names and shapes of everything a run records.
    sizes : dict of str to int
        How many niches, states, groups, nodes, channels … there are.
    arrays : dict of str to ndarray
        The tables that the engine runs on, C-contiguous, of types ``int32``, ``int64`` and
        ``float64``. Ragged tables have a ``*_ptr`` array beside them.
    """

    layout: Layout
    sizes: dict[str, int]
    arrays: dict[str, np.ndarray[Any, Any]]


def ragged(rows: list[list[Any]]) -> tuple[list[int], list[Any]]:
    """Offsets and concatenation of `rows`."""
    offsets = [0]
    flat: list[Any] = []
    for row in rows:
        flat.extend(row)
        offsets.append(len(flat))
    return offsets, flat
