"""Rated cases of clones that are founded while a run goes on."""

from __future__ import annotations

from support.rated import Rated

FOUNDERS = {
    # What a founder inherits and what changes: each of these numbers is one of its own rates.
    "founders under a drug": Rated(
        """
[[niche]]
name = "n"
capacity = 5.5
[[clone]]
name = "A"
lineage = "a"
birth = 2.0
death = 0.3
sensitivity = { d = 0.8 }
ec50_fold = { d = 1.5 }
traits = { x = 0.5 }
initial = { n = 5 }
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.5
[mutation.effects]
birth = { times = 0.8 }
death = { plus = 0.2 }
sensitivity = { d = { times = 1.4 } }
ec50_fold = { d = { times = 2.5 } }
x = { plus = 0.6 }
[[drug]]
name = "d"
constant = { value = 1.0 }
[[drug.effect]]
on = "kill"
emax = 2.5
ec50 = 0.6
[[modifier]]
on = "birth"
plus = 0.5
trait = "x"
[record]
clones = true
""",
        (6,),
        every=0.5,
        end=12.0,
        runs=1_000_000,
        sees=(
            "mutation[m].rate",
            "mutation[m].effects.sensitivity*",
            "mutation[m].effects.ec50*",
            "mutation[m].effects.birth*",
        ),
    ),
    "founders that move": Rated(
        """
[[niche]]
name = "a"
capacity = 2.5
[[niche]]
name = "b"
capacity = 2.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.5
death = 0.3
tropism = { a = 0.8 }
initial = { a = 3, b = 3 }
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.6
[mutation.effects]
tropism = { a = { times = 2.0 }, b = { plus = 0.5 } }
death = { plus = -0.5 }
[[migration]]
from = "a"
to = "b"
rate = 0.9
vacancy = true
[[migration]]
from = "b"
to = "a"
rate = 0.8
vacancy = true
[record]
clones = true
""",
        (3, 3),
        every=0.5,
        end=6.0,
        runs=230_000,
        sees=("mutation[m].rate",),
    ),
    "founders that differentiate": Rated(
        """
stages = ["stem", "blast"]
[[niche]]
name = "n"
capacity = 3.5
counts = ["stem", "blast"]
[[clone]]
name = "A"
lineage = "a"
division = { stem = 1.6 }
self_renewal = { stem = 0.7 }
asymmetric = { stem = 0.5 }
death = { stem = 0.3, blast = 1.0 }
initial = { n = { stem = 3 } }
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.6
[mutation.effects]
division = { stem = { times = 0.8 } }
self_renewal = { stem = { plus = 0.2 } }
asymmetric = { stem = { times = 1.8 } }
death = { stem = { plus = 0.1 }, blast = { times = 1.5 } }
[record]
clones = true
""",
        (5,),
        every=0.5,
        end=6.0,
        runs=240_000,
        sees=("mutation[m].rate",),
    ),
}
