"""Scenarios to TOML: what was stated, in the words and the layout of a file written by hand."""

from __future__ import annotations

import re
from typing import Any

from .part import Part
from .scenario import Scenario

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

#: Lists of tables that get a heading of their own, below the table that they belong to.
_HEADED = {"effect"}

#: Lists in Python that are one table in TOML while they have one item.
_ONE_OR_MANY = {"doses", "constant"}


def tables_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario states, as the plain tables of its file; keys left out stay out.

    Examples
    --------
    >>> from clonal.model import load
    >>> tables_of(load("luria-delbruck"))["time"]["end"] > 0
    True
    """
    tables: dict[str, Any] = _plain(scenario)
    return tables


def dumps(scenario: Scenario) -> str:
    """Write a scenario as TOML; reading it again gives an equal scenario.

    Examples
    --------
    >>> from clonal.model import load, loads
    >>> scenario = load("luria-delbruck")
    >>> loads(dumps(scenario)) == scenario
    True
    """
    lines, blocks = [], []
    for key, value in tables_of(scenario).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            blocks += [_block(f"[[{key}]]", key, item) for item in value]
        elif isinstance(value, dict):
            blocks.append(_block(f"[{key}]", key, value))
        else:
            lines.append(f"{key} = {_inline(value)}\n")
    return "\n".join(["".join(lines), *blocks] if lines else blocks)


def _block(heading: str, path: str, table: dict[str, Any]) -> str:
    """Write a table under its heading, and below it its lists of tables with headings."""
    lines, below = [heading], []
    for key, value in table.items():
        if key in _HEADED and isinstance(value, list) and value:
            below += [_block(f"[[{path}.{key}]]", f"{path}.{key}", item) for item in value]
        else:
            lines.append(f"{_key(key)} = {_inline(value)}")
    return "\n".join(lines) + "\n" + "".join(below)


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        table = {}
        for key in _order(type(value)):
            field = type(value).model_fields[key]
            item = getattr(value, key)
            if key not in value.model_fields_set or item is None:
                continue
            plain = _plain(item)
            if key in _ONE_OR_MANY and isinstance(item, tuple) and len(item) == 1:
                plain = plain[0]
            table[field.alias or key] = plain
        return table
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _order(model: type[Part]) -> list[str]:
    """Order a table's keys: its own first, then those it shares with others, the sources last."""
    own = [key for key in model.model_fields if key in model.__annotations__]
    shared = [key for key in model.model_fields if key not in own and key != "sources"]
    return [*own, *shared, "sources"]


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {_inline(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return repr(value)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x20 or code == 0x7F else character
