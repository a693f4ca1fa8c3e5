"""Writing a program's tables: each by its name, in the type that its description gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .tables import TABLES


class Arrays:
    """The tables and sizes of a program while it is written.

    Attributes
    ----------
    tables : dict of str to ndarray
        One-dimensional, of the types that `clonal.compile.tables.TABLES` gives.
    sizes : dict of str to int
    """

    def __init__(self, sizes: dict[str, int]) -> None:
        self.tables: dict[str, npt.NDArray[Any]] = {}
        self.sizes = dict(sizes)

    def put(self, name: str, values: Any) -> None:
        """Write a table."""
        self.tables[name] = np.ascontiguousarray(values, dtype=TABLES[name].dtype).ravel()

    def offsets(self, name: str, lengths: Iterable[int]) -> None:
        """Write where each of several rows begins, and where the last ends."""
        begins = [0]
        for length in lengths:
            begins.append(begins[-1] + length)
        self.put(name, begins)

    def rows(self, name: str, rows: Sequence[Sequence[Any]], *columns: str) -> None:
        """Write rows of entries: ``name_ptr``, and a table for each column of the entries.

        An entry is a tuple with an item for each column; the item itself where there is one column.
        """
        self.offsets(f"{name}_ptr", map(len, rows))
        entries = [entry for row in rows for entry in row]
        for place, column in enumerate(columns):
            values = [entry[place] for entry in entries] if len(columns) > 1 else entries
            self.put(f"{name}_{column}", values)
