"""Tables that do not change, for the parts that do not change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


def _refuse(self: Any, *_: Any, **__: Any) -> NoReturn:
    raise TypeError(
        "a scenario's tables do not change: clonal.with_values makes a changed scenario"
    )


class Fixed(dict[K, V]):
    """A dictionary that is read and not written: it compares, prints and pickles like any other.

    Examples
    --------
    >>> cells = Fixed({"marrow": 5})
    >>> cells["marrow"], cells == {"marrow": 5}
    (5, True)
    >>> cells["marrow"] = -5
    Traceback (most recent call last):
    TypeError: a scenario's tables do not change: clonal.with_values makes a changed scenario
    """

    __slots__ = ()

    def __new__(cls, items: Mapping[K, V]) -> Fixed[K, V]:
        table = super().__new__(cls)
        dict.update(table, items)
        return table

    def __init__(self, items: Mapping[K, V]) -> None:
        """Fill nothing: a table that is there already can be initialised again."""

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Fixed[K, V]], tuple[dict[K, V]]]:
        # The usual way would fill an empty one, item by item.
        return type(self), (dict(self),)


def fixed(value: Any) -> Any:
    """Return a value whose tables, at any depth, do not change."""
    if isinstance(value, Mapping):
        return Fixed({key: fixed(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(fixed(item) for item in value)
    return value
