"""The numbers of a scenario that its rates depend on, each by a label, to be scaled one by one.

Beside single numbers there are two kinds of whole: a response under ``times`` or ``plus``, all of
whose values are scaled together, and a signal.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

#: What is not about rates: when and where a run starts and what is looked at.
NOT_RATES = {
    "time", "record", "endpoint", "stages", "initial", "amplification",
    "at", "start", "stop", "every", "count", "counts", "add", "set",
}  # fmt: skip
#: What of a response its values are proportional to.
VALUES = {
    "hill": ("from", "to"),
    "linear": ("at_zero", "slope"),
    "window": ("height",),
    "table": ("y",),
}


def leaves(words: dict[str, Any]) -> list[str]:
    """Return a label for every number of a scenario that a rate depends on, but zeros."""
    return [label for label, _ in walk(words, "")]


def walk(node: Any, label: str) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield each number, list of numbers and whole with its label, its holder and its key."""
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in entries:
        if key in NOT_RATES or isinstance(value, bool | str):
            continue
        if isinstance(node, list):
            here = f"{label}[{named(value, key)}]"
        else:
            here = f"{label}.{key}" if label else str(key)
        listed = isinstance(value, list) and all(is_number(one) for one in value)
        if is_number(value) or listed:
            if is_something(value):
                yield here, (node, key)
        else:
            if is_whole(value):
                yield here, (node, key)
            yield from walk(value, here)


def is_number(value: Any) -> bool:
    """Return whether a value is a number and no truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_something(value: Any) -> bool:
    """Return whether a number, or one of a list, is not 0."""
    return any(value) if isinstance(value, list) else value != 0


def is_whole(value: Any) -> bool:
    """Return whether a value is a response, or a signal that is a sum."""
    if not isinstance(value, dict):
        return False
    return "sum" in value or any(isinstance(value.get(key), dict) for key in VALUES)


def named(value: Any, place: int) -> str:
    """Return what tells an entry of a list from the others: its name, or its way and place."""
    if not isinstance(value, dict):
        return str(place)
    if "name" in value:
        return str(value["name"])
    if "from" in value and "rate" in value:
        return f"{value['from']} to {value['to']}"
    told = [str(value["on"])] if "on" in value else []
    told += [str(one) for one in value.get("of", {}).values()] if "on" in value else []
    told += [str(value["pool"])] if "pool" in value else []
    told += [str(value["to"])] if "to" in value else []
    return " ".join([*told, f"#{place + 1}"])


def scaled(words: dict[str, Any], label: str, factor: float) -> dict[str, Any]:
    """Return the words with one number (or all numbers of a whole) multiplied by `factor`."""
    changed = copy.deepcopy(words)
    holder, key = dict(walk(changed, ""))[label]
    multiply(holder, key, factor)
    return changed


def multiply(holder: Any, key: Any, factor: float) -> None:
    """Multiply what stands in `holder` at `key` in place."""
    value = holder[key]
    if is_number(value):
        holder[key] = factor * value
    elif isinstance(value, list):
        holder[key] = [factor * one for one in value]
    elif "sum" in value:
        for term in value["sum"]:
            term["weight"] = factor * term.get("weight", 1.0)
        if isinstance(value.get("constant"), dict):
            for place in value["constant"]:
                multiply(value["constant"], place, factor)
        elif "constant" in value:
            multiply(value, "constant", factor)
    else:
        (kind,) = (kind for kind in VALUES if kind in value)
        for part in VALUES[kind]:
            multiply(value[kind], part, factor)
