"""A place of a scenario that is without effect, and why; what is left without such places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from clonal.model.grammar.part import Part
from clonal.model.grammar.places import Location

#: Keys that say where something is from or what it is called, and change no number.
WORDS = frozenset({"sources", "title", "unit"})


class Note(NamedTuple):
    """What is said at a place, and what is idle for that reason: the place itself unless named."""

    place: Location
    message: str
    whole: Location | None = None

    @property
    def idle(self) -> Location:
        """The place of all that is idle."""
        return self.place if self.whole is None else self.whole


def inside(part: Part, here: Location) -> Iterator[tuple[Location, Part]]:
    """Yield the tables inside a table, with their places."""
    for name, field in type(part).model_fields.items():
        yield from _tables(getattr(part, name), (*here, field.alias or name))


def _tables(value: Any, at: Location) -> Iterator[tuple[Location, Part]]:
    if isinstance(value, Part):
        yield at, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _tables(item, (*at, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _tables(item, (*at, key))


def stated(scenario: Part, location: Location) -> bool:
    """Whether a place is in the scenario as it was written."""
    here: Any = scenario
    for step in location:
        if isinstance(here, Part):
            names = {field.alias or name: name for name, field in type(here).model_fields.items()}
            name = names.get(str(step), "")
            if name not in here.model_fields_set:
                return False
            here = getattr(here, name)
        elif isinstance(here, tuple):
            if not (isinstance(step, int) and step < len(here)):
                return False
            here = here[step]
        elif isinstance(here, dict):
            if step not in here:
                return False
            here = here[str(step)]
        else:
            return False
    return True


def remainder(value: Any, idle: frozenset[Location], here: Location = ()) -> Any:
    """What of a scenario has an effect, as plain tables: all that is stated but not idle."""
    if isinstance(value, Part):
        value = {
            field.alias or name: getattr(value, name)
            for name, field in type(value).model_fields.items()
            if name not in WORDS
        }
    if isinstance(value, dict):
        return {
            key: remainder(item, idle, (*here, key))
            for key, item in value.items()
            if (*here, key) not in idle
        }
    if isinstance(value, tuple):
        return [
            remainder(item, idle, (*here, index))
            for index, item in enumerate(value)
            if (*here, index) not in idle
        ]
    return value
