"""Values set by path: ``clone.T315I.birth`` or ``clone[1].birth``, in layers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from clonal.errors import Problem, ScenarioError
from clonal.model.checks.draft import LISTS
from clonal.model.grammar.places import Location, fields_of, model_at, path_of, steps_of
from clonal.model.grammar.problems import near
from clonal.model.grammar.tables import ONE_OR_MANY, plain, tables_of
from clonal.model.scenario import Scenario, checked

from .values import read_values


def with_values(
    scenario: Scenario,
    *values: Mapping[str, Any] | str | os.PathLike[str],
    file: str = "<scenario>",
) -> Scenario:
    """A scenario with some values set in place of its own.

    Parameters
    ----------
    scenario : Scenario
    *values : mapping, or path of a file
        Layers of values by path, as they are; later layers win. A step into a list is an index
        from 0 or a name; where there is one item alone (``drug.imatinib.doses.amount``) it may be
        left out. A file is TOML, with a path as each key.
    file : str
        What messages call the scenario.

    Raises
    ------
    ScenarioError
        For paths that lead nowhere, for two in one layer that set the same place, and if what
        they make is no valid scenario.

    Examples
    --------
    >>> from clonal.model import load
    >>> scenario = with_values(load("luria-delbruck"), {"time.end": 12.5, "title": "Patient 3"})
    >>> scenario.time.end, scenario.title
    (12.5, 'Patient 3')
    """
    data = tables_of(checked(scenario))
    for layer in values:
        if isinstance(layer, Mapping):
            _set_all(data, layer, file)
        else:
            _set_all(data, read_values(layer), os.fspath(layer))
    try:
        return Scenario.model_validate(data)
    except ScenarioError as error:
        raise ScenarioError(error.problems, file) from None


def _set_all(data: dict[str, Any], values: Mapping[str, Any], file: str) -> None:
    """Set a layer's values; each path is read in the scenario as it stood before the layer."""
    problems: list[Problem] = []
    found: dict[Location, str] = {}
    for path in values:
        try:
            location = _location(data, path)
            _check_apart(location, found)
        except ValueError as error:
            problems.append(Problem(str(path), str(error)))
        else:
            found[location] = path
    if problems:
        raise ScenarioError(problems, file)
    for location, path in found.items():
        here: Any = data
        for step in location[:-1]:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        here[location[-1]] = plain(values[path])


def _check_apart(location: Location, others: Mapping[Location, str]) -> None:
    """Raise where two values of one layer meet: which of them won would be chance."""
    for other, path in others.items():
        if location == other:
            raise ValueError(f"is the place of {path}, which is set too")
        shorter = min(len(location), len(other))
        if location[:shorter] == other[:shorter]:
            raise ValueError(f"cannot be set beside {path}: the one lies inside the other")


def _location(data: dict[str, Any], path: Any) -> Location:
    """Find the place that a path means: keys, and indices in place of names.

    Raises
    ------
    ValueError
        If it leads nowhere.
    """
    steps = steps_of(path) if isinstance(path, str) else steps_of("")
    here: Any = data
    found: list[str | int] = []
    for number, step in enumerate(steps):
        before = steps[number - 1] if number else ""
        if isinstance(here, list):
            index, meant = _item(here, step, tuple(found))
            found.append(index)
            here = here[index]
            if meant:
                continue
        if isinstance(here, dict) and isinstance(step, int):
            if step == 0 and before in ONE_OR_MANY:
                continue  # one table may stand for a list of one
            raise ValueError(f"there is no [{step}]: no list stands at {path_of(found)}")
        if not isinstance(here, dict) or isinstance(step, int):
            raise ValueError(f"{path_of(found)} is a value: there is nothing inside it to set")
        if not found and step in LISTS and step not in here and number + 1 < len(steps):
            raise ValueError(f"this scenario has no [[{step}]]")
        found.append(step)
        here = here.get(step, {})
    return tuple(found)


def _item(items: list[Any], step: str | int, place: Location) -> tuple[int, bool]:
    """Find an item by its index or name; or the only one, where the step is a key inside it."""
    if isinstance(step, int):
        if step >= len(items):
            raise ValueError(f"there is no [{step}]: there are {len(items)}, counted from 0")
        return step, True
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    if step in names:
        return names.index(step), True
    model = model_at(Scenario, (*place, 0))
    keys = {} if model is None else fields_of(model)
    nameless = "name" not in keys or not keys["name"].is_required()
    if len(items) == 1 and nameless and step in keys:
        return 0, False
    known = {name for name in names if name is not None}
    if len(items) == 1 and nameless:
        known |= set(keys)
    count = f"; write [{step}] for an index" if step.isdigit() else ""
    raise ValueError(f'nothing there is called "{step}"' + (count or near(step, known)))
