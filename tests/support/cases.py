"""Small scenarios whose master equation can be solved: the core events, in combinations.

Every lineage holds one clone, so that the recorded populations are the whole state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from support.master import Bound, Place
from support.scenarios import scenario


@dataclass(frozen=True)
class Case:
    """A scenario, the bounds of its state space, and what it is there to catch."""

    text: str
    niches: tuple[int, ...] = ()
    pools: tuple[int, ...] = ()
    runs: int = 100_000

    def scenario(self) -> Any:
        """Return the scenario."""
        return scenario(self.text)

    def bound(self) -> Bound:
        """Return which states are kept: so many cells in each niche, members in each pool."""

        def kept(counts: dict[Place, int]) -> bool:
            held = [0] * len(self.niches)
            for place, count in counts.items():
                if isinstance(place, tuple):
                    held[place[1]] += count
                elif count > self.pools[place]:
                    return False
            return all(number <= most for number, most in zip(held, self.niches, strict=True))

        return kept


def time(*samples: float) -> str:
    """Return a time section with these samples."""
    return f"[time]\nend = {samples[-1]}\nat = {list(samples)}\n"


TWO_NICHES = """
[[niche]]
name = "hypoxic"
capacity = 4
perfusion = 0.3
[[niche]]
name = "vascular"
capacity = 5
"""

TWO_CLONES = """
[[clone]]
name = "W"
lineage = "w"
birth = 0.7
death = 0.15
initial = { hypoxic = 2, vascular = 2 }
[[clone]]
name = "M"
lineage = "m"
birth = 0.9
death = 0.25
sensitivity = { d = 0.35 }
tropism = { hypoxic = 2.0 }
"""

EXCHANGE = """
[[migration]]
from = "hypoxic"
to = "vascular"
rate = 0.3
vacancy = true
[[migration]]
from = "vascular"
to = "hypoxic"
rate = 0.25
vacancy = true
"""

MUTATION = """
[[mutation]]
name = "wm"
from = "W"
to = "M"
rate = 0.3
"""

MARROW = TWO_NICHES + TWO_CLONES + EXCHANGE + MUTATION

KILL_AND_INHIBITION = """
[[drug.effect]]
on = "kill"
emax = 1.6
ec50 = 0.6
hill = 2.0
[[drug.effect]]
on = "inhibition"
lineage = "w"
emax = 1.3
ec50 = 0.5
"""


def dosed(words: str) -> str:
    """Return a drug given as `words` say, that both kills and inhibits."""
    return f'[[drug]]\nname = "d"\nhalf_life = 0.6\n{words}\n' + KILL_AND_INHIBITION


CASES = {
    "crowding-migration-mutation": Case(
        time(0.7, 4.0) + MARROW.replace("sensitivity = { d = 0.35 }", ""), (4, 5)
    ),
    "bolus": Case(
        time(0.5, 1.0, 3.0)
        + MARROW
        + dosed("doses = { amount = 2.0, start = 0.5, every = 1.1, count = 2 }"),
        (4, 5),
    ),
    "infusion": Case(
        time(0.9, 3.0) + MARROW + dosed("doses = { amount = 3.0, start = 0.4, duration = 1.0 }"),
        (4, 5),
    ),
    "absorption": Case(
        time(0.9, 3.0)
        + MARROW
        + dosed("doses = { amount = 3.0, start = 0.2, absorption_half_life = 0.25 }"),
        (4, 5),
    ),
    "windows": Case(
        time(1.0, 1.7, 3.0)
        + MARROW
        + dosed(
            "constant = [{ value = 0.8, start = 0.3, stop = 1.0 }, { value = 2.0, start = 1.5 }]"
        ),
        (4, 5),
    ),
    "everything-superposed": Case(
        time(1.0, 2.5)
        + MARROW
        + dosed(
            "constant = { value = 0.2, start = 0.6, stop = 1.4 }\n"
            "doses = [{ amount = 1.0, every = 0.7, count = 3 },"
            " { amount = 2.0, start = 0.3, duration = 0.8 },"
            " { amount = 1.0, start = 0.5, absorption_half_life = 0.6 }]"
        ),
        (4, 5),
    ),
    "fold-and-two-drugs": Case(
        time(0.8, 2.5)
        + MARROW.replace("sensitivity = { d = 0.35 }", "ec50_fold = { d = 6.0, e = 0.2 }")
        + dosed("doses = { amount = 2.0, start = 0.2, every = 1.0, count = 2 }")
        + '[[drug]]\nname = "e"\nhalf_life = 2.0\ndoses = { amount = 1.0, start = 0.6 }\n'
        + '[[drug.effect]]\non = "kill"\nniche = "vascular"\nemax = 0.9\nec50 = 1.5\nhill = 3.0\n'
        + '[[drug.effect]]\non = "birth"\nkind = "inhibition"\nclone = "M"\nemax = 0.9\n'
        + "ec50 = 0.8\n"
        + '[[drug.effect]]\non = "migration"\nkind = "stimulation"\nemax = 3.0\nec50 = 0.5\n',
        (4, 5),
    ),
    "inhibited-beyond-one": Case(
        time(0.8, 2.5)
        + TWO_NICHES
        + TWO_CLONES
        + EXCHANGE.replace("vacancy = true", "")
        + """
