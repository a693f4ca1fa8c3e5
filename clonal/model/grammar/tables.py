"""What a part states, as the plain tables of a file: of parts that nobody checked, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from clonal.errors import Problem, ScenarioError

from .fixed import fixed
from .part import Part

#: Lists in Python that are one table in TOML while they have one item.
ONE_OR_MANY = {"doses", "constant"}


def tables_of(part: Part) -> dict[str, Any]:
    """What a part states, in new and plain tables; keys left out stay out.

    A key is stated if it was given or differs from its default, whatever way it got there; a
    name that is no key is kept, so that reading the tables refuses it.

    Examples
    --------
    >>> from clonal.model import load
    >>> tables_of(load("luria-delbruck"))["time"]["end"] > 0
    True
    """
    stated, fields = part.__dict__, type(part).model_fields
    table: dict[str, Any] = {}
    for name in (*_order(type(part)), *(name for name in stated if name not in fields)):
        if name not in stated:
            continue
        value, field = stated[name], fields.get(name)
        if field is None:
            table[name] = plain(value)
            continue
        default = field.get_default()
        if value is None and default is None:
            continue  # TOML has no word for nothing
        if name not in part.model_fields_set and _same(fixed(value), fixed(default)):
            continue
        item = plain(value)
        if name in ONE_OR_MANY and isinstance(item, list) and len(item) == 1:
            item = item[0]
        table[field.alias or name] = item
    return table


def plain(value: Any) -> Any:
    """Turn parts, read-only tables, tuples and arrays into new tables and lists.

    Raises
    ------
    ScenarioError
        For what is nested too deeply: a list that is inside itself.
    """
    try:
        return _plain(value)
    except RecursionError:
        problem = Problem("", "lists or tables are nested too deeply, or inside themselves")
    raise ScenarioError([problem])


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return tables_of(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value


def _same(value: Any, default: Any) -> bool:
    # True is 1 to Python, and is no number here.
    return type(value) is type(default) and bool(value == default)


def _order(model: type[Part]) -> list[str]:
    """Order a table's keys: its own first, then those it shares with others, the sources last."""
    own = [key for key in model.model_fields if key in model.__annotations__]
    shared = [key for key in model.model_fields if key not in own and key != "sources"]
    return [*own, *shared, "sources"]
