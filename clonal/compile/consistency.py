"""What must hold between the tables of a program, beyond what the description of each one says.

The engine follows these without looking again: what breaks one would be read from foreign memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from . import codes

Array = npt.NDArray[Any]
Sizes = dict[str, int]
Arrays = dict[str, Array]


def faults(sizes: Sizes, arrays: Arrays) -> Iterator[str]:
    """Yield what does not fit, naming a table (or a size) each; every table fits its description.

    Parameters
    ----------
    sizes : dict of str to int
    arrays : dict of str to ndarray
    """
    for check in (_entities, _channels, _moves, _nodes, _laws, _mutations, _times, _kinds):
        yield from check(sizes, arrays)


def _wrong(name: str, wrong: Any, message: str) -> Iterator[str]:
    if np.any(wrong):
        yield f"table {name}: {message}"


def _entities(sizes: Sizes, arrays: Arrays) -> Iterator[str]:
    if sizes["columns"] < 1:
        yield "size 'columns': the constant 1 comes before the traits"
    last = int(arrays["channel_entity"].max(initial=-1))
    if not last < sizes["summed"] <= sizes["entities"]:
        yield "size 'summed': entities up to the last one that has channels"
    cells = np.arange(sizes["cells"])
    others = np.full(sizes["entities"] - sizes["cells"], -1)
    of: dict[str, Callable[[Array, int], Array]] = {
        "entity_group": np.floor_divide,
        "entity_compartment": np.remainder,
    }
    for name, part in of.items():
        right = np.concatenate([part(cells, max(sizes["compartments"], 1)), others])
        yield from _wrong(name, arrays[name] != right, "not that of the entity's number")


def _channels(sizes: Sizes, arrays: Arrays) -> Iterator[str]:
    ends = arrays["entity_channel_ptr"]
    right = np.repeat(np.arange(sizes["entities"]), np.diff(ends))
    entity, event = arrays["channel_entity"], arrays["channel_event"]
    yield from _wrong("channel_entity", entity != right, "not that of entity_channel_ptr")
    # Pools and inflows have no clone: no trait can be asked of them, and no cell of theirs moves.
    foreign = entity >= sizes["cells"]
    yield from _wrong("channel_column", arrays["channel_column"][foreign], "a pool has no traits")
    moves = np.diff(arrays["move_ptr"][::3])[event[foreign]] > 0
    alone = arrays["event_clone"][event[foreign]] < 0
    yield from _wrong("event_clone", moves & alone, "cells come, and of no clone")
    mutates = arrays["event_mutations"][event[foreign]] >= 0
    yield from _wrong("event_mutations", mutates, "what comes from outside does not mutate")
    laws = np.unique(arrays["channel_law"][foreign])
    for name, none in (
        ("part_column", 0),
        ("part_effect", -1),
        ("part_ratio", -1),
        ("factor_column", -1),
        ("factor_effect", -1),
        ("factor_law", -1),
    ):
        read = np.isin(_owner(arrays, name), laws) & (arrays[name] != none)
        yield from _wrong(name, read, "the law of a pool reads a clone's traits")


def _moves(sizes: Sizes, arrays: Arrays) -> Iterator[str]:
    """The cell that is drawn may leave its place, and no other cell does."""
    entity, event = arrays["channel_entity"], arrays["channel_event"]
    twice = len(np.unique(event)) < len(event)
    yield from _wrong("channel_event", twice, "two channels lead to one event")
    home = np.full(sizes["events"], -1)
    home[event] = arrays["entity_compartment"][entity]
    counts = np.diff(arrays["move_ptr"])
    variant = np.repeat(np.arange(3 * sizes["events"]), counts)
    leaves = arrays["move_own"] < 0
    used = np.isin(variant // 3, event)
    elsewhere = leaves & used & (arrays["move_compartment"] != home[variant // 3])
    yield from _wrong("move_compartment", elsewhere, "a cell leaves where none was drawn")
    again = np.bincount(variant[leaves], minlength=1) > 1
    yield from _wrong("move_own", again, "more than the one cell leaves")
    many = np.diff(arrays["pool_move_ptr"]) > sizes["pools"]
    yield from _wrong("pool_move_ptr", many, "more changes than there are pools")


def _nodes(sizes: Sizes, arrays: Arrays) -> Iterator[str]:
    number = np.arange(sizes["nodes"])
    for name in ("node_parent", "node_other"):
        yield from _wrong(name, arrays[name] >= number, "an input stands behind its node")
    kind = arrays["node_kind"]
    for name, wanted in (
        ("node_parent", kind > codes.NODE_DRUG),
        ("node_other", kind == codes.NODE_PRODUCT),
        ("node_drug", kind == codes.NODE_DRUG),
    ):
        yield from _wrong(name, arrays[name][wanted] < 0, "a node lacks its input")
    points = np.diff(arrays["node_point_ptr"])
    yield from _wrong("node_point_ptr", points[kind == codes.NODE_TABLE] == 0, "no points")


def _laws(_: Sizes, arrays: Arrays) -> Iterator[str]:
    for name in ("part_ratio", "factor_law"):
        behind = arrays[name] >= _owner(arrays, name)
        yield from _wrong(name, behind, "a law stands behind the one that reads it")
    kind = arrays["factor_kind"]
    for name, first, last in (
        ("factor_node", codes.FACTOR_NODE, codes.FACTOR_NODE),
        ("factor_effect", codes.FACTOR_INHIBITION, codes.FACTOR_STIMULATION),
        ("factor_law", codes.FACTOR_LAW, codes.FACTOR_COMPLEMENT),
    ):
        lacking = (kind >= first) & (kind <= last) & (arrays[name] < 0)
        yield from _wrong(name, lacking, "a factor lacks its input")


def _mutations(sizes: Sizes, arrays: Arrays) -> Iterator[str]:
    """A clone that a mutation founds has a group, whichever cells the mutation befalls."""
    after = arrays["mutation_group"].reshape(sizes["mutations"], sizes["groups"])
    ends = arrays["mutation_list_ptr"]
    for entity, event in zip(arrays["channel_entity"], arrays["channel_event"], strict=True):
        entry = arrays["event_mutations"][event]
        if entity >= sizes["cells"] or entry < 0:
            continue
        befalls = arrays["mutation_list_mutation"][ends[entry] : ends[entry + 1]]
        new = befalls[arrays["mutation_target"][befalls] < 0]
        group = arrays["entity_group"][entity]
        yield from _wrong("mutation_group", after[new, group] < 0, "a new clone has no group")


def _times(_: Sizes, arrays: Arrays) -> Iterator[str]:
    for name in ("mark_time", "sample_time"):
        times = arrays[name]
        wrong = not np.all(np.isfinite(times)) or np.any(np.diff(times) < 0) or np.any(times < 0)
        yield from _wrong(name, wrong, "days are finite, not negative, and ascend")
    kind = arrays["mark_kind"]
    ends = len(kind) and kind[-1] == codes.MARK_END
    yield from _wrong("mark_kind", not ends, "the last mark is not the end")


def _kinds(sizes: Sizes, arrays: Arrays) -> Iterator[str]:
    """What a mark, an intervention or a series refers to, by its kind."""
    kind, which = arrays["mark_kind"], arrays["mark_which"]
    for mark, size in (
        (codes.MARK_INTERVENTION, "interventions"),
        (codes.MARK_ENDPOINT, "endpoints"),
    ):
        beyond = which[kind == mark] >= sizes[size]
        yield from _wrong("mark_which", beyond, f"an entry is not below {sizes[size]}")
    places = arrays["intervention_kind"] != codes.INTERVENTION_SCALE
    for name in ("intervention_clone", "intervention_place"):
        yield from _wrong(name, arrays[name][places] < 0, "cells are set or added nowhere")
    infused = arrays["series_kind"] == codes.SERIES_INFUSION
    lasting = arrays["series_duration_digits"][infused] > 0
    yield from _wrong("series_duration_digits", ~lasting, "an infusion has no duration")
    absorbed = arrays["series_kind"] == codes.SERIES_ABSORBED
    drug = np.repeat(np.arange(sizes["drugs"]), np.diff(arrays["drug_series_ptr"]))[absorbed]
    gut, ends = arrays["series_gut"][absorbed], arrays["gut_ptr"]
    outside = (gut < ends[drug]) | (gut >= ends[drug + 1])
    yield from _wrong("series_gut", outside, "not a rate of absorption of its drug")


def _owner(arrays: Arrays, name: str) -> Array:
    """The law of each entry of a table of parts or factors."""
    ends = arrays[f"{name.partition('_')[0]}_ptr"]
    return np.repeat(np.arange(len(ends) - 1), np.diff(ends))
