"""Tables to TOML, in the layout of a file written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

#: Lists of tables that get a heading of their own, below the table that they belong to.
_HEADED = {"effect"}


def toml_of(tables: Mapping[str, Any]) -> str:
    """Write a scenario's tables as TOML.

    Examples
    --------
    >>> print(toml_of({"title": "Short", "time": {"end": 1.0}}))
    title = "Short"
    <BLANKLINE>
    [time]
    end = 1.0
    <BLANKLINE>
    """
    lines, blocks = [], []
    for key, value in tables.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            blocks += [_block(f"[[{key}]]", key, item) for item in value]
        elif isinstance(value, dict):
            blocks.append(_block(f"[{key}]", key, value))
        else:
            lines.append(f"{key} = {inline(value)}\n")
    return "\n".join(["".join(lines), *blocks] if lines else blocks)


def inline(value: Any) -> str:
    """Write a value as it stands behind ``=``, in one line.

    Examples
    --------
    >>> inline({"stem": 0.5, "why": ["a", True]})
    '{ stem = 0.5, why = ["a", true] }'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {inline(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return repr(value)


def _block(heading: str, path: str, table: dict[str, Any]) -> str:
    """Write a table under its heading, and below it its lists of tables with headings."""
    lines, below = [heading], []
    for key, value in table.items():
        if key in _HEADED and isinstance(value, list) and value:
            below += [_block(f"[[{path}.{key}]]", f"{path}.{key}", item) for item in value]
        else:
            lines.append(f"{_key(key)} = {inline(value)}")
    return "\n".join(lines) + "\n" + "".join(below)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x20 or code == 0x7F else character
