"""How the tables of a program hang together: what the description of each alone cannot say.

The engine follows these tables without looking: an event that takes a cell from where its channel
has none, or a law that reads the traits of a pool, would lead it out of its memory.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from ..moments import rounded
from . import codes

Tables = dict[str, npt.NDArray[Any]]
Sizes = dict[str, int]
Mask = npt.NDArray[np.bool_]

#: Of each block, so that the memory of the urn follows from the number of blocks.
MOST_BALLS = 1 << 16


def check_consistency(n: Sizes, a: Tables) -> None:
    """Hold tables, each of which is as it is described, against one another.

    Parameters
    ----------
    n : dict of str to int
        The program's sizes.
    a : dict of str to ndarray
        Its tables.

    Raises
    ------
    TypeError
        Naming the table that does not fit the others.
    """
    _sizes(n)
    _entities(n, a)
    _nodes(n, a)
    _laws(n, a)
    _tallies(n, a)
    _channels(n, a)
    _events(n, a)
    _mutations(n, a)
    _changes(a)
    _drugs(n, a)
    _due(n, a)


def _refuse(name: str, wrong: Any, why: str) -> None:
    if np.any(wrong):
        raise TypeError(f"this Program's table {name}: {why}")


def _owners(offsets: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """To which row of a ragged table each entry belongs."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def _sizes(n: Sizes) -> None:
    if n["columns"] < 1:
        raise TypeError("this Program's size 'columns': the constant 1 is missing")
    if n["groups"] and not n["compartments"]:
        raise TypeError("this Program's size 'compartments': clones have no place")
    if n["record_clones"] > 1:
        raise TypeError("this Program's size 'record_clones': it is 0 or 1")
    if not 1 <= n["balls"] <= MOST_BALLS:
        raise TypeError(f"this Program's size 'balls': it is 1 to {MOST_BALLS}")


