"""Scenarios written again: plain words, each number with where it is from, and what compares two.

The words are those of a scenario's file, as Python's dicts and lists. Each number stands in one of
the five ways below, so that whoever reads one of these files can hold it beside its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from clonal.model import Scenario

#: What the built-in's own `sources` must say of a number, by how the number stands here.
TAGS = {"read": "[F]", "recalled": "[R]", "derived": "[D]", "assumed": "assumption"}

#: One key under two names: a built-in may give the source of either.
SAME = {"birth": "division", "division": "birth"}


@dataclass(frozen=True)
class Cited:
    """A number, and how it is known."""

    value: float
    how: str
    source: str


def read(value: float, source: str) -> Cited:
    """Return a number that stands in a source that was read."""
    return Cited(value, "read", source)


def recalled(value: float, source: str) -> Cited:
    """Return a number that a source is remembered to state."""
    return Cited(value, "recalled", source)


def derived(value: float, source: str) -> Cited:
    """Return a number worked out, here and now, from numbers of the source."""
    return Cited(value, "derived", source)


def assumed(value: float, why: str = "") -> Cited:
    """Return a number that no source stands behind; the built-in must own up to it."""
    return Cited(value, "assumed", why)


def asked(value: float) -> Cited:
    """Return a number that belongs to the question: when it ends, how often it is looked at."""
    return Cited(value, "asked", "")


def significant(value: float, digits: int) -> float:
    """Round to so many significant digits, as a number in a file is."""
    return float(f"{value:.{digits}g}")


def plain(words: Any) -> Any:
    """Return the words with the numbers as they are."""
    if isinstance(words, Cited):
        return words.value
    if isinstance(words, Mapping):
        return {key: plain(item) for key, item in words.items()}
    if isinstance(words, list):
        return [plain(item) for item in words]
    return words


def differences(stated: Scenario, words: Mapping[str, Any]) -> list[str]:
    """Return each parameter in which a scenario is not the one of the words, with both values.

    The order of tables, the title, and the names of modifiers and other tables without a meaning of
    their own do not count; what is left out counts as its default.
    """
    mine = dict(_leaves(stated.model_dump(by_alias=True, exclude_none=True)))
    other = Scenario.model_validate({"title": stated.title, **plain(words)})
    theirs = dict(_leaves(other.model_dump(by_alias=True, exclude_none=True)))
    return [
        f"{path}: the built-in has {mine.get(path, 'nothing')!r}, "
        f"its sources {theirs.get(path, 'nothing')!r}"
        for path in sorted(mine.keys() | theirs.keys())
        if path not in mine or path not in theirs or not _equal(mine[path], theirs[path])
    ]


def unsourced(stated: Scenario, words: Mapping[str, Any]) -> list[str]:
    """Return each number for which the scenario does not say how it is known, as the words do."""
    found = _sources(stated.model_dump(by_alias=True, exclude_none=True))
    out = []
    for path, number in _leaves(words):
        if not isinstance(number, Cited) or number.how == "asked":
            continue
        said = _said(found, path)
        if TAGS[number.how] not in said:
            out.append(f"{path}: is {number.how} ({number.source}), and its sources say {said!r}")
    return out


def uncited(words: Mapping[str, Any]) -> list[str]:
    """Return the paths of numbers that stand in the words without saying how they are known."""
    return [
        path
        for path, value in _leaves(words)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


def _equal(mine: Any, theirs: Any) -> bool:
    """Return whether two values are the same but for the last digits of a formula."""
    if isinstance(mine, float) and isinstance(theirs, float):
        return isclose(mine, theirs, rel_tol=1e-14)
    return bool(mine == theirs)


def _leaves(table: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and the value of everything that a tree of tables states."""
    if isinstance(table, Mapping):
        for key, item in table.items():
            if key != "sources" and not (key == "title" and not path):
                yield from _leaves(item, f"{path}/{key}")
    elif isinstance(table, list | tuple):
        for label, item in _labelled(table):
            yield from _leaves(item, f"{path}/{label}")
    else:
        yield path, table


def _sources(table: Any, path: str = "") -> dict[str, str]:
    """Return what is said of sources, by the path of what it is said of."""
    out = {}
    if isinstance(table, Mapping):
        for key, said in table.get("sources", {}).items():
            out[f"{path}/{key}"] = said
        for key, item in table.items():
            if key != "sources":
                out |= _sources(item, f"{path}/{key}")
    elif isinstance(table, list | tuple):
        for label, item in _labelled(table):
            out |= _sources(item, f"{path}/{label}")
    return out


def _said(found: Mapping[str, str], path: str) -> str:
    """Return what is said of a path, or of the nearest table that it is in."""
    steps = path.split("/")
    for end in range(len(steps), 1, -1):
        for last in (steps[end - 1], SAME.get(steps[end - 1], "")):
            said = found.get("/".join([*steps[: end - 1], last]))
            if said is not None:
                return said
    return ""


def _labelled(items: Any) -> Iterator[tuple[str, Any]]:
    """Yield items with what tells them apart: a name, else their words, else their place."""
    seen: dict[str, int] = {}
    for place, item in enumerate(items):
        if isinstance(item, Mapping):
            label = item.get("name") or ",".join(sorted(_words(item)))
        else:
            label = str(place)
        again = seen[label] = seen.get(label, 0) + 1
        yield (label if again == 1 else f"{label}#{again}"), item


def _words(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for key, item in table.items():
        if isinstance(item, Mapping) and key != "sources":
            yield from _words(item, f"{path}{key}.")
        elif isinstance(item, str):
            yield f"{path}{key}={item}"
