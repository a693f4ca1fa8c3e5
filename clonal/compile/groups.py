"""Groups: clones that respond alike, so that one law serves them all.

A law separates into a factor of the niche and a trait of the clone wherever it can. A trait that
does not separate (a sensitivity inside an inhibition, a fold inside a Hill curve, a weight τ, a
modified self-renewal) is bounded over the clones of a group; so clones that differ in such a trait
stand in groups of their own, as long as there are few of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Mutation, Scenario
from .arrays import Arrays
from .traits import Traits, amplification


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


class Groups:
    """The groups of a scenario, closed under mutation."""

    def __init__(self, scenario: Scenario, traits: Traits, most_groups: int) -> None:
        self.scenario = scenario
        self.traits = traits
        self.selectors = _selectors(scenario)
        for apart in (inseparable(scenario, traits), set[int]()):
            self.apart = sorted(apart)
            self.groups: list[Group] = []
            self._index: dict[tuple[object, ...], int] = {}
            self.of_clone: list[int] = []
            for number, clone in enumerate(scenario.clone):
                amplified = amplification(clone, scenario.stages)
                values = traits.values[number].tolist()
                g = self._join(clone.lineage, clone.name, values, amplified)
                self.of_clone.append(g)
            self.after = self._close()
            if len(self.groups) <= most_groups:
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
        key = (told_apart, amplified, *(value[column] for column in self.apart))
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
                    if changed is None or not mutates(mutation, group):
                        after[m].append(-1)
                        continue
                    value = [None if c in changed else v for c, v in enumerate(group.value)]
                    after[m].append(self._join(group.lineage, None, value, group.amplification))
            if before == [group.value for group in self.groups]:
                return after

    def lay(self, arrays: Arrays) -> None:
        """Write which group each clone is in, and each founded one."""
        arrays.sizes["groups"] = len(self.groups)
        arrays.put("clone_group", self.of_clone)
        arrays.put("mutation_group", self.after)


def mutates(mutation: Mutation, group: Group) -> bool:
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
    parts: list[object] = [*scenario.migration, *scenario.attachment, *scenario.switch]
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


def inseparable(scenario: Scenario, traits: Traits) -> set[int]:
    """Traits that stand inside a law where they do not separate from the niche."""
    columns: set[int] = set()
    for drug in scenario.drug:
        columns.add(traits.column["ec50_fold", drug.name])
        if any(effect.on != "kill" for effect in drug.effect):
            columns.add(traits.column["sensitivity", drug.name])
    for modifier in scenario.modifier:
        if modifier.trait is not None and modifier.times is not None:
            columns.add(traits.column["trait", modifier.trait])
    for signal in scenario.signal:
        for term in signal.sum or ():
            if term.trait is not None:  # apart, clones are counted and their traits are weights
                columns.add(traits.column["trait", term.trait])
    # Self-renewal splits divisions in two; where it differs it is settled by the clone.
    columns.update(column for (kind, _), column in traits.column.items() if kind == "self_renewal")
    return columns
