"""Digests of runs, one for each strategy and kind of mechanism, by the version of the streams.

A digest is of all that a block of runs records. Counts stand in it as they are: they follow
uniform words, sums and products, and the last bit of an ``exp``, a ``pow`` or a logarithm, in which
machines may differ, changes one of them about once in 10^15 decisions. Whatever is a time, a trait
or a signal stands in it in single precision, which that bit does not reach.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from support.cases import CASES
from support.engine_strategies import STRATEGIES, Strategy
from support.mechanisms import MECHANISMS
from support.samplers import Block, engine
from support.scenarios import scenario
from support.sections import SECTIONS

GOLDEN = Path(__file__).parent.parent / "data" / "runs.json"

RUNS = 40
SEED = 20_260_201

#: New clones with traits from every distribution, their tables, and endpoints one after another.
FOUNDERS = """
[time]
end = 3.0
every = 0.5
[[niche]]
name = "n"
capacity = 100
[[niche]]
name = "o"
capacity = 60
[[clone]]
name = "A"
lineage = "a"
birth = 1.5
death = 0.2
initial = { n = 20 }
traits = { x = 0.5, y = 0.0 }
[[clone]]
name = "B"
lineage = "b"
birth = 1.0
initial = { o = 2 }
immigration = { n = 0.5 }
[[migration]]
from = "n"
to = "o"
rate = 0.4
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.6
[mutation.effects]
birth = { times = { lognormal = [-0.5, 1.5] } }
death = { times = { gamma = [0.7, 2.0] } }
x = { plus = { exponential = [1.0] } }
y = { plus = { normal = [1.0, 0.5] } }
[[mutation]]
name = "k"
from = "B"
to = "new"
rate = 0.3
effects = { x = { plus = { uniform = [0.0, 2.0] } } }
[[signal]]
name = "cells"
sum = [{ weight = 0.5 }]
[[modifier]]
on = "death"
signal = "cells"
plus = { linear = { at_zero = 0.0, slope = 0.01 } }
trait = "x"
[[endpoint]]
name = "many"
signal = "cells"
above = 30
[[endpoint]]
name = "fewer"
signal = "cells"
below = 25
after = "many"
stop = true
[record]
clones = true
signals = ["cells"]
"""

#: Clones of one lineage respond to a drug each in its own way.
TREATED = """
[time]
end = 2.0
[[niche]]
name = "n"
capacity = 300
[[drug]]
name = "d"
half_life = 1.5
doses = { amount = 3.0, every = 0.5, count = 3 }
[[drug.effect]]
on = "inhibition"
emax = 1.2
ec50 = 1.0
hill = 2.0
[[drug.effect]]
on = "kill"
emax = 0.5
ec50 = 2.0
"""


def responses(clones: int) -> str:
    """Return clones that differ by so little that those of one group share a class."""
    return TREATED + "".join(
        f"""
[[clone]]
name = "C{number}"
lineage = "c"
birth = 0.8
death = 0.1
ec50_fold = {{ d = {1.0 + 0.25 * number} }}
initial = {{ n = 3 }}
"""
        for number in range(clones)
    )


def scenarios() -> dict[str, Any]:
    """Return what the file has digests of, by name."""
    of_sections = ("hypoxia-and-adhesion", "stroma-and-immunity", "immunity-and-blood")
    cases = CASES | MECHANISMS | {name: SECTIONS[name] for name in of_sections}
    return {name: case.scenario() for name, case in cases.items()} | {
        "founders": scenario(FOUNDERS),
        "responses": scenario(responses(30)),  # more than have a group each
        "few-responses": scenario(responses(4)),
    }


def digest(block: Block) -> str:
    """Return the first half of the SHA-256 of a block's names and numbers, little-endian."""
    found = hashlib.sha256()
    for name in sorted(block):
        values = block[name]
        kind = "<f4" if values.dtype.kind == "f" else "<i8"
        found.update(f"{name} {values.shape}".encode())
        found.update(np.ascontiguousarray(values.astype(kind)).tobytes())
    return found.hexdigest()[:32]


def golden(strategy: Strategy) -> dict[str, str]:
    """Return the digests of a strategy's runs, by scenario."""
    return {name: digest(engine(one, RUNS, SEED, **strategy)) for name, one in scenarios().items()}


if __name__ == "__main__":
    # From tests/: python -m support.golden. Other versions in the file stay as they are.
    from clonal._engine import STREAM_VERSION

    held = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    held[str(STREAM_VERSION)] = {name: golden(sizes) for name, sizes in STRATEGIES.items()}
    GOLDEN.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    print(f"{GOLDEN}: version {STREAM_VERSION}", file=sys.stderr)
