"""Small scenarios whose paths are sampled often, so that a test sees each rate to one per cent.

Capacities are no whole numbers: the rate of the last birth then moves smoothly with them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from support.cases import Case


@dataclass(frozen=True)
class Rated(Case):
    """A case with samples at equal distances."""

    every: float = 0.25
    end: float = 3.0
    #: The numbers that this case is there for: labels, or how they begin before a "*".
    sees: tuple[str, ...] = ()

    def meant(self, label: str) -> bool:
        """Return whether this case is there for the number."""
        return any(
            label.startswith(one[:-1]) if one.endswith("*") else label == one for one in self.sees
        )

    def words(self) -> dict[str, Any]:
        """Return the scenario as the tables of its file."""
        time = {"time": {"end": self.end, "every": self.every}}
        return {**tomllib.loads(self.text), **time}


CORE = {
    "birth, death, immigration": Rated(
        """
[[niche]]
name = "n"
capacity = 6.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.6
immigration = { n = 0.8 }
initial = { n = 3 }
""",
        (18,),
        every=0.5,
        end=12.0,
        runs=250_000,
        sees=("niche*", "clone*"),
    ),
    "two niches, two clones": Rated(
        """
[[niche]]
name = "hypoxic"
capacity = 2.5
[[niche]]
name = "vascular"
capacity = 2.5
[[clone]]
name = "W"
lineage = "w"
birth = 1.7
death = 0.3
initial = { hypoxic = 1, vascular = 2 }
[[clone]]
name = "M"
lineage = "m"
birth = 1.7
death = 0.35
tropism = { hypoxic = 1.6, vascular = 0.7 }
initial = { hypoxic = 2, vascular = 1 }
[[migration]]
from = "hypoxic"
to = "vascular"
rate = 1.0
vacancy = true
[[migration]]
from = "vascular"
to = "hypoxic"
rate = 1.0
vacancy = true
[[mutation]]
name = "wm"
from = "W"
to = "M"
rate = 0.3
[[mutation]]
name = "mw"
from = "M"
to = "W"
rate = 0.4
""",
        (3, 3),
        end=12.0,
        runs=450_000,
        sees=("niche*", "clone*", "migration*", "mutation*"),
    ),
    "free migration": Rated(
        """
[[niche]]
name = "a"
[[niche]]
name = "b"
[[clone]]
name = "A"
lineage = "a"
birth = 0.3
death = 0.9
immigration = { a = 0.8, b = 0.6 }
initial = { a = 2, b = 1 }
[[migration]]
from = "a"
to = "b"
rate = 0.8
[[migration]]
from = "b"
to = "a"
rate = 0.6
""",
        (20, 19),
        end=12.0,
        runs=270_000,
        sees=("clone*", "migration*"),
    ),
    "three clones that mutate": Rated(
        """
[[niche]]
name = "n"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
birth = 2.2
death = 0.4
initial = { n = 2 }
[[clone]]
name = "B"
lineage = "b"
birth = 2.2
death = 0.4
initial = { n = 1 }
[[clone]]
name = "C"
lineage = "c"
initial = { n = 1 }
birth = 2.2
death = 0.45
[[mutation]]
name = "ab"
from = "A"
to = "B"
rate = 0.3
[[mutation]]
name = "ac"
from = { lineage = "a" }
to = "C"
rate = 0.2
[[mutation]]
name = "ba"
from = "B"
to = "A"
rate = 0.4
[[mutation]]
name = "ca"
from = "C"
to = "A"
rate = 0.5
""",
        (4,),
        every=0.5,
        end=12.0,
        runs=820_000,
        sees=("clone[A]*", "clone[B]*", "mutation[a*", "mutation[ba].rate"),
    ),
    "interventions": Rated(
        """
[[niche]]
name = "a"
capacity = 3.5
[[niche]]
name = "b"
capacity = 3.5
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.3
initial = { a = 4, b = 3 }
[[intervention]]
at = 0.5
scale = { niche = "a", factor = 0.4 }
[[intervention]]
at = 0.5
scale = { factor = 0.7 }
[[intervention]]
at = 1.0
add = { clone = "A", niche = "b", value = 2 }
[[intervention]]
at = 1.25
scale = { niche = "b", factor = 0.5 }
""",
        (5, 7),
        every=0.5,
        end=1.5,
        runs=520_000,
        sees=("intervention*",),
    ),
}