[[drug]]
name = "d"
half_life = 0.8
doses = { amount = 3.0, start = 0.2, every = 0.9, count = 2 }
[[drug.effect]]
on = "inhibition"
emax = 1.8
ec50 = 0.5
[[drug.effect]]
on = "birth"
kind = "inhibition"
emax = 2.0
ec50 = 0.6
hill = 2.0
[[intervention]]
at = 0.5
add = { clone = "W", niche = "vascular", value = 4 }
""",
        (14, 14),
    ),
    "interventions": Case(
        time(1.0, 1.6, 2.0, 3.0)
        + MARROW.replace("sensitivity = { d = 0.35 }", "")
        + """
[[intervention]]
at = 1.0
scale = { lineage = "w", factor = 0.4 }
[[intervention]]
at = 1.0
add = { clone = "M", niche = "hypoxic", value = 1 }
[[intervention]]
at = 1.3
set = { clone = "W", niche = "vascular", value = 2 }
[[intervention]]
at = 2.0
scale = { niche = "hypoxic", factor = 0.0 }
[[intervention]]
at = 2.0
set = { clone = "M", niche = "vascular", value = 1 }
[[intervention]]
at = 2.4
scale = { factor = 0.7 }
""",
        (5, 7),
    ),
    "immigration-and-a-closed-niche": Case(
        time(1.0, 4.0)
        + """
[[niche]]
name = "closed"
capacity = 0
[[niche]]
name = "open"
[[clone]]
name = "A"
lineage = "a"
birth = 0.2
death = 0.7
immigration = { closed = 0.6 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.3
death = 0.8
initial = { open = 3 }
immigration = { open = 0.3 }
[[migration]]
from = "closed"
to = "open"
rate = 0.7
lineage = "a"
[[migration]]
from = "open"
to = "closed"
rate = 0.9
vacancy = true
[[migration]]
from = "open"
to = "closed"
rate = 0.2
clone = "B"
""",
        (11, 13),
    ),
    "daughters-leave": Case(
        time(0.8, 3.0)
        + """
[[niche]]
name = "marrow"
capacity = 4
daughters = "blood"
[[niche]]
name = "blood"
perfusion = 0.5
[[clone]]
name = "A"
lineage = "a"
birth = 0.8
death = 0.3
initial = { marrow = 2 }
[[clone]]
name = "B"
lineage = "b"
birth = { stem = 0.5 }
death = 0.6
[[mutation]]
name = "ab"
from = { lineage = "a" }
to = "B"
rate = 0.4
[[migration]]
from = "blood"
to = "marrow"
rate = 0.5
vacancy = true
[[drug]]
name = "d"
half_life = 0.7
doses = { amount = 2.0, start = 0.1, every = 1.0, count = 2 }
[[drug.effect]]
on = "kill"
emax = 2.0
ec50 = 1.0
""",
        (4, 20),
    ),
    "mutual-mutation": Case(
        time(1.0, 3.0)
        + """
[[niche]]
name = "n"
capacity = 5
[[clone]]
name = "A"
lineage = "a"
birth = 0.8
death = 0.2
initial = { n = 3 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.6
death = 0.3
initial = { n = 1 }
[[clone]]
name = "C"
lineage = "c"
birth = 1.0
death = 0.4
[[mutation]]
name = "x"
from = "A"
to = "B"
rate = 0.7
[[mutation]]
name = "y"
from = "B"
to = "A"
rate = 0.25
[[mutation]]
name = "z"
from = { lineage = "a" }
to = "C"
rate = 0.3
""",
        (5,),
    ),
}
