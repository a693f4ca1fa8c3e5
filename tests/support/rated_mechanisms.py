"""Rated cases of stages, bonds and pools."""

from __future__ import annotations

from support.rated import Rated

MECHANISMS = {
    "stages": Rated(
        """
stages = ["stem", "blast"]
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
division = { stem = 1.2, blast = 2.0 }
self_renewal = { stem = 0.55, blast = 0.7 }
asymmetric = { stem = 0.7 }
death = { stem = 0.4, blast = 5.0 }
amplification = { stem = 2 }
immigration = { n = 0.5 }
initial = { n = { stem = 2, blast = 1 } }
""",
        (28,),
        end=6.0,
        runs=1_300_000,
        sees=("clone*",),
    ),
    "daughters that leave": Rated(
        """
[[niche]]
name = "marrow"
capacity = 3.5
daughters = "blood"
[[niche]]
name = "blood"
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.5
initial = { marrow = 3 }
[[modifier]]
on = "death"
of = { niche = "blood" }
plus = 1.5
[[migration]]
from = "blood"
to = "marrow"
rate = 0.9
vacancy = true
""",
        (5, 27),
        end=6.0,
        runs=440_000,
        sees=("clone*", "migration*"),
    ),
    "bonds": Rated(
        """
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
birth = 2.5
death = 0.4
initial = { n = 2 }
[[clone]]
name = "B"
lineage = "b"
birth = 2.5
death = 0.4
initial = { n = 1 }
[[attachment]]
attach = 1.5
detach = 1.0
lineage = "a"
[[attachment]]
attach = 0.8
detach = 1.2
lineage = "b"
[[modifier]]
on = "death"
of = { state = "adherent" }
times = 2.0
""",
        (4,),
        end=6.0,
        runs=780_000,
        sees=(
            "attachment*",
            "modifier[death adherent #1].times",
        ),
    ),
    "pools": Rated(
        """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.0
[[pool]]
name = "p"
initial = 2
inflow = 1.2
birth = 0.5
death = 1.3
convert = [{ to = "q", rate = 0.7 }]
[[pool]]
name = "q"
initial = 2
birth = 0.6
death = 1.6
inflow = 0.6
convert = [{ to = "p", rate = 0.6 }]
""",
        (0,),
        (19, 18),
        every=0.5,
        end=12.0,
        runs=420_000,
        sees=("pool*",),
    ),
}
