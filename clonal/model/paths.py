"""Values set by path: ``clone.T315I.birth`` or ``clone[1].birth``, as on the command line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from clonal.errors import Problem, ScenarioError

from .draft import LISTS
from .problems import near
from .scenario import Scenario
from .tables import tables_of

_STEP = re.compile(r"\.?([A-Za-z0-9_+\-]+)|\[(\d+)\]")
_BARE_WORD = re.compile(r"[A-Za-z0-9_+\-]*[A-Za-z_][A-Za-z0-9_+\-]*")


def with_values(
    scenario: Scenario, values: Mapping[str, Any], file: str = "<scenario>"
) -> Scenario:
    """A scenario with some values set in place of its own.

    Parameters
    ----------
    scenario : Scenario
    values : mapping
        By path. A step into a list is an index from 0 or a name; where there is one item alone
        (``drug.imatinib.doses.amount``) it may be left out. A text is read as a value of TOML, and
        a bare word as a text.
    file : str
        What messages call the scenario.

    Raises
    ------
    ScenarioError
        For paths that lead nowhere, and if what they make is no valid scenario.

    Examples
    --------
    >>> from clonal.model import load
    >>> with_values(load("luria-delbruck"), {"time.end": "12.5"}).time.end
    12.5
    """
    data = tables_of(scenario)
    problems = []
    for path, value in values.items():
        try:
            _set(data, path, _value(value))
        except ValueError as error:
            problems.append(Problem(path, str(error)))
    if problems:
        raise ScenarioError(problems, file)
    try:
        return Scenario.model_validate(data)
    except ScenarioError as error:
        raise ScenarioError(error.problems, file) from None


def _value(given: Any) -> Any:
    """Read a text as TOML would; what is no text is taken as it is."""
    if not isinstance(given, str):
        return given
    try:
        table = tomllib.loads(f"value = {given}")
    except (ValueError, RecursionError):
        table = {}
    if set(table) == {"value"} and "\n" not in given:
        return table["value"]
    if _BARE_WORD.fullmatch(given.strip()):
        return given.strip()
    raise ValueError(f"{given!r} is no value: a number, a text in quotes, a list, a table")


def _steps(path: str) -> list[str | int]:
    steps: list[str | int] = []
    position = 0
    while position < len(path):
        step = _STEP.match(path, position)
        begins = path[position] not in ".["
        if step is None or begins != (position == 0):
            break
        steps.append(step[1] if step[2] is None else int(step[2]))
        position = step.end()
    if position < len(path) or not steps:
        raise ValueError("is no path: write clone[1].birth or clone.NAME.birth")
    return steps


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *way, last = _steps(path)
    here: Any = data
    for step in way:
        here = _enter(here, step)
    if isinstance(here, list):
        index = _index(here, last)
        if index is not None:
            here[index] = value
            return
        here = here[0]
    if not isinstance(here, dict):
        raise ValueError(f"{way[-1]} is a value: there is nothing inside it to set")
    here[str(last)] = value


def _enter(here: Any, step: str | int) -> Any:
    """Go one step into the tables of a scenario, which may not have stated the next one yet."""
    if isinstance(here, list):
        index = _index(here, step)
        return here[index] if index is not None else _enter(here[0], step)
    if not isinstance(here, dict):
        raise ValueError(f"there is no {step}: what stands there is a value")
    if step == 0:
        return here  # one table may stand for a list of one
    if isinstance(step, int):
        raise ValueError(f"there is no [{step}]: one table stands there")
    if step in LISTS and step not in here:
        raise ValueError(f"this scenario has no [[{step}]]")
    return here.setdefault(step, {})


def _index(items: list[Any], step: str | int) -> int | None:
    """Find an item; None where the step is a key of the only one, which then has no name."""
    if isinstance(step, int):
        if step >= len(items):
            raise ValueError(f"there is no [{step}]: there are {len(items)}, counted from 0")
        return step
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    if step in names:
        return names.index(step)
    if len(items) == 1 and isinstance(items[0], dict) and names == [None]:
        return None
    known = [name for name in names if name is not None]
    raise ValueError(f'nothing there is called "{step}"' + near(step, known))
