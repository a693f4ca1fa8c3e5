"""Founded clones as declared ones: where effects are plain numbers, every founder of one mutation
of a declared clone is alike, and all of them together are one clone of the master equation.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np


def unfolded(words: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario whose mutations to "new" lead to declared clones instead."""
    changed = copy.deepcopy(words)
    clones = {clone["name"]: clone for clone in changed["clone"]}
    niches = [niche["name"] for niche in changed["niche"]]
    for mutation in changed.get("mutation", []):
        if mutation["to"] == "new":
            founder = founded(clones[mutation["from"]], mutation.pop("effects", {}), niches)
            founder.update(name=mutation["name"], lineage=mutation["name"])
            changed["clone"].append(founder)
            mutation["to"] = mutation["name"]
    changed.pop("record", None)
    return changed


def founded(
    parent: Mapping[str, Any], effects: Mapping[str, Any], niches: list[str]
) -> dict[str, Any]:
    """Return the words of a founder: its parent's, changed by effects that are plain numbers."""
    clone = copy.deepcopy({**parent})
    for key in ("initial", "immigration"):
        clone.pop(key, None)
    for key, node in effects.items():
        holder, name = clone, key
        if key not in clone and key not in ("tropism", "sensitivity", "ec50_fold"):
            holder = clone.setdefault("traits", {})
        if "times" in node or "plus" in node:
            value = holder.get(name, 1.0 if name == "tropism" else 0.0)
            if isinstance(value, Mapping) and name == "tropism":
                spread = dict.fromkeys(niches, 1.0) | dict(value)
                holder[name] = {to: changed(old, node) for to, old in spread.items()}
            elif isinstance(value, Mapping):
                first = next(iter(value))
                holder[name] = {**value, first: changed(value[first], node)}
            else:
                new = changed(value, node)
                holder[name] = new if holder is not clone else max(0.0, new)
        else:
            table = holder.get(name, {})
            if not isinstance(table, Mapping):
                table = dict.fromkeys(niches, table) if name == "tropism" else {"stem": table}
            for part, effect in node.items():
                table = {**table, part: max(0.0, changed(table.get(part, 1.0), effect))}
            holder[name] = table
    return clone


def changed(value: float, effect: Mapping[str, float]) -> float:
    """Return what one effect makes of the parent's value."""
    if "times" in effect:
        return value * effect["times"]
    return value + effect["plus"]


def rows_by_founding(scenario: Any, block: dict[str, np.ndarray]) -> np.ndarray:
    """Return counts, shape (runs, samples, columns): declared clones, then founders by mutation.

    Columns run over (clone or mutation to "new", niche, state), as in the unfolded scenario.
    """
    declared = len(scenario.clone)
    founding = [number for number, m in enumerate(scenario.mutation) if m.to == "new"]
    place = np.full(len(scenario.mutation) + 1, -1)
    place[founding] = declared + np.arange(len(founding))
    runs, samples, _, niches, states = block["population"].shape
    first = np.concatenate([[0], np.cumsum(block["clone/row_size"])])[:-1]
    moment = np.repeat(np.arange(runs * samples), block["clone_count/row_size"].ravel())
    row = first[moment // samples] + block["clone_count/clone_id"]
    number = block["clone/id"][row]
    kind = np.where(number < declared, number, place[block["clone/mutation"][row]])
    column = (kind * niches + block["clone_count/niche_index"]) * states
    column += block["clone_count/state_index"]
    columns = (declared + len(founding)) * niches * states
    cells = np.bincount(
        moment * columns + column, block["clone_count/count"], runs * samples * columns
    )
    return cells.astype(np.int64).reshape(runs, samples, columns)
