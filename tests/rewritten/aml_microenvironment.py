"""`aml-microenvironment` from its sources.

Spencer 2014 (doi 10.1038/nature13034): oxygen; Stiehl 2015 as coded in github.com/radivot/myelo:
self-renewal; Ashcroft 2017 (PMC5654265): cells in the blood; schedules of cytarabine and
daunorubicin (medscape 968484) and, as recalled, of nivolumab (label). All strengths are
assumptions, within 2 to 10 for adhesion and 0.2 to 0.7 for cycling without oxygen.
"""

from __future__ import annotations

from math import log

from .cited import asked, assumed, derived, read, recalled, significant

LOWEST = 9.9  # mmHg, deep around sinusoids, Spencer 2014
A1 = 0.85  # self-renewal at most, Stiehl 2015
CYTARABINE = 2 / 24  # days: the middle of 1 to 3 h
DAYS = 7.0
# Infused at this amount in so many days, a drug comes to stand at 1, where amount / duration = ln 2
# / half-life.
INFUSED = DAYS * log(2) / CYTARABINE
HEALTHY = 1_600  # normal cells of a marrow that leukaemia does not crowd
TREATED = 1_800  # leukaemic cells of the marrow, between the start and treatment


def _effect(on: str, emax: float, ec50: float, **further: object) -> dict[str, object]:
    return {"on": on, **further, "emax": assumed(emax), "ec50": assumed(ec50)}


def _doses(amount: object, start: float, every: object, count: object) -> list[dict[str, object]]:
    return [{"amount": amount, "start": asked(start), "every": every, "count": count}]


def _suppressors(half: float, number: int) -> dict[str, object]:
    return {
        "half": assumed(half),
        "number": assumed(number),
        "recruitment": assumed(10.0),
        "half_burden": assumed(2000.0),
    }


