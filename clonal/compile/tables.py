"""The tables of a program: their names, types, shapes, what they index, and what they mean.

This is the one place that says what a program is. `Program.check` follows from it, and so do the
engine's binding (by this order), the page docs/program.md, and a test against the engine's struct.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: What every program counts, in the engine's order.
SIZES: dict[str, str] = {
    "niches": "niches",
    "states": "states of a cell: a stage, free or adherent where adhesion is modelled",
    "lineages": "lineages",
    "compartments": "niches times states",
    "groups": "groups of clones that nothing tells apart",
    "cells": "entities that are cells: groups times compartments",
    "pools": "pools",
    "counted": "entities that are counted: cells, then pools",
    "entities": "all entities: cells, pools, and last the one of all inflows",
    "loads": "loads: a trait, added up over the cells of an entity for a sum that it weighs",
    "measured": "what sums add up: entities that are counted, then loads",
    "columns": "heritable traits, and the constant 1 before them",
    "clones": "declared clones",
    "recorded_columns": "traits that the clone table holds",
    "record_clones": "1 where the clone tables are recorded",
    "channels": "channels",
    "events": "events",
    "nodes": "nodes",
    "laws": "laws",
    "effects": "dose-responses that are settled for each clone",
    "mutation_lists": "lists of the mutations that a cell may undergo",
    "mutations": "mutations",
    "timed_nodes": "nodes that move with a concentration",
    "timed_channels": "channels that read one of those",
    "drugs": "drugs",
    "series": "series of doses, and constant windows",
    "marks": "moments at which something is due",
    "interventions": "interventions",
    "endpoints": "endpoints",
    "record_nodes": "nodes that are recorded",
    "causes": "causes of death that are recorded",
    "samples": "samples",
    "most_groups": "groups, before clones that respond differently share one",
    "most_classes": "classes of a group, before they grow wider than a factor of two",
    "most_listed": "cells of a block that are listed one by one",
    "vast": "cells or members beyond which a running sum might round, so that sums are made anew",
    "interval_width": "half width of a sum's interval, as a multiple of its cube root",
    "balls": "balls in the urn for each block that has a rate",
    "far": "bytes of rows and lists beyond which they are fetched ahead of time",
}

#: The sizes that choose how the compiler and the engine work, and no law; the bits follow them.
STRATEGY: dict[str, int] = {
    "most_groups": 24,
    "most_classes": 24,
    "most_listed": 1 << 24,
    "vast": 1 << 32,
    "interval_width": 2,
    "balls": 64,
    "far": 1 << 20,
}

INT, LONG, REAL = np.dtype(np.int32), np.dtype(np.int64), np.dtype(np.float64)


@dataclass(frozen=True)
class Table:
    """One array of a program.

    Attributes
    ----------
    dtype : numpy.dtype
    shape : tuple of str
        Sizes, by name; ``"x + 1"`` one more; ``"x_ptr"``: as many as that table's last entry.
    meaning : str
        One line.
    index : str
        The size, or the ragged table, that its entries index; empty where they are values.
    least : int
        The lowest entry: -1 or -2 where that means none.
    most : int or None
        The highest entry of a code or a flag.
    """

    dtype: np.dtype
    shape: tuple[str, ...]
    meaning: str
    index: str = ""
    least: int = 0
    most: int | None = None


def _offsets(of: str, into: str) -> Table:
    return Table(INT, (f"{of} + 1",), f"where the entries of each begin in {into}", into)


def _codes(shape: str, most: int, meaning: str) -> Table:
    return Table(INT, (shape,), meaning, most=most)


#: Every table, in the engine's order.
TABLES: dict[str, Table] = {
    # clones
    "clone_traits": Table(REAL, ("clones", "columns"), "traits of each declared clone"),
    "clone_group": Table(INT, ("clones",), "its group", "groups"),
    "clone_lineage": Table(INT, ("clones",), "its lineage", "lineages"),
    "clone_initial": Table(LONG, ("clones", "compartments"), "its cells at the start"),
    "pool_initial": Table(LONG, ("pools",), "members of each pool at the start"),
    "column_floored": _codes("columns", 1, "1 where the trait never falls below 0"),
    "column_used": Table(
        INT,
        ("groups", "columns"),
        "1 where a law of the group reads a trait in which its clones may differ",
        most=1,
    ),
    "recorded_column": Table(INT, ("recorded_columns",), "traits of the clone table", "columns"),
    # entities and their channels
    "entity_group": Table(INT, ("entities",), "group; -1 for pools and inflows", "groups", -1),
    "entity_compartment": Table(
        INT, ("entities",), "compartment; -1 for pools and inflows", "compartments", -1
    ),
    "load_ptr": _offsets("cells", "loads"),
    "load_column": Table(INT, ("loads",), "the trait that is added up", "columns"),
    "load_entity": Table(INT, ("loads",), "over whose cells", "cells"),
    "entity_channel_ptr": _offsets("entities", "channels"),
    "channel_entity": Table(INT, ("channels",), "whose cells or members it concerns", "entities"),
    "channel_law": Table(INT, ("channels",), "its rate", "laws"),
    "channel_mode": _codes("channels", 2, "how its rate is bounded and settled"),
    "channel_event": Table(INT, ("channels",), "what it leads to", "events"),
    "channel_column": Table(
        INT, ("channels",), "the trait that multiplies a plain rate; 0 for none", "columns"
    ),
    "channel_coefficient": Table(REAL, ("channels",), "the number that multiplies a plain rate"),
    "channel_node_ptr": _offsets("channels", "channel_node_index"),
    "channel_node_index": Table(
        INT, ("channel_node_ptr",), "the nodes that multiply a plain rate", "nodes"
    ),
    # events
    "move_ptr": Table(
        INT,
        ("3 events + 1",),
        "where the moves of each event begin: no mutant, the first daughter's cells, the second's",
        "move_compartment",
    ),
    "move_compartment": Table(INT, ("move_ptr",), "where cells change", "compartments"),
    "move_own": Table(LONG, ("move_ptr",), "change of the clone's own cells", least=-1),
    "move_mutant": Table(LONG, ("move_ptr",), "change of the mutant's cells"),
    "pool_move_ptr": _offsets("events", "pool_move_pool"),
    "pool_move_pool": Table(INT, ("pool_move_ptr",), "which pool changes", "pools"),
    "pool_move_change": Table(INT, ("pool_move_ptr",), "by how many members", least=-1, most=1),
    "event_clone": Table(INT, ("events",), "the clone that immigrates; -1", "clones", -1),
    "event_mutations": Table(
        INT, ("events",), "the mutations of a division; -1", "mutation_lists", -1
    ),
    "event_cause": Table(
        INT,
        ("events",),
        "what a cell that it takes dies of, where that is recorded; -1",
        "causes",
        -1,
    ),
    # nodes
    "node_kind": _codes("nodes", 12, "kind of each node; inputs stand before what reads them"),
    "node_parent": Table(INT, ("nodes",), "its input; -1", "nodes", -1),
    "node_other": Table(INT, ("nodes",), "the second input of a product; -1", "nodes", -1),
    "node_number": Table(REAL, ("nodes", "4"), "the numbers of a sum, a drug or a response"),
    "node_drug": Table(INT, ("nodes",), "its drug; -1", "drugs", -1),
    "node_timed": _codes("nodes", 3, "how it moves with concentrations"),
    "node_term_ptr": _offsets("nodes", "node_term_entity"),
    "node_term_entity": Table(INT, ("node_term_ptr",), "what a sum adds up", "measured"),
    "node_term_weight": Table(REAL, ("node_term_ptr",), "its weight"),
    "node_point_ptr": _offsets("nodes", "node_point_x"),
    "node_point_x": Table(REAL, ("node_point_ptr",), "points of a table response, ascending"),
    "node_point_y": Table(REAL, ("node_point_ptr",), "its values there"),
    "feed_ptr": _offsets("measured", "feed_node"),
    "feed_node": Table(INT, ("feed_ptr",), "sums that add it up", "nodes"),
    "feed_weight": Table(REAL, ("feed_ptr",), "with that weight"),
    # what depends on a sum, and on any concentration
    "reach_node_ptr": _offsets("nodes", "reach_node_index"),
    "reach_node_index": Table(INT, ("reach_node_ptr",), "nodes that depend on a sum", "nodes"),
    "reach_channel_ptr": _offsets("nodes", "reach_channel_index"),
    "reach_channel_index": Table(
        INT, ("reach_channel_ptr",), "channels that depend on a sum", "channels"
    ),
    "timed_node": Table(INT, ("timed_nodes",), "nodes that move with a concentration", "nodes"),
    "timed_channel": Table(INT, ("timed_channels",), "channels that read one", "channels"),
    # laws
    "part_ptr": _offsets("laws", "part_coefficient"),
    "part_coefficient": Table(REAL, ("part_ptr",), "a part of a law: this number"),
    "part_column": Table(INT, ("part_ptr",), "times this trait; 0 for none", "columns"),
    "part_node": Table(INT, ("part_ptr",), "times this node; -1", "nodes", -1),
    "part_effect": Table(INT, ("part_ptr",), "times this dose-response; -1", "effects", -1),
    "part_ratio": Table(INT, ("part_ptr",), "times this law; -1", "laws", -1),
    "part_ratio_column": Table(INT, ("part_ptr",), "over this trait", "columns"),
    "factor_ptr": _offsets("laws", "factor_kind"),
    "factor_kind": _codes("factor_ptr", 4, "what multiplies a law's parts: its kind"),
    "factor_node": Table(INT, ("factor_ptr",), "the node; -1", "nodes", -1),
    "factor_column": Table(INT, ("factor_ptr",), "the trait that weighs it; -1", "columns", -1),
    "factor_effect": Table(INT, ("factor_ptr",), "the dose-response; -1", "effects", -1),
    "factor_law": Table(INT, ("factor_ptr",), "the law; -1", "laws", -1),
    "law_most": Table(REAL, ("laws",), "the largest value: 1 for a probability, else infinity"),
    "effect_node": Table(INT, ("effects",), "the concentration", "nodes"),
    "effect_number": Table(REAL, ("effects", "3"), "emax, ec50, hill"),
    "effect_column": Table(INT, ("effects", "2"), "sensitivity, fold", "columns"),
    # mutations
    "mutation_list_ptr": _offsets("mutation_lists", "mutation_list_mutation"),
    "mutation_list_mutation": Table(INT, ("mutation_list_ptr",), "a mutation", "mutations"),
    "mutation_list_rate": Table(REAL, ("mutation_list_ptr",), "its probability, where known"),
    "mutation_list_law": Table(INT, ("mutation_list_ptr",), "else its law; -1", "laws", -1),
    "mutation_list_total": Table(
        REAL, ("mutation_lists",), "sum of the probabilities; -1 where a law has to be asked"
    ),
    "mutation_target": Table(INT, ("mutations",), "the named clone; -1 for new ones", "clones", -1),
    "mutation_group": Table(
        INT, ("mutations", "groups"), "group of a clone founded from each; -1", "groups", -1
    ),
    "change_ptr": _offsets("mutations", "change_column"),
    "change_column": Table(INT, ("change_ptr",), "a trait that a founder's changes", "columns"),
    "change_operation": _codes("change_ptr", 1, "times or plus"),
    "change_draw": _codes("change_ptr", 5, "a number or a distribution"),
    "change_a": Table(REAL, ("change_ptr",), "its first parameter"),
    "change_b": Table(REAL, ("change_ptr",), "its second"),
    "change_which": Table(INT, ("change_ptr",), "rows of one number share one draw"),
    # drugs
    "drug_elimination": Table(REAL, ("drugs",), "rate of elimination, per day"),
    "drug_read": _codes("drugs", 1, "1 where a node reads it: the others interrupt nothing"),
    "gut_ptr": _offsets("drugs", "gut_rate"),
    "gut_rate": Table(REAL, ("gut_ptr",), "the different rates of absorption, per day"),
    "drug_series_ptr": _offsets("drugs", "series"),
    "series_kind": _codes("series", 3, "bolus, absorbed, infusion or constant window"),
    "series_gut": Table(INT, ("series",), "which rate of absorption; -1", "gut_rate", -1),
    "series_amount": Table(
        REAL, ("series",), "concentration that a whole dose would give at once, or of a window"
    ),
    "series_count": Table(LONG, ("series",), "how many doses"),
    "series_start_digits": Table(LONG, ("series",), "the first: digits · 10^-power days"),
    "series_start_power": Table(INT, ("series",), "the power of that", least=-400, most=400),
    "series_every_digits": Table(LONG, ("series",), "days between: digits · 10^-power"),
    "series_every_power": Table(INT, ("series",), "the power of that", least=-400, most=400),
    "series_duration_digits": Table(
        LONG,
        ("series",),
        "of each infusion; of a window the day it ends, -1 for never: digits · 10^-power days",
        least=-1,
    ),
    "series_duration_power": Table(INT, ("series",), "the power of that", least=-400, most=400),
    # what is due when
    "mark_time": Table(REAL, ("marks",), "when something is due, ascending; the last is the end"),
    "mark_kind": _codes("marks", 2, "an intervention, an endpoint that counts from now, the end"),
    "mark_which": Table(INT, ("marks",), "which of them"),
    "intervention_kind": _codes("interventions", 2, "scale, set or add"),
    "intervention_factor": Table(REAL, ("interventions",), "of scale: the share that survives"),
    "intervention_clone": Table(INT, ("interventions",), "whose cells change; -1", "clones", -1),
    "intervention_place": Table(INT, ("interventions",), "the compartment; -1", "compartments", -1),
    "intervention_value": Table(LONG, ("interventions",), "the cells, or members"),
    "intervention_pool": Table(
        INT, ("interventions",), "the pool in place of cells; -1", "pools", -1
    ),
    "scaled_ptr": _offsets("interventions", "scaled_entity"),
    "scaled_entity": Table(INT, ("scaled_ptr",), "the cells that scale reaches", "cells"),
    "emptied_ptr": _offsets("interventions", "emptied_compartment"),
    "emptied_compartment": Table(
        INT, ("emptied_ptr",), "the clone's compartments that set empties first", "compartments"
    ),
    "condition_ptr": _offsets("endpoints", "condition_node"),
    "condition_node": Table(INT, ("condition_ptr",), "what has to hold at once: a signal", "nodes"),
    "condition_above": _codes("condition_ptr", 1, "1 for above, 0 for below"),
    "condition_level": Table(REAL, ("condition_ptr",), "the level"),
    "endpoint_after": Table(
        INT, ("endpoints",), "the endpoint it waits for; -1 the start, -2 a mark", "endpoints", -2
    ),
    "endpoint_stop": _codes("endpoints", 1, "1 where it ends the run"),
    "record_node": Table(INT, ("record_nodes",), "the recorded signals' nodes", "nodes"),
    "sample_time": Table(REAL, ("samples",), "when the state is recorded, ascending"),
}
