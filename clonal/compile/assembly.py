"""Lay the parts of a compiled scenario out as the arrays that the engine reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..layout import Layout
from ..model import Scenario
from . import codes
from .clones import Groups, Traits
from .drugs import drug_tables
from .events import Events
from .laws import Channel, Laws
from .nodes import Node, Nodes, Value
from .program import Program, ragged
from .schedule import marks
from .signals import Signals, Space

#: Tables of indices are int32, counts of cells int64, rates float64.
_TYPES: dict[type, type] = {int: np.int32, np.int64: np.int64, float: np.float64}


class Assembly:
    """Lays the parts of a program out as arrays."""

    def __init__(self, scenario: Scenario, strategy: dict[str, int]) -> None:
        self.scenario = scenario
        self.lineages = tuple(dict.fromkeys(clone.lineage for clone in scenario.clone))
        self.traits = Traits(scenario)
        self.groups = Groups(scenario, self.traits, _response_columns(scenario, self.traits))
        self.space = Space(scenario, self.groups)
        self.nodes = Nodes()
        self.signals = Signals(scenario, self.space, self.nodes)
        signed = frozenset(c for c, floored in enumerate(self.traits.floored) if not floored)
        self.laws = Laws(self.nodes, self.groups.groups, signed)
        self.events = Events(
            scenario, self.traits, self.groups, self.space, self.signals, self.laws
        )
        self.recorded = [
            (name, self.signals.by_name[name].per_niche) for name in scenario.record.signals
        ]
        self.arrays: dict[str, np.ndarray[Any, Any]] = {}
        self.sizes: dict[str, int] = dict(strategy)

    def program(self) -> Program:
        self._watched()
        self._sizes()
        self._clones()
        self._channels()
        self._nodes()
        self._laws()
        self._events()
        self._mutations()
        self._drugs()
        self._interventions()
        program = Program(self._layout(), self.sizes, self.arrays)
        program.check()
        return program

    def _layout(self) -> Layout:
        scenario = self.scenario
        return Layout(
            time=np.asarray(scenario.time.samples, dtype=np.float64),
            lineages=self.lineages,
            niches=tuple(self.space.niches),
            states=tuple(self.space.states),
            pools=tuple(pool.name for pool in scenario.pool),
            signals=tuple(self.recorded),
            endpoints=tuple(endpoint.name for endpoint in scenario.endpoint),
            clones=tuple(clone.name for clone in scenario.clone),
            clone_lineage=tuple(self.lineages.index(c.lineage) for c in scenario.clone),
            mutations=tuple(mutation.name for mutation in scenario.mutation),
            traits=tuple(name for name, _ in self.traits.recorded()),
            record_clones=scenario.record.clones,
        )

    # -- helpers ------------------------------------------------------------------------

    def _put(self, name: str, values: Any, kind: type = int) -> None:
        self.arrays[name] = np.ascontiguousarray(values, dtype=_TYPES[kind]).ravel()

    def _ragged(self, name: str, rows: list[list[Any]], columns: dict[str, type]) -> None:
        """Rows of tuples: ``name_ptr`` and one flat array for each column."""
        offsets, flat = ragged(rows)
        self._put(f"{name}_ptr", offsets)
        for place, (column, kind) in enumerate(columns.items()):
            values = [entry[place] for entry in flat] if len(columns) > 1 else flat
            self._put(f"{name}_{column}", values, kind)

    def _index(self, value: Value) -> int:
        return (value if isinstance(value, Node) else self.laws.constant(value)).index

    # -- parts --------------------------------------------------------------------------

    def _watched(self) -> None:
        """The nodes that endpoints and records look at (they may be new ones)."""
        niches = range(len(self.space.niches))
        self.endpoint_node = [
            self._index(self.signals.value(endpoint.signal, None))
            for endpoint in self.scenario.endpoint
        ]
        self.record_node = [
            self._index(self.signals.value(name, k if per_niche else None))
            for name, per_niche in self.recorded
            for k in (niches if per_niche else [0])
        ]

    def _sizes(self) -> None:
        self.sizes.update(
            niches=len(self.space.niches),
            states=len(self.space.states),
            lineages=len(self.lineages),
            compartments=self.space.n_compartments,
            groups=len(self.groups.groups),
            cells=self.space.n_cells,
            pools=len(self.scenario.pool),
            columns=len(self.traits.names),
            clones=len(self.scenario.clone),
            nodes=len(self.nodes.nodes),
            drugs=len(self.scenario.drug),
            samples=len(self.scenario.time.samples),
            endpoints=len(self.scenario.endpoint),
            record_clones=int(self.scenario.record.clones),
            counted=self.space.n_cells + len(self.scenario.pool),
            recorded_columns=len(self.traits.recorded()),
            record_nodes=len(self.record_node),
            interventions=len(self.scenario.intervention),
            mutation_lists=len(self.events.mutations),
        )

    def _clones(self) -> None:
        space = self.space
        self._put("clone_traits", self.traits.values, float)
        self._put("clone_group", self.groups.of_clone)
        self._put("clone_lineage", [self.lineages.index(c.lineage) for c in self.scenario.clone])
        self._put("column_floored", [int(f) for f in self.traits.floored])
        self._put("recorded_column", [column for _, column in self.traits.recorded()])
        initial = np.zeros((len(self.scenario.clone), space.n_compartments), dtype=np.int64)
        for c, clone in enumerate(self.scenario.clone):
            for niche, cells in clone.initial.items():
                by_stage = cells if isinstance(cells, dict) else {space.stages[0]: cells}
                for stage, number in by_stage.items():
                    j = space.compartment(
                        space.niches.index(niche), space.state(space.stages.index(stage))
                    )
                    initial[c, j] += int(number)
        self.arrays["clone_initial"] = initial.ravel()
        self.arrays["pool_initial"] = np.array(
            [int(pool.initial) for pool in self.scenario.pool], dtype=np.int64
        )

    def _channels(self) -> None:
        """Channels by entity: cells by group and compartment, pools, and last the inflows."""
        last = self.space.n_cells + len(self.scenario.pool)
        # Of an entity those that depend on no node come first: the engine counts on it.
        order = sorted(
            self.laws.channels,
            key=lambda ch: (ch.entity if ch.entity >= 0 else last, len(ch.nodes) > 0),
        )
        self.order: list[Channel] = order
        self.entity_of = [ch.entity if ch.entity >= 0 else last for ch in order]
        counts = np.bincount(np.array(self.entity_of, dtype=np.int64), minlength=last + 1)
        self._put("entity_channel_ptr", [0, *np.cumsum(counts).tolist()])
        self.sizes.update(channels=len(order), entities=last + 1)
        cells = range(self.space.n_cells)
        others = [-1] * (last + 1 - self.space.n_cells)
        self._put("entity_group", [e // self.space.n_compartments for e in cells] + others)
        self._put("entity_compartment", [e % self.space.n_compartments for e in cells] + others)
        self._put("channel_law", [channel.law for channel in order])
        self._put("channel_mode", [channel.mode for channel in order])
        self._put("channel_event", [channel.event for channel in order])
        self._put("channel_column", [channel.column for channel in order])
        self._put("channel_coefficient", [channel.coefficient for channel in order], float)
        self._ragged("channel_node", [list(ch.nodes) for ch in order], {"index": int})
        timed = [self._timed(channel) for channel in order]
        channels = [i for i, moving in enumerate(timed) if moving]
        entities = sorted({self.entity_of[i] for i in channels})
        self._put("timed_channel", channels)
        self._put("timed_entity", entities)
        self.sizes.update(timed_channels=len(channels), timed_entities=len(entities))
        self._put("channel_entity", self.entity_of)
        self.sizes["summed"] = max(self.entity_of, default=-1) + 1
        self._used_columns()
        self._reaches()

    def _used_columns(self) -> None:
        """The traits in which clones of a group may differ and that its laws read."""
        used = np.zeros((len(self.groups.groups), len(self.traits.names)), dtype=np.int32)
        for law in self.laws.laws:
            if law.group < 0:
                continue
            columns = {part.column for part in law.parts} | {f.column for f in law.factors}
            columns |= {part.ratio_column for part in law.parts}
            effects = [p.effect for p in law.parts] + [f.effect for f in law.factors]
            for effect in effects:
                if effect >= 0:
                    columns |= set(self.laws.effects[effect][4:6])
            used[law.group, [column for column in columns if column > 0]] = 1
        self._put("column_used", used)

    def _timed(self, channel: Channel) -> bool:
        return any(self.nodes.nodes[i].timed for i in channel.reads)

    def _reaches(self) -> None:
        """For each sum: the nodes, channels and entities that depend on it."""
        readers: list[set[int]] = [set() for _ in self.nodes.nodes]
        for number, channel in enumerate(self.order):
            for i in channel.reads:
                readers[i].add(number)
        nodes, channels, entities = [], [], []
        for node in self.nodes.nodes:
            above = self.nodes.above(node.index) if self.nodes.is_sum(node.index) else []
            reached = sorted({n for i in above for n in readers[i]})
            nodes.append(above[1:])
            channels.append(reached)
            entities.append(sorted({self.entity_of[number] for number in reached}))
        self._ragged("reach_node", nodes, {"index": int})
        self._ragged("reach_channel", channels, {"index": int})
        self._ragged("reach_entity", entities, {"index": int})

    def _nodes(self) -> None:
        nodes = self.nodes
        self._put("node_kind", nodes.kind)
        self._put("node_parent", nodes.parent)
        self._put("node_other", nodes.other)
        self._put("node_number", nodes.numbers, float)
        self._put("node_drug", nodes.drug)
        read = self._read()
        self._put(
            "node_timed",
            [
                node.timed * (1 + bool(node.entities) if node.index in read else 3)
                for node in nodes.nodes
            ],
        )
        moving = [node.index for node in nodes.nodes if node.timed]
        self._put("timed_node", moving)
        self.sizes["timed_nodes"] = len(moving)
        self._ragged("node_term", nodes.terms, {"entity": int, "weight": float})
        self._ragged("node_point", nodes.points, {"x": float, "y": float})
        feeds: list[list[tuple[int, float]]] = [
            [] for _ in range(self.space.n_cells + len(self.scenario.pool))
        ]
        for node, terms in enumerate(nodes.terms):
            if nodes.is_sum(node):
                for entity, weight in terms:
                    feeds[entity].append((node, weight))
        self._ragged("feed", feeds, {"node": int, "weight": float})

    def _read(self) -> set[int]:
        """The nodes that a rate reads, themselves or through another."""
        read = {i for channel in self.order for i in channel.reads}
        for node in reversed(range(len(self.nodes.nodes))):
            if node in read:
                read |= {self.nodes.parent[node], self.nodes.other[node]}
        return read

    def _laws(self) -> None:
        laws = self.laws
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
            for law in laws.laws
        ]
        self._ragged(
            "part",
            parts,
            {
                "coefficient": float,
                "column": int,
                "node": int,
                "effect": int,
                "ratio": int,
                "ratio_column": int,
            },
        )
        factors = [
            [(f.kind, f.node, f.column, f.effect, f.law) for f in law.factors] for law in laws.laws
        ]
        self._ragged(
            "factor", factors, {"kind": int, "node": int, "column": int, "effect": int, "law": int}
        )
        self._put("law_most", [law.most for law in laws.laws], float)
        self._put("effect_node", [row[0] for row in laws.effects])
        self._put("effect_number", [row[1:4] for row in laws.effects], float)
        self._put("effect_column", [row[4:6] for row in laws.effects])
        self.sizes.update(laws=len(laws.laws), effects=len(laws.effects))

    def _events(self) -> None:
        events = self.events.events
        self._ragged(
            "move",
            [list(variant) for event in events for variant in event.moves],
            {"compartment": int, "own": np.int64, "mutant": np.int64},
        )
        self._ragged(
            "pool_move", [list(event.pools) for event in events], {"pool": int, "change": int}
        )
        self._put("event_clone", [event.clone for event in events])
        self._put("event_mutations", [event.mutations for event in events])
        self.sizes["events"] = len(events)

    def _mutations(self) -> None:
        scenario = self.scenario
        names = [clone.name for clone in scenario.clone]
        lists = self.events.mutations
        self._ragged(
            "mutation_list",
            [entry.rows for entry in lists],
            {"mutation": int, "rate": float, "law": int},
        )
        known = [
            sum(rate for _, rate, _ in entry.rows)
            if all(law < 0 for _, _, law in entry.rows)
            else -1.0
            for entry in lists
        ]
        self._put("mutation_list_total", known, float)
        self._put(
            "mutation_target",
            [
                -1 if mutation.to == "new" else names.index(mutation.to)
                for mutation in scenario.mutation
            ],
        )
        self._put("mutation_group", self.groups.after)
        self._ragged(
            "change",
            [self.traits.effect_rows(mutation) for mutation in scenario.mutation],
            {"column": int, "operation": int, "draw": int, "a": float, "b": float, "which": int},
        )
        self.sizes["mutations"] = len(scenario.mutation)

    def _drugs(self) -> None:
        read = {self.nodes.drug[node.index] for node in self.nodes.nodes}
        self.arrays.update(drug_tables(self.scenario.drug, read))
        self.sizes["series"] = len(self.arrays["series_kind"])

    def _interventions(self) -> None:
        scenario, space = self.scenario, self.space
        due = marks(scenario)
        self.sizes["marks"] = len(due.time)
        self._put("mark_time", due.time, float)
        self._put("mark_kind", due.kind)
        self._put("mark_which", due.which)
        names = [clone.name for clone in scenario.clone]
        kinds, factors, scaled, clones, emptied, places, values = [], [], [], [], [], [], []
        for intervention in scenario.intervention:
            chosen: list[int] = []
            empties: list[int] = []
            clone = place = -1
            number, factor = 0, 1.0
            target = intervention.add if intervention.set is None else intervention.set
            if intervention.scale is not None:
                kind = codes.INTERVENTION_SCALE
                chosen = space.cells(intervention.scale)
                factor = float(intervention.scale.factor)
            elif target is not None:
                kind = (
                    codes.INTERVENTION_SET
                    if intervention.set is not None
                    else codes.INTERVENTION_ADD
                )
                clone = names.index(target.clone)
                k = space.niches.index(target.niche)
                state = space.state_of(target.stage, target.state)
                stage = space.stage_of(state)
                place = space.compartment(k, state)
                empties = [
                    space.compartment(k, space.state(stage, bond))
                    for bond in range(len(space.bonds))
                ]
                number = int(target.value)
            kinds.append(kind)
            factors.append(factor)
            scaled.append(chosen)
            clones.append(clone)
            emptied.append(empties)
            places.append(place)
            values.append(number)
        self._put("intervention_kind", kinds)
        self._put("intervention_factor", factors, float)
        self._put("intervention_clone", clones)
        self._put("intervention_place", places)
        self.arrays["intervention_value"] = np.array(values, dtype=np.int64)
        self._ragged("scaled", scaled, {"entity": int})
        self._ragged("emptied", emptied, {"compartment": int})
        endpoints = scenario.endpoint
        order = [endpoint.name for endpoint in endpoints]
        self._put("endpoint_node", self.endpoint_node)
        self._put("endpoint_above", [int(e.above is not None) for e in endpoints])
        levels = [e.above if e.above is not None else e.below for e in endpoints]
        self._put("endpoint_level", levels, float)
        waits = [
            order.index(e.after)
            if isinstance(e.after, str)
            else codes.AFTER_START
            if e.after is None
            else codes.AFTER_TIME
            for e in endpoints
        ]
        self._put("endpoint_after", waits)
        self._put("endpoint_stop", [int(e.stop) for e in endpoints])
        self._put("record_node", self.record_node)
        self.arrays["sample_time"] = np.asarray(scenario.time.samples, dtype=np.float64)


def _response_columns(scenario: Scenario, traits: Traits) -> set[int]:
    """Traits that stand inside a law where they do not separate from the niche."""
    columns: set[int] = set()
    for drug in scenario.drug:
        columns.add(traits.column["ec50_fold", drug.name])
        if any(effect.on != "kill" for effect in drug.effect):
            columns.add(traits.column["sensitivity", drug.name])
    for modifier in scenario.modifier:
        if modifier.trait is not None and modifier.times is not None:
            columns.add(traits.column["trait", modifier.trait])
    # Self-renewal splits divisions in two; where it differs it is settled by the clone.
    columns.update(column for (kind, _), column in traits.column.items() if kind == "self_renewal")
    return columns
