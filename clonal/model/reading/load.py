"""Scenarios from TOML and to it: every way in which a file can be wrong is a ScenarioError."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from clonal.errors import Problem, ScenarioError
from clonal.model.grammar.problems import near
from clonal.model.scenario import Scenario

from .builtin import builtin_names, builtin_text

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def load(source: str | os.PathLike[str]) -> Scenario:
    """Read a scenario from a TOML file, or a built-in one by its name.

    Parameters
    ----------
    source : str or path
        A file's path, or a name of `builtin_names`.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is not a valid scenario; with all problems at once.

    Examples
    --------
    >>> load("luria-delbruck").time.end > 0
    True
    """
    name = os.fspath(source)
    if name in builtin_names() and not os.path.isfile(name):
        return loads(builtin_text(name), f"{name} (built-in)")
    missing = "there is no such file, and no built-in scenario of this name"
    return loads(text_of(name, missing + near(name, builtin_names())), name)


def loads(text: str, file: str = "<text>") -> Scenario:
    """Read a scenario from TOML text; `file` is what messages call it.

    Raises
    ------
    ScenarioError
        If it is not a valid scenario; with all problems at once.

    Examples
    --------
    >>> loads('time = { end = 1.0 }\\nniche = [{ name = "marrow" }]')
    Traceback (most recent call last):
    clonal.errors.ScenarioError: <text>: 1 problem
      clone: is missing: at least one [[clone]], and below it name = "LSC", ...
    """
    try:
        return Scenario.model_validate(tables(text, file))
    except ScenarioError as error:
        raise ScenarioError(error.problems, file) from None


def dumps(scenario: Scenario) -> str:
    """Write a scenario as TOML; reading it again gives an equal scenario.

    Raises
    ------
    ScenarioError
        If it came past the checks with something wrong, which no file should have.

    Examples
    --------
    >>> scenario = load("luria-delbruck")
    >>> loads(dumps(scenario)) == scenario
    True
    """
    return scenario.to_toml()


def tables(text: str, file: str = "<text>") -> dict[str, Any]:
    """Read TOML into plain tables.

    Raises
    ------
    ScenarioError
        If it is not TOML; with the line.
    """
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or an integer with too many digits
        message = str(error)
        place = _PLACE.search(message)
        where = "" if place is None else "at the end"
        if place is not None and place[1]:
            where = f"line {place[1]}, column {place[2]}"
        problem = Problem(where, f"not valid TOML: {_PLACE.sub('', message)}")
    except RecursionError:
        problem = Problem("", "not valid TOML: lists or tables nested too deeply")
    raise ScenarioError([problem], file)


def text_of(name: str, missing: str) -> str:
    """Read a file's text; `missing` is said where there is none.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is no text.
    """
    try:
        content = Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(
            f"line {line}", f"not text in UTF-8 (byte 0x{content[error.start]:02x}): no TOML file"
        )
    except FileNotFoundError:
        problem = Problem("", missing)
    except IsADirectoryError:
        problem = Problem("", "is a directory, not a file")
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        problem = Problem("", f"cannot be read: {getattr(error, 'strerror', None) or error}")
    raise ScenarioError([problem], name)
