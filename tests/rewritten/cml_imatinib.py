"""`cml-imatinib` from its sources.

Michor 2005 (Nature 435:1267) and Foo 2009 (PLoS Comput Biol 5:e1000503), both as coded in
github.com/radivot/myelo; Arora 2013 (Indian J Med Paediatr Oncol 34:224); O'Hare 2005 (Cancer Res
65:4500); Tang 2011 (Blood 118:1622); Branford 2003 (Blood 102:276).
"""

from __future__ import annotations

from .cited import asked, assumed, derived, read, recalled, significant
from .imatinib import ABSORPTION, DOSE, FOLD, HALF_LIFE, WILD_TYPE, mean_effect

SCALE = 100  # of Michor's stem cells for one here
RX = 0.005  # divisions of normal stem cells, Foo 2009
RY, RZ = 0.008, 0.023  # of leukaemic ones, sensitive and resistant, Michor 2005
D0 = 0.003  # deaths of stem cells, Michor 2005
NORMAL, LEUKEMIC = 2_000_000 // SCALE, 250_000 // SCALE  # X0 and Y0, Michor 2005

# Places for which the normal stem cells alone are in balance: rx (1 - N / K) = d0.
PLACES = NORMAL / (1 - D0 / RX)
# What is left there of a rate of division.
CROWDING = 1 - NORMAL / PLACES

LEFT = 1 / 4  # of divisions under imatinib, Foo 2009
SLOPE = 0.0057  # of the second phase, per day, Tang 2011
# The kill k for which divisions less deaths are -SLOPE, the effects being means over a day.
EFFECT = mean_effect(WILD_TYPE)
KILL = (RY * (1 - (1 - LEFT) * EFFECT) - D0 + SLOPE) / EFFECT


def _mutant(name: str) -> dict[str, object]:
    return {
        "name": name,
        "lineage": "leukemic",
        "birth": derived(significant(RZ / CROWDING, 4), "rz, Michor 2005, without crowding"),
        "death": read(D0, "d0, Michor 2005"),
        "ec50_fold": {"imatinib": recalled(FOLD[name], "O'Hare 2005")},
    }


def _mutation(name: str, rate: float) -> dict[str, object]:
    why = "with the others gives the 14 of 64 with mutations in late chronic phase, Branford 2003"
    return {"name": name, "from": "LSC", "to": name, "rate": assumed(rate, why)}


WORDS = {
    "time": {"end": asked(1856.0), "every": asked(8.0)},
    "niche": [{"name": "marrow", "capacity": derived(PLACES, "balance, Foo and Michor")}],
    "clone": [
        {
            "name": "HSC",
            "lineage": "normal",
            "birth": read(RX, "rx, Foo 2009"),
            "death": read(D0, "d0, Michor 2005"),
            "initial": {"marrow": derived(NORMAL - LEUKEMIC, "X0, a cell displaced by each of Y0")},
        },
        {
            "name": "LSC",
            "lineage": "leukemic",
            "birth": derived(significant(RY / CROWDING, 4), "ry, Michor 2005, without crowding"),
            "death": read(D0, "d0, Michor 2005"),
            "initial": {"marrow": derived(LEUKEMIC, "Y0, Michor 2005")},
        },
        _mutant("T315I"),
        _mutant("Y253H"),
        _mutant("E255K"),
    ],
    "mutation": [_mutation("T315I", 7e-5), _mutation("Y253H", 7e-5), _mutation("E255K", 6e-5)],
    "drug": [
        {
            "name": "imatinib",
            "half_life": recalled(HALF_LIFE, "label"),
            "doses": [
                {
                    "amount": derived(significant(DOSE, 4), "trough of 1000 ng/mL, Arora 2013"),
                    "start": assumed(30.0, "a month after diagnosis"),
                    "every": asked(1.0),
                    "count": assumed(1826, "five years of 365.25 days"),
                    "absorption_half_life": assumed(ABSORPTION, "an hour"),
                }
            ],
            "effect": [
                {
                    "on": "inhibition",
                    "lineage": "leukemic",
                    "emax": read(1 - LEFT, "a quarter of divisions is left, Foo 2009"),
                    "ec50": recalled(significant(WILD_TYPE, 3), "260 nM, O'Hare 2005"),
                },
                {
                    "on": "kill",
                    "lineage": "leukemic",
                    "emax": derived(significant(KILL, 2), "slope of 0.0057 a day, Tang 2011"),
                    "ec50": recalled(significant(WILD_TYPE, 3), "260 nM, O'Hare 2005"),
                },
            ],
        }
    ],
    "signal": [
        {"name": "burden", "sum": [{"lineage": "leukemic"}]},
        {"name": "resistant", "sum": [{"clone": name} for name in FOLD]},
    ],
    "endpoint": [
        {"name": "remission", "signal": "burden", "below": assumed(LEUKEMIC / 10)},
        {"name": "deep-remission", "signal": "burden", "below": assumed(LEUKEMIC / 100)},
        {"name": "resistance", "signal": "resistant", "above": assumed(LEUKEMIC / 10)},
        {
            "name": "relapse",
            "signal": "burden",
            "above": assumed(2 * LEUKEMIC / 10, "twice the level of remission"),
            "after": "remission",
        },
    ],
    "record": {"clones": True, "signals": ["burden", "resistant"]},
}
