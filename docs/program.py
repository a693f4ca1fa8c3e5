"""Write program.md, every table of a compiled program, from clonal.compile: ``make docs``."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from clonal.compile import codes
from clonal.compile.tables import SIZES, STRATEGY, TABLES, Table

PAGE = Path(__file__).parent / "program.md"

HEAD = """# Every table of a program

Made from `clonal/compile/tables.py` and `clonal/compile/codes.py` by `make docs`. A program is a
scenario without words: `clonal.compile.compile_scenario(scenario)` gives a `Program`, with `sizes`
(numbers by name), `arrays` (the tables) and `layout` (the labels of what is recorded). The engine
reads nothing else of a scenario. [ext/README.md](../ext/README.md) says what the words mean.

- Every array is flat and C-contiguous. A shape is a product of sizes; the last index runs fastest.
- A table `x_ptr` has the offsets of ragged tables: row i of those is their entries `x_ptr[i]` to
  `x_ptr[i + 1] − 1`. Where a shape says `x_ptr`, the length is the last entry of that table.
- An index is below the size, or the length of the table, that it names. −1 stands for none, unless
  the meaning says otherwise.
- A code is one of the numbers at the end of this page.

`Program.check()` holds every size, type, length, offset, index and code, and what must hold between
tables (`clonal/compile/consistency.py`). It raises TypeError with the table's name. The engine
calls it before it reads a program.

"""

#: The table that each section begins with, and its title.
SECTIONS = {
    "clone_traits": "Clones",
    "entity_group": "Entities and their channels",
    "move_ptr": "Events",
    "node_kind": "Nodes",
    "reach_node_ptr": "What depends on a sum, and on any concentration",
    "part_ptr": "Laws",
    "mutation_list_ptr": "Mutations",
    "drug_elimination": "Drugs",
    "mark_time": "What is due when, and what is watched",
}


#: The tables whose entries are codes, and how the names of those begin.
CODED = {
    "channel_mode": "MODE",
    "node_kind": "NODE",
    "node_timed": "TIMED",
    "factor_kind": "FACTOR",
    "change_operation": "EFFECT",
    "change_draw": "DRAW",
    "series_kind": "SERIES",
    "mark_kind": "MARK",
    "intervention_kind": "INTERVENTION",
}


def entries(table: Table, name: str) -> str:
    """Say in a few words what an entry may be."""
    if name in CODED:
        return f"code `{CODED[name]}_…`"
    if table.dtype.kind == "f":
        return "number"
    if table.most is not None:
        return f"{table.least} … {table.most}".replace("-", "−")
    if not table.index:
        return "whole number" + (f" ≥ {table.least}".replace("-", "−"))
    if name.endswith("_ptr"):
        return f"offset into `{table.index}`"
    none = {0: "", -1: ", or −1", -2: ", or −1, −2"}[table.least]
    return f"index of `{table.index}`{none}"


def sizes() -> list[str]:
    """Return the lines about the sizes."""
    lines = ["| size | counts |", "|---|---|"]
    lines += [f"| `{name}` | {means} |" for name, means in SIZES.items() if name not in STRATEGY]
    lines += [
        "",
        "These sizes choose how the engine works. They change no law; the bits follow them. Tests",
        "set them to force every path.",
        "",
        "| size | default | |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | {value:,} | {SIZES[name]} |" for name, value in STRATEGY.items()]
    return lines


def tables() -> list[str]:
    """Return the lines about the tables, by section."""
    lines: list[str] = []
    for name, table in TABLES.items():
        if name in SECTIONS:
            lines += ["", f"## {SECTIONS[name]}", ""]
            lines += ["| table | type | shape | an entry | meaning |", "|---|---|---|---|---|"]
        shape = ", ".join(table.shape)
        lines.append(
            f"| `{name}` | {table.dtype} | {shape} | {entries(table, name)} | {table.meaning} |"
        )
    return lines


def meanings() -> list[str]:
    """Return the lines about the numbers that stand for kinds."""
    found = re.findall(r"^([A-Z_]+) = (-?\d+)(?:  # (.*))?$", inspect.getsource(codes), re.M)
    lines = ["", "## Codes", "", "| code | number | |", "|---|---|---|"]
    return lines + [f"| `{name}` | {n.replace('-', '−')} | {means} |" for name, n, means in found]


def page() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(["## Sizes", "", *sizes(), *tables(), *meanings()]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
