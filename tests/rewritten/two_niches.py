"""`two-niches` from its sources.

Stiehl 2015 as coded in github.com/radivot/myelo: divisions of stem cells; Ashcroft 2017
(PMC5654265): one in 39 days in mice; Spencer 2014 (doi 10.1038/nature13034): oxygen.
"""

from __future__ import annotations

from .cited import asked, assumed, derived, read, significant

P1 = 0.1  # divisions where nothing limits them, Stiehl 2015
FASTER = 2  # leukaemic over normal divisions, Stiehl 2015 fig. 3A
MOUSE = 39  # days between divisions, Ashcroft 2017
LOWEST = 9.9  # mmHg, deep around sinusoids, Spencer 2014
DEATH = 1 / 40  # one in 39 to 40 days
PLACES = {"hypoxic": 500, "vascular": 1500}
# birth (1 - share) = death
SHARE = 1 - DEATH / P1

WORDS: dict[str, object] = {
    "time": {"end": asked(1095.0), "every": asked(7.0)},
    "niche": [
        {
            "name": "hypoxic",
            "capacity": assumed(PLACES["hypoxic"], "a quarter of all"),
            "oxygen": read(LOWEST, "Spencer 2014"),
        },
        {
            "name": "vascular",
            "capacity": assumed(PLACES["vascular"]),
            "oxygen": assumed(25.0, "below the 32 that bound all of it, Spencer 2014"),
        },
    ],
    "clone": [
        {
            "name": "HSC",
            "lineage": "normal",
            "birth": read(P1, "p1, Stiehl 2015"),
            "death": read(significant(DEATH, 2), "Ashcroft 2017"),
            "initial": {
                name: derived(round(SHARE * places), "balance of birth and death")
                for name, places in PLACES.items()
            },
        },
        {
            "name": "LSC",
            "lineage": "leukemic",
            "birth": read(FASTER * P1, "twice p1, Stiehl 2015"),
            "death": assumed(significant(DEATH, 2), "as the normal"),
            "initial": {"vascular": assumed(2)},
            "tropism": {"hypoxic": assumed(2.0)},
        },
    ],
    "migration": [
        {"from": "hypoxic", "to": "vascular", "rate": assumed(0.02), "vacancy": True},
        {"from": "vascular", "to": "hypoxic", "rate": assumed(0.02), "vacancy": True},
    ],
    "signal": [
        {"name": "leukemic", "sum": [{"lineage": "leukemic"}]},
        {"name": "normal", "sum": [{"lineage": "normal"}]},
    ],
    "endpoint": [
        {"name": "leukemia-lost", "signal": "leukemic", "below": derived(1, "no cell is left")},
        {
            "name": "takeover",
            "signal": "leukemic",
            "above": assumed(sum(PLACES.values()) / 2, "half of all places"),
        },
    ],
    "record": {"signals": ["leukemic", "normal"]},
}
