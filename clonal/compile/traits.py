"""Traits: what of a clone is inherited, a column each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ..model import Clone, Mutation, Scenario
from ..model.parts.states import by_stage, phased
from ..model.parts.weighing import defaults, each_of, weighed
from . import codes
from .arrays import Arrays

#: Rates that are 0 but in the first phase, unless a table names a stage and another phase.
BY_PHASE = ("division", "asymmetric")

#: Column 0 is the constant 1: cells are chosen by their number alone.
COUNT = 0


def amplification(clone: Clone, stages: tuple[str, ...]) -> tuple[int, ...]:
    """Cells made of each daughter that moves on, by the stage that it leaves."""
    return tuple(by_stage(clone.amplification, stages, 1).values())


class Traits:
    """The heritable traits of a scenario, a column each, and what every declared clone has."""

    def __init__(self, scenario: Scenario) -> None:
        self.mutations = scenario.mutation
        self.stages = scenario.stages
        self.phases = scenario.phases
        self.niches = [niche.name for niche in scenario.niche]
        self.drugs = [drug.name for drug in scenario.drug]
        self.own = self._own_names(scenario)
        self.without = defaults(each_of(scenario))
        self.names: list[str] = ["count"]
        self.column: dict[tuple[str, str], int] = {}
        for kind in ("division", "self_renewal", "asymmetric", "death"):
            self._add(kind, [*self.stages, *self._named(scenario, kind)])
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
        names.update(dict.fromkeys(part.trait or "" for _, part in weighed(each_of(scenario))))
        return list(names)

    def _named(self, scenario: Scenario, kind: str) -> list[str]:
        """The stages in later phases of which a clone or a mutation states a rate."""
        tables: list[object] = []
        if kind in BY_PHASE:
            asymmetric = kind == "asymmetric"
            tables += [one.asymmetric if asymmetric else one.divisions for one in scenario.clone]
            for mutation in scenario.mutation:
                words = (kind,) if asymmetric else ("birth", kind)
                tables += [mutation.effects.get(word) for word in words]
        keys = [phased(key, self.phases) for one in tables if isinstance(one, dict) for key in one]
        return list(dict.fromkeys(key for key in keys if key not in self.stages))

    def _add(self, kind: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.column[kind, key] = len(self.names)
            self.names.append(key if kind == "trait" else f"{kind}_{key}")

    def _row(self, clone: Clone) -> list[float]:
        stages = self.stages
        row = [1.0, *self._by_phase("division", clone.divisions)]
        row += by_stage(clone.renewal, stages, 1.0).values()
        row += self._by_phase("asymmetric", clone.asymmetric)
        row += by_stage(clone.death, stages, 0.0).values()
        tropism = clone.tropism
        if isinstance(tropism, dict):
            row += [float(tropism.get(niche, 1.0)) for niche in self.niches]
        else:
            row += [float(tropism)] * len(self.niches)
        row += [float(clone.sensitivity.get(drug, 1.0)) for drug in self.drugs]
        row += [float(clone.ec50_fold.get(drug, 1.0)) for drug in self.drugs]
        row += [float(clone.traits.get(name, self.without.get(name, 0.0))) for name in self.own]
        return row

    def _by_phase(self, kind: str, value: float | Mapping[str, float] | None) -> list[float]:
        stated = by_stage(value, self.stages, 0.0, self.phases)
        return [stated.get(key, 0.0) for rate, key in self.column if rate == kind]

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
        later = [key for kind, key in self.column if kind == "division" and key != stage]
        short |= {self.column["division", key]: f"birth_{key}" for key in later}
        return [
            (short.get(column, name), column)
            for column, name in enumerate(self.names)
            if column and column not in skipped
        ]

    def lay(self, arrays: Arrays) -> None:
        """Write the traits' tables."""
        recorded = self.recorded()
        arrays.sizes.update(columns=len(self.names), recorded_columns=len(recorded))
        arrays.put("clone_traits", self.values)
        arrays.put("column_floored", [int(floored) for floored in self.floored])
        arrays.put("recorded_column", [column for _, column in recorded])

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
        return [
            ([self.column[kind, phased(which, self.phases)]], change)
            for which, change in effect.items()
        ]


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
