"""Rated cases of drugs: constant levels, boluses, infusions and doses that are absorbed."""

from __future__ import annotations

from support.rated import Rated

TREATED = """
[[niche]]
name = "n"
capacity = 4.5
perfusion = 0.7
[[clone]]
name = "A"
lineage = "a"
birth = 3.0
death = 0.3
initial = { n = 3 }
[[clone]]
name = "B"
lineage = "b"
birth = 3.0
death = 0.3
initial = { n = 2 }
sensitivity = { d = 0.6 }
ec50_fold = { d = 3.0 }
"""

KILL = """
[[drug.effect]]
on = "kill"
emax = 2.5
ec50 = 0.6
hill = 2.0
"""

DRUGS = {
    "constant kill and inhibition": Rated(
        TREATED.replace("{ d = 0.6 }", "{ d = 0.6, e = 1.5 }").replace("3.0 }", "3.0, e = 0.5 }")
        + '[[drug]]\nname = "d"\nconstant = { value = 1.1 }\n'
        + KILL.replace("2.5", "1.5")
        + """
[[drug]]
name = "e"
constant = { value = 0.8 }
[[drug.effect]]
on = "inhibition"
emax = 0.6
ec50 = 0.7
""",
        (5,),
        every=0.5,
        end=12.0,
        runs=1_320_000,
        sees=(
            "niche[n].perfusion",
            "clone[B].sensitivity*",
            "clone[B].ec50_fold.d",
            "drug[d]*",
            "drug[e].effect[inhibition #1].emax",
        ),
    ),
    "kill of cycling cells": Rated(
        TREATED.replace("sensitivity", "#").replace("ec50_fold", "#")
        + """
[[drug]]
name = "d"
constant = { value = 1.1 }
[[drug.effect]]
on = "kill"
emax = 3.0
ec50 = 0.6
cycling = true
""",
        (5,),
        every=0.5,
        end=6.0,
        runs=430_000,
        sees=("drug[d].effect[kill #1].emax",),
    ),
    "bolus": Rated(
        TREATED
        + """
[[drug]]
name = "d"
half_life = 0.4
doses = { amount = 3.0, every = 0.75, count = 2 }
"""
        + KILL,
        (5,),
        end=1.5,
        runs=780_000,
        sees=("drug[d].half_life", "drug[d].doses*", "drug[d].effect[kill #1].e*"),
    ),
    "infusion": Rated(
        TREATED
        + """
[[drug]]
name = "d"
half_life = 0.3
doses = { amount = 3.0, start = 0.25, duration = 0.5 }
"""
        + KILL,
        (5,),
        end=1.5,
        runs=680_000,
        sees=("drug[d].half_life", "drug[d].doses*", "drug[d].effect[kill #1].e*"),
    ),
    "absorption": Rated(
        TREATED
        + """
[[drug]]
name = "d"
half_life = 0.5
doses = { amount = 2.5, absorption_half_life = 0.35 }
"""
        + KILL,
        (5,),
        end=2.5,
        runs=1_000_000,
        sees=("drug[d].half_life", "drug[d].doses*", "drug[d].effect[kill #1].e*"),
    ),
}
