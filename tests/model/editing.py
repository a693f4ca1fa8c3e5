"""Scenarios with one thing changed: the whole vocabulary, and a value set or deleted by path."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from clonal.errors import ScenarioError
from clonal.model import Scenario

WHOLE = (Path(__file__).parent / "whole.toml").read_text(encoding="utf-8")

#: Set in place of a value, it takes the key away.
DELETE = object()


def steps(path: str) -> list[str | int]:
    found = re.findall(r'"([^"]+)"|([^.\[\]"]+)|\[(\d+)\]', path)
    return [int(index) if index else quoted or key for quoted, key, index in found]


def places(data: Any = None, here: str = "") -> list[str]:
    """Return the path of every table, list and value of the whole vocabulary."""
    if data is None:
        data = tomllib.loads(WHOLE)
    inside: dict[str, Any] = {}
    if isinstance(data, dict):
        keys = {key: f'"{key}"' if ":" in key else key for key in data}
        inside = {f"{here}.{keys[k]}" if here else keys[k]: data[k] for k in data}
    elif isinstance(data, list):
        inside = {f"{here}[{index}]": value for index, value in enumerate(data)}
    return [*inside, *(path for at, value in inside.items() for path in places(value, at))]


def edited(*edits: tuple[str, Any], base: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the tables of the whole vocabulary with values set, appended (``+``) or deleted."""
    data = tomllib.loads(WHOLE) if base is None else base
    for path, value in edits:
        *way, last = steps(path)
        here: Any = data
        for step in way:
            here = here[step]
        if last == "+":
            here.append(value)
        elif value is DELETE:
            del here[last]
        else:
            here[last] = value
    return data


def problems(*edits: tuple[str, Any]) -> dict[str, str]:
    """Return what is wrong with an edited scenario: messages by path, joined where several."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.model_validate(edited(*edits))
    found: dict[str, str] = {}
    for path, message in caught.value.problems:
        found[path] = f"{found[path]}; {message}" if path in found else message
    return found
