"""The program: a scenario without words, as the flat arrays that the engine reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..layout import Layout
from .consistency import check_consistency
from .tables import SIZES, TABLES, Table

#: The largest size: the engine computes with some of them.
_MOST = 1 << 62

#: Sizes that are products and sums of others.
_DERIVED: dict[str, Callable[[dict[str, int]], int]] = {
    "compartments": lambda n: n["niches"] * n["states"],
    "cells": lambda n: n["groups"] * n["compartments"],
    "counted": lambda n: n["cells"] + n["pools"],
    "entities": lambda n: n["counted"] + 1,
    "measured": lambda n: n["counted"] + n["loads"],
}


@dataclass(frozen=True, eq=False)
class Program:
    """A compiled scenario: plain arrays and the names of what they record.

    Attributes
    ----------
    layout : Layout
        Names and shapes of everything a run records.
    sizes : dict of str to int
        How many niches, states, groups, nodes, channels … there are, and the sizes by which the
        engine chooses its strategy: `clonal.compile.tables.SIZES`.
    arrays : dict of str to ndarray
        The tables that the engine runs on, flat and C-contiguous: `clonal.compile.tables.TABLES`
        says of each its type, its shape and what it indexes.
    """

    layout: Layout
    sizes: dict[str, int]
    arrays: dict[str, npt.NDArray[Any]]

    def check(self) -> None:
        """Hold every size and table against their description.

        Raises
        ------
        TypeError
            Naming the size or table that is missing, or of a wrong type, length or index.

        Examples
        --------
        >>> import clonal
        >>> from clonal.compile import compile_scenario
        >>> program = compile_scenario(clonal.load("two-niches"))
        >>> program.check()
        >>> program.arrays["channel_event"] = program.arrays["channel_event"] + 1000
        >>> program.check()
        Traceback (most recent call last):
        TypeError: this Program's table channel_event: an entry is 1011, not below 12
        """
        for name in SIZES:
            size = self.sizes.get(name)
            if not isinstance(size, int) or not 0 <= size <= _MOST:
                raise TypeError(f"this Program has no size {name!r} from 0 to 2^62")
        for name, derived in _DERIVED.items():
            if self.sizes[name] != derived(self.sizes):
                raise TypeError(f"this Program's size {name!r} does not follow from the others")
        for name, table in TABLES.items():
            self._check_table(name, table)
        self._check_layout()
        check_consistency(self.sizes, self.arrays)

    def _check_table(self, name: str, table: Table) -> None:
        array = self.arrays.get(name)
        if (
            not isinstance(array, np.ndarray)
            or array.dtype != table.dtype
            or array.ndim != 1
            or not array.flags.c_contiguous
        ):
            raise TypeError(f"this Program has no table {name!r} of {table.dtype}")
        what = f"this Program's table {name}"
        length = self.length(table)
        if len(array) != length:
            raise TypeError(f"{what}: {len(array)} entries, not {length}")
        if table.dtype.kind == "f" or not length:
            return
        if name.endswith("_ptr") and (array[0] != 0 or np.any(np.diff(array) < 0)):
            raise TypeError(f"{what}: offsets begin at 0 and do not fall")
        least, most = int(array.min()), int(array.max())
        if least < table.least:
            raise TypeError(f"{what}: an entry is {least}, below {table.least}")
        if table.index and not name.endswith("_ptr") and most >= self._size(table.index):
            raise TypeError(f"{what}: an entry is {most}, not below {self._size(table.index)}")
        if name.endswith("_ptr") and table.index in self.sizes and most != self.sizes[table.index]:
            raise TypeError(f"{what}: the last offset is {most}, not {self.sizes[table.index]}")
        if table.most is not None and most > table.most:
            raise TypeError(f"{what}: an entry is {most}, above {table.most}")

    def length(self, table: Table) -> int:
        """How many entries a table has, by the sizes and the offsets that its shape names."""
        length = 1
        for size in table.shape:
            length *= self._size(size)
        return length

    def _size(self, expression: str) -> int:
        """The number that a table's shape or index names."""
        if expression.isdigit():
            return int(expression)
        if expression in self.sizes:
            return self.sizes[expression]
        if expression.endswith(" + 1"):
            return self._size(expression.removesuffix(" + 1")) + 1
        if " " in expression:
            times, of = expression.split(" ", 1)
            return int(times) * self._size(of)
        array = self.arrays[expression]
        return int(array[-1]) if expression.endswith("_ptr") else len(array)

    def _check_layout(self) -> None:
        """Hold the labels against what they are labels of."""
        labels = {
            "niches": self.layout.niches,
            "states": self.layout.states,
            "lineages": self.layout.lineages,
            "causes": self.layout.causes,
            "pools": self.layout.pools,
            "endpoints": self.layout.endpoints,
            "clones": self.layout.clones,
            "mutations": self.layout.mutations,
            "recorded_columns": self.layout.traits,
            "samples": self.layout.time,
        }
        for name, found in labels.items():
            if len(found) != self.sizes[name]:
                raise TypeError(f"this Program's layout: {len(found)} labels for its {name}")
        nodes = sum(self.sizes["niches"] if local else 1 for _, local in self.layout.signals)
        if nodes != self.sizes["record_nodes"]:
            raise TypeError("this Program's layout: its signals are not its record_nodes")
