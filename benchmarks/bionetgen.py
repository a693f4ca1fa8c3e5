"""The network as a BioNetGen network file (``.net``), for bngsim.

How full a niche is, is an observable over its clones. (A species of its own, as in `sbml`, has to
be a reactant of every event that lowers it, and a factor of its rate: that ran three times slower.)
"""

from __future__ import annotations

from benchmarks.network import Network
from benchmarks.sbml import species_name


def write(network: Network) -> str:
    """Return the text of the network file."""
    names = [species_name(k, c) for k in range(2) for c in range(network.clones)]
    index = {name: i for i, name in enumerate(names, 1)}
    counts = [count for cells in network.initial for count in cells]
    parameters = [("d", network.death), ("m0", network.migration[0]), ("m1", network.migration[1])]
    parameters += [(f"b{c}", birth) for c, birth in enumerate(network.birth)]
    functions, reactions, groups = [], [], []
    for k in range(2):
        members = [str(index[species_name(k, c)]) for c in range(network.clones)]
        groups.append(f"T{k} {','.join(members)}")
        for c, here in enumerate(members):
            there = index[species_name(1 - k, c)]
            rate = f"b{c}"
            if network.capacity is not None:
                rate = f"f{k}_{c}"
                functions.append(f"{rate}() b{c}*(1-T{k}/{network.capacity[k]!r})")
            reactions += [f"{here} {here},{here} {rate}", f"{here} 0 d", f"{here} {there} m{k}"]
    blocks = {
        "parameters": [f"{name} {value!r}" for name, value in parameters],
        "functions": functions,
        "species": [f"{name}() {count}" for name, count in zip(names, counts, strict=True)],
        "reactions": reactions,
        "groups": groups,
    }
    text = []
    for block, lines in blocks.items():
        numbered = [f"{i} {line}" for i, line in enumerate(lines, 1)]
        text += [f"begin {block}", *numbered, f"end {block}"]
    return "\n".join(text) + "\n"
