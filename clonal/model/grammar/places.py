"""Places in a scenario: their paths, and which tables and keys the models know there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

#: A key's place: names of keys, and indices into lists.
Location = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_+\-]+")
_STEP = re.compile(
    r"""\.?(?P<bare>[A-Za-z0-9_+\-]+)
      | \.?"(?P<quoted>(?:[^"\\]|\\["\\])*)"
      | \[(?P<index>0|[1-9][0-9]{0,17})\]""",
    re.VERBOSE,
)


def path_of(location: Sequence[str | int]) -> str:
    """Write a location as a path: ``clone[1].birth``.

    Examples
    --------
    >>> path_of(("clone", 1, "sources", "self-renewal, death"))
    'clone[1].sources."self-renewal, death"'
    """
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{_key(part)}" if path else _key(part)
    return path


def _key(part: str) -> str:
    if _BARE_KEY.fullmatch(part):
        return part
    return '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'


def steps_of(path: str) -> Location:
    """Read a path: keys and names after points, in quotes where they need them, and indices.

    Raises
    ------
    ValueError
        If it is no path.

    Examples
    --------
    >>> steps_of('clone[1].sources."self-renewal, death"')
    ('clone', 1, 'sources', 'self-renewal, death')
    """
    steps: list[str | int] = []
    position = 0
    while position < len(path):
        step = _STEP.match(path, position)
        begins = path[position] not in ".["
        if step is None or begins != (position == 0):
            break
        if step["index"] is not None:
            steps.append(int(step["index"]))
        elif step["quoted"] is not None:
            steps.append(re.sub(r"\\(.)", r"\1", step["quoted"]))
        else:
            steps.append(step["bare"])
        position = step.end()
    if position < len(path) or not steps:
        raise ValueError("is no path: write clone[1].birth or clone.NAME.birth")
    return tuple(steps)


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a table, as its file has them; those that every table has come last."""
    fields = sorted(model.model_fields.items(), key=lambda item: item[0] == "sources")
    return {field.alias or name: field for name, field in fields}


def model_at(model: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """Find the table that may stand at a location."""
    found: list[Any] = [model]
    for step in location:
        found = [inner for one in found for inner in _inside(one, step)]
    return next((table for one in found for table in _tables(one)), None)


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the tables that an annotation allows, those of a list of tables too."""
    for kind in kinds_of(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield kind
        elif get_origin(kind) is tuple:
            yield from _tables(get_args(kind)[0])


def kinds_of(annotation: Any) -> Iterator[Any]:
    """Yield the kinds of value that an annotation allows, without nothing."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from kinds_of(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for argument in get_args(annotation):
            yield from kinds_of(argument)
    elif annotation is not NoneType:
        yield annotation


def _inside(annotation: Any, step: str | int) -> Iterator[Any]:
    """Yield what may stand one step further in."""
    for kind in kinds_of(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if isinstance(step, str) and (field := fields_of(kind).get(step)) is not None:
                yield field.annotation
        elif get_origin(kind) is dict and isinstance(step, str):
            yield get_args(kind)[1]
        elif get_origin(kind) is tuple:
            arguments = get_args(kind)
            if isinstance(step, str):
                yield from _inside(arguments[0], step)
            elif arguments[-1] is Ellipsis:
                yield arguments[0]
            elif step < len(arguments):
                yield arguments[step]
