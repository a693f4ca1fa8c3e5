"""A program of nothing but drugs: for their concentrations in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..layout import Layout
from . import codes, doses
from .arrays import Arrays
from .program import Program
from .tables import SIZES, STRATEGY, TABLES


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
    arrays = Arrays(dict.fromkeys(SIZES, 0) | STRATEGY)
    arrays.sizes.update(columns=1, entities=1, marks=1)
    doses.lay(drugs, set(), arrays)
    nothing = Layout(np.zeros(0), (), (), ())
    program = Program(nothing, arrays.sizes, arrays.tables)
    for name, table in TABLES.items():
        if name not in arrays.tables:
            empty = -1 if table.least == -1 else 0
            arrays.put(name, np.full(program.length(table), empty))
    arrays.tables["mark_kind"][-1] = codes.MARK_END
    program.check()
    return program
