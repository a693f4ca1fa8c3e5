"""Programs with one entry spoiled within its own table's description: what Engine must survive.

As a program, ``python spoiling.py SEED CASES`` runs that many of them and prints, before each,
which: where the process dies, its last line names the case.
"""

from __future__ import annotations

import copy
import sys
from typing import Any

import numpy as np

#: One of everything that has a table.
RICH = """
stages = ["stem", "blast"]
[time]
end = 6.0
every = 0.5
[[niche]]
name = "a"
capacity = 40
perfusion = 0.5
daughters = "b"
[[niche]]
name = "b"
capacity = 60
[[clone]]
name = "A"
lineage = "leukemic"
division = { stem = 1.0, blast = 0.5 }
self_renewal = { stem = 0.6, blast = 0.2 }
asymmetric = 0.1
death = { stem = 0.1, blast = 0.3 }
initial = { a = 20, b = { stem = 5, blast = 5 } }
immigration = { b = 0.5 }
sensitivity = { d = 0.5 }
ec50_fold = { d = 2.0 }
traits = { x = 0.5 }
[[clone]]
name = "B"
lineage = "normal"
birth = 0.7
death = 0.2
initial = { a = 5 }
traits = { x = 1.0 }
[[attachment]]
attach = 0.5
detach = 0.3
[[migration]]
from = "a"
to = "b"
rate = 0.2
vacancy = true
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.1
[mutation.effects]
death = { times = { lognormal = [0.0, 0.3] } }
x = { plus = { normal = [0.0, 0.2] } }
ec50_fold = { d = { times = 1.5 } }
[[mutation]]
name = "n"
from = { lineage = "normal" }
to = "A"
rate = 0.05
[[modifier]]
on = "mutation"
signal = "cells"
times = { hill = { from = 1.0, to = 0.5, half = 30.0, power = 2.0 } }
[[drug]]
name = "d"
half_life = 0.5
doses = [
    { amount = 2.0, every = 1.0, count = 4 },
    { amount = 1.0, start = 0.3, duration = 0.5 },
    { amount = 1.0, start = 1.0, absorption_half_life = 0.1, every = 1.5, count = 3 },
]
constant = [{ value = 0.2, start = 2.0, stop = 3.0 }]
effect = [
    { on = "kill", emax = 1.0, ec50 = 1.0, cycling = true },
    { on = "inhibition", emax = 1.2, ec50 = 0.5 },
    { on = "load", kind = "inhibition", emax = 0.5, ec50 = 1.0 },
]
[[drug]]
name = "e"
half_life = 0.2
doses = { amount = 1.0, every = 0.5, count = 9, absorption_half_life = 0.3 }
effect = [{ on = "death", kind = "stimulation", emax = 1.0, ec50 = 0.5, lineage = "normal" }]
[[pool]]
name = "p"
initial = 10
inflow = 1.0
birth = 0.1
death = 0.2
convert = [{ to = "q", rate = 0.3 }]
[[pool]]
name = "q"
initial = 2
death = 0.5
niche = "a"
[[signal]]
name = "cells"
sum = [{}]
[[signal]]
name = "load"
sum = [{ lineage = "leukemic", weight = 0.5 }, { pool = "p" }]
constant = 1.0
[[signal]]
name = "answer"
of = "load"
table = { x = [0.0, 10.0, 30.0], y = [1.0, 0.2, 0.6] }
[[signal]]
name = "here"
sum = [{}]
per_niche = true
[[signal]]
name = "c"
drug = "d"
[[signal]]
name = "noted"
sum = [{ lineage = "normal", weight = 0.25 }]
[[modifier]]
on = "death"
of = { lineage = "leukemic" }
signal = "here"
plus = { window = { height = 0.2, peak = 20.0 } }
trait = "x"
[[modifier]]
on = "birth"
signal = "answer"
times = { hill = { from = 1.0, to = 0.5, half = 1.0, power = 2.0 } }
trait = "x"
[[modifier]]
on = "birth"
of = { pool = "p" }
signal = "load"
times = { linear = { at_zero = 1.0, slope = -0.01 } }
[[modifier]]
on = "self_renewal"
signal = "load"
times = { hill = { from = 1.0, to = 0.3, half = 20.0, power = 1.0 } }
[[intervention]]
at = 1.5
scale = { lineage = "leukemic", factor = 0.5 }
[[intervention]]
at = 2.5
set = { clone = "A", niche = "b", value = 3 }
[[intervention]]
at = 3.5
add = { clone = "B", niche = "a", value = 4 }
[[endpoint]]
name = "many"
signal = "cells"
above = 45
[[endpoint]]
name = "fewer"
signal = "load"
below = 8.0
after = "many"
[[endpoint]]
name = "late"
signal = "cells"
below = 1
after = 5.0
stop = true
[record]
clones = true
signals = ["cells", "here", "c", "noted"]
"""


def rich() -> Any:
    """Compile the scenario that has one of everything."""
    from clonal.compile import compile_scenario
    from clonal.model import loads

    return compile_scenario(loads(RICH))


def spoiled(program: Any, **tables: np.ndarray) -> Any:
    """Return a program with some tables replaced."""
    other = copy.copy(program)
    object.__setattr__(other, "arrays", {**program.arrays, **tables})
    object.__setattr__(other, "sizes", dict(program.sizes))
    return other


def one_entry(program: Any, rng: np.random.Generator) -> tuple[str, Any]:
    """Change one entry to another that its table's description allows; say which."""
    from clonal.compile.tables import TABLES

    names = [name for name in TABLES if len(program.arrays[name])]
    name = names[rng.integers(len(names))]
    table, old = TABLES[name], program.arrays[name]
    at = int(rng.integers(len(old)))
    value: Any
    if table.dtype.kind == "f":
        value = rng.choice([0.0, -1.0, np.nan, np.inf, 1e300, old[at] * 3.0, 0.5])
    elif table.index:
        value = rng.integers(table.least, program._size(table.index) + name.endswith("_ptr"))
    elif table.most is not None:
        value = rng.integers(table.least, table.most + 1)
    else:
        value = rng.choice([table.least, 0, 1, 2, 5, 1000, 2**31 - 1])
    new = old.copy()
    new[at] = value
    return f"{name}[{at}]: {old[at]} -> {value}", spoiled(program, **{name: new})


def run(program: Any) -> str:
    """Run a spoiled program for a while, and say what became of it."""
    from clonal._engine import Engine
    from clonal.errors import SimulationError

    try:
        engine = Engine(program)
        engine.open(np.arange(4, dtype=np.uint64), 0, 3)
        for _ in range(40):
            if engine.advance(100):
                break
        engine.take()
    except (TypeError, SimulationError, MemoryError) as refused:
        return f"{type(refused).__name__}: {refused}"
    return "ran"


def limit() -> None:
    """What is asked for beyond reason is refused by the system, and not given and taken back."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (1 << 32, 1 << 32))


if __name__ == "__main__":
    import signal

    limit()
    whole = rich()
    random = np.random.default_rng(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        told, changed = one_entry(whole, random)
        print(told, flush=True)
        if hasattr(signal, "alarm"):
            signal.alarm(20)
        print("   ", run(changed))
