"""Mutations: which a dividing cell may undergo, and what they change in a founder."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import Scenario
from .arrays import Arrays
from .groups import mutates
from .laws import Law, Part
from .rates import Rates
from .space import Cells


@dataclass
class MutationList:
    """The mutations of the cells of one group in one compartment: (mutation, rate, law or −1)."""

    rows: list[tuple[int, float, int]] = field(default_factory=list)

    def total(self) -> float:
        """The probability of any, or -1 where a law has to be asked."""
        if any(law >= 0 for _, _, law in self.rows):
            return -1.0
        return sum((rate for _, rate, _ in self.rows), 0.0)


class Mutations:
    """The lists of a program, each distinct one once."""

    def __init__(self, scenario: Scenario, rates: Rates) -> None:
        self.scenario = scenario
        self.rates = rates
        self.lists: list[MutationList] = []
        self._of: dict[Cells, int] = {}

    def of(self, cells: Cells) -> int:
        """The number of these cells' list; -1 where they do not mutate."""
        if cells not in self._of:
            self._of[cells] = self._list(cells)
        return self._of[cells]

    def _list(self, cells: Cells) -> int:
        group = self.rates.space.groups.groups[cells.group]
        rows: list[tuple[int, float, int]] = []
        for m, mutation in enumerate(self.scenario.mutation):
            if not mutates(mutation, group):
                continue
            law = Law(cells.group, [Part(float(mutation.rate))] if mutation.rate else [])
            self.rates.modify(law, "mutation", self.rates.of_cells(cells))
            known = self.rates.laws.known(law)
            if known is None:
                rows.append((m, 0.0, self.rates.laws.add(law)))
            elif known != 0.0:
                rows.append((m, known, -1))
        if not rows:
            return -1
        entry = MutationList(rows)
        if entry in self.lists:
            return self.lists.index(entry)
        self.lists.append(entry)
        return len(self.lists) - 1

    def lay(self, arrays: Arrays) -> None:
        """Write the lists, and what becomes of mutants."""
        mutations = self.scenario.mutation
        names = [clone.name for clone in self.scenario.clone]
        arrays.sizes.update(mutation_lists=len(self.lists), mutations=len(mutations))
        rows = [entry.rows for entry in self.lists]
        arrays.rows("mutation_list", rows, "mutation", "rate", "law")
        arrays.put("mutation_list_total", [entry.total() for entry in self.lists])
        targets = [-1 if one.to == "new" else names.index(one.to) for one in mutations]
        arrays.put("mutation_target", targets)
        changes = [self.rates.traits.effect_rows(mutation) for mutation in mutations]
        arrays.rows("change", changes, "column", "operation", "draw", "a", "b", "which")