def _entities(n: Sizes, a: Tables) -> None:
    cells = np.arange(n["cells"])
    others = [-1] * (n["entities"] - n["cells"])
    for name, of_cell in (
        ("entity_group", cells // max(n["compartments"], 1)),
        ("entity_compartment", cells % max(n["compartments"], 1)),
    ):
        _refuse(name, a[name] != np.append(of_cell, others), "it is not that of its entity")
    _refuse(
        "channel_entity",
        a["channel_entity"] != _owners(a["entity_channel_ptr"]),
        "it is not the one of entity_channel_ptr",
    )
    _refuse(
        "load_entity", a["load_entity"] != _owners(a["load_ptr"]), "it is not the one of load_ptr"
    )
    first = a["clone_traits"].reshape(n["clones"], n["columns"])[:, 0]
    _refuse("clone_traits", first != 1.0, "the first is the constant 1")


def _nodes(n: Sizes, a: Tables) -> None:
    kind, number = a["node_kind"], np.arange(n["nodes"])
    for name in ("node_parent", "node_other"):
        _refuse(name, a[name] >= number, "an input stands behind its node")
    is_sum, is_drug = kind <= codes.NODE_TALLY, kind == codes.NODE_DRUG
    needs = {
        "node_parent": ~is_sum & ~is_drug,
        "node_other": np.isin(kind, (codes.NODE_PRODUCT, codes.NODE_PLUS, codes.NODE_SHARE)),
        "node_drug": is_drug,
    }
    for name, wanted in needs.items():
        _refuse(name, (a[name] >= 0) != wanted, "a node lacks its input, or has one too many")
    _refuse(
        "node_point_ptr",
        (np.diff(a["node_point_ptr"]) > 0) != (kind == codes.NODE_TABLE),
        "a table response has points, and nothing else has",
    )
    within = np.diff(_owners(a["node_point_ptr"])) == 0
    _refuse("node_point_x", within & ~(np.diff(a["node_point_x"]) > 0), "points do not ascend")
    counted = _owners(a["node_term_ptr"])
    _refuse("node_term_ptr", ~is_sum[counted], "what is no sum counts something")
    kept = kind[counted] != codes.NODE_TALLY
    terms = tuple(
        column[kept] for column in (a["node_term_entity"], counted, a["node_term_weight"])
    )
    feeds = (_owners(a["feed_ptr"]), a["feed_node"], a["feed_weight"])
    in_order = [np.lexsort((one[1], one[0])) for one in (terms, feeds)]
    for name, term, fed in zip(("ptr", "node", "weight"), terms, feeds, strict=True):
        same = len(term) == len(fed) and np.array_equal(term[in_order[0]], fed[in_order[1]])
        _refuse(f"feed_{name}", not same, "it does not say what the sums count")
    moves = _made_of(a, is_drug)
    _refuse(
        "node_timed",
        (a["node_timed"] != codes.TIMED_NOT) != moves,
        "it does not follow from the inputs",
    )
    _refuse(
        "timed_node",
        not np.array_equal(a["timed_node"], np.flatnonzero(moves)),
        "they are not the nodes that move with a concentration",
    )


def _made_of(a: Tables, some: Mask) -> Mask:
    """Some nodes, and all that are made of one of them."""
    made = some.copy()
    for node in np.flatnonzero(a["node_parent"] >= 0).tolist():
        other = int(a["node_other"][node])
        made[node] |= made[a["node_parent"][node]] or (other >= 0 and made[other])
    return made


def _tallies(n: Sizes, a: Tables) -> None:
    """What is made of a tally is recorded and nothing else: events pass over it."""
    made = _made_of(a, a["node_kind"] == codes.NODE_TALLY)
    owner = np.concatenate([_owners(a["part_ptr"]), _owners(a["factor_ptr"])])
    node, effect, inner = (
        np.concatenate([a[f"part_{of_part}"], a[f"factor_{of_factor}"]])
        for of_part, of_factor in (("node", "node"), ("effect", "effect"), ("ratio", "law"))
    )
    law = np.zeros(n["laws"], dtype=np.bool_)
    for index, of_index in ((node, made), (effect, made[a["effect_node"]])):
        asked = index >= 0
        law[owner[asked][of_index[index[asked]]]] = True
    for i in np.argsort(owner, kind="stable").tolist():  # inner laws stand first
        law[owner[i]] |= inner[i] >= 0 and law[inner[i]]
    for name, wrong in (
        ("channel_law", law[a["channel_law"]]),
        ("channel_node_index", made[a["channel_node_index"]]),
        ("condition_node", made[a["condition_node"]]),
    ):
        _refuse(name, wrong, "it reads a sum that events do not keep")


def _laws(n: Sizes, a: Tables) -> None:
    part, factor = _owners(a["part_ptr"]), _owners(a["factor_ptr"])
    _refuse("part_ratio", a["part_ratio"] >= part, "a law stands before those that read it")
    _refuse("factor_law", a["factor_law"] >= factor, "a law stands before those that read it")
    kind = a["factor_kind"]
    needs = {
        "factor_node": kind == codes.FACTOR_NODE,
        "factor_effect": (kind == codes.FACTOR_INHIBITION) | (kind == codes.FACTOR_STIMULATION),
        "factor_law": (kind == codes.FACTOR_LAW) | (kind == codes.FACTOR_COMPLEMENT),
    }
    for name, wanted in needs.items():
        _refuse(name, (a[name] >= 0) != wanted, "a factor lacks its input, or has one too many")
    _refuse("change_column", a["change_column"] < 1, "the constant 1 cannot change")


def _asks_traits(n: Sizes, a: Tables) -> Mask:
    """Which laws read a trait of the clone, themselves or through another."""
    part, factor = _owners(a["part_ptr"]), _owners(a["factor_ptr"])
    asks = np.zeros(n["laws"], dtype=np.bool_)
    asks[part[(a["part_column"] > 0) | (a["part_effect"] >= 0) | (a["part_ratio"] >= 0)]] = True
    asks[factor[(a["factor_column"] >= 0) | (a["factor_effect"] >= 0)]] = True
    for i in np.flatnonzero(a["factor_law"] >= 0).tolist():  # inner laws stand first
        asks[factor[i]] |= asks[a["factor_law"][i]]
    return asks


def _channels(n: Sizes, a: Tables) -> None:
    other = a["channel_entity"] >= n["cells"]
    _refuse("channel_column", other & (a["channel_column"] > 0), "what is no cell has no traits")
    asks = _asks_traits(n, a)[a["channel_law"]]
    _refuse("channel_law", other & asks, "a law of what is no cell reads the traits of one")


def _events(n: Sizes, a: Tables) -> None:
    event = a["channel_event"]
    _refuse("channel_event", len(np.unique(event)) < len(event), "two channels lead to one event")
    of_cells = a["channel_entity"] < n["cells"]
    home = np.full(n["events"], -1)
    home[event] = a["entity_compartment"][a["channel_entity"]]
    led_to = np.zeros(n["events"], dtype=np.bool_)
    led_to[event] = True
    variant = _owners(a["move_ptr"])
    loss = a["move_own"] < 0
    elsewhere = loss & led_to[variant // 3] & (a["move_compartment"] != home[variant // 3])
    _refuse("move_compartment", elsewhere, "a cell leaves from where its channel has none")
    _refuse("move_own", np.bincount(variant[loss]) > 1, "more than one cell leaves")
    moves = np.diff(a["move_ptr"])[::3] > 0
    lacks = moves & (a["event_clone"] < 0)
    _refuse("event_clone", lacks[event[~of_cells]], "nobody's cells come")
    divides = a["event_mutations"] >= 0
    _refuse("event_mutations", divides[event[~of_cells]], "what is no cell mutates")
    dies = a["event_cause"] >= 0
    first = a["move_ptr"][:-1].reshape(-1, 3)[:, 0]
    alone = (np.diff(a["move_ptr"]).reshape(-1, 3) == (1, 0, 0)).all(axis=1)
    alone[alone] = a["move_own"][first[alone]] == -1
    alone &= ~divides & (np.diff(a["pool_move_ptr"]) == 0)
    _refuse("event_cause", dies & ~alone, "it is more than one cell's death")
    pools = _owners(a["pool_move_ptr"]) * max(n["pools"], 1) + a["pool_move_pool"]
    _refuse("pool_move_pool", len(np.unique(pools)) < len(pools), "a pool changes twice")


def _mutations(n: Sizes, a: Tables) -> None:
    founds = a["mutation_group"].reshape(n["mutations"], n["groups"]) >= 0
    founds |= (a["mutation_target"] >= 0)[:, None]
    lacks = np.zeros((n["mutation_lists"], n["groups"]), dtype=np.bool_)
    listed = _owners(a["mutation_list_ptr"])
    np.logical_or.at(lacks, listed, ~founds[a["mutation_list_mutation"]])
    of_cells = a["channel_entity"] < n["cells"]
    group = a["entity_group"][a["channel_entity"][of_cells]]
    lists = a["event_mutations"][a["channel_event"][of_cells]]
    divides = lists >= 0
    _refuse(
        "mutation_group", lacks[lists[divides], group[divides]], "the clone it founds has no group"
    )


def _changes(a: Tables) -> None:
    shaped = a["change_draw"] == codes.DRAW_GAMMA
    shape = a["change_a"]
    _refuse("change_a", shaped & ~((shape > 0.0) & (shape < np.inf)), "a gamma has no such shape")


def _drugs(n: Sizes, a: Tables) -> None:
    read = a["node_drug"][a["node_drug"] >= 0]
    _refuse("drug_read", a["drug_read"][read] == 0, "a node reads it")
    kind, drug = a["series_kind"], _owners(a["drug_series_ptr"])
    gut, first = a["series_gut"], a["gut_ptr"]
    absorbed = kind == codes.SERIES_ABSORBED
    own = (gut >= first[drug]) & (gut < first[drug + 1])
    _refuse("series_gut", absorbed != own, "it is not absorbed at a rate of its own drug")
    _refuse("series_gut", ~absorbed & (gut >= 0), "it is not absorbed")
    for i in np.flatnonzero(kind == codes.SERIES_INFUSION).tolist():
        days = rounded(int(a["series_duration_digits"][i]), -int(a["series_duration_power"][i]))
        endless = days <= 0.0 or math.isinf(float(a["series_amount"][i]) / days)
        _refuse("series_duration_digits", endless, "an infusion has no rate")
    _refuse(
        "series_every_digits",
        (a["series_count"] > 1) & (a["series_every_digits"] <= 0),
        "doses come one after another",
    )
    for name in ("drug_elimination", "gut_rate", "series_amount"):
        _refuse(name, ~((a[name] >= 0.0) & (a[name] < np.inf)), "it is negative or no number")


def _due(n: Sizes, a: Tables) -> None:
    time, kind = a["mark_time"], a["mark_kind"]
    ends = np.flatnonzero(kind == codes.MARK_END)
    _refuse("mark_kind", ends.tolist() != [len(kind) - 1], "the last mark alone is the end")
    _refuse("mark_time", not _ascend(time, np.inf), "moments ascend from 0 on")
    _refuse("sample_time", not _ascend(a["sample_time"], time[-1]), "they ascend from 0 to the end")
    most = np.array([n["interventions"], n["endpoints"], 1])[kind]
    _refuse("mark_which", a["mark_which"] >= most, "there is none with this number")
    puts = a["intervention_kind"] != codes.INTERVENTION_SCALE
    puts &= a["intervention_pool"] < 0
    for name in ("intervention_clone", "intervention_place"):
        _refuse(name, puts & (a[name] < 0), "cells are put nowhere")
    factor = a["intervention_factor"]
    _refuse("intervention_factor", ~((factor >= 0.0) & (factor <= 1.0)), "it is no probability")


def _ascend(times: npt.NDArray[Any], end: float) -> bool:
    """Whether times ascend from 0 on and do not pass a finite end."""
    inside = np.all((times >= 0.0) & (times <= end) & np.isfinite(times))
    return bool(inside and np.all(np.diff(times) >= 0.0))
