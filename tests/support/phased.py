"""Small scenarios of cells in phases, for the master equation."""

from __future__ import annotations

from support.cases import Case, time

PHASES = 'phases = ["cycling", "quiescent"]\n'

PHASED = {
    "quiescence-and-a-kill-of-cycling-cells": Case(
        PHASES
        + time(0.6, 1.8)
        + """
[[niche]]
name = "n"
capacity = 5
[[clone]]
name = "A"
lineage = "a"
birth = 0.9
death = 0.2
initial = { n = { "stem:cycling" = 2, "stem:quiescent" = 2 } }
[[switch]]
from = "cycling"
to = "quiescent"
rate = 0.5
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.35
[[modifier]]
on = "death"
of = { state = "quiescent" }
times = 0.4
[[drug]]
name = "d"
half_life = 0.7
doses = { amount = 2.0, start = 0.2 }
[[drug.effect]]
on = "kill"
emax = 3.0
ec50 = 0.5
cycling = true
""",
        (6,),
    ),
    "switches-modified": Case(
        'phases = ["cycling", "quiescent", "deep"]\n'
        + time(0.5, 1.4)
        + """
[[niche]]
name = "n"
capacity = 2
perfusion = 0.5
[[niche]]
name = "m"
capacity = 2
[[clone]]
name = "A"
lineage = "a"
birth = 0.8
death = 0.3
initial = { n = 1, m = { "stem:deep" = 1 } }
traits = { x = 0.6 }
sensitivity = { d = 0.7 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.5
death = 0.3
initial = { n = { "stem:quiescent" = 1 } }
traits = { x = 1.4 }
ec50_fold = { d = 2.0 }
[[migration]]
from = "m"
to = "n"
rate = 0.5
vacancy = true
state = "stem:deep"
[[migration]]
from = "n"
to = "m"
rate = 0.3
vacancy = true
[[switch]]
from = "cycling"
to = "quiescent"
rate = 0.6
niche = "n"
[[switch]]
name = "again"
from = "cycling"
to = "quiescent"
rate = 0.2
clone = "A"
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.5
[[switch]]
from = "quiescent"
to = "deep"
rate = 0.3
[[switch]]
from = "deep"
to = "cycling"
rate = 0.2
[[signal]]
name = "resting"
per_niche = true
sum = [{ state = "quiescent" }, { state = "stem:deep", weight = 0.5 }]
[[modifier]]
on = "switch"
of = { state = "quiescent", to = "cycling" }
signal = "resting"
times = { hill = { from = 1.5, to = 0.2, half = 1.0, power = 2.0 } }
trait = "x"
[[modifier]]
on = "switch"
of = { to = "quiescent" }
signal = "resting"
plus = { linear = { at_zero = 0.1, slope = 0.3 } }
[[modifier]]
on = "switch"
of = { state = "deep", niche = "n" }
times = 1.5
[[drug]]
name = "d"
half_life = 0.6
doses = { amount = 2.0, start = 0.3 }
[[drug.effect]]
on = "switch"
kind = "stimulation"
state = "quiescent"
to = "cycling"
emax = 3.0
ec50 = 0.5
[[drug.effect]]
on = "switch"
kind = "inhibition"
to = "quiescent"
lineage = "a"
emax = 1.2
ec50 = 0.8
""",
        (2, 2),
        runs=100_000,
    ),
    "adherent-in-phases": Case(
        PHASES
        + time(0.5, 0.9, 1.5)
        + """
[[niche]]
name = "n"
capacity = 3
daughters = "m"
[[niche]]
name = "m"
capacity = 3
[[clone]]
name = "A"
lineage = "a"
birth = 0.8
death = 0.3
initial = { n = 1, m = { "stem:quiescent" = 1 } }
[[attachment]]
attach = 0.8
detach = 0.4
niche = "n"
[[switch]]
from = "cycling"
to = "quiescent"
rate = 0.6
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.5
[[modifier]]
on = "switch"
of = { state = "stem:adherent:cycling" }
times = 2.0
[[modifier]]
on = "detach"
of = { state = "adherent:quiescent" }
times = 0.5
[[modifier]]
on = "birth"
of = { state = "adherent:quiescent" }
plus = 0.3
[[modifier]]
on = "migration"
of = { state = "adherent" }
times = 0.0
[[migration]]
from = "n"
to = "m"
rate = 0.4
vacancy = true
[[intervention]]
at = 0.3
add = { clone = "A", niche = "n", value = 1, state = "adherent:quiescent" }
[[intervention]]
at = 0.6
scale = { factor = 0.5, state = "free:cycling" }
[[intervention]]
at = 0.8
set = { clone = "A", niche = "n", value = 2, state = "quiescent" }
""",
        (4, 3),
        runs=60_000,
    ),
    "divisions-from-quiescence": Case(
        'stages = ["stem", "blast"]\n'
        + PHASES
        + time(0.6, 1.6)
        + """
[[niche]]
name = "n"
capacity = 3
[[clone]]
name = "A"
lineage = "a"
division = { stem = 0.9, "stem:quiescent" = 0.4, "blast:cycling" = 0.5 }
self_renewal = { stem = 0.6, blast = 0.2 }
asymmetric = { stem = 0.2, "stem:quiescent" = 0.3 }
death = { stem = 0.1, blast = 4.0 }
amplification = { stem = 2 }
initial = { n = { stem = 1, "stem:quiescent" = 1 } }
[[modifier]]
on = "self_renewal"
of = { state = "stem:quiescent" }
times = 0.5
[[switch]]
from = "cycling"
to = "quiescent"
rate = 0.5
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.4
stage = "stem"
[[drug]]
name = "d"
constant = { value = 1.0, start = 0.5, stop = 1.2 }
[[drug.effect]]
on = "kill"
emax = 2.0
ec50 = 0.5
cycling = true
""",
        (14,),
        runs=60_000,
    ),
    "mutants-in-phases": Case(
        PHASES
        + time(0.7, 1.8)
        + """
[[niche]]
name = "n"
capacity = 4
[[clone]]
name = "A"
lineage = "a"
birth = { "stem:cycling" = 0.9, "stem:quiescent" = 0.5 }
death = 0.2
initial = { n = { stem = 1, "stem:quiescent" = 1 } }
immigration = { n = 0.2 }
[[clone]]
name = "B"
lineage = "b"
birth = { "stem:quiescent" = 0.6 }
death = 0.3
[[mutation]]
name = "ab"
from = "A"
to = "B"
rate = 0.25
[[modifier]]
on = "mutation"
of = { state = "quiescent" }
times = 2.0
[[switch]]
from = "cycling"
to = "quiescent"
rate = 0.5
[[switch]]
from = "quiescent"
to = "cycling"
rate = 0.4
lineage = "a"
[[drug]]
name = "d"
half_life = 0.8
doses = { amount = 2.0, start = 0.3 }
[[drug.effect]]
on = "kill"
emax = 2.0
ec50 = 0.5
cycling = true
""",
        (9,),
    ),
}
