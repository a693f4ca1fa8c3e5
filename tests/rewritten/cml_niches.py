"""`cml-niches` from its sources.

Stein 2011 (Clin Cancer Res 17:6812) as coded in github.com/radivot/myelo: exchange of quiescent and
proliferating stem cells; Michor 2005: their deaths; Spencer 2014 (doi 10.1038/nature13034): oxygen;
Jiang 1996 (pubmed 8897823): HIF-1, half its greatest at 1.5 to 2 % of oxygen and near it at 0.5 %;
imatinib as in `imatinib.py`; Tang 2011 (Blood 118:1622).
"""

from __future__ import annotations

from math import log

from .cited import asked, assumed, derived, read, recalled, significant
from .imatinib import ABSORPTION, DOSE, HALF_LIFE, WILD_TYPE

D0 = 0.003  # deaths of stem cells, Michor 2005
K12, K21 = 0.004, 0.03  # from quiescent to proliferating and back, Stein 2011
LOWEST = 9.9  # mmHg, deep around sinusoids, Spencer 2014
PERCENT = 7.6  # mmHg
HALF = (1.5 + 2.0) / 2 * PERCENT  # mmHg, Jiang 1996
# The power for which activity is 0.98 at 0.5 %: 1 / (1 + (0.5 / 1.75)^power).
POWER = log(0.98 / 0.02) / log(1.75 / 0.5)

NORMAL = 0.02  # divisions
LEUKEMIC = 1_800  # leukaemic stem cells at the start
# Lines in the activity of HIF through 1 without it and, at the lowest oxygen, a fifth (divisions)
# and a third (deaths) of the rate.
ACTIVITY = 1 / (1 + (LOWEST / HALF) ** POWER)
CYCLING = significant((1 / 5 - 1) / ACTIVITY, 2)
DYING = significant((1 / 3 - 1) / ACTIVITY, 1)

WORDS: dict[str, object] = {
    "time": {"end": asked(3650.0), "every": asked(20.0)},
    "niche": [
        {
            "name": "hypoxic",
            "capacity": assumed(4_000, "scaled down"),
            "perfusion": assumed(0.5),
        },
        {"name": "vascular", "capacity": assumed(8_000, "scaled down")},
    ],
    "clone": [
        {
            "name": "HSC",
            "lineage": "normal",
            "birth": assumed(NORMAL, "where nothing slows it"),
            "death": read(D0, "d0, Michor 2005"),
            "initial": {"hypoxic": assumed(2_200), "vascular": assumed(5_600)},
        },
        {
            "name": "LSC",
            "lineage": "leukemic",
            "birth": assumed(3 * NORMAL, "three times the normal"),
            "death": read(D0, "d0, Michor 2005"),
            "initial": {"hypoxic": assumed(LEUKEMIC // 3), "vascular": assumed(2 * LEUKEMIC // 3)},
        },
    ],
    "migration": [
        {"from": "hypoxic", "to": "vascular", "rate": read(K12, "k12, Stein 2011")},
        {
            "from": "vascular",
            "to": "hypoxic",
            "rate": read(K21, "k21, Stein 2011"),
            "vacancy": True,
        },
    ],
    "signal": [
        {
            "name": "oxygen",
            "per_niche": True,
            "constant": {
                "hypoxic": read(LOWEST, "Spencer 2014"),
                "vascular": assumed(25.0, "below the 32 that bound all of it, Spencer 2014"),
            },
        },
        {
            "name": "HIF",
            "per_niche": True,
            "of": "oxygen",
            "hill": {
                "from": derived(1.0, "all of it without oxygen"),
                "to": derived(0.0, "none with much"),
                "half": derived(significant(HALF, 3), "1.75 %, Jiang 1996"),
                "power": derived(significant(POWER, 2), "0.98 at 0.5 %, Jiang 1996"),
            },
        },
        {"name": "burden", "sum": [{"lineage": "leukemic"}]},
    ],
    "modifier": [
        {
            "on": "division",
            "signal": "HIF",
            "times": {"linear": {"at_zero": assumed(1.0), "slope": assumed(CYCLING)}},
        },
        {
            "on": "death",
            "signal": "HIF",
            "times": {"linear": {"at_zero": assumed(1.0), "slope": assumed(DYING)}},
        },
    ],
    "drug": [
        {
            "name": "imatinib",
            "half_life": recalled(HALF_LIFE, "label"),
            "doses": [
                {
                    "amount": derived(significant(DOSE, 4), "trough of 1000 ng/mL, Arora 2013"),
                    "start": assumed(30.0),
                    "every": asked(1.0),
                    "count": assumed(1826, "five years"),
                    "absorption_half_life": assumed(ABSORPTION, "an hour"),
                }
            ],
            "effect": [
                {
                    "on": "kill",
                    "lineage": "leukemic",
                    "emax": assumed(0.1, "gives a slope near -0.0057 a day, Tang 2011"),
                    "ec50": recalled(significant(WILD_TYPE, 3), "260 nM, O'Hare 2005"),
                    "cycling": True,
                }
            ],
        }
    ],
    "endpoint": [
        {"name": "remission", "signal": "burden", "below": assumed(LEUKEMIC / 10)},
        {"name": "cure", "signal": "burden", "below": derived(1, "no cell is left")},
        {
            "name": "relapse",
            "signal": "burden",
            "above": assumed(2 * LEUKEMIC / 10),
            "after": "remission",
        },
    ],
    "record": {"signals": ["burden"]},
}
