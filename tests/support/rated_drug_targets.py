"""Rated cases of drugs on each rate, on pools and on signals."""

from __future__ import annotations

from support.rated import Rated

DRUG_TARGETS = {
    "drugs on rates": Rated(
        """
[[niche]]
name = "a"
capacity = 4.5
perfusion = 0.6
[[niche]]
name = "b"
capacity = 4.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.4
death = 0.5
initial = { a = 3, b = 2 }
[[migration]]
from = "a"
to = "b"
rate = 0.4
vacancy = true
[[migration]]
from = "b"
to = "a"
rate = 0.4
vacancy = true
[[drug]]
name = "d"
half_life = 0.6
doses = { amount = 3.0 }
[[drug.effect]]
on = "migration"
kind = "stimulation"
emax = 4.0
ec50 = 0.7
[[drug.effect]]
on = "death"
kind = "stimulation"
emax = 2.0
ec50 = 0.8
[[drug.effect]]
on = "birth"
kind = "inhibition"
emax = 0.8
ec50 = 0.6
""",
        (5, 5),
        every=0.25,
        end=1.5,
        runs=2_100_000,
        sees=(
            "drug[d].effect[migration #1].emax",
            "drug[d].effect[death #2].emax",
            "drug[d].effect[birth #3].emax",
        ),
    ),
    "drugs on divisions": Rated(
        """
stages = ["stem", "blast"]
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
division = { stem = 1.5 }
self_renewal = { stem = 0.7 }
asymmetric = { stem = 0.8 }
death = { stem = 0.3, blast = 4.0 }
initial = { n = { stem = 3 } }
[[drug]]
name = "d"
half_life = 0.6
doses = { amount = 3.0 }
[[drug.effect]]
on = "self_renewal"
kind = "inhibition"
emax = 0.8
ec50 = 0.8
[[drug.effect]]
on = "asymmetric"
kind = "stimulation"
emax = 3.0
ec50 = 0.5
""",
        (16,),
        every=0.25,
        end=1.5,
        runs=780_000,
        sees=(
            "drug[d].effect[self_renewal #1].emax",
            "drug[d].effect[asymmetric #2].emax",
        ),
    ),
    "drugs on bonds": Rated(
        """
[[niche]]
name = "n"
capacity = 5.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.3
initial = { n = 4 }
[[attachment]]
attach = 1.5
detach = 2.0
[[drug]]
name = "d"
half_life = 0.6
doses = { amount = 3.0 }
[[drug.effect]]
on = "detach"
kind = "stimulation"
emax = 4.0
ec50 = 0.8
[[drug.effect]]
on = "attach"
kind = "inhibition"
emax = 0.8
ec50 = 0.5
""",
        (6,),
        every=0.25,
        end=1.5,
        runs=1_250_000,
        sees=(
            "drug[d].effect[detach #1].emax",
            "drug[d].effect[attach #2].emax",
        ),
    ),
    "drugs on pools": Rated(
        """
[[niche]]
name = "n"
perfusion = 0.8
[[clone]]
name = "A"
lineage = "a"
birth = 0.0
[[pool]]
name = "t"
niche = "n"
initial = 2
inflow = 1.5
birth = 1.6
death = 1.4
convert = [{ to = "u", rate = 0.8 }]
[[pool]]
name = "u"
niche = "n"
initial = 1
death = 1.2
[[drug]]
name = "d"
half_life = 0.8
doses = { amount = 3.0 }
[[drug.effect]]
on = "inflow"
kind = "stimulation"
pool = "t"
emax = 1.5
ec50 = 0.8
[[drug.effect]]
on = "birth"
kind = "inhibition"
pool = "t"
emax = 0.9
ec50 = 0.5
[[drug.effect]]
on = "convert"
kind = "stimulation"
pool = "t"
emax = 1.5
ec50 = 0.5
[[drug.effect]]
on = "death"
kind = "stimulation"
pool = "u"
emax = 1.5
ec50 = 0.7
""",
        (0,),
        (14, 9),
        end=0.75,
        runs=2_400_000,
        sees=(
            "drug[d].effect[inflow t #1].emax",
            "drug[d].effect[birth t #2].emax",
            "drug[d].effect[convert t #3].emax",
            "drug[d].effect[death u #4].emax",
        ),
    ),
    "drugs on signals": Rated(
        """
[[niche]]
name = "n"
capacity = 5.5
perfusion = 0.8
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.2
initial = { n = 5 }
[[drug]]
name = "d"
half_life = 0.6
doses = { amount = 3.0 }
[[drug.effect]]
on = "stress"
kind = "stimulation"
emax = 2.0
ec50 = 0.9
[[signal]]
name = "stress"
per_niche = true
sum = [{ weight = 0.1 }]
constant = { n = 0.5 }
[[signal]]
name = "level"
drug = "d"
per_niche = true
[[modifier]]
on = "death"
signal = "stress"
plus = { linear = { at_zero = 0.1, slope = 0.6 } }
[[modifier]]
on = "birth"
signal = "level"
times = { hill = { from = 1.0, to = 3.0, half = 1.0, power = 2.0 } }
""",
        (6,),
        end=1.5,
        runs=900_000,
        sees=(
            "drug[d].effect[stress #1].emax",
            "signal[stress]",
            "modifier[death #1].plus",
            "modifier[birth #2].times",
        ),
    ),
}
