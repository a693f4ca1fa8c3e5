"""Laws: rates per cell as parts times factors.

A law's value for a clone is ``min(most, max(0, Σ parts · Π factors))``. Each part is a coefficient
times a trait of the clone (column 0: the constant 1) times a node.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from . import codes
from .arrays import Arrays
from .groups import Group
from .nodes import Node, Nodes, Value, floored
from .traits import COUNT


@dataclass
class Part:
    """coefficient · trait · node [· E of the drug's effect] [· another law / trait]."""

    coefficient: float
    column: int = COUNT
    node: Value = 1.0
    effect: int = -1
    ratio: int = -1
    ratio_column: int = COUNT


@dataclass(frozen=True)
class Factor:
    """What multiplies a law's parts: its kind of `codes`, and what it reads."""

    kind: int
    node: int = -1
    column: int = -1
    effect: int = -1
    law: int = -1


@dataclass
class Law:
    """One rate per cell, or per member of a pool, or of an inflow."""

    group: int
    parts: list[Part]
    factors: list[Factor] = field(default_factory=list)
    most: float = float("inf")


class Laws:
    """The laws of a program, simplified by what is known when it is compiled."""

    def __init__(self, nodes: Nodes, groups: list[Group], signed: frozenset[int]) -> None:
        self.nodes = nodes
        #: Columns that may be negative: their laws are settled for the chosen clone.
        self.signed = signed
        self.groups = groups
        self.laws: list[Law] = []
        self.effects: list[tuple[int, float, float, float, int, int]] = []

    def part(self, law: Law, coefficient: float, column: int = COUNT, node: Value = 1.0) -> None:
        """Add ``coefficient · trait · node`` to a law."""
        shared = self._shared(law.group, column)
        if shared is not None:
            coefficient, column = coefficient * shared, COUNT
        if not isinstance(node, Node):
            coefficient, node = coefficient * node, 1.0
        if coefficient != 0.0:
            law.parts.append(Part(coefficient, column, node))

    def kill(
        self, law: Law, strength: Value, effect: int, sensitivity: int, ratio: int, column: int
    ) -> None:
        """Add a drug's effect E; `strength` is E where the clones share their fold."""
        part = Part(1.0, sensitivity, strength, effect, ratio, column)
        shared = self._shared(law.group, sensitivity)
        if shared is not None:
            part.coefficient, part.column = shared, COUNT
        if not isinstance(strength, Node) and effect < 0:
            part.coefficient, part.node = part.coefficient * strength, 1.0
        if part.coefficient != 0.0:
            law.parts.append(part)

    def times(self, law: Law, value: Value, trait: int | None = None) -> None:
        """Multiply a law by `value` f, or by 1 + τ(f − 1)."""
        tau = 1.0 if trait is None else self._shared(law.group, trait)
        if tau == 0.0:
            return
        if tau is not None and tau != 1.0:
            value = self.nodes.linear(value, 1.0 - tau, tau)
            tau = 1.0
        if tau is None:
            if value == 1.0:
                return
            if not isinstance(value, Node):
                value = self.nodes.constant(value)
            law.factors.append(Factor(codes.FACTOR_NODE, value.index, trait or -1))
        elif isinstance(value, Node):
            law.factors.append(Factor(codes.FACTOR_NODE, value.index))
        else:
            for part in law.parts:
                part.coefficient *= value
            if value == 0.0:
                law.parts.clear()

    def modulated(self, law: Law, kind: str, effect: int) -> None:
        """Multiply by max(0, 1 − s·E) or 1 + s·E with the clone's own s and fold."""
        stimulates = kind == "stimulation"
        code = codes.FACTOR_STIMULATION if stimulates else codes.FACTOR_INHIBITION
        law.factors.append(Factor(code, effect=effect))

    def add(self, law: Law) -> int:
        self.laws.append(law)
        return len(self.laws) - 1

    def known(self, law: Law) -> float | None:
        """The law's value, clamps included, where it is one number for all clones and all time."""
        if law.factors or any(part != Part(part.coefficient) for part in law.parts):
            return None
        value = floored(sum((part.coefficient for part in law.parts), 0.0))
        return law.most if value > law.most else value

    def effect(
        self, concentration: Node, emax: float, ec50: float, hill: float, column: int, fold: int
    ) -> int:
        """A dose-response that has to be settled for each clone."""
        row = (concentration.index, emax, ec50, hill, column, fold)
        if row not in self.effects:
            self.effects.append(row)
        return self.effects.index(row)

    def _shared(self, group: int, column: int) -> float | None:
        if column == COUNT or group < 0:
            return 1.0
        return self.groups[group].value[column]

    def reads(self, number: int) -> frozenset[int]:
        """The nodes that a law depends on, directly or through another law."""
        law = self.laws[number]
        found: set[int] = set()
        for part in law.parts:
            if isinstance(part.node, Node):
                found.add(part.node.index)
            if part.effect >= 0:
                found.add(self.effects[part.effect][0])
            if part.ratio >= 0:
                found |= self.reads(part.ratio)
        for factor in law.factors:
            if factor.node >= 0:
                found.add(factor.node)
            if factor.effect >= 0:
                found.add(self.effects[factor.effect][0])
            if factor.law >= 0:
                found |= self.reads(factor.law)
        return frozenset(found)

    def columns(self, law: Law) -> set[int]:
        """The traits that a law reads."""
        found = {part.column for part in law.parts} | {part.ratio_column for part in law.parts}
        found |= {factor.column for factor in law.factors}
        effects = [part.effect for part in law.parts] + [f.effect for f in law.factors]
        for effect in effects:
            if effect >= 0:
                found |= set(self.effects[effect][4:6])
        return {column for column in found if column > COUNT}

    def lay(self, arrays: Arrays) -> None:
        """Write the laws, their effects, and the traits that each group's laws read."""
        arrays.sizes.update(laws=len(self.laws), effects=len(self.effects))
        parts = [
            [
                (
                    part.coefficient,
                    part.column,
                    part.node.index if isinstance(part.node, Node) else -1,
                    part.effect,
                    part.ratio,
                    part.ratio_column,
                )
                for part in law.parts
            ]
            for law in self.laws
        ]
        columns = "coefficient", "column", "node", "effect", "ratio", "ratio_column"
        arrays.rows("part", parts, *columns)
        factors = [
            [(f.kind, f.node, f.column, f.effect, f.law) for f in law.factors] for law in self.laws
        ]
        arrays.rows("factor", factors, "kind", "node", "column", "effect", "law")
        arrays.put("law_most", [law.most for law in self.laws])
        arrays.put("effect_node", [row[0] for row in self.effects])
        arrays.put("effect_number", [row[1:4] for row in self.effects])
        arrays.put("effect_column", [row[4:6] for row in self.effects])
        used = np.zeros((len(self.groups), arrays.sizes["columns"]), dtype=np.int32)
        for law in self.laws:
            if law.group >= 0:
                used[law.group, list(self.columns(law))] = 1
        arrays.put("column_used", used)
