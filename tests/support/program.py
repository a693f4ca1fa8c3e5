"""Compiled programs, compared."""

from __future__ import annotations

from typing import Any

import numpy as np


def same_program(one: Any, other: Any) -> bool:
    """Whether two programs are the same numbers with the same labels."""
    return (
        str(one.layout) == str(other.layout)
        and one.sizes == other.sizes
        and all(np.array_equal(table, other.arrays[name]) for name, table in one.arrays.items())
    )
