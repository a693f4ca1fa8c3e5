"""Clones as the engine sees them: columns of heritable traits, and groups that respond alike.

A law separates into a factor of the niche and a trait of the clone wherever it can. A trait that
does not separate (a sensitivity inside an inhibition, a fold inside a Hill curve, a weight τ, a
modified self-renewal) is bounded over the clones of a group; so clones that differ in such a trait
stand in groups of their own, as long as there are few of them: more than `most_groups` (a size of
the program) cost more than the rejections that they save.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ..model import Clone, Mutation, Scenario
from . import codes

#: Column 0 is the constant 1: cells are chosen by their number alone.
COUNT = 0


def by_stage(value: object, stages: tuple[str, ...], others: float) -> list[float]:
    """A number (of the first stage) or a table by stage, spelled out for every stage."""
    if value is None:
        return [others] * len(stages)
    if isinstance(value, dict):
        return [float(value.get(stage, others)) for stage in stages]
    return [float(value)] + [others] * (len(stages) - 1)  # type: ignore[arg-type]


def amplification(clone: Clone, stages: tuple[str, ...]) -> tuple[int, ...]:
    """Cells made of each daughter that moves on, by the stage that it leaves."""
    return tuple(int(a) for a in by_stage(clone.amplification, stages, 1.0))


class Traits:
    """The heritable traits of a scenario, a column each, and what every declared clone has."""

    def __init__(self, scenario: Scenario) -> None:
        self.mutations = scenario.mutation
        self.stages = scenario.stages
        self.niches = [niche.name for niche in scenario.niche]
        self.drugs = [drug.name for drug in scenario.drug]
        self.own = self._own_names(scenario)
        self.names: list[str] = ["count"]
        self.column: dict[tuple[str, str], int] = {}
        for kind in ("division", "self_renewal", "asymmetric", "death"):
            self._add(kind, self.stages)
        self._add("tropism", self.niches)
        self._add("sensitivity", self.drugs)
        self._add("ec50_fold", self.drugs)
        self._add("trait", self.own)
        self.values = np.array([self._row(clone) for clone in scenario.clone]).reshape(
            len(scenario.clone), len(self.names)
        )
        #: Traits that never fall below 0; the clones' own may.
        self.floored = [key[0] != "trait" for key in [("", ""), *self.column]]

    def _own_names(self, scenario: Scenario) -> list[str]:
        names: dict[str, None] = {}
        for clone in scenario.clone:
            names.update(dict.fromkeys(clone.traits))
        for mutation in scenario.mutation:
            built_in = {"birth", "division", "self_renewal", "asymmetric", "death"}
            built_in |= {"tropism", "sensitivity", "ec50_fold"}
            names.update(dict.fromkeys(key for key in mutation.effects if key not in built_in))
        for modifier in scenario.modifier:
            if modifier.trait:
                names[modifier.trait] = None
        return list(names)

    def _add(self, kind: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.column[kind, key] = len(self.names)
            self.names.append(key if kind == "trait" else f"{kind}_{key}")

    def _row(self, clone: Clone) -> list[float]:
        stages = self.stages
        if clone.birth is not None:
            division = by_stage(clone.birth, stages, 0.0)
            renewal = [1.0] * len(stages)
        else:
            division = by_stage(clone.division, stages, 0.0)
            renewal = by_stage(clone.self_renewal, stages, 1.0)
        row = [1.0, *division, *renewal]
        row += by_stage(clone.asymmetric, stages, 0.0)
        row += by_stage(clone.death, stages, 0.0)
        tropism = clone.tropism
        if isinstance(tropism, dict):
            row += [float(tropism.get(niche, 1.0)) for niche in self.niches]
        else:
            row += [float(tropism)] * len(self.niches)
        row += [float(clone.sensitivity.get(drug, 1.0)) for drug in self.drugs]
        row += [float(clone.ec50_fold.get(drug, 1.0)) for drug in self.drugs]
        row += [float(clone.traits.get(name, 0.0)) for name in self.own]
        return row

    def recorded(self) -> list[tuple[str, int]]:
        """Names in the clone table and their columns.

        With one stage the words are the scenario's (``birth``, ``death``), and what a
        one-stage clone cannot use is left out.
        """
        if len(self.stages) > 1:
            return [(name, column) for column, name in enumerate(self.names) if column]
        stage = self.stages[0]
        skipped = {self.column["self_renewal", stage], self.column["asymmetric", stage]}
        changed = {row[0] for mutation in self.mutations for row in self.effect_rows(mutation)}
        for column in list(skipped):
            if column in changed:
                skipped.discard(column)
            default = 1.0 if column == self.column["self_renewal", stage] else 0.0
            if np.any(self.values[:, column] != default):
                skipped.discard(column)
        short = {
            self.column["division", stage]: "birth",
            self.column["self_renewal", stage]: "self_renewal",
            self.column["asymmetric", stage]: "asymmetric",
            self.column["death", stage]: "death",
        }
        return [
            (short.get(column, name), column)
            for column, name in enumerate(self.names)
            if column and column not in skipped
        ]

    def effect_rows(self, mutation: Mutation) -> list[tuple[int, int, int, float, float, int]]:
        """What a mutation changes: (column, operation, draw, a, b, which draw).

        As in a clone, a plain entry means the first stage, or (tropism) every destination; it is
        one draw, whatever number of columns it reaches.
        """
        rows = []
        draw = 0
        for key, effect in mutation.effects.items():
            for columns, change in self._targets(key, effect):
                operation, value = _operation(change)
                kind, a, b = _distribution(value)
                rows += [(column, operation, kind, a, b, draw) for column in columns]
                draw += 1
        return rows

    def _targets(self, key: str, effect: object) -> list[tuple[list[int], object]]:
        kind = "division" if key == "birth" else key
        known = {kind for kind, _ in self.column} - {"trait"}
        if kind not in known:
            return [([self.column["trait", key]], effect)]
        if _is_change(effect) and kind == "tropism":
            return [([column for (k, _), column in self.column.items() if k == kind], effect)]
        if _is_change(effect):
            return [([self.column[kind, self.stages[0]]], effect)]
        assert isinstance(effect, dict)
        return [([self.column[kind, which]], change) for which, change in effect.items()]


def _get(change: object, name: str) -> object:
    if isinstance(change, dict):
        return change.get(name)
    return getattr(change, name, None)


def _is_change(effect: object) -> bool:
    return _get(effect, "times") is not None or _get(effect, "plus") is not None


def _operation(change: object) -> tuple[int, object]:
    times = _get(change, "times")
    if times is not None:
        return codes.EFFECT_TIMES, times
    return codes.EFFECT_PLUS, _get(change, "plus")


def _distribution(value: object) -> tuple[int, float, float]:
    if isinstance(value, int | float):
        return codes.DRAW_NUMBER, float(value), 0.0
    for name in ("lognormal", "normal", "exponential", "gamma", "uniform"):
        numbers = _get(value, name)
        if numbers is not None:
            a, b = (*numbers, 0.0)[:2]  # type: ignore[misc]
            return codes.CODES["DRAW_" + name.upper()], float(a), float(b)
    raise AssertionError(f"not a number or a distribution: {value!r}")


@dataclass
class Group:
    """Clones that nothing in the scenario tells apart: no selector, no response.

    ``lineage`` and ``clone`` (None: founded while a run goes on) are those of its first; whatever
    selector is asked answers the same for all of them. ``value[column]`` is the number that all
    its clones share, or None where they may differ.
    """

    lineage: str
    clone: str | None
    value: list[float | None]
    amplification: tuple[int, ...]
    members: list[int] = field(default_factory=list)


class Groups:
    """The groups of a scenario, closed under mutation."""

    def __init__(self, scenario: Scenario, traits: Traits, response: set[int], most: int) -> None:
        self.scenario = scenario
        self.traits = traits
        self.selectors = _selectors(scenario)
        for limit in (response, set[int]()):
            self.response = sorted(limit)
            self.groups: list[Group] = []
            self._index: dict[tuple[object, ...], int] = {}
            self.of_clone: list[int] = []
            for number, clone in enumerate(scenario.clone):
                amplified = amplification(clone, scenario.stages)
                values = traits.values[number].tolist()
                g = self._join(clone.lineage, clone.name, values, amplified)
                self.groups[g].members.append(number)
                self.of_clone.append(g)
            self.after = self._close()
            if len(self.groups) <= most:
                break

    def _join(
        self,
        lineage: str,
        clone: str | None,
        value: list[float | None],
        amplified: tuple[int, ...],
    ) -> int:
        told_apart = tuple(
            (wanted is None or wanted == lineage) and (name is None or name == clone)
            for wanted, name in self.selectors
        )
        key = (told_apart, amplified, *(value[column] for column in self.response))
        g = self._index.setdefault(key, len(self.groups))
        if g == len(self.groups):
            self.groups.append(Group(lineage, clone, list(value), amplified))
        else:
            shared = self.groups[g].value
            for column, number in enumerate(value):
                if shared[column] != number:
                    shared[column] = None
        return g

    def _close(self) -> list[list[int]]:
        """The group of a clone founded by each mutation from each group (−1: never)."""
        founding: list[tuple[Mutation, set[int] | None]] = []
        for mutation in self.scenario.mutation:
            columns = {row[0] for row in self.traits.effect_rows(mutation)}
            founding.append((mutation, columns if mutation.to == "new" else None))
        while True:
            before = [list(group.value) for group in self.groups]
            after: list[list[int]] = [[] for _ in founding]
            for m, (mutation, changed) in enumerate(founding):
                for group in list(self.groups):
                    if changed is None or not mutates(mutation, group, self.scenario):
                        after[m].append(-1)
                        continue
                    value = [None if c in changed else v for c, v in enumerate(group.value)]
                    after[m].append(self._join(group.lineage, None, value, group.amplification))
            if before == [group.value for group in self.groups]:
                return after

    def matching(self, selector: object) -> list[int]:
        """The groups whose clones a selector means, by lineage and clone."""
        return [g for g, group in enumerate(self.groups) if selects_group(selector, group)]


def mutates(mutation: Mutation, group: Group, scenario: Scenario) -> bool:
    """Whether cells of `group` undergo `mutation`."""
    source = mutation.from_
    if isinstance(source, str):
        return group.clone == source
    return selects_group(source, group)


def selects_group(selector: object, group: Group) -> bool:
    """Whether a selector means the clones of `group`, by lineage and clone."""
    lineage = getattr(selector, "lineage", None)
    clone = getattr(selector, "clone", None)
    return (lineage is None or lineage == group.lineage) and (clone is None or clone == group.clone)


def _selectors(scenario: Scenario) -> list[tuple[str | None, str | None]]:
    """Every (lineage, clone) that something in the scenario selects by."""
    parts: list[object] = [*scenario.migration, *scenario.attachment]
    parts += [effect for drug in scenario.drug for effect in drug.effect]
    parts += [modifier.of for modifier in scenario.modifier]
    parts += [term for signal in scenario.signal for term in signal.sum or ()]
    parts += [intervention.scale for intervention in scenario.intervention]
    parts += [mutation.from_ for mutation in scenario.mutation]
    found: dict[tuple[str | None, str | None], None] = {}
    for part in parts:
        if isinstance(part, str):
            found[None, part] = None
        else:
            found[getattr(part, "lineage", None), getattr(part, "clone", None)] = None
    found.pop((None, None), None)
    return list(found)
