"""Nodes: every number that a rate may depend on, in an order in which each stands after its inputs.

A value is either a plain float, known now, or the index of a node. What is known now is folded, so
that a mechanism which does nothing costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..model.parts.response import Form
from . import codes
from .arrays import Arrays


@dataclass(frozen=True)
class Node:
    """A number that changes while a run goes on."""

    index: int
    timed: bool
    entities: frozenset[int] = field(hash=False, compare=False)


Value = float | Node
Terms = tuple[tuple[int, float], ...]

#: Weights up to this make sums of counts that doubles hold exactly.
_WHOLE = 2.0**16
#: Parts of a sum: every one more is a node more that a rate has to ask.
_PARTS = 4


class Nodes:
    """The table of nodes, each distinct computation once.

    Attributes
    ----------
    kept : set of int
        The nodes that rates or endpoints read, themselves or through others. Their bounds are
        renewed when a sum below them strays; the other nodes are asked when they are recorded.
    """

    def __init__(self, counted: int) -> None:
        #: From this term on sums add up loads.
        self.counted = counted
        self.nodes: list[Node] = []
        self.kind: list[int] = []
        self.parent: list[int] = []
        self.other: list[int] = []
        self.numbers: list[tuple[float, float, float, float]] = []
        self.drug: list[int] = []
        self.terms: list[list[tuple[int, float]]] = []
        self.points: list[list[tuple[float, float]]] = []
        self.kept: set[int] = set()
        self._known: dict[tuple[object, ...], Node] = {}
        self._whole: dict[tuple[float, Terms], Node] = {}

    def is_sum(self, index: int) -> bool:
        """Whether a node is a sum that events keep up to date."""
        return self.kind[index] in (codes.NODE_SUM, codes.NODE_WEIGHTED_SUM)

    def below(self, indices: Iterable[int]) -> set[int]:
        """The nodes and all that they depend on."""
        found = set(indices)
        for node in reversed(range(len(self.nodes))):
            if node in found:
                found |= {i for i in (self.parent[node], self.other[node]) if i >= 0}
        return found

    def release(self, read: Iterable[int]) -> None:
        """Let events pass over all nodes but those that are `read`, and what these depend on."""
        self.kept = self.below(read)
        for node in range(len(self.nodes)):
            if self.is_sum(node) and node not in self.kept:
                self.kind[node] = codes.NODE_TALLY

    def above(self, index: int) -> list[int]:
        """The node and all that are kept of those that depend on it, each after its inputs."""
        found = [index]
        for node in range(index + 1, len(self.nodes)):
            if node in self.kept and {self.parent[node], self.other[node]}.intersection(found):
                found.append(node)
        return found

    def _node(
        self,
        kind: int,
        *,
        parent: int = -1,
        other: int = -1,
        numbers: tuple[float, ...] = (),
        drug: int = -1,
        terms: Terms = (),
        points: tuple[tuple[float, float], ...] = (),
    ) -> Node:
        key = (kind, parent, other, numbers, drug, terms, points)
        if key in self._known:
            return self._known[key]
        inputs = [self.nodes[i] for i in (parent, other) if i >= 0]
        timed = kind == codes.NODE_DRUG or any(node.timed for node in inputs)
        entities = frozenset(entity for entity, _ in terms).union(*(n.entities for n in inputs))
        node = Node(len(self.nodes), timed, entities)
        self.nodes.append(node)
        self.kind.append(kind)
        self.parent.append(parent)
        self.other.append(other)
        self.numbers.append((*numbers, 0.0, 0.0, 0.0, 0.0)[:4])  # type: ignore[arg-type]
        self.drug.append(drug)
        self.terms.append(list(terms))
        self.points.append(list(points))
        self._known[key] = node
        return node

    def constant(self, value: float) -> Node:
        """A number as a node, where only a node will do."""
        return self._node(codes.NODE_SUM, numbers=(value,))

    def index(self, value: Value) -> int:
        """The number of a value's node, made for it where it is a plain number."""
        return (value if isinstance(value, Node) else self.constant(value)).index

    def total(self, constant: float, terms: dict[int, float]) -> Value:
        """Σ weight · number of cells or members, or load, and a constant."""
        kept = tuple(sorted((e, w) for e, w in terms.items() if w != 0.0))
        if not kept:
            return constant
        numbers = [abs(constant), *(abs(w) for _, w in kept)]
        whole = all(float(w).is_integer() and w <= _WHOLE for w in numbers)
        whole = whole and all(source < self.counted for source, _ in kept)
        if not whole:
            return self._node(codes.NODE_WEIGHTED_SUM, numbers=(constant,), terms=kept)
        return self._whole_sum(constant, kept)

    def _whole_sum(self, constant: float, terms: Terms) -> Node:
        """A sum of whole numbers; where sums that there are already are parts of it, made of them.

        So an event changes the smallest sums alone, and the others follow.
        """
        if (constant, terms) in self._whole:
            return self._whole[constant, terms]
        left, parts = dict(terms), list[Node]()
        for node in sorted(self._whole.values(), key=lambda node: -len(self.terms[node.index])):
            part = self.terms[node.index]
            if part and len(parts) < _PARTS and left.items() >= set(part):
                parts.append(node)
                left = {e: w for e, w in left.items() if e not in dict(part)}
        if not parts:
            found = self._node(codes.NODE_SUM, numbers=(constant,), terms=terms)
        else:
            found = self._joined(constant, parts, tuple(left.items()))
        self._whole[constant, terms] = found
        return found

    def _joined(self, constant: float, parts: list[Node], rest: Terms) -> Node:
        """A sum made of others, and of what they leave out."""
        constant -= sum(self.numbers[node.index][0] for node in parts)
        if rest:
            parts = [*parts, self._node(codes.NODE_SUM, numbers=(0.0,), terms=rest)]
            self._whole[0.0, rest] = parts[-1]
        first, *others = (node.index for node in parts)
        if not others:
            return self._node(codes.NODE_LINEAR, parent=first, numbers=(constant, 1.0))
        for other in others[:-1]:
            first = self._node(codes.NODE_PLUS, parent=first, other=other, numbers=(0.0,)).index
        return self._node(codes.NODE_PLUS, parent=first, other=others[-1], numbers=(constant,))

    def concentration(self, drug: int, perfusion: float) -> Value:
        if perfusion == 0.0:
            return 0.0
        return self._node(codes.NODE_DRUG, numbers=(perfusion,), drug=drug)

    def response(self, form: Form, x: Value) -> Value:
        """The response of a form to x."""
        if form.flat is not None:
            return form.flat
        if not isinstance(x, Node):
            return form.at(x)
        kind = codes.CODES[form.node]
        return self._node(kind, parent=x.index, numbers=form.numbers, points=form.points)

    def linear(self, x: Value, at_zero: float, slope: float) -> Value:
        """at_zero + slope · x."""
        if slope == 0.0:
            return at_zero
        if not isinstance(x, Node):
            return at_zero + slope * x
        return self._node(codes.NODE_LINEAR, parent=x.index, numbers=(at_zero, slope))

    def positive(self, x: Value, at_zero: float, slope: float) -> Value:
        """max(0, at_zero + slope · x)."""
        if not isinstance(x, Node):
            return floored(at_zero + slope * x)
        return self._node(codes.NODE_POSITIVE, parent=x.index, numbers=(at_zero, slope))

    def share(self, of: Value, over: Value) -> Value:
        """min(1, [of]+ / [over]+), 1 where `over` is not above 0."""
        if not isinstance(of, Node) and not isinstance(over, Node):
            return share_of(of, over)
        if not isinstance(over, Node) and over <= 0.0:
            return 1.0
        parent, other = self.index(of), self.index(over)
        return self._node(codes.NODE_SHARE, parent=parent, other=other)

    def product(self, a: Value, b: Value) -> Value:
        if isinstance(a, Node) and isinstance(b, Node):
            return self._node(codes.NODE_PRODUCT, parent=a.index, other=b.index)
        if isinstance(b, Node):
            a, b = b, a
        return self.linear(a, 0.0, b) if b != 1.0 else a  # type: ignore[arg-type]

    def lay(self, arrays: Arrays) -> None:
        """Write the nodes, and which sums each entity is counted in."""
        arrays.sizes["nodes"] = len(self.nodes)
        arrays.put("node_kind", self.kind)
        arrays.put("node_parent", self.parent)
        arrays.put("node_other", self.other)
        arrays.put("node_number", self.numbers)
        arrays.put("node_drug", self.drug)
        moving = [node.index for node in self.nodes if node.timed]
        arrays.put("timed_node", moving)
        arrays.sizes["timed_nodes"] = len(moving)
        arrays.rows("node_term", self.terms, "entity", "weight")
        arrays.rows("node_point", self.points, "x", "y")
        feeds: list[list[tuple[int, float]]] = [[] for _ in range(arrays.sizes["measured"])]
        for number, terms in enumerate(self.terms):
            if self.is_sum(number):
                for entity, weight in terms:
                    feeds[entity].append((number, weight))
        arrays.rows("feed", feeds, "node", "weight")


def share_of(of: float, over: float) -> float:
    """min(1, [of]+ / [over]+), 1 where `over` is not above 0."""
    return 1.0 if over <= 0.0 else min(1.0, max(0.0, of) / over)


def floored(value: float) -> float:
    """[value]+; what is no number stays none, for the engine to refuse."""
    return 0.0 if value < 0.0 else value
