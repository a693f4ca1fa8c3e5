"""Values set by path: ``clone.T315I.birth`` or ``clone[1].birth``, as on the command line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from clonal.errors import Problem, ScenarioError

from .problems import model_at, near
from .scenario import Scenario
from .write import tables_of

_STEP = re.compile(r"\.?([A-Za-z0-9_+\-]+)|\[(\d+)\]")
_BARE_WORD = re.compile(r"[A-Za-z0-9_+\-]*[A-Za-z_][A-Za-z0-9_+\-]*")


def with_values(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """A scenario with some values set in place of its own.

    Parameters
    ----------
    scenario : Scenario
    values : mapping
        By path. A step into a list is an index from 0 or a name; where there is one item alone
        (``drug.imatinib.doses.amount``) it may be left out. A text is read as a value of TOML, and
        a bare word as a text.

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
        raise ScenarioError(problems)
    return Scenario.model_validate(data)


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
        if step is None or (position == 0) == path[position : position + 1].startswith((".", "[")):
            break
        steps.append(step[1] if step[2] is None else int(step[2]))
        position = step.end()
    if position < len(path) or not steps:
        raise ValueError("is no path: write clone[1].birth or clone.NAME.birth")
    return steps


def _set(data: Any, path: str, value: Any) -> None:
    steps = _steps(path)
    here = data
    for index, step in enumerate(steps[:-1]):
        here = _enter(here, step, steps[index + 1], tuple(steps[:index]))
    step = steps[-1]
    if isinstance(here, list):
        here[_index(here, step)] = value
    elif isinstance(here, dict):
        here[str(step)] = value
    else:
        raise ValueError(f"{steps[-2]} is a value and has nothing inside")


def _enter(here: Any, step: str | int, following: str | int, before: tuple[str | int, ...]) -> Any:
    if isinstance(here, list):
        return here[_index(here, step)]
    if isinstance(here, dict):
        # One table may stand for a list of one, and is then item 0.
        if isinstance(step, int) and step == 0:
            return here
        if step in here:
            found = here[step]
            skip = isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict)
            if skip and isinstance(following, str) and found[0].get("name") != following:
                return found[0] if "name" not in found[0] else found
            return found
        if isinstance(step, str) and _is_table(before, step):
            return here.setdefault(step, {})
    raise ValueError(f"there is no {step} in this scenario" + near(str(step), _inside(here)))


def _inside(here: Any) -> list[str]:
    return [str(key) for key in here] if isinstance(here, dict) else []


def _is_table(before: tuple[str | int, ...], step: str) -> bool:
    """Tell whether a key that is not stated could be: a table of its own, or by name."""
    keys = [key for key in before if isinstance(key, int) or key in Scenario.model_fields]
    model = model_at(Scenario, tuple(keys[:1]))
    if model is None:
        return False
    fields = {field.alias or name for name, field in model.model_fields.items()}
    return step in fields


def _index(items: list[Any], step: str | int) -> int:
    if isinstance(step, int):
        if step >= len(items):
            raise ValueError(f"there is no [{step}]: there are {len(items)}, counted from 0")
        return step
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    if step not in names:
        raise ValueError(
            f'nothing there is called "{step}"' + near(step, [name for name in names if name])
        )
    return names.index(step)
