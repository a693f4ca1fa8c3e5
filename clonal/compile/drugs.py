"""The tables of drugs: in a scenario's program, and in a program of nothing but drugs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..layout import Layout
from . import codes
from .consistency import Tables
from .program import Program, ragged
from .schedule import Series, course
from .tables import SIZES, STRATEGY, TABLES


def drug_tables(drugs: Sequence[Any], read: set[int]) -> Tables:
    """Lay out how drugs come and go; `read` are those whose concentration a node reads."""
    courses = [course(drug) for drug in drugs]
    first, rates = ragged([c.absorption for c in courses])
    offsets, series = ragged([c.series for c in courses])
    guts = [
        one.gut + first[d] if one.gut >= 0 else -1
        for d, c in enumerate(courses)
        for one in c.series
    ]
    columns: dict[str, list[Any]] = {
        "drug_elimination": [c.elimination for c in courses],
        "drug_read": [int(d in read) for d in range(len(courses))],
        "gut_ptr": first,
        "gut_rate": rates,
        "drug_series_ptr": offsets,
        "series_kind": [one.kind for one in series],
        "series_gut": guts,
        "series_amount": [one.amount for one in series],
        "series_count": [one.count for one in series],
        **_decimals(series),
    }
    return {name: np.array(column, TABLES[name].dtype) for name, column in columns.items()}


def _decimals(series: list[Series]) -> dict[str, list[int]]:
    columns = {}
    for name in ("start", "every", "duration"):
        decimals = [getattr(one, name) for one in series]
        columns[f"series_{name}_digits"] = [digits for digits, _ in decimals]
        columns[f"series_{name}_power"] = [power for _, power in decimals]
    return columns


def drugs_alone(drugs: Sequence[Any]) -> Program:
    """A program in which nothing happens but that drugs come and go.

    Parameters
    ----------
    drugs : sequence of Drug
        With ``half_life``, ``doses`` and ``constant``; nothing else of them is looked at.

    Returns
    -------
    Program
        For `clonal._engine.concentrations`; it has no samples and ends on day 0.

    Examples
    --------
    >>> from clonal.model import Dose, Drug
    >>> drugs_alone([Drug(name="d", half_life=1.0, doses=[Dose(amount=2.0)])]).sizes["series"]
    1
    """
    arrays = drug_tables(drugs, set())
    sizes = dict.fromkeys(SIZES, 0) | STRATEGY
    sizes.update(columns=1, entities=1, marks=1, drugs=len(drugs))
    sizes["series"] = len(arrays["series_kind"])
    nothing = Layout(np.zeros(0), (), (), ())
    program = Program(nothing, sizes, arrays)
    for name, table in TABLES.items():
        if name not in arrays:
            empty = -1 if table.least == -1 else 0
            arrays[name] = np.full(program.length(table), empty, table.dtype)
    arrays["mark_kind"][-1] = codes.MARK_END
    program.check()
    return program
