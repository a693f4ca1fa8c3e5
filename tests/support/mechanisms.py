"""Small scenarios for pools, signals and modifiers, for the master equation."""

from __future__ import annotations

from support.cases import Case, time
from support.phased import PHASED
from support.staged import STAGED, STAGES

MECHANISMS = {
    **STAGED,
    **PHASED,
    "pools": Case(
        time(0.7, 2.5)
        + """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.4
death = 0.6
initial = { n = 3 }
[[pool]]
name = "msc"
niche = "n"
initial = 3
inflow = 0.5
death = 0.2
convert = [{ to = "caf", rate = 0.3 }]
[[pool]]
name = "caf"
niche = "n"
initial = 0
birth = 0.1
death = 0.3
convert = [{ to = "msc", rate = 0.2 }]
[[signal]]
name = "burden"
sum = [{ lineage = "a", weight = 0.5 }]
constant = 0.25
[[signal]]
name = "support"
sum = [{ pool = "msc", weight = 2.0 }, { pool = "caf", weight = -1.0 }]
[[modifier]]
on = "convert"
of = { pool = "msc", to = "caf" }
signal = "burden"
times = { hill = { from = 1.0, to = 5.0, half = 1.5, power = 2.0 } }
[[modifier]]
on = "inflow"
of = { pool = "msc" }
signal = "burden"
plus = { window = { height = 0.4, peak = 1.0 } }
[[modifier]]
on = "birth"
of = { pool = "caf" }
signal = "burden"
plus = { linear = { at_zero = -0.1, slope = 0.1 } }
[[modifier]]
on = "death"
of = { pool = "caf" }
signal = "support"
times = { table = { x = [-2.0, 0.0, 3.0], y = [2.0, 0.5, 1.5] } }
[[modifier]]
on = "birth"
of = { lineage = "a" }
signal = "support"
times = { linear = { at_zero = 0.3, slope = 0.2 } }
""",
        (20,),
        (14, 14),
        runs=60_000,
    ),
    "sums-of-sums": Case(
        time(0.6, 1.8)
        + """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.2
death = 0.3
initial = { n = 3 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.3
death = 0.4
initial = { n = 2 }
[[pool]]
name = "p"
niche = "n"
initial = 2
inflow = 0.4
death = 0.3
[[signal]]
name = "a"
sum = [{ lineage = "a" }]
[[signal]]
name = "b"
sum = [{ lineage = "b" }]
constant = 2.0
[[signal]]
name = "cells"
sum = [{}]
[[signal]]
name = "all"
sum = [{}, { pool = "p" }]
constant = 1.0
[[signal]]
name = "shifted"
sum = [{ lineage = "a" }]
constant = 3.0
[[modifier]]
on = "birth"
of = { lineage = "a" }
signal = "b"
times = { linear = { at_zero = 0.5, slope = 0.3 } }
[[modifier]]
on = "death"
of = { pool = "p" }
signal = "a"
plus = { linear = { at_zero = 0.1, slope = 0.1 } }
[[modifier]]
on = "death"
of = { lineage = "a" }
signal = "cells"
plus = { hill = { from = 0.0, to = 1.0, half = 4.0, power = 2.0 } }
[[modifier]]
on = "death"
of = { lineage = "b" }
signal = "all"
plus = { linear = { at_zero = -0.1, slope = 0.08 } }
[[modifier]]
on = "death"
of = { lineage = "b" }
signal = "shifted"
plus = { linear = { at_zero = 0.3, slope = -0.05 } }
[[modifier]]
on = "inflow"
of = { pool = "p" }
signal = "all"
times = { window = { height = 2.0, peak = 6.0 } }
""",
        (15,),
        (10,),
        runs=60_000,
    ),
    "causes": Case(
        time(0.5, 1.2)
        + """
[record]
causes = true
[[niche]]
name = "a"
perfusion = 0.5
[[niche]]
name = "b"
[[clone]]
name = "A"
lineage = "x"
birth = 0.5
death = 0.3
initial = { a = 3, b = 1 }
traits = { t = 1.5 }
[[clone]]
name = "B"
lineage = "y"
birth = 0.4
death = 0.2
initial = { a = 2, b = 1 }
traits = { t = -0.5 }
[[cause]]
name = "immune"
[[cause]]
name = "hunger"
[[migration]]
from = "a"
to = "b"
rate = 0.3
[[drug]]
name = "d"
half_life = 0.7
doses = { amount = 2.0 }
[[drug.effect]]
on = "kill"
lineage = "x"
emax = 0.6
ec50 = 1.0
[[drug.effect]]
on = "death"
cause = "immune"
kind = "stimulation"
niche = "b"
emax = 2.0
ec50 = 0.5
[[drug.effect]]
on = "death"
kind = "inhibition"
lineage = "y"
emax = 0.8
ec50 = 0.5
[[signal]]
name = "x"
sum = [{ lineage = "x" }]
[[signal]]
name = "here"
sum = [{}]
per_niche = true
[[modifier]]
on = "death"
of = { cause = "immune", lineage = "x" }
signal = "x"
plus = { linear = { at_zero = 0.2, slope = 0.15 } }
[[modifier]]
on = "death"
of = { cause = "immune" }
signal = "here"
times = { hill = { from = 1.0, to = 0.2, half = 3.0, power = 1.0 } }
trait = "t"
[[modifier]]
on = "death"
of = { cause = "hunger" }
signal = "here"
plus = { linear = { at_zero = -0.5, slope = 0.25 } }
[[modifier]]
on = "death"
of = { cause = "hunger", clone = "B" }
plus = 0.3
trait = "t"
[[modifier]]
on = "death"
of = { lineage = "x" }
signal = "here"
times = { linear = { at_zero = 0.5, slope = 0.2 } }
[[modifier]]
on = "death"
of = { niche = "b" }
plus = -0.1
[[modifier]]
on = "kill"
signal = "here"
times = { linear = { at_zero = 1.0, slope = -0.1 } }
""",
        (13, 10),
        runs=60_000,
    ),
    # What cells secrete, by clone and niche, with either sign; one clone does not state it.
    # What cells leave of the blood's flow decides how much of a drug comes to them.
    "perfused": Case(
        time(0.7, 1.6)
        + """
[[niche]]
name = "a"
capacity = 4
perfusion = 0.8
[[niche]]
name = "b"
capacity = 4
[[clone]]
name = "A"
lineage = "x"
birth = 0.6
death = 0.1
initial = { a = 3 }
[[clone]]
name = "B"
lineage = "y"
birth = 0.3
death = 0.1
initial = { b = 2 }
[[migration]]
from = "a"
to = "b"
rate = 0.4
vacancy = true
[[drug]]
name = "d"
half_life = 0.7
doses = { amount = 3.0, start = 0.2 }
[[drug.effect]]
on = "kill"
emax = 1.5
ec50 = 0.8
hill = 1.5
[[drug]]
name = "e"
constant = { value = 1.0 }
[[drug.effect]]
on = "migration"
kind = "inhibition"
emax = 0.7
ec50 = 0.5
[[signal]]
name = "here"
per_niche = true
sum = [{}]
[[signal]]
name = "all"
sum = [{ lineage = "x" }]
[[modifier]]
on = "perfusion"
signal = "here"
times = { linear = { at_zero = 1.6, slope = -0.45 } }
[[modifier]]
on = "perfusion"
of = { niche = "a", drug = "d" }
signal = "all"
times = { hill = { from = 0.4, to = 1.5, half = 2.0, power = 1.0 } }
[[modifier]]
on = "perfusion"
of = { drug = "e" }
times = 0.6
""",
        niches=(4, 4),
    ),
    "cells-weighed": Case(
        time(0.7, 1.6)
        + """
[[niche]]
name = "a"
capacity = 5
[[niche]]
name = "b"
capacity = 5
[[clone]]
name = "A"
lineage = "x"
birth = 0.7
death = 0.2
initial = { a = 2 }
traits = { secretion = 1.5 }
[[clone]]
name = "B"
lineage = "y"
birth = 0.4
death = 0.3
initial = { a = 1, b = 1 }
traits = { secretion = -0.6 }
[[clone]]
name = "C"
lineage = "z"
birth = 0.0
initial = { b = 2 }
[[migration]]
from = "a"
to = "b"
rate = 0.5
vacancy = true
[[migration]]
from = "b"
to = "a"
rate = 0.3
vacancy = true
[[mutation]]
name = "m"
from = "A"
to = "B"
rate = 0.3
[[signal]]
name = "here"
per_niche = true
sum = [{ trait = "secretion", without = 0.4 }]
[[signal]]
name = "all"
sum = [{ lineage = "y", trait = "secretion", weight = -2.0 }, { lineage = "x" }]
constant = 0.3
[[modifier]]
on = "death"
signal = "here"
plus = { linear = { at_zero = 0.2, slope = 0.25 } }
trait = "secretion"
[[modifier]]
on = "birth"
signal = "all"
times = { hill = { from = 0.4, to = 1.6, half = 2.0, power = 2.0 } }
""",
        niches=(5, 5),
    ),
    "pools-treated": Case(
        time(0.5, 1.0, 1.6)
        + """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.5
death = 0.2
initial = { n = 2 }
[[pool]]
name = "effector"
initial = 3
death = 0.3
[[pool]]
name = "treg"
niche = "n"
initial = 2
inflow = 0.8
death = 0.4
[[signal]]
name = "attack"
sum = [{ pool = "effector", weight = 0.2 }, { pool = "treg", weight = -0.1 }]
[[modifier]]
on = "death"
signal = "attack"
plus = { linear = { at_zero = 0.0, slope = 1.0 } }
[[intervention]]
at = 0.3
scale = { pool = "treg", factor = 0.3 }
[[intervention]]
at = 0.5
add = { pool = "effector", value = 3 }
[[intervention]]
at = 0.8
scale = { pool = "effector", factor = 0.6 }
[[intervention]]
at = 0.8
set = { pool = "treg", value = 1 }
[[intervention]]
at = 1.2
scale = { factor = 0.5 }
""",
        (12,),
        (7, 9),
        runs=60_000,
    ),
    "shares-and-products": Case(
        time(0.5, 1.2)
        + """
[[niche]]
name = "a"
perfusion = 0.5
[[niche]]
name = "b"
[[clone]]
name = "A"
lineage = "x"
birth = 0.3
death = 0.3
initial = { a = 2, b = 1 }
[[clone]]
name = "B"
lineage = "y"
birth = 0.4
death = 0.6
initial = { a = 2 }
[[drug]]
name = "d"
half_life = 0.7
doses = { amount = 2.0, start = 0.2 }
[[signal]]
name = "x"
sum = [{ lineage = "x" }]
per_niche = true
[[signal]]
name = "cells"
sum = [{}]
per_niche = true
[[signal]]
name = "beyond"
sum = [{}]
constant = -2.5
[[signal]]
name = "part"
share = { of = "x", over = "cells" }
per_niche = true
[[signal]]
name = "much"
share = { of = "all", over = "beyond" }
[[signal]]
name = "all"
sum = [{ lineage = "y", weight = 0.5 }]
[[signal]]
name = "level"
drug = "d"
per_niche = true
[[signal]]
name = "both"
product = ["part", "level", "cells"]
per_niche = true
[[modifier]]
on = "birth"
of = { lineage = "x" }
signal = "part"
times = { linear = { at_zero = 1.6, slope = -1.2 } }
[[modifier]]
on = "death"
of = { lineage = "y" }
signal = "much"
plus = { linear = { at_zero = 0.0, slope = 0.8 } }
[[modifier]]
on = "death"
of = { lineage = "x" }
signal = "both"
plus = { hill = { from = 0.0, to = 1.0, half = 0.8, power = 1.0 } }
[[modifier]]
on = "birth"
of = { lineage = "y" }
signal = "both"
times = { linear = { at_zero = 1.0, slope = -0.2 } }
""",
        (17, 12),
        runs=60_000,
    ),
    "ways-by-destination": Case(
        time(0.5, 1.2)
        + """
[[niche]]
name = "a"
perfusion = 0.5
[[niche]]
name = "b"
[[niche]]
name = "c"
[[clone]]
name = "A"
lineage = "x"
birth = 0.0
death = 0.2
initial = { a = 4, b = 1 }
traits = { speed = 0.6 }
[[clone]]
name = "B"
lineage = "y"
birth = 0.0
initial = { a = 1, c = 1 }
traits = { speed = 1.4 }
[[migration]]
from = "a"
to = "b"
rate = 0.6
[[migration]]
from = "a"
to = "c"
rate = 0.5
[[migration]]
from = "b"
to = "a"
rate = 0.7
[[migration]]
from = "c"
to = "a"
rate = 0.4
[[signal]]
name = "here"
sum = [{}]
per_niche = true
[[modifier]]
on = "migration"
of = { niche = "a", to = "b" }
signal = "here"
times = { hill = { from = 0.3, to = 1.8, half = 2.0, power = 1.0 } }
trait = "speed"
[[modifier]]
on = "migration"
of = { to = "a" }
signal = "here"
plus = { linear = { at_zero = 0.1, slope = 0.15 } }
[[modifier]]
on = "migration"
of = { lineage = "x" }
signal = "here"
at = "destination"
times = { linear = { at_zero = 1.4, slope = -0.2 } }
[[drug]]
name = "d"
half_life = 0.8
doses = { amount = 2.0, start = 0.3 }
[[drug.effect]]
on = "migration"
kind = "stimulation"
to = "c"
emax = 3.0
ec50 = 0.6
[[drug.effect]]
on = "migration"
kind = "inhibition"
niche = "b"
emax = 0.8
ec50 = 0.5
""",
        (7, 7, 7),
        runs=60_000,
    ),
    "signals-of-each-niche": Case(
        time(0.8, 2.5)
        + """
[[niche]]
name = "a"
oxygen = 8.0
capacity = 5
perfusion = 0.4
[[niche]]
name = "b"
capacity = 4
[[clone]]
name = "A"
lineage = "x"
birth = 0.9
death = 0.3
initial = { a = 2, b = 1 }
traits = { glycolysis = 0.5 }
[[clone]]
name = "B"
lineage = "y"
birth = 0.8
death = 0.3
initial = { a = 1, b = 1 }
traits = { glycolysis = 1.5 }
[[migration]]
from = "a"
to = "b"
rate = 0.4
vacancy = true
[[migration]]
from = "b"
to = "a"
rate = 0.3
vacancy = true
[[drug]]
name = "hifi"
half_life = 0.9
doses = { amount = 1.5, start = 0.4 }
[[drug.effect]]
on = "hif"
kind = "inhibition"
emax = 1.2
ec50 = 0.8
[[signal]]
name = "oxygen"
per_niche = true
constant = { a = 10.0, b = 40.0 }
sum = [{ weight = -1.5 }, { lineage = "y", weight = -1.0 }]
[[signal]]
name = "hif"
per_niche = true
of = "oxygen"
hill = { from = 1.0, to = 0.0, half = 12.0, power = 2.0 }
[[signal]]
name = "dose"
per_niche = true
drug = "hifi"
[[modifier]]
on = "birth"
signal = "hif"
times = { linear = { at_zero = 1.0, slope = -0.8 } }
trait = "glycolysis"
[[modifier]]
on = "death"
signal = "hif"
times = { hill = { from = 1.0, to = 0.2, half = 0.5, power = 1.0 } }
[[modifier]]
on = "death"
of = { lineage = "y" }
signal = "dose"
plus = { linear = { at_zero = -0.1, slope = 0.9 } }
trait = "glycolysis"
[[modifier]]
on = "migration"
of = { niche = "a" }
signal = "hif"
times = { linear = { at_zero = 1.5, slope = -1.2 } }
""",
        (6, 5),
    ),
    "modified-kills-and-mutation": Case(
        time(0.6, 2.0)
        + """
[[niche]]
name = "n"
capacity = 6
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.1
initial = { n = 3 }
traits = { pump = 2.0 }
sensitivity = { e = 0.6 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.9
death = 0.2
initial = { n = 1 }
[[mutation]]
name = "ab"
from = "A"
to = "B"
rate = 0.1
[[mutation]]
name = "ba"
from = "B"
to = "A"
rate = 0.05
[[drug]]
name = "d"
half_life = 0.5
doses = { amount = 2.0, start = 0.1, every = 0.8, count = 2 }
[[drug.effect]]
on = "kill"
emax = 2.0
ec50 = 1.0
[[drug.effect]]
on = "kill"
lineage = "a"
emax = 1.0
ec50 = 0.2
cycling = true
[[drug]]
name = "e"
half_life = 1.5
doses = { amount = 1.0, duration = 0.7 }
[[drug.effect]]
on = "kill"
emax = 0.8
ec50 = 0.3
[[signal]]
name = "cells"
sum = [{}]
[[signal]]
name = "level"
drug = "e"
[[modifier]]
on = "kill"
of = { drug = "d", lineage = "a" }
signal = "cells"
times = { hill = { from = 1.0, to = 0.3, half = 3.0, power = 2.0 } }
[[modifier]]
on = "kill"
of = { drug = "e" }
signal = "level"
plus = { linear = { at_zero = -0.1, slope = 0.3 } }
[[modifier]]
on = "kill"
times = 1.3
[[modifier]]
on = "kill"
of = { clone = "A" }
times = 0.8
trait = "pump"
[[modifier]]
on = "mutation"
signal = "level"
times = { linear = { at_zero = 1.0, slope = 1.2 } }
[[modifier]]
on = "mutation"
of = { lineage = "a" }
signal = "cells"
plus = { table = { x = [0, 4, 6], y = [0.0, 0.2, 0.1] } }
""",
        (6,),
    ),
    "drugs-on-rates-and-pools": Case(
        STAGES
        + time(0.7, 2.0)
        + """
[[niche]]
name = "n"
capacity = 5
perfusion = 0.5
[[clone]]
name = "A"
lineage = "a"
division = { stem = 0.9 }
self_renewal = { stem = 0.8 }
asymmetric = { stem = 0.4 }
death = { stem = 0.2, blast = 0.7 }
initial = { n = { stem = 3 } }
sensitivity = { d = 0.7 }
[[pool]]
name = "t"
niche = "n"
initial = 1
inflow = 0.3
birth = 0.2
death = 0.5
[[pool]]
name = "w"
initial = 1
inflow = 0.4
death = 0.6
[[drug]]
name = "d"
half_life = 0.5
doses = { amount = 3.0, start = 0.1, every = 0.9, count = 2, absorption_half_life = 0.1 }
[[drug.effect]]
on = "self_renewal"
kind = "inhibition"
emax = 1.0
ec50 = 0.8
[[drug.effect]]
on = "asymmetric"
kind = "stimulation"
emax = 2.0
ec50 = 0.5
[[drug.effect]]
on = "death"
kind = "stimulation"
stage = "blast"
emax = 3.0
ec50 = 0.7
[[drug.effect]]
on = "birth"
kind = "inhibition"
pool = "t"
emax = 1.1
ec50 = 0.4
[[drug.effect]]
on = "inflow"
kind = "stimulation"
pool = "t"
emax = 2.0
ec50 = 1.0
[[drug.effect]]
on = "death"
kind = "stimulation"
pool = "w"
emax = 2.5
ec50 = 1.0
[[signal]]
name = "effectors"
sum = [{ pool = "t" }, { pool = "w", weight = 0.5 }]
[[modifier]]
on = "death"
of = { stage = "stem" }
signal = "effectors"
plus = { linear = { at_zero = 0.0, slope = 0.1 } }
""",
        (17,),
        (9, 7),
        runs=60_000,
    ),
    "logarithms": Case(
        time(0.8, 2.5)
        + """
[[niche]]
name = "n"
capacity = 7
[[clone]]
name = "A"
lineage = "a"
birth = 0.9
death = 0.2
initial = { n = 3 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.7
death = 0.3
initial = { n = 2 }
traits = { x = 0.5 }
[[drug]]
name = "d"
half_life = 0.6
doses = { amount = 4.0, start = 0.3, every = 0.9, count = 2 }
[[signal]]
name = "level"
drug = "d"
[[signal]]
name = "excess"
sum = [{ lineage = "b" }, { lineage = "a", weight = -1.0 }]
[[signal]]
name = "felt"
of = "excess"
log = { at_zero = 0.5, slope = 0.8, scale = 0.7 }
[[modifier]]
on = "birth"
of = { lineage = "a" }
signal = "felt"
times = { log = { at_zero = 1.2, slope = -0.9, scale = 1.5 } }
[[modifier]]
on = "death"
of = { lineage = "a" }
signal = "level"
plus = { log = { at_zero = -0.1, slope = 0.6, scale = 0.4 } }
[[modifier]]
on = "death"
of = { lineage = "b" }
signal = "excess"
plus = { log = { at_zero = 0.2, slope = 0.7, scale = 2.0 } }
trait = "x"
""",
        (7,),
    ),
    "immune-window": Case(
        time(1.0, 3.0)
        + """
[[niche]]
name = "n"
capacity = 6
[[clone]]
name = "L"
lineage = "leukemic"
birth = 0.8
death = 0.1
initial = { n = 2 }
traits = { pd_l1 = 0.4 }
[[pool]]
name = "effector"
initial = 2
inflow = 0.4
death = 0.3
[[signal]]
name = "burden"
sum = [{ lineage = "leukemic" }]
[[signal]]
name = "effectors"
sum = [{ pool = "effector" }]
[[signal]]
name = "suppression"
of = "burden"
hill = { from = 0.0, to = 1.0, half = 3.0, power = 2.0 }
[[modifier]]
on = "birth"
of = { pool = "effector" }
signal = "burden"
plus = { window = { height = 0.3, peak = 2.0 } }
[[modifier]]
on = "death"
of = { lineage = "leukemic" }
signal = "effectors"
plus = { linear = { at_zero = 0.0, slope = 0.25 } }
[[modifier]]
on = "death"
of = { lineage = "leukemic" }
signal = "suppression"
times = { linear = { at_zero = 1.0, slope = -0.9 } }
trait = "pd_l1"
""",
        (6,),
        (30,),
    ),
}
