"""Values from outside: files of them, and what stands behind ``=`` on the command line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clonal.errors import Problem, ScenarioError
from clonal.model.grammar.places import path_of, steps_of

from .load import tables, text_of

if TYPE_CHECKING:
    from tomlkit.container import Container
    from tomlkit.items import Key


def value_of(text: str) -> Any:
    """Read a value of the command line: TOML, and else the text as it stands.

    Examples
    --------
    >>> value_of("1e-3"), value_of("[1, 2]"), value_of('"3"'), value_of("Patient 3")
    (0.001, [1, 2], '3', 'Patient 3')
    """
    # In a list, too: there no line break, comment or second value can hide behind the first.
    try:
        alone, listed = tomllib.loads(f"value = {text}"), tomllib.loads(f"value = [{text}]")
    except (ValueError, RecursionError):
        return text
    if set(alone) != {"value"} or set(listed) != {"value"} or listed["value"] != [alone["value"]]:
        return text
    return alone["value"]


def read_values(file: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a file of values: TOML whose keys, dotted or in quotes, are paths.

    A heading begins paths (``[clone.LSC]``, and ``birth = 0.4`` below it). A table in braces is a
    value, that stands in place of the scenario's whole table, as with ``--set``.

    Parameters
    ----------
    file : str or path

    Returns
    -------
    dict
        Values by path, in the file's order.

    Raises
    ------
    ScenarioError
        If it cannot be read or is no such file.
    """
    name = os.fspath(file)
    text = text_of(name, "there is no such file of values")
    tables(text, name)
    # Only this reader tells a table in braces from the keys of a dotted path.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        pairs = list(_pairs(tomlkit.parse(text), ""))
    except TOMLKitError as error:
        raise ScenarioError([Problem("", f"not valid TOML: {error}")], name) from None
    values: dict[str, Any] = {}
    problems = []
    for path, value in pairs:
        if value is None:
            problems.append(Problem(path, f"cannot be a heading: write {path} = [...], or {_HOW}"))
        elif path in values:
            problems.append(Problem(path, "is given twice"))
        values[path] = value
    if problems:
        raise ScenarioError(problems, name)
    return values


_HOW = '"clone[0].birth" = 0.4 or clone.NAME.birth = 0.4'


def _pairs(container: Container, base: str) -> Iterator[tuple[str, Any]]:
    """Yield paths and values below a heading; None for a list of tables with headings."""
    from tomlkit.items import AoT, Comment, Null, Table, Whitespace

    for key, item in container.body:
        if key is None or isinstance(item, Comment | Null | Whitespace):
            continue
        path = _joined(base, key)
        if isinstance(item, Table):
            yield from _pairs(item.value, path)
        elif isinstance(item, AoT):
            yield path, None
        else:
            yield path, item.unwrap()


def _joined(base: str, key: Key) -> str:
    """Go on from a path by a key: in quotes it may be a path itself."""
    step = key.key
    try:
        steps_of(step)
    except ValueError:
        step = path_of((step,))
    return f"{base}{step}" if step.startswith("[") else f"{base}.{step}" if base else step