WORDS: dict[str, object] = {
    "stages": ["stem", "blast"],
    "time": {"end": asked(540.0), "every": asked(3.0)},
    "niche": [
        {
            "name": "endosteal",
            "capacity": assumed(500, "scaled down"),
            "oxygen": assumed(20.0, "higher than around sinusoids, Spencer 2014"),
        },
        {
            "name": "perisinusoidal",
            "capacity": assumed(1_000, "scaled down"),
            "oxygen": read(LOWEST, "Spencer 2014"),
            "perfusion": assumed(0.7),
        },
    ],
    "clone": [
        {
            "name": "HSC",
            "lineage": "normal",
            "division": {
                "stem": read(0.1, "stem and early cells, Stiehl 2015"),
                "blast": assumed(0.5),
            },
            "self_renewal": {"stem": read(A1, "a1, Stiehl 2015"), "blast": assumed(0.3)},
            "amplification": {"stem": assumed(8)},
            "death": {"stem": assumed(0.003), "blast": assumed(0.05)},
            "initial": {
                "endosteal": {"stem": assumed(180), "blast": assumed(150)},
                "perisinusoidal": {"stem": assumed(250), "blast": assumed(200)},
            },
        },
        {
            "name": "LSC",
            "lineage": "leukemic",
            "division": {"stem": assumed(0.09), "blast": assumed(0.25)},
            "self_renewal": {"stem": assumed(0.9), "blast": assumed(0.4)},
            "amplification": {"stem": assumed(16)},
            "death": {"stem": assumed(0.003), "blast": assumed(0.05)},
            "initial": {
                "endosteal": {"stem": assumed(150), "blast": assumed(500)},
                "perisinusoidal": {"stem": assumed(450), "blast": assumed(1_200)},
            },
            "traits": {
                "integrin": assumed(1.5, "binds half as strongly again"),
                "pd_l1": assumed(0.7, "carries PD-L1"),
            },
        },
    ],
    "mutation": [
        {
            "name": "subclone",
            "from": {"lineage": "leukemic"},
            "to": "new",
            "rate": assumed(2e-4, "raised for the size"),
            "effects": {
                "integrin": {"times": {"lognormal": [assumed(0.0), assumed(0.3)]}},
                "glycolysis": {"plus": {"uniform": [assumed(0.0), assumed(0.5)]}},
                "pd_l1": {"times": {"uniform": [assumed(0.5), assumed(1.0)]}},
            },
        }
    ],
    "blood": {
        "egress": {"stem": assumed(0.02), "blast": assumed(0.05)},
        "homing": assumed(5.0),
        "death": {
            "stem": assumed(0.3, "0.3536 of stem cells, Ashcroft 2017"),
            "blast": assumed(0.3),
        },
    },
    "stroma": {
        "half_burden": assumed(1500.0),
        "msc": {"number": assumed(100), "growth": assumed(0.7), "sites": assumed(2.0)},
        "endothelial": {"number": assumed(60), "survival": assumed(0.5)},
        "osteoblasts": {
            "number": {"endosteal": assumed(80)},
            "places": {"normal": assumed(0.3)},
            "restrain": assumed(0.5),
        },
        "adipocytes": {"number": assumed(40), "survival": assumed(0.2)},
    },
    "adhesion": {
        "fibronectin": assumed(100.0),
        "laminin": {"perisinusoidal": assumed(100.0, "around vessels")},
        "attach": assumed(0.5),
        "detach": assumed(0.1),
        "resistance": assumed(5.0, "within 2-10"),
    },
    "hypoxia": {"cycling": assumed(0.4, "within 0.2-0.7")},
    "immunity": {
        "effectors": assumed(200),
        "kill": assumed(6e-5),
        "activation": assumed(0.02),
        "activation_peak": assumed(500.0),
        "treg": _suppressors(60.0, 20),
        "mdsc": _suppressors(80.0, 10),
    },
    "drug": [
        {
            "name": "cytarabine",
            "library": "cytarabine",
            "doses": [
                {
                    "amount": read(significant(INFUSED, 3), "100 mg/m2 a day stands at 1"),
                    "start": asked(10.0),
                    "duration": read(DAYS, "days 1-7, medscape 968484"),
                }
            ],
            "effect": [_effect("kill", 2.0, 1.0, cycling=True)],
        },
        {
            "name": "daunorubicin",
            "library": "daunorubicin",
            "doses": _doses(
                read(1.0, "60 mg/m2 gives 1"), 10.0, read(1.0, "days 1-3"), read(3, "days 1-3")
            ),
            "effect": [
                _effect("kill", 7.0, 1.0, lineage="leukemic"),
                _effect("kill", 0.1, 1.0, lineage="normal"),
            ],
        },
        {
            "name": "plerixafor",
            "library": "plerixafor",
            "doses": _doses(assumed(0.0), 9.5, assumed(0.5, "twice a day"), assumed(16)),
            "effect": [
                _effect("detach", 3.0, 0.2, kind="stimulation"),
                _effect("attach", 1.0, 0.1, kind="inhibition"),
            ],
        },
        {
            "name": "echinomycin",
            "half_life": assumed(1.0),
            "doses": _doses(assumed(0.0), 9.0, assumed(1.0), assumed(8)),
            "effect": [_effect("hif", 0.5, 0.2, kind="inhibition")],
        },
        {
            "name": "nivolumab",
            "library": "nivolumab",
            "doses": _doses(
                assumed(0.0), 30.0, recalled(14.0, "every two weeks"), assumed(26, "a year")
            ),
            "effect": [_effect("pd_l1", 1.0, 0.3, kind="inhibition")],
        },
    ],
    "signal": [
        {
            # Of the marrow: what is in the blood is taken off again.
            "name": "marrow-blasts",
            "sum": [
                {"lineage": "leukemic"},
                {"lineage": "leukemic", "niche": "blood", "weight": asked(-1.0)},
            ],
        },
        {
            "name": "normal-marrow",
            "sum": [
                {"lineage": "normal"},
                {"lineage": "normal", "niche": "blood", "weight": asked(-1.0)},
            ],
        },
        {"name": "LSC", "sum": [{"lineage": "leukemic", "stage": "stem"}]},
        {"name": "bound-LSC", "sum": [{"lineage": "leukemic", "state": "adherent"}]},
    ],
    "endpoint": [
        {
            "name": "blasts-cleared",
            "signal": "marrow-blasts",
            "below": assumed(0.05 * TREATED, "5 %"),
            "after": asked(10.0),
        },
        {
            "name": "remission",
            "when": [
                {"signal": "marrow-blasts", "below": assumed(0.05 * TREATED, "5 %")},
                {"signal": "normal-marrow", "above": assumed(HEALTHY / 4, "a quarter")},
            ],
            "after": asked(10.0),
        },
        {
            "name": "relapse",
            "signal": "marrow-blasts",
            "above": assumed(0.2 * TREATED, "20 %"),
            "after": "remission",
        },
        {
            "name": "cure",
            "when": [
                {"signal": "leukemic_burden", "below": derived(1, "no cell is left")},
                {"signal": "normal-marrow", "above": assumed(HEALTHY / 4, "a quarter")},
            ],
        },
        {
            "name": "aplasia",
            "when": [
                {"signal": "marrow-blasts", "below": assumed(0.05 * TREATED, "5 %")},
                {"signal": "normal-marrow", "below": assumed(HEALTHY / 40, "a fortieth")},
            ],
            "after": asked(10.0),
        },
    ],
    "record": {
        "clones": True,
        "signals": [
            "marrow-blasts",
            "normal-marrow",
            "LSC",
            "bound-LSC",
            "blood_leukemic",
            "growth_factors",
            "hif",
            "free_sites",
        ],
    },
}
