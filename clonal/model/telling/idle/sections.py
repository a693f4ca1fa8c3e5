"""What the named sections state without effect, found by stating something else.

A key of a section is idle if no other value of it changes what the scenario comes to: the rule
asks every key there is, and so forgets none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clonal.errors import ScenarioError
from clonal.model.expand import marrow_of, plain_values
from clonal.model.grammar.part import Part
from clonal.model.grammar.places import Location
from clonal.model.grammar.wording import number
from clonal.model.mechanisms import LINEAGES, SECTIONS
from clonal.model.scenario import Scenario

from .note import Note, remainder
from .plain import plain_notes

NOTHING = "changes nothing here"

#: Tables of what remains, and rates that are not 0: how much a scenario comes to.
RATES = frozenset({"attach", "detach", "inflow", "birth", "death", "rate", "initial", "weight"})


def notes(scenario: Scenario) -> Iterator[Note]:
    """Yield the sections, and the keys of them, that change nothing or are switched off."""
    if all(getattr(scenario, name) is None for name in SECTIONS):
        return
    here = _meaning(scenario)
    for name in SECTIONS:
        section = getattr(scenario, name)
        if section is None:
            continue
        without = scenario.model_copy(update={name: None})
        idle = _possible(without) and _meaning(without) == here
        if idle:
            yield Note((name,), NOTHING + _missing(scenario, name))
        for way, others in _variants(section):
            said = _verdict(scenario, name, _at(section, way), others, here)
            if said and not (idle and said == NOTHING):
                yield Note((name, *way), f"{said} ({_about(section, way)})")
    yield from _oxygen(scenario, here)


def _missing(scenario: Scenario, name: str) -> str:
    """Name a lineage that a section needs, and that no clone has; empty if that is not why."""
    first, *others = scenario.clone
    for lineage in LINEAGES:
        clones = (first.model_copy(update={"lineage": lineage}), *others)
        other = scenario.model_copy(update={"clone": clones})
        with_it, without = (other.model_copy(update=change) for change in ({}, {name: None}))
        absent = all(clone.lineage != lineage for clone in scenario.clone)
        if absent and _meaning(with_it) != _meaning(without):
            return f': no clone is "{lineage}"'
    return ""


def _oxygen(scenario: Scenario, here: Any) -> Iterator[Note]:
    """A niche's oxygen is the section hypoxia's to read."""
    if scenario.hypoxia is None:
        return
    for index, niche in enumerate(scenario.niche):
        if niche.oxygen is None:
            continue
        changed = niche.model_copy(update={"oxygen": niche.oxygen + 10.0})
        other = (*scenario.niche[:index], changed, *scenario.niche[index + 1 :])
        if _meaning(scenario.model_copy(update={"niche": other})) == here:
            yield Note(("niche", index, "oxygen"), f"{NOTHING}: no cell answers to it")


def _verdict(scenario: Scenario, name: str, value: Any, others: Iterator[Part], here: Any) -> str:
    """Say what a value of a section does not do; empty if it does something."""
    tried = changing = False
    off = value in (0, 1) and not isinstance(value, bool)
    size = _size(here)
    for other in others:
        variant = scenario.model_copy(update={name: other})
        if not _possible(variant):
            continue
        tried = True
        there = _meaning(variant)
        if there == here:
            continue
        changing = True
        off = off and _size(there) > size
        if not off:
            return ""
    if changing:
        return f"is switched off at {number(value)}"
    return NOTHING if tried else ""


def _possible(scenario: Scenario) -> bool:
    """Whether a scenario with a section changed would be taken."""
    marrow = marrow_of(scenario)
    if any(True for part in marrow.sections.values() for _ in part.complaints(marrow)):
        return False
    try:
        Scenario(**plain_values(scenario))
    except ScenarioError:
        return False
    return True


def _meaning(scenario: Scenario) -> Any:
    """What of a scenario has an effect, in the plain vocabulary."""
    plain = Scenario.model_construct(**plain_values(scenario))
    return remainder(plain, frozenset(note.idle for note in plain_notes(plain, sizes=False)))


def _size(meaning: Any, key: str = "") -> int:
    if isinstance(meaning, dict):
        return 1 + sum(_size(item, key) for key, item in meaning.items())
    if isinstance(meaning, list):
        return sum(_size(item) for item in meaning)
    return int(key in RATES and meaning not in (None, 0))


def _variants(part: Part) -> Iterator[tuple[Location, Iterator[Part]]]:
    """Yield every key that a section states, with sections that state it otherwise."""
    for name, field in type(part).model_fields.items():
        if name not in part.model_fields_set or name == "sources":
            continue
        key, value = field.alias or name, getattr(part, name)
        if isinstance(value, Part):
            for way, others in _variants(value):
                yield (key, *way), _each(part, name, others)
            continue
        if isinstance(value, dict):
            for word, item in value.items():
                tables = ({**value, word: other} for other in _otherwise(item))
                yield (key, word), _each(part, name, tables)
        elif isinstance(value, tuple):
            for index in range(len(value)):
                rest = value[:index] + value[index + 1 :]
                if not rest and field.default is None:
                    continue  # An empty list means what is meant where there is none.
                yield (key, index), _each(part, name, iter([rest]))
        else:
            yield (key,), _each(part, name, _otherwise(value))


def _otherwise(value: Any) -> Iterator[Any]:
    """Yield other values of a key; None takes it away."""
    if isinstance(value, str):
        yield f"{value}_"
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield from (other for other in (2 * value, value + 1, 0, 1, value / 2) if other != value)
    elif isinstance(value, bool):
        yield not value
    yield None


def _each(part: Part, name: str, values: Iterator[Any]) -> Iterator[Part]:
    for value in values:
        try:
            yield _with(part, name, value)
        except ScenarioError:
            continue


def _with(part: Part, name: str, value: Any) -> Part:
    """The same table with a key stated otherwise, or not stated (None)."""
    stated = {key: getattr(part, key) for key in part.model_fields_set if key != name}
    return type(part)(**stated, **({} if value is None else {name: value}))


def _at(value: Any, way: Location) -> Any:
    for step in way:
        value = getattr(value, str(step)) if isinstance(value, Part) else value[step]
    return value


def _about(section: Part, way: Location) -> str:
    """What a key of a section is, in the words of its own description."""
    here: Any = section
    about = ""
    for step in way:
        if not isinstance(here, Part):
            break
        about = type(here).model_fields[str(step)].description or about
        here = getattr(here, str(step))
    return about.rstrip(".")
