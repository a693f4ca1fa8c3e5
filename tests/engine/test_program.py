"""A program that is not as its tables are described is refused by name, and never followed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clonal._engine import Engine
from clonal.compile import codes
from clonal.compile.consistency import MOST_BALLS
from clonal.compile.tables import SIZES, STRATEGY, TABLES
from support import spoiling
from support.spoiling import spoiled

WHOLE = spoiling.rich()
#: Programs with an entry spoiled, in one child.
CASES = 700


def others(name: str) -> Iterator[tuple[str, Any]]:
    """What is no table `name` of the program, whatever it holds."""
    right = WHOLE.arrays[name]
    yield "a list", right.tolist()
    yield "of another type", right.astype(np.int16 if right.dtype.kind == "i" else np.float32)
    yield "of swapped bytes", right.astype(right.dtype.newbyteorder())
    yield "in two dimensions", right.reshape(1, -1)
    yield "not contiguous", np.repeat(right, 2)[::2] if len(right) > 1 else right.reshape(-1, 1)
    yield "too long", np.append(right, right[-1:] if len(right) else right.dtype.type(0))
    if len(right):
        yield "too short", right[:-1]
        yield "empty", right[:0]


def entries(name: str) -> Iterator[tuple[str, Any]]:
    """Entries that the description of table `name` does not allow."""
    table, right = TABLES[name], WHOLE.arrays[name]
    if right.dtype.kind == "f" or not len(right):
        return
    beyond = [table.least - 1, np.iinfo(right.dtype).min]
    if table.most is not None:
        beyond += [table.most + 1, np.iinfo(right.dtype).max]
    elif table.index:
        past = WHOLE._size(table.index) + name.endswith("_ptr")
        beyond += [past, past + 1000, np.iinfo(right.dtype).max]
    for at in sorted({0, len(right) // 2, len(right) - 1}):
        for value in beyond:
            wrong = right.copy()
            wrong[at] = value
            yield f"[{at}] = {value}", wrong
    if name.endswith("_ptr"):
        wrong = right.copy()
        wrong[0] = 1
        yield "does not begin at 0", wrong
        for at in np.flatnonzero(np.diff(right))[:1]:
            wrong = right.copy()
            wrong[at] = right[-1] + 1
            yield "falls", wrong


@pytest.mark.parametrize("name", TABLES)
def test_a_wrong_table_is_named(name: str) -> None:
    Engine(WHOLE)
    # Where offsets end elsewhere, it is the table that they lead into that is too short or long.
    names = {name, TABLES[name].index} | ({"feed_node"} if name == "feed_ptr" else set())
    for what, wrong in [*others(name), *entries(name)]:
        with pytest.raises(TypeError) as refused:
            Engine(spoiled(WHOLE, **{name: wrong}))
        assert any(one and one in str(refused.value) for one in names), f"{what}: {refused.value}"
    missing = spoiled(WHOLE)
    del missing.arrays[name]
    with pytest.raises(TypeError, match=name):
        Engine(missing)


@pytest.mark.parametrize("name", SIZES)
def test_a_wrong_size_is_named(name: str) -> None:
    concerned = {name, "does not follow from the others"}
    concerned |= {table for table, one in TABLES.items() if name in (one.index, *one.shape)}
    concerned |= {table for table, one in TABLES.items() if f"{name} + 1" in " ".join(one.shape)}
    right = WHOLE.sizes[name]
    wrong: list[Any] = [None, str(right), float(right), np.int64(right), -1, 2**62 + 1, 2**70]
    if name not in STRATEGY:
        wrong += [right + 1, right + 1000] + ([right - 1] if name != "record_clones" else [])
    if name == "balls":
        wrong += [0, MOST_BALLS + 1]
    for value in wrong:
        program = spoiled(WHOLE)
        program.sizes[name] = value
        with pytest.raises(TypeError) as refused:
            Engine(program)
        assert any(one in str(refused.value) for one in concerned), refused.value
    del program.sizes[name]
    with pytest.raises(TypeError, match=name):
        Engine(program)


def test_a_layout_of_another_program_is_refused() -> None:
    import dataclasses

    for name in ("niches", "states", "lineages", "pools", "endpoints", "clones", "mutations"):
        short = getattr(WHOLE.layout, name)[1:]
        program = spoiled(WHOLE)
        object.__setattr__(program, "layout", dataclasses.replace(WHOLE.layout, **{name: short}))
        with pytest.raises(TypeError, match=name):
            Engine(program)
    program = spoiled(WHOLE)
    object.__setattr__(program, "layout", dataclasses.replace(WHOLE.layout, signals=()))
    with pytest.raises(TypeError, match="signals"):
        Engine(program)


def first(mask: Any) -> int:
    return int(np.flatnonzero(mask)[0])


def changed(name: str, at: int, value: Any) -> Any:
    new = WHOLE.arrays[name].copy()
    new[at] = value
    return spoiled(WHOLE, **{name: new})


A = WHOLE.arrays
N = WHOLE.sizes
KIND = A["node_kind"]
OF_POOL = A["channel_entity"] >= N["cells"]
PARTS = np.repeat(np.arange(N["laws"]), np.diff(A["part_ptr"]))
FACTORS = np.repeat(np.arange(N["laws"]), np.diff(A["factor_ptr"]))
OUTER = FACTORS[first(A["factor_law"] >= 0)]
LEAVES = first(A["move_own"] < 0)
#: What no table says alone: the table, the entry, what it becomes.
TOGETHER: dict[str, Any] = {
    "the last group": ("entity_group", 0, N["groups"] - 1),
    "a pool with a group": ("entity_group", N["cells"], 0),
    "another compartment": ("entity_compartment", 0, 1),
    "another entity": ("channel_entity", 0, 1),
    "no constant 1": ("clone_traits", 0, 0.5),
    "a pool's rate with a trait": ("channel_column", first(OF_POOL), 1),
    "a pool's rate that reads one": (
        "channel_law",
        first(OF_POOL),
        first(np.bincount(PARTS, A["part_column"])),
    ),
    "a cell that leaves elsewhere": (
        "move_compartment",
        LEAVES,
        (A["move_compartment"][LEAVES] + 1) % N["compartments"],
    ),
    "another's event": ("channel_event", 0, A["channel_event"][1]),
    "two cells that leave": ("move_own", LEAVES + 1, -1, "move_"),
    "an arrival of nobody": ("event_clone", first(A["event_clone"] >= 0), -1),
    "an arrival that mutates": ("event_mutations", first(A["event_clone"] >= 0), 0),
    "a pool twice": (
        "pool_move_pool",
        1 + first(np.diff(A["pool_move_pool"]) != 0),
        A["pool_move_pool"][first(np.diff(A["pool_move_pool"]) != 0)],
    ),
    "a founder of no group": (
        "mutation_group",
        A["clone_group"][0],
        -1,
    ),
    "an input of none": ("node_parent", first(KIND > codes.NODE_DRUG), -1),
    "an input behind it": ("node_parent", first(KIND > codes.NODE_DRUG), N["nodes"] - 1),
    "a product of one": ("node_other", first(KIND == codes.NODE_PRODUCT), -1),
    "a concentration of none": ("node_drug", first(KIND == codes.NODE_DRUG), -1),
    "a table without points": (
        "node_kind",
        first(KIND == codes.NODE_HILL),
        codes.NODE_TABLE,
        "node_point_ptr",
    ),
    "points that fall": ("node_point_x", 0, 1e9),
    "a sum of something else": ("node_term_entity", 0, A["node_term_entity"][1], "feed_"),
    "a sum nobody feeds": ("feed_node", 0, first(KIND == codes.NODE_DRUG)),
    "another weight": ("feed_weight", 0, 77.0),
    "a tally that is fed": ("feed_node", 0, first(KIND == codes.NODE_TALLY)),
    "a plain rate of a tally": ("channel_node_index", 0, first(KIND == codes.NODE_TALLY)),
    "an endpoint on a tally": ("condition_node", 0, first(KIND == codes.NODE_TALLY)),
    "a factor of a tally": (
        "factor_node",
        first(A["factor_node"] >= 0),
        first(KIND == codes.NODE_TALLY),
        "channel_law",
    ),
    "a dose-response to a tally": (
        "effect_node",
        0,
        first(KIND == codes.NODE_TALLY),
        "channel_law",
    ),
    "one sum in place of two": ("node_other", first(KIND == codes.NODE_PLUS), -1),
    "what does not move": ("node_timed", first(A["node_timed"] > 0), 0),
    "another that moves": ("timed_node", 0, 0),
    "a law that reads itself": ("factor_law", first(A["factor_law"] >= 0), OUTER),
    "a ratio to itself": (
        "part_ratio",
        first(A["part_ratio"] >= 0),
        PARTS[first(A["part_ratio"] >= 0)],
    ),
    "a factor of no law": ("factor_law", first(A["factor_law"] >= 0), -1),
    "a factor of no node": ("factor_node", first(A["factor_node"] >= 0), -1),
    "a factor of no effect": ("factor_effect", first(A["factor_effect"] >= 0), -1),
    "a constant 1 that changes": ("change_column", 0, 0),
    "a drug unread": ("drug_read", 0, 0),
    "absorbed at another's rate": ("series_gut", first(A["series_gut"] == 0), 1),
    "absorbed at none": ("series_gut", first(A["series_gut"] == 0), -1),
    "an infusion of no time": (
        "series_duration_digits",
        first(A["series_kind"] == codes.SERIES_INFUSION),
        0,
    ),
    "doses all at once": ("series_every_digits", first(A["series_count"] > 1), 0),
    "no elimination": ("drug_elimination", 0, np.nan),
    "no end": ("mark_kind", N["marks"] - 1, codes.MARK_INTERVENTION),
    "two ends": ("mark_kind", 0, codes.MARK_END),
    "an end that is no time": ("mark_time", N["marks"] - 1, np.nan),
    "marks that fall": ("mark_time", 0, 5.0),
    "a mark of no intervention": ("mark_which", 0, N["interventions"]),
    "a sample after the end": ("sample_time", N["samples"] - 1, 1e9),
    "samples that fall": ("sample_time", 1, 0.0 - 1.0),
    "cells of nobody": (
        "intervention_clone",
        first(A["intervention_kind"] != codes.INTERVENTION_SCALE),
        -1,
    ),
    "cells put nowhere": (
        "intervention_place",
        first(A["intervention_kind"] != codes.INTERVENTION_SCALE),
        -1,
    ),
    "more than all survive": ("intervention_factor", 0, 1.5),
}


@pytest.mark.parametrize("what", TOGETHER)
def test_tables_that_do_not_fit_are_named(what: str) -> None:
    name, at, value, *named = TOGETHER[what]
    with pytest.raises(TypeError, match=named[0] if named else name):
        Engine(changed(name, at, value))


def test_what_is_written_later_is_not_followed() -> None:
    """Not even through a view that was taken before."""
    tables = {name: table.copy() for name, table in A.items()}
    engine = Engine(spoiled(WHOLE, **tables))
    for table in tables.values():
        table[...] = np.iinfo(np.int32).max
    blocks = []
    for one in (engine, Engine(WHOLE)):
        one.open(np.arange(4, dtype=np.uint64), 0, 2)
        while not one.advance(100_000):
            pass
        blocks.append(one.take()["population"])
    assert np.array_equal(*blocks)


def test_no_spoiled_entry_ends_the_process(repository: Path) -> None:
    """Whatever a table's description allows is refused, fails in words, or runs."""
    here = repository / "tests" / "support" / "spoiling.py"
    paths = [str(repository / "tests"), *sys.path]
    done = subprocess.run(
        [sys.executable, str(here), "1", str(CASES)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, f"{done.returncode} after {lines[-1:]}: {done.stderr[-2000:]}"
    assert len(lines) >= 2 * CASES
    assert done.stderr == ""
