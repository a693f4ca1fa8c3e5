"""Traits that weigh something: a modifier's strength, or the cells that a sum counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from clonal.model.grammar.places import Location

from .modifier import Modifier
from .signal import Term

#: The parts of a section with their places.
Each = Callable[[str], Iterable[tuple[Location, Any]]]


def weighed(each: Each) -> Iterator[tuple[Location, Modifier | Term]]:
    """Yield the modifiers, then the terms of sums, that a trait weighs, with their places."""
    for place, modifier in each("modifier"):
        if modifier.trait is not None:
            yield place, modifier
    for place, signal in each("signal"):
        for index, term in enumerate(signal.sum or ()):
            if term.trait is not None:
                yield (*place, "sum", index), term


def defaults(each: Each) -> dict[str, float]:
    """Return by trait what clones have of it that do not state it, where that is stated.

    Examples
    --------
    >>> from clonal.model import load
    >>> defaults(each_of(load("two-niches")))
    {}
    """
    return {
        part.trait or "": float(part.without)
        for _, part in weighed(each)
        if part.without is not None
    }


def each_of(scenario: Any) -> Each:
    """The parts of a scenario's sections, with their places."""
    return partial(_parts, scenario)


def _parts(scenario: Any, key: str) -> Iterator[tuple[Location, Any]]:
    for index, part in enumerate(getattr(scenario, key)):
        yield (key, index), part
