"""What pydantic found wrong, as problems: a key's path and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from clonal.errors import Problem

from .forms import form_at
from .kinds import NUMBER, TABLE, WORD, shown
from .places import Location as Location
from .places import fields_of, model_at
from .places import path_of as path_of
from .unavailable import instead

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
#: Those that ask for a form: a table, a list, a text.
_ABOUT_FORM = {
    "missing",
    "model_type",
    "model_attributes_type",
    "dict_type",
    "tuple_type",
    "list_type",
    "string_type",
    "too_short",
    "too_long",
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


def message_of(
    error: Mapping[str, Any], model: type[BaseModel] | None = None, location: Location = ()
) -> str:
    """Say in words what would be right, with an example where a form is asked for.

    Parameters
    ----------
    error : mapping
        One of ``ValidationError.errors()``.
    model : type, optional
        The table that was read, whose keys and their forms are known.
    location : tuple
        The way into it.
    """
    kind, was = error["type"], error["input"]
    if kind == "extra_forbidden":
        table = None if model is None else model_at(model, location[:-1])
        return _unknown_key(str(error["loc"][-1]), table)
    text = str(error["msg"])
    if kind in _WORDS:
        text = _WORDS[kind].format(**dict(error.get("ctx", {}), was=shown(was)))
    # A number that is none is told by its own words; a table or a list is a form gone wrong.
    formless = kind in ("number", "count") and isinstance(was, dict | list | tuple)
    if model is None or not (kind in _ABOUT_FORM or formless):
        return text
    form = form_at(model, location)
    if kind == "tuple_type" and form.partition(" = ")[2].startswith("{"):
        text = f"must be a table, or a list of tables, not {shown(was)}"
    if not form and kind == "string_type" and location and isinstance(location[-1], str):
        word = "..." if isinstance(was, dict | list | tuple) else shown(was)
        form = f'; for example {location[-1]} = "{word}"'
    return text + form


def _unknown_key(word: str, table: type[BaseModel] | None) -> str:
    """Say what could have been meant, and all that may stand there."""
    if table is None:
        return "is an unknown key"
    if (hint := instead(table, word)) is not None:
        return f"is not available in this version: {hint}"
    known = list(fields_of(table))
    close = difflib.get_close_matches(word, known, n=1)
    meant = f'; did you mean "{close[0]}"? Known' if close else "; known"
    return f"is an unknown key{meant} here: {', '.join(known)}"


def problems_of(
    error: ValidationError, data: Any, model: type[BaseModel] | None = None
) -> list[Problem]:
    """List what is wrong with `data`, in the order in which it was found."""
    found = []
    for details in error.errors(include_url=False):
        location = location_in(data, details["loc"])
        found.append(Problem(path_of(location), message_of(details, model, location)))
    return list(dict.fromkeys(found))
