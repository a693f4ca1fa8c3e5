"""Laws: rates per cell as parts times factors, and the channels by which the engine draws them.

A law's value for a clone is ``min(most, max(0, Σ parts · Π factors))``. Each part is a coefficient
times a trait of the clone (column 0: the constant 1) times a node. A channel is a law in one place
and the event it leads to; where the law is plain (one part, no factor that depends on the clone)
its bound for all clones is a number of the place times the largest trait.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import codes
from .clones import COUNT, Group
from .nodes import Node, Nodes, Value, floored


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


@dataclass(frozen=True)
class Channel:
    """A law in one place, and the event it leads to."""

    entity: int
    law: int
    mode: int
    column: int
    coefficient: float
    nodes: tuple[int, ...]
    event: int
    reads: frozenset[int]


class Laws:
    """The laws and channels of a program, simplified by what is known when it is compiled."""

    def __init__(self, nodes: Nodes, groups: list[Group], signed: frozenset[int]) -> None:
        self.nodes = nodes
        #: Columns that may be negative: their laws are settled for the chosen clone.
        self.signed = signed
        self.groups = groups
        self.laws: list[Law] = []
        self.effects: list[tuple[int, float, float, float, int, int]] = []
        self.channels: list[Channel] = []

    # -- building a law -----------------------------------------------------------------

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
                value = self.constant(value)
            law.factors.append(Factor(codes.FACTOR_NODE, value.index, trait or -1))
        elif isinstance(value, Node):
            law.factors.append(Factor(codes.FACTOR_NODE, value.index))
        else:
            for part in law.parts:
                part.coefficient *= value
            if value == 0.0:
                law.parts.clear()

    def constant(self, value: float) -> Node:
        """A number as a node, where only a node will do."""
        return self.nodes._node(codes.NODE_SUM, numbers=(value,))

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

    # -- channels -----------------------------------------------------------------------

    def channel(self, entity: int, law: Law, event: int) -> None:
        """Let `law` lead to `event`."""
        known = self.known(law)
        if known is not None:
            law = Law(law.group, [Part(known)] if known != 0.0 else [])
        if not law.parts:
            return
        number = self.add(law)
        reads = self.reads(number)
        nodes = [self.nodes.nodes[f.node] for f in law.factors if f.node >= 0]
        part = law.parts[0]
        plain = (
            len(law.parts) == 1
            and part.effect < 0
            and part.ratio < 0
            and all(f.kind == codes.FACTOR_NODE and f.column < 0 for f in law.factors)
            and law.most == float("inf")
            and part.column not in self.signed
        )
        if plain and isinstance(part.node, Node):
            nodes = [part.node, *nodes]
        mode = codes.MODE_GENERAL
        if plain:
            mode = codes.MODE_SHARED if nodes else codes.MODE_CONSTANT
        indices = tuple(node.index for node in nodes) if plain else ()
        column = part.column if plain else COUNT
        self.channels.append(
            Channel(entity, number, mode, column, part.coefficient, indices, event, reads)
        )

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
