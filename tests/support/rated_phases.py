"""Rated cases of phases and switches."""

from __future__ import annotations

from support.rated import Rated

PHASES = {
    "phases": Rated(
        """
phases = ["cycling", "quiescent"]
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
birth = { stem = 1.6, "stem:quiescent" = 1.2 }
death = 0.5
initial = { n = { stem = 2, "stem:quiescent" = 1 } }
[[switch]]
from = "cycling"
to = "quiescent"
rate = 1.4
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.9
""",
        (4,),
        end=12.0,
        runs=490_000,
        sees=("clone*", "switch*"),
    ),
    "modified switches": Rated(
        """
phases = ["cycling", "quiescent"]
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.6
death = 0.3
initial = { n = { stem = 2, "stem:quiescent" = 1 } }
[[switch]]
from = "cycling"
to = "quiescent"
rate = 1.0
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.8
[[signal]]
name = "load"
sum = [{}]
[[modifier]]
on = "switch"
of = { state = "cycling", to = "quiescent" }
signal = "load"
plus = { hill = { from = 0.3, to = 1.5, half = 2.0, power = 2.0 } }
[[modifier]]
on = "switch"
of = { to = "cycling" }
times = 1.5
""",
        (4,),
        end=12.0,
        runs=280_000,
        sees=(
            "switch*",
            "modifier[switch cycling quiescent #1].plus",
            "modifier[switch cycling #2].times",
        ),
    ),
    "drugs on switches": Rated(
        """
phases = ["cycling", "quiescent"]
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.6
death = 0.3
initial = { n = { stem = 1, "stem:quiescent" = 2 } }
[[switch]]
from = "cycling"
to = "quiescent"
rate = 1.0
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.8
[[drug]]
name = "d"
half_life = 1.0
doses = { amount = 2.0, every = 1.0, count = 6 }
[[drug.effect]]
on = "switch"
kind = "stimulation"
to = "cycling"
emax = 2.0
ec50 = 1.0
""",
        (4,),
        end=6.0,
        runs=450_000,
        sees=("drug[d].effect[switch cycling #1].emax",),
    ),
}
