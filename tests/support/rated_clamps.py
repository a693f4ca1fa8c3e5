"""Rated cases in which laws reach their clamps."""

from __future__ import annotations

from support.rated import Rated

SLOPED = """
[[signal]]
name = "cells"
sum = [{}]
"""

CLAMPS = {
    # Negative sums in some states: [x]+ of one law must not lower another's share.
    "clamped mutation": Rated(
        """
[[niche]]
name = "n"
capacity = 4.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.5
death = 0.4
initial = { n = 4 }
[[clone]]
name = "B"
lineage = "b"
birth = 1.2
death = 0.5
[[clone]]
name = "C"
lineage = "c"
birth = 1.2
death = 0.5
[[mutation]]
name = "ab"
from = "A"
to = "B"
rate = 0.1
[[mutation]]
name = "ac"
from = "A"
to = "C"
rate = 0.5
[[mutation]]
name = "ca"
from = "C"
to = "A"
rate = 0.5
[[mutation]]
name = "ba"
from = "B"
to = "A"
rate = 0.5
[[modifier]]
on = "mutation"
of = { clone = "A" }
signal = "cells"
plus = { linear = { at_zero = 0.15, slope = -0.1 } }
"""
        + SLOPED,
        (5,),
        runs=100_000,
    ),
    "clamped divisions": Rated(
        """
stages = ["stem", "blast"]
[[niche]]
name = "n"
capacity = 4.5
counts = ["stem", "blast"]
[[clone]]
name = "A"
lineage = "a"
division = { stem = 1.6 }
self_renewal = { stem = 0.6 }
asymmetric = { stem = 0.6 }
death = { stem = 0.2, blast = 1.5 }
immigration = { n = 0.3 }
initial = { n = { stem = 2 } }
[[signal]]
name = "blasts"
sum = [{ stage = "blast" }]
[[modifier]]
on = "self_renewal"
signal = "blasts"
plus = { linear = { at_zero = 0.7, slope = -0.75 } }
[[modifier]]
on = "division"
signal = "blasts"
times = { linear = { at_zero = 1.3, slope = -0.4 } }
[[modifier]]
on = "asymmetric"
signal = "blasts"
plus = { linear = { at_zero = 0.4, slope = -0.4 } }
""",
        (12,),
        runs=100_000,
    ),
    "clamped rates of cells": Rated(
        """
[[niche]]
name = "a"
capacity = 4.5
[[niche]]
name = "b"
capacity = 4.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.2
death = 0.5
immigration = { a = 0.3 }
initial = { a = 3, b = 2 }
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
[[modifier]]
on = "birth"
signal = "cells"
times = { linear = { at_zero = 1.5, slope = -0.35 } }
[[modifier]]
on = "death"
signal = "cells"
plus = { linear = { at_zero = -0.9, slope = 0.3 } }
[[modifier]]
on = "migration"
of = { niche = "a" }
signal = "cells"
times = { linear = { at_zero = -0.5, slope = 0.4 } }
"""
        + SLOPED,
        (9, 5),
        runs=100_000,
    ),
    "clamped kills": Rated(
        """
[[niche]]
name = "n"
capacity = 6.5
[[clone]]
name = "A"
lineage = "a"
birth = 2.2
death = 0.2
immigration = { n = 0.3 }
initial = { n = 4 }
[[drug]]
name = "d"
constant = { value = 1.2 }
[[drug.effect]]
on = "kill"
emax = 1.8
ec50 = 1.0
[[drug]]
name = "e"
constant = { value = 0.9 }
[[drug.effect]]
on = "kill"
emax = 1.2
ec50 = 0.5
[[modifier]]
on = "kill"
of = { drug = "d" }
signal = "cells"
plus = { linear = { at_zero = 0.7, slope = -0.5 } }
[[modifier]]
on = "kill"
of = { drug = "e" }
signal = "cells"
times = { linear = { at_zero = 2.3, slope = -0.5 } }
"""
        + SLOPED,
        (15,),
        runs=100_000,
    ),
    "clamped inhibition": Rated(
        """
[[niche]]
name = "n"
capacity = 6.5
[[clone]]
name = "A"
lineage = "a"
birth = 2.2
death = 0.4
initial = { n = 4 }
[[drug]]
name = "d"
half_life = 0.3
doses = { amount = 3.0 }
[[drug.effect]]
on = "inhibition"
emax = 1.5
ec50 = 0.5
[[drug.effect]]
on = "birth"
kind = "inhibition"
emax = 1.4
ec50 = 0.7
""",
        (7,),
        end=1.5,
        runs=100_000,
    ),
    "clamped bonds and pools": Rated(
        """
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.2
initial = { n = 3 }
[[attachment]]
attach = 1.0
detach = 0.8
[[pool]]
name = "p"
initial = 1
inflow = 0.8
birth = 0.3
death = 0.8
[[signal]]
name = "bound"
sum = [{ state = "adherent" }]
[[modifier]]
on = "attach"
signal = "bound"
times = { linear = { at_zero = 1.6, slope = -0.7 } }
[[modifier]]
on = "detach"
signal = "bound"
plus = { linear = { at_zero = -1.3, slope = 0.8 } }
[[modifier]]
on = "inflow"
of = { pool = "p" }
signal = "bound"
plus = { linear = { at_zero = 0.6, slope = -0.8 } }
[[modifier]]
on = "birth"
of = { pool = "p" }
signal = "bound"
plus = { linear = { at_zero = 0.3, slope = -0.4 } }
[[modifier]]
on = "death"
of = { pool = "p" }
signal = "bound"
times = { linear = { at_zero = 1.7, slope = -0.7 } }
""",
        (4,),
        (16,),
        runs=100_000,
    ),
}
