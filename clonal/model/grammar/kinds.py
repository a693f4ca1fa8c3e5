"""The kinds of value a scenario is made of: numbers, rates, counts, names."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Set
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, Strict, TypeAdapter
from pydantic_core import PydanticCustomError, PydanticKnownError

#: Counts are kept in 64 bits; half of their range leaves every sum of two representable.
LARGEST_COUNT = 2**62

#: Tags that pydantic puts into an error's location for a choice; they are no part of a key's path.
NUMBER, TABLE, WORD = "(number)", "(table)", "(word)"


def shown(value: Any) -> str:
    """Write a value as a message shows it: short, and in TOML's spelling of truth."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, float):
        return f"{value:g}"
    try:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    except ValueError:  # an integer of more digits than Python is willing to print
        return "a number that is too long"
    return text if len(text) <= 40 else text[:37] + "..."


def _scalar(value: Any) -> Any:
    """Take a number or a truth of numpy's for Python's."""
    alone = isinstance(value, np.bool_) or (isinstance(value, np.ndarray) and value.ndim == 0)
    return value.item() if alone else value


def _number(value: Any) -> float:
    value = _scalar(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise PydanticCustomError("number", "must be a number, not {was}", {"was": shown(value)})
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise PydanticCustomError(
            "number", "must be a finite number, not {was}", {"was": shown(value)}
        )
    return number


def _count(value: Any) -> int:
    value = _scalar(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise PydanticCustomError(
            "count", "must be a whole number, not {was}", {"was": shown(value)}
        )
    whole = int(value) if isinstance(value, numbers.Integral) else float(value)
    if isinstance(whole, float) and not whole.is_integer():
        raise PydanticCustomError("count", "must be a whole number, not {was}", {"was": whole})
    if whole > LARGEST_COUNT:
        raise PydanticCustomError("count", "must be at most 2^62, is {was}", {"was": shown(value)})
    return int(whole)


def _ordered(value: Any) -> Any:
    if isinstance(value, Set):
        raise PydanticKnownError("list_type")  # the order of a set is chance
    return value


def tag_of(*others: str) -> Callable[[Any], str]:
    """Tell a table (the last tag of `others`, or TABLE) from a plain value (NUMBER or WORD)."""
    plain = others[0] if others else NUMBER
    table = others[1] if len(others) > 1 else TABLE

    def tag(value: Any) -> str:
        is_plain = isinstance(value, str | numbers.Real) or not (
            isinstance(value, dict) or hasattr(value, "model_fields_set")
        )
        return plain if is_plain else table

    return tag


Number = Annotated[float, BeforeValidator(_number)]
Rate = Annotated[float, Field(ge=0), BeforeValidator(_number)]
Positive = Annotated[float, Field(gt=0), BeforeValidator(_number)]
Probability = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT), BeforeValidator(_count)]
CountFromOne = Annotated[int, Field(ge=1, le=LARGEST_COUNT), BeforeValidator(_count)]
Flag = Annotated[bool, Strict(), BeforeValidator(_scalar)]
Text = Annotated[str, Strict()]
#: Letters, digits, ``_``, ``+`` and ``-``, but not digits alone: a number in a path is an index.
_NAME = r"[0-9]*[A-Za-z_+\-][A-Za-z0-9_+\-]*"
Name = Annotated[str, Strict(), Field(pattern=f"^{_NAME}$")]
#: A name, or two: ``stem``, ``stem:quiescent``.
StageOrState = Annotated[str, Strict(), Field(pattern=f"^{_NAME}(:{_NAME})?$")]

#: Read the names of stages and phases, which are needed before anything else is checked.
Stages: TypeAdapter[tuple[str, ...]] = TypeAdapter(
    Annotated[tuple[Name, ...], Field(min_length=1), BeforeValidator(_ordered)]
)
Phases: TypeAdapter[tuple[str, ...]] = TypeAdapter(
    Annotated[tuple[Name, ...], BeforeValidator(_ordered)]
)
