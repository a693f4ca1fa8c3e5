"""10^6 cells in clones that are founded with a secretion and an antigen of their own.

What all cells secrete, a sum that a trait weighs, slows divisions; a cause of death takes cells by
their clone's antigen. Clones are founded in the first days alone, while a drug without another use
is there.
"""

from __future__ import annotations

from clonal.model import Scenario, loads

#: Days in which clones are founded, and of the stretch that is timed after them.
FOUNDING, AFTER = 4.0, 2.0
#: Probability of a mutation at division, and the clones that it leaves.
FOUNDED = {10: 6e-6, 100_000: 0.075}


def scenario(clones: int) -> Scenario:
    """The scenario that founds about ``clones`` clones."""
    return loads(f"""
[time]
end = {FOUNDING + AFTER}
every = {FOUNDING + AFTER}
[[niche]]
name = "hypoxic"
capacity = 800_000
[[niche]]
name = "vascular"
capacity = 1_200_000
[[clone]]
name = "leukaemia"
lineage = "leukemic"
birth = 1.4
death = 0.3
initial = {{ hypoxic = 400_000, vascular = 600_000 }}
traits = {{ secretion = 1.0, antigen = 1.0 }}
[[migration]]
from = "hypoxic"
to = "vascular"
rate = 0.1
[[migration]]
from = "vascular"
to = "hypoxic"
rate = 0.05
[[mutation]]
name = "variant"
from = {{ lineage = "leukemic" }}
to = "new"
rate = {FOUNDED[clones]}
effects.secretion.times.lognormal = [0.0, 0.3]
effects.antigen.times.lognormal = [0.0, 0.3]
[[drug]]
name = "founder"
constant = {{ value = 1.0, start = 0.0, stop = {FOUNDING} }}
[[signal]]
name = "founding"
drug = "founder"
[[modifier]]
on = "mutation"
signal = "founding"
times = {{ linear = {{ at_zero = 0.0, slope = 1.0 }} }}
[[signal]]
name = "secreted"
sum = [{{ lineage = "leukemic", trait = "secretion" }}]
[[modifier]]
on = "birth"
signal = "secreted"
times = {{ hill = {{ from = 1.2, to = 0.8, half = 1_000_000, power = 1.0 }} }}
[[cause]]
name = "immune"
[[modifier]]
on = "death"
of = {{ cause = "immune" }}
trait = "antigen"
plus = 0.2
""")
