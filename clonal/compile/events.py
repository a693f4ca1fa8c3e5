"""Events: what happens to counts when a channel is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from .arrays import Arrays

#: By compartment: its number, the change of the clone's own cells, of the mutant's cells.
Moves = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Event:
    """Changes of counts: without a mutation, with the first daughter mutated, the second."""

    moves: tuple[Moves, Moves, Moves] = ((), (), ())
    pools: tuple[tuple[int, int], ...] = ()
    clone: int = -1
    mutations: int = -1
    cause: int = -1


class Events:
    """The events of a program."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, event: Event) -> int:
        self.events.append(event)
        return len(self.events) - 1

    def lay(self, arrays: Arrays) -> None:
        """Write the events' tables."""
        arrays.sizes["events"] = len(self.events)
        variants = [variant for event in self.events for variant in event.moves]
        arrays.rows("move", variants, "compartment", "own", "mutant")
        arrays.rows("pool_move", [event.pools for event in self.events], "pool", "change")
        arrays.put("event_clone", [event.clone for event in self.events])
        arrays.put("event_mutations", [event.mutations for event in self.events])
        arrays.put("event_cause", [event.cause for event in self.events])


def moved(compartment: int, to: int) -> Event:
    """One cell leaves a compartment for another."""
    return Event((tuple(sorted([(compartment, -1, 0), (to, 1, 0)])), (), ()))


def lost(compartment: int, cause: int) -> Event:
    """One cell dies, of a cause that is recorded, or -1."""
    return Event((((compartment, -1, 0),), (), ()), cause=cause)
