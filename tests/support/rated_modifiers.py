"""Rated cases of signals and of modifiers on every rate."""

from __future__ import annotations

from support.rated import Rated

MODIFIERS = {
    "modified births and deaths": Rated(
        """
[[niche]]
name = "n"
capacity = 4.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.3
traits = { x = 0.7 }
initial = { n = 3 }
[[clone]]
name = "B"
lineage = "b"
birth = 1.2
death = 0.3
traits = { x = 1.4 }
initial = { n = 2 }
[[signal]]
name = "load"
sum = [{ lineage = "a" }, { lineage = "b", weight = 0.6 }]
constant = 0.5
[[signal]]
name = "answer"
of = "load"
hill = { from = 0.4, to = 1.6, half = 2.2, power = 2.0 }
[[modifier]]
on = "birth"
of = { lineage = "b" }
signal = "answer"
times = { linear = { at_zero = 1.0, slope = 1.2 } }
[[modifier]]
on = "birth"
of = { lineage = "a" }
signal = "load"
plus = { window = { height = 2.0, peak = 2.0 } }
trait = "x"
[[modifier]]
on = "death"
signal = "load"
plus = { table = { x = [0.8, 2.3, 4.2], y = [0.3, 0.6, 1.2] } }
[[modifier]]
on = "death"
of = { clone = "B" }
signal = "answer"
times = { linear = { at_zero = 0.5, slope = 0.5 } }
trait = "x"
""",
        (5,),
        end=6.0,
        runs=760_000,
        sees=(
            "modifier[birth b #1].times",
            "modifier[birth a #2].plus",
            "modifier[death #3].plus",
            "modifier[death B #4].times",
        ),
    ),
    "modified migration, in each niche": Rated(
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
birth = 2.0
death = 0.5
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
[[signal]]
name = "oxygen"
per_niche = true
constant = { a = 4.0, b = 8.0 }
sum = [{ weight = -0.6 }]
[[signal]]
name = "hif"
per_niche = true
of = "oxygen"
hill = { from = 1.5, to = 0.3, half = 4.0, power = 2.0 }
[[modifier]]
on = "migration"
signal = "hif"
times = { linear = { at_zero = 0.4, slope = 0.8 } }
[[modifier]]
on = "migration"
of = { niche = "b" }
signal = "oxygen"
plus = { linear = { at_zero = 0.4, slope = 0.1 } }
[[modifier]]
on = "death"
signal = "hif"
times = { linear = { at_zero = 1.3, slope = -0.4 } }
""",
        (5, 5),
        end=6.0,
        runs=700_000,
        sees=(
            "signal[hif]",
            "modifier[migration #1].times",
            "modifier[migration b #2].plus",
            "modifier[death #3].times",
        ),
    ),
    "modified mutation": Rated(
        """
[[niche]]
name = "n"
capacity = 4.5
[[clone]]
name = "A"
lineage = "a"
birth = 2.5
death = 0.4
traits = { x = 0.8 }
initial = { n = 4 }
[[clone]]
name = "B"
lineage = "b"
birth = 2.5
death = 0.5
initial = { n = 1 }
[[mutation]]
name = "ab"
from = "A"
to = "B"
rate = 0.25
[[mutation]]
name = "ba"
from = "B"
to = "A"
rate = 0.4
[[signal]]
name = "cells"
sum = [{}]
[[modifier]]
on = "mutation"
of = { lineage = "a" }
signal = "cells"
plus = { linear = { at_zero = 0.15, slope = 0.05 } }
trait = "x"
[[modifier]]
on = "mutation"
signal = "cells"
times = { hill = { from = 0.6, to = 1.8, half = 2.5, power = 2.0 } }
""",
        (5,),
        every=0.5,
        end=12.0,
        runs=370_000,
        sees=(
            "mutation[ab].rate",
            "modifier[mutation a #1].plus",
            "modifier[mutation #2].times",
        ),
    ),
    "modified divisions": Rated(
        """
stages = ["stem", "blast"]
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
division = { stem = 0.8 }
self_renewal = { stem = 0.6 }
asymmetric = { stem = 0.6 }
death = { stem = 0.3, blast = 5.0 }
immigration = { n = 0.3 }
initial = { n = { stem = 3 } }
[[signal]]
name = "blasts"
sum = [{ stage = "blast" }]
[[modifier]]
on = "self_renewal"
signal = "blasts"
times = { hill = { from = 1.3, to = 0.4, half = 2.0, power = 1.0 } }
[[modifier]]
on = "division"
signal = "blasts"
plus = { linear = { at_zero = 0.5, slope = 0.2 } }
[[modifier]]
on = "asymmetric"
signal = "blasts"
plus = { linear = { at_zero = 0.6, slope = 0.15 } }
""",
        (25,),
        end=6.0,
        runs=700_000,
        sees=(
            "modifier[self_renewal #1].times",
            "modifier[division #2].plus",
            "modifier[asymmetric #3].plus",
        ),
    ),
    "modified bonds": Rated(
        """
[[niche]]
name = "n"
capacity = 5.5
[[clone]]
name = "A"
lineage = "a"
birth = 2.0
death = 0.3
initial = { n = 4 }
[[attachment]]
attach = 1.0
detach = 0.4
[[signal]]
name = "bound"
sum = [{ state = "adherent" }]
[[modifier]]
on = "attach"
signal = "bound"
times = { hill = { from = 2.0, to = 0.3, half = 2.0, power = 2.0 } }
[[modifier]]
on = "detach"
signal = "bound"
plus = { linear = { at_zero = 0.4, slope = 0.4 } }
""",
        (6,),
        end=12.0,
        runs=80_000,
        sees=(
            "modifier[attach #1].times",
            "modifier[detach #2].plus",
        ),
    ),
    "modified pools": Rated(
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
inflow = 0.5
birth = 0.2
death = 1.5
convert = [{ to = "q", rate = 0.5 }]
[[pool]]
name = "q"
initial = 2
death = 1.0
[[signal]]
name = "all"
sum = [{ pool = "p" }, { pool = "q", weight = 0.5 }]
[[modifier]]
on = "inflow"
of = { pool = "p" }
signal = "all"
plus = { window = { height = 2.0, peak = 2.0 } }
[[modifier]]
on = "birth"
of = { pool = "p" }
signal = "all"
plus = { hill = { from = 1.0, to = 0.4, half = 2.0, power = 1.0 } }
[[modifier]]
on = "death"
of = { pool = "q" }
signal = "all"
times = { linear = { at_zero = 0.8, slope = 0.2 } }
[[modifier]]
on = "convert"
of = { pool = "p", to = "q" }
signal = "all"
times = { table = { x = [0.2, 3.3, 8.2], y = [1.0, 2.0, 3.0] } }
""",
        (0,),
        (19, 17),
        every=0.5,
        end=12.0,
        runs=460_000,
        sees=(
            "modifier[inflow p #1].plus",
            "modifier[birth p #2].plus",
            "modifier[death q #3].times",
            "modifier[convert p q #4].times",
        ),
    ),
    "modified kills": Rated(
        """
[[niche]]
name = "n"
capacity = 4.5
[[clone]]
name = "A"
lineage = "a"
birth = 4.0
death = 0.2
traits = { pump = 0.8 }
initial = { n = 3 }
[[clone]]
name = "B"
lineage = "b"
birth = 4.0
death = 0.2
initial = { n = 2 }
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
emax = 0.6
ec50 = 0.5
[[signal]]
name = "cells"
sum = [{}]
[[modifier]]
on = "kill"
of = { drug = "d" }
signal = "cells"
times = { hill = { from = 1.4, to = 0.6, half = 3.0, power = 2.0 } }
[[modifier]]
on = "kill"
of = { drug = "e", lineage = "a" }
signal = "cells"
plus = { linear = { at_zero = 0.6, slope = 0.3 } }
trait = "pump"
""",
        (5,),
        runs=920_000,
        sees=(
            "modifier[kill d #1].times",
            "modifier[kill e a #2].plus",
        ),
    ),
}
