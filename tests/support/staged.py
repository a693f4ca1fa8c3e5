"""Small scenarios with stages of differentiation, for the master equation."""

from __future__ import annotations

from support.cases import Case, time

STAGES = """
stages = ["stem", "blast"]
"""

ONE_NICHE = """
[[niche]]
name = "n"
capacity = 4
"""

STAGED = {
    "stages": Case(
        STAGES
        + time(0.8, 2.5)
        + ONE_NICHE
        + """
[[clone]]
name = "A"
lineage = "a"
division = { stem = 0.9, blast = 0.3 }
self_renewal = { stem = 0.55, blast = 0.2 }
death = { stem = 0.1, blast = 1.2 }
asymmetric = { stem = 0.4 }
amplification = { stem = 2, blast = 3 }
initial = { n = { stem = 2, blast = 1 } }
""",
        (40,),
    ),
    "stages-that-all-count": Case(
        STAGES
        + time(0.8, 2.5)
        + """
[[niche]]
name = "n"
capacity = 6
counts = ["stem", "blast"]
[[clone]]
name = "A"
lineage = "a"
division = { stem = 1.2, blast = 0.5 }
self_renewal = { stem = 0.5, blast = 0.7 }
death = { stem = 0.1, blast = 0.4 }
asymmetric = { stem = 0.5 }
initial = { n = { stem = 2, blast = 1 } }
[[clone]]
name = "B"
lineage = "b"
division = { stem = 0.7 }
self_renewal = { stem = 0.9 }
death = { stem = 0.3, blast = 0.9 }
initial = { n = { stem = 1 } }
[[mutation]]
name = "ab"
from = "A"
to = "B"
rate = 0.3
[[drug]]
name = "d"
half_life = 0.8
doses = { amount = 2.0, start = 0.3 }
[[drug.effect]]
on = "kill"
emax = 2.5
ec50 = 0.7
cycling = true
""",
        (9,),
    ),
    "amplified-mutants": Case(
        STAGES
        + time(0.6, 1.2)
        + """
[[niche]]
name = "n"
capacity = 4
daughters = "blood"
[[niche]]
name = "blood"
counts = ["blast"]
capacity = 9
[[clone]]
name = "A"
lineage = "a"
division = { stem = 1.0 }
self_renewal = { stem = 0.4 }
asymmetric = { stem = 0.5 }
amplification = { stem = 2 }
death = { stem = 0.2, blast = 1.5 }
initial = { n = { stem = 1 } }
[[clone]]
name = "B"
lineage = "b"
division = 0.5
self_renewal = 0.6
amplification = 2
death = { stem = 0.8, blast = 2.0 }
[[mutation]]
name = "ab"
from = { lineage = "a" }
to = "B"
rate = 0.5
""",
        (7, 13),
        runs=60_000,
    ),
    "modified-self-renewal": Case(
        STAGES
        + time(0.8, 2.0)
        + """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
division = { stem = 1.0 }
self_renewal = { stem = 0.8 }
asymmetric = { stem = 0.2 }
death = { stem = 0.1, blast = 0.9 }
initial = { n = { stem = 3 } }
traits = { s = -1.0 }
[[signal]]
name = "blasts"
sum = [{ stage = "blast" }]
[[modifier]]
on = "self_renewal"
signal = "blasts"
times = { hill = { from = 1.6, to = 0.1, half = 3.0, power = 1.0 } }
[[modifier]]
on = "self_renewal"
plus = 0.1
trait = "s"
[[modifier]]
on = "asymmetric"
signal = "blasts"
plus = { linear = { at_zero = 0.3, slope = -0.1 } }
[[modifier]]
on = "division"
of = { stage = "stem" }
signal = "blasts"
times = { linear = { at_zero = 1.0, slope = -0.12 } }
""",
        (38,),
        runs=60_000,
    ),
}
