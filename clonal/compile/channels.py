"""Channels: a law in one place, and the event that it leads to.

Where a law is plain (one part, no factor that depends on the clone) its bound for all clones is a
number of the place times the largest trait.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from . import codes
from .arrays import Arrays
from .events import Event, Events
from .laws import Law, Laws, Part
from .nodes import Node
from .traits import COUNT

#: The entity of what comes from outside, before it has a number.
INFLOW = -1


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


class Channels:
    """The channels of a program."""

    def __init__(self, laws: Laws, events: Events) -> None:
        self.laws = laws
        self.events = events
        self.channels: list[Channel] = []

    def add(self, entity: int, law: Law, event: Event) -> None:
        """Let `law` lead to `event`, unless it is 0 for all time."""
        if not law.parts:
            return
        which = self.events.add(event)
        known = self.laws.known(law)
        if known is not None:
            law = Law(law.group, [Part(known)] if known != 0.0 else [])
        if not law.parts:
            return
        number = self.laws.add(law)
        nodes = [self.laws.nodes.nodes[f.node] for f in law.factors if f.node >= 0]
        part = law.parts[0]
        plain = self._plain(law)
        if plain and isinstance(part.node, Node):
            nodes = [part.node, *nodes]
        mode = codes.MODE_GENERAL
        if plain:
            mode = codes.MODE_SHARED if nodes else codes.MODE_CONSTANT
        self.channels.append(
            Channel(
                entity,
                number,
                mode,
                part.column if plain else COUNT,
                part.coefficient,
                tuple(node.index for node in nodes) if plain else (),
                which,
                self.laws.reads(number),
            )
        )

    def _plain(self, law: Law) -> bool:
        """Whether a law is a number times nodes, times a trait of the clone that is not negative.

        The law of a trait that may be negative is settled for the chosen clone.
        """
        part = law.parts[0]
        return (
            len(law.parts) == 1
            and part.effect < 0
            and part.ratio < 0
            and all(f.kind == codes.FACTOR_NODE and f.column < 0 for f in law.factors)
            and law.most == float("inf")
            and part.column not in self.laws.signed
        )

    def read(self) -> set[int]:
        """The nodes that rates read."""
        return {node for channel in self.channels for node in channel.reads}

    def lay(self, arrays: Arrays) -> None:
        """Write the channels by entity: cells by group and compartment, pools, then inflows."""
        inflow = arrays.sizes["entities"] - 1

        def entity_of(channel: Channel) -> int:
            return inflow if channel.entity == INFLOW else channel.entity

        order = sorted(self.channels, key=entity_of)
        entities = [entity_of(channel) for channel in order]
        counts = Counter(entities)
        arrays.offsets("entity_channel_ptr", [counts[entity] for entity in range(inflow + 1)])
        arrays.put("channel_entity", entities)
        arrays.put("channel_law", [channel.law for channel in order])
        arrays.put("channel_mode", [channel.mode for channel in order])
        arrays.put("channel_event", [channel.event for channel in order])
        arrays.put("channel_column", [channel.column for channel in order])
        arrays.put("channel_coefficient", [channel.coefficient for channel in order])
        arrays.rows("channel_node", [channel.nodes for channel in order], "index")
        nodes = self.laws.nodes.nodes
        timed = [n for n, ch in enumerate(order) if any(nodes[i].timed for i in ch.reads)]
        arrays.put("timed_channel", timed)
        arrays.sizes.update(channels=len(order), timed_channels=len(timed))
        self._lay_reaches(arrays, order)
        arrays.put("node_timed", self._timed())

    def _timed(self) -> list[int]:
        """How each node moves in time, and whether a rate reads it, itself or through another."""
        nodes = self.laws.nodes
        read = nodes.below(self.read())

        def moves(node: Node) -> int:
            if not node.timed:
                return codes.TIMED_NOT
            if node.index not in read:
                return codes.TIMED_UNREAD
            return codes.TIMED_AND_COUNTED if node.entities else codes.TIMED_ALONE

        return [moves(node) for node in nodes.nodes]

    def _lay_reaches(self, arrays: Arrays, order: list[Channel]) -> None:
        """Write for each sum the nodes and channels that depend on it."""
        nodes = self.laws.nodes
        readers: list[set[int]] = [set() for _ in nodes.nodes]
        for number, channel in enumerate(order):
            for i in channel.reads:
                readers[i].add(number)
        reached_nodes, channels = [], []
        for node in range(len(nodes.nodes)):
            above = nodes.above(node) if nodes.is_sum(node) else []
            reached_nodes.append(above[1:])
            channels.append(sorted({number for i in above for number in readers[i]}))
        arrays.rows("reach_node", reached_nodes, "index")
        arrays.rows("reach_channel", channels, "index")
