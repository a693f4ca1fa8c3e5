"""Tiny scenarios with named mechanisms, alone and in pairs, for the master equation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clonal.model import expand
from support.cases import Case, time
from support.scenarios import scenario


@dataclass(frozen=True)
class Shorthand(Case):
    """A case with sections; the definition reads what they stand for."""

    def shorthand(self) -> Any:
        """Return the scenario as it is written."""
        return scenario(self.text)

    def scenario(self) -> Any:
        """Return the scenario in the plain vocabulary."""
        return expand(self.shorthand())


TWO = """
[[niche]]
name = "a"
capacity = 4
oxygen = 8.0
perfusion = 0.6
[[niche]]
name = "b"
capacity = 3
oxygen = 30.0
[[clone]]
name = "H"
lineage = "normal"
birth = 0.5
death = 0.3
initial = { a = 1, b = 1 }
[[clone]]
name = "L"
lineage = "leukemic"
birth = 0.8
death = 0.2
initial = { a = 1, b = 1 }
traits = { glycolysis = 0.5, integrin = 1.5, pd_l1 = 0.6 }
"""

ONE = TWO.replace(
    """[[niche]]
name = "b"
capacity = 3
oxygen = 30.0
""",
    "",
).replace(", b = 1", "")

CHEMOTHERAPY = """
[[drug]]
name = "chemo"
half_life = 0.6
doses = { amount = 2.0, start = 0.3 }
[[drug.effect]]
on = "kill"
emax = 2.0
ec50 = 0.8
cycling = true
"""


def acting(name: str, on: str, kind: str = "inhibition", more: str = "") -> str:
    """Return a drug that acts on a rate or a signal."""
    return f"""
