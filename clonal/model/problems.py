"""What pydantic found wrong, as problems: a key's path and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from clonal.errors import Problem

from .kinds import NUMBER, TABLE, WORD, shown
from .places import Location as Location
from .places import fields_of, model_at
from .places import path_of as path_of

_TAGS = {NUMBER, TABLE, WORD, "(change)"}
_WORDS = {
    "missing": "is missing",
    "model_type": "must be a table, not {was}",
    "model_attributes_type": "must be a table, not {was}",
    "dict_type": "must be a table, not {was}",
    "tuple_type": "must be a list, not {was}",
    "list_type": "must be a list, not {was}",
    "string_type": "must be a text in quotes, not {was}",
    "bool_type": "must be true or false, not {was}",
    "string_pattern_mismatch": (
        "must be a name of letters, digits, _, + and -, and not of digits alone; is {was}"
    ),
    "greater_than": "must be positive, is {was}",
    "greater_than_equal": "must be at least {ge}, is {was}",
    "less_than": "must be less than {lt}, is {was}",
    "less_than_equal": "must be at most {le}, is {was}",
    "too_short": "must name at least {min_length}",
    "too_long": "must be a list of {max_length}, not of {actual_length}",
    "literal_error": "must be {expected}, not {was}",
}


def near(word: str, known: Iterable[str]) -> str:
    """End a message with the known word that was probably meant, or with all of a few."""
    words = sorted(set(known))
    close = difflib.get_close_matches(word, words, n=1)
    if close:
        return f'; did you mean "{close[0]}"?'
    if 0 < len(words) <= 12:
        return f"; known: {', '.join(words)}"
    return ""


def location_in(data: Any, loc: Sequence[str | int]) -> Location:
    """Clear pydantic's location of its own marks, so that it leads through `data`.

    A choice's tag is dropped, and so is the index where one table stands for a list of one.
    """
    here, found = data, []
    for part in loc:
        if part in _TAGS or part == "[key]":
            continue
        if isinstance(part, int) and isinstance(here, Mapping) and part not in here:
            continue
        found.append(part)
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = getattr(here, str(part), None) if isinstance(here, BaseModel) else None
    return tuple(found)


def message_of(error: Mapping[str, Any], model: type[BaseModel] | None) -> str:
    """Say in words what would be right.

    Parameters
    ----------
    error : mapping
        One of ``ValidationError.errors()``.
    model : type, optional
        The table that the key stands in, for a near match of an unknown key.
    """
    kind = error["type"]
    if kind == "extra_forbidden":
        known = fields_of(model) if model is not None else ()
        return "is an unknown key" + near(str(error["loc"][-1]), known)
    if kind in _WORDS:
        words = dict(error.get("ctx", {}), was=shown(error["input"]))
        return _WORDS[kind].format(**words)
    return str(error["msg"])


def problems_of(
    error: ValidationError, data: Any, model: type[BaseModel] | None = None
) -> list[Problem]:
    """List what is wrong with `data`, in the order in which it was found."""
    found = []
    for details in error.errors(include_url=False):
        location = location_in(data, details["loc"])
        table = model_at(model, location[:-1]) if model is not None and location else None
        found.append(Problem(path_of(location), message_of(details, table)))
    return list(dict.fromkeys(found))
