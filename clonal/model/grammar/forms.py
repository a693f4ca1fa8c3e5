"""How keys are written: the example that a message shows where it asks for a form."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from .places import Location, fields_of, model_at
from .toml import inline


@cache
def _forms() -> dict[str, dict[str, Any]]:
    text = (files("clonal.model") / "forms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def example_of(model: type[BaseModel], key: str) -> Any:
    """Return what may stand behind a key of a table; None where that needs no example."""
    for kind in model.__mro__:
        if key in (forms := _forms().get(kind.__name__, {})):
            return forms[key]
    return None


def form_of(model: type[BaseModel], key: str) -> str:
    """End a message with an example of a key; empty where it needs none.

    Examples
    --------
    >>> from clonal.model import Clone
    >>> form_of(Clone, "sensitivity")
    '; for example sensitivity = { imatinib = 0.5 }'
    """
    example = example_of(model, key)
    return "" if example is None else _shown(key, example)


def form_in_file(key: str) -> str:
    """End a message with an example of a key at the top of the file."""
    return _shown(key, _forms()["Scenario"][key])


def _shown(key: str, example: Any) -> str:
    return f"; for example {key} = {inline(example)}"


def form_at(model: type[BaseModel], location: Location) -> str:
    """End a message with an example of the innermost key on the way to a place."""
    for length in range(len(location), 0, -1):
        key = location[length - 1]
        table = model_at(model, location[: length - 1])
        if isinstance(key, str) and table is not None and key in fields_of(table):
            return form_of(table, key)
    return ""


def section(key: str) -> str:
    """Show how a section of the file is written.

    Examples
    --------
    >>> section("niche")
    '[[niche]], and below it name = "hypoxic", capacity = 2000'
    """
    example = _forms()["Scenario"][key]
    heading = f"[[{key}]]" if isinstance(example, list) else f"[{key}]"
    table = example[0] if isinstance(example, list) else example
    return f"{heading}, and below it " + ", ".join(f"{k} = {inline(v)}" for k, v in table.items())