[[drug]]
name = "{name}"
half_life = 0.7
doses = {{ amount = 1.5, start = 0.2 }}
[[drug.effect]]
on = "{on}"
kind = "{kind}"
emax = 0.9
ec50 = 0.5
{more}
"""


MOVES = """
[[migration]]
from = "a"
to = "b"
rate = 0.4
vacancy = true
[[migration]]
from = "b"
to = "a"
rate = 0.5
vacancy = true
[[mutation]]
name = "hl"
from = "H"
to = "L"
rate = 0.1
"""

HYPOXIA = """
[hypoxia]
consumption = 1.5
cycling = 0.3
kill = 0.4
death = 0.6
mutation = 3.0
homing = 2.5
activated = ["prodrug"]
"""

PRODRUG = CHEMOTHERAPY.replace('"chemo"', '"prodrug"').replace("cycling = true", "")

ADHESION = """
[adhesion]
fibronectin = 1
laminin = { a = 1 }
attach = 1.2
detach = 0.3
"""

STROMA = """
[stroma]
half_burden = 1.5
reprogramming = 0.8
recovery = 0.3
displacement = 0.6
msc = { number = 1, turnover = 0.2, growth = 0.6, sites = 1 }
osteoblasts = { number = { a = 1 }, turnover = 0.3, places = 0.5 }
"""

IMMUNITY = """
[immunity]
effectors = 1
kill = 0.5
saturation = 3.0
turnover = 0.3
activation = 0.2
activation_peak = 2
silencing = 0.4
treg = { half = 1.5, recruitment = 0.6, half_burden = 2.0, turnover = 0.8 }
"""

MDSC = "mdsc = { half = 2.0, number = 1, turnover = 0.5 }\n"

BLOOD = """
[blood]
egress = 0.5
homing = 2.0
death = 0.6
division = 0.2
"""

#: Stroma whose cells only change into each other: few states.
STATIC = STROMA.replace("turnover = 0.2", "turnover = 0").replace("turnover = 0.3", "turnover = 0")

WATCHFUL = """
[immunity]
effectors = 2
kill = 0.5
turnover = 0.2
"""

NOW = time(0.7, 1.8)

SECTIONS = {
    "hypoxia": Shorthand(
        NOW + TWO + MOVES + PRODRUG + CHEMOTHERAPY + acting("hifi", "hif") + HYPOXIA, (5, 4)
    ),
    "adhesion": Shorthand(
        NOW + ONE + CHEMOTHERAPY + acting("mobiliser", "detach", "stimulation") + ADHESION, (4,)
    ),
    "stroma": Shorthand(NOW + ONE + acting("antikine", "inflammation") + STROMA, (4,), (5, 5, 6)),
    "immunity": Shorthand(
        NOW + ONE + acting("icb", "pd_l1") + IMMUNITY,
        (4,),
        (8, 6, 7),
    ),
    "suppression": Shorthand(
        time(0.5, 1.2)
        + ONE.replace('name = "H"\nlineage = "normal"', 'name = "H"\nlineage = "leukemic"')
        .replace('name = "L"\nlineage = "leukemic"', 'name = "L"\nlineage = "other"')
        .replace("initial = { a = 1 }\ntraits", "traits")
        + acting("block", "tgf_b")
        + acting("icb", "pd_l1")
        + IMMUNITY
        + MDSC,
        (4,),
        (6, 5, 5, 7),
    ),
    "blood": Shorthand(
        NOW
        + ONE
        + acting("release", "migration", "stimulation", 'niche = "a"')
        + CHEMOTHERAPY
        + BLOOD,
        (4, 6),
    ),
    "hypoxia-and-adhesion": Shorthand(
        NOW + ONE + CHEMOTHERAPY + PRODRUG + acting("hifi", "hif") + HYPOXIA + ADHESION, (4,)
    ),
    "adhesion-and-stroma": Shorthand(
        time(0.5, 1.2) + ONE + CHEMOTHERAPY + ADHESION.replace("laminin = { a = 1 }", "") + STATIC,
        (4,),
        (1, 1, 1),
    ),
    "hypoxia-and-stroma": Shorthand(
        time(0.5, 1.2)
        + ONE
        + acting("hifi", "hif")
        + HYPOXIA.replace('activated = ["prodrug"]', "")
        + STROMA.replace("turnover = 0.2", "turnover = 0"),
        (4,),
        (1, 1, 5),
    ),
    "adhesion-and-immunity": Shorthand(
        time(0.5, 1.2) + ONE + acting("icb", "pd_l1") + ADHESION + WATCHFUL,
        (4,),
        (8,),
    ),
    "hypoxia-and-immunity": Shorthand(
        time(0.5, 1.2)
        + ONE
        + acting("hifi", "hif")
        + acting("icb", "pd_l1")
        + HYPOXIA.replace('activated = ["prodrug"]', "")
        + WATCHFUL,
        (4,),
        (9,),
    ),
    "adhesion-and-blood": Shorthand(
        time(0.5, 1.2)
        + ONE
        + CHEMOTHERAPY
        + acting("mobiliser", "detach", "stimulation")
        + ADHESION
        + BLOOD,
        (4, 6),
    ),
    "hypoxia-and-blood": Shorthand(
        time(0.5, 1.2)
        + ONE
        + CHEMOTHERAPY
        + acting("hifi", "hif")
        + HYPOXIA.replace('activated = ["prodrug"]', "")
        + BLOOD,
        (4, 6),
    ),
    "stroma-and-blood": Shorthand(
        time(0.4, 0.9) + ONE + acting("antikine", "inflammation") + STATIC + BLOOD,
        (4, 6),
        (1, 1, 1),
    ),
    "immunity-and-blood": Shorthand(
        time(0.4, 0.9) + ONE + acting("icb", "pd_l1") + WATCHFUL + 'of = { niche = "a" }\n' + BLOOD,
        (4, 6),
        (8,),
    ),
    "stroma-and-immunity": Shorthand(
        time(0.4, 0.9)
        + ONE
        + acting("icb", "pd_l1")
        + acting("antikine", "inflammation")
        + STATIC
        + WATCHFUL,
        (4,),
        (1, 1, 1, 8),
    ),
}
