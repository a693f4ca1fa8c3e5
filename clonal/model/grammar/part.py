"""What all parts of a scenario have in common: frozen, strict about keys, with sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from clonal.errors import ScenarioError

from .fixed import fixed
from .forms import form_of
from .kinds import Text
from .problems import problems_of


class Fault(NamedTuple):
    """Keys of one table that do not go together.

    `key` is where the message points, a way further in where it is a tuple (empty: the table
    itself); `involves` are the keys that the judgement rests on, so that it is not passed where
    one of them could not be read. `form` is a key of the table: an example of it ends the message.
    """

    key: str | tuple[str | int, ...]
    message: str
    involves: tuple[str, ...]
    form: str = ""


class Part(BaseModel):
    """A table of a scenario.

    Attributes
    ----------
    sources : dict of str to str
        Where the table's numbers come from, by key: a citation, or ``"assumption"``.

    Raises
    ------
    ScenarioError
        When built with unknown keys or wrong values; it lists all of them.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True
    )

    sources: dict[Text, Text] = Field(
        default={}, description="Where the numbers of this table come from, by key."
    )

    def __init__(self, /, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise ScenarioError(problems_of(error, data, type(self)), type(self).__name__) from None

    # Marks the method above as no validation of its own: tables inside tables are then checked
    # by the schema, and their problems gathered with the others.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @property
    def model_fields_set(self) -> set[str]:
        """The keys that were given, in a set of one's own."""
        return set(super().model_fields_set)

    def _faults(self) -> Iterator[Fault]:
        """Yield what is wrong between keys of this table, each of them readable by itself."""
        return iter(())

    @model_validator(mode="before")
    @classmethod
    def _lists_have_an_order(cls, data: Any) -> Any:
        """Take numpy's arrays as lists, and no set, whose order is chance, for one."""
        if not isinstance(data, Mapping):
            return data
        unordered = [
            InitErrorDetails(type="list_type", loc=(key,), input=value)
            for key, value in data.items()
            if isinstance(value, Set)
        ]
        if unordered:
            raise ValidationError.from_exception_data(cls.__name__, unordered)
        return {
            key: value.tolist() if isinstance(value, np.ndarray) else value
            for key, value in data.items()
        }

    @model_validator(mode="after")
    def _keys_go_together(self, info: ValidationInfo) -> Self:
        self.__dict__.update({key: fixed(value) for key, value in self.__dict__.items()})
        if info.context == "without faults":
            return self
        found = []
        for key, message, involves, form in self._faults():
            place = key if isinstance(key, tuple) else (key,) if key else ()
            message += form_of(type(self), form)
            words = {"message": message, "involves": involves, "depth": len(place)}
            kind = PydanticCustomError("fault", "{message}", words)
            found.append(InitErrorDetails(type=kind, loc=place, input=None))
        if found:
            raise ValidationError.from_exception_data(type(self).__name__, found)
        return self


def exactly_one(part: Part, *keys: str) -> Iterator[Fault]:
    """Yield a fault unless one, and only one, of the keys is given."""
    given = [key for key in keys if getattr(part, key) is not None]
    if not given:
        words = f"{', '.join(keys[:-1])} or {keys[-1]}"
        yield Fault("", f"one of {words} is missing", keys, form=keys[0])
    for key in given[1:]:
        yield Fault(key, f"cannot stand beside {given[0]}: give one of them", (given[0], key))
