"""Counts, selections and changes in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clonal.model.grammar.wording import number
from clonal.model.parts.distribution import Change, Distribution

_DISTRIBUTIONS = {
    "lognormal": "lognormal(log mean {0:g}, log sd {1:g})",
    "normal": "normal(mean {0:g}, sd {1:g})",
    "exponential": "exponential(mean {0:g})",
    "gamma": "gamma(shape {0:g}, scale {1:g})",
    "uniform": "uniform({0:g} to {1:g})",
}


def counted(value: int, one: str, many: str = "") -> str:
    """Write a number of things: ``1 cell``, ``2,000 cells``."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """Join words with commas and a last ``and``."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def days(value: float) -> str:
    """Write a time: in days, and in hours beside where it is short of two."""
    hours = f" ({value * 24:.3g} h)" if value < 1 else ""
    return f"{value:g} {'day' if value == 1 else 'days'}{hours}"


def by_key(value: Any, first: str = "") -> str:
    """Write a number, or a table of them; `first` names whose a plain number is."""
    if isinstance(value, dict):
        return ", ".join(f"{number(item)} ({key})" for key, item in value.items())
    return number(value) + (f" ({first})" if first else "")


def cells(selector: Any, everyone: str = "all cells") -> str:
    """Say which cells, or which pool, a selector means."""
    if selector is None:
        return everyone
    if (pool := getattr(selector, "pool", None)) is not None:
        return f"pool {pool}"
    words = [getattr(selector, key, None) for key in ("lineage", "stage", "state")]
    chosen = " ".join(dict.fromkeys(word for word in words if word is not None))
    clone, niche = getattr(selector, "clone", None), getattr(selector, "niche", None)
    text = f"{chosen} cells" if chosen else everyone
    if clone is not None:
        text = f"{chosen} cells of {clone}" if chosen else f"cells of {clone}"
    return text + (f" in {niche}" if niche is not None else "")


def draw(value: float | Distribution) -> str:
    """Write a number, or the distribution that it is drawn from."""
    if isinstance(value, Distribution):
        return _DISTRIBUTIONS[value.kind].format(*value.parameters)
    return number(value)


def change(given: Change) -> str:
    """Write what a mutation does to a trait."""
    if given.times is not None:
        return f"times {draw(given.times)}"
    return f"plus {draw(given.plus or 0.0)}"
