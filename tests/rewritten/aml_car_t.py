"""`aml-car-t` from its sources: all its numbers are assumptions.

That relapses without the antigen are most of those after CD19 CAR-T cells is recalled (15 of 22,
Maude 2018, N Engl J Med 378:439); the probability of the loss is chosen for it.
"""

from __future__ import annotations

from .cited import asked, assumed, derived

PLACES = 20_000
#: Normal cells where 0.12 (1 - M / places) = 0.05.
NORMAL = PLACES * (1 - 0.05 / 0.12)
RECOVERED, RELAPSED = 4000, PLACES // 20
INFUSED = 7.0

LEUKEMIC = {"lineage": "leukemic"}


def _recovered(signal: str, below: object) -> list[dict[str, object]]:
    return [
        {"signal": signal, "below": below},
        {"signal": "normal", "above": assumed(RECOVERED, f"a third of {NORMAL:.0f}")},
    ]


WORDS: dict[str, object] = {
    "time": {"end": asked(730.0), "every": asked(2.0)},
    "niche": [{"name": "marrow", "capacity": assumed(PLACES)}],
    "clone": [
        {
            "name": "HSPC",
            "lineage": "normal",
            "birth": assumed(0.12),
            "death": assumed(0.05),
            "initial": {"marrow": assumed(3000)},
        },
        {
            "name": "blasts",
            "lineage": "leukemic",
            "birth": assumed(0.15, "doubles in 7 days"),
            "death": assumed(0.05),
            "initial": {"marrow": assumed(8000)},
            "traits": {"antigen": asked(1.0)},
        },
    ],
    "mutation": [
        {
            "name": "antigen-loss",
            "from": LEUKEMIC,
            "to": "new",
            "rate": assumed(4e-4, "most relapses without antigen, Maude 2018"),
            "effects": {"antigen": {"times": asked(0.0)}},
        }
    ],
    "immunity": {
        "kill": assumed(2e-5),
        "turnover": assumed(0.05, "half-life of two weeks"),
        "activation": assumed(0.8),
        "activation_peak": assumed(3000.0),
        "exhaustion": assumed(0.1),
        "exhaustion_half": assumed(5000.0),
    },
    "intervention": [
        {
            "name": "infusion",
            "at": assumed(INFUSED),
            "add": {"pool": "effector", "value": assumed(200)},
        }
    ],
    "signal": [
        {"name": "leukemia", "sum": [LEUKEMIC]},
        {"name": "normal", "sum": [{"lineage": "normal"}]},
        {
            "name": "antigen_negative",
            "sum": [LEUKEMIC, {**LEUKEMIC, "trait": "antigen", "weight": asked(-1.0)}],
        },
    ],
    "endpoint": [
        {
            "name": "remission",
            "when": _recovered("leukemia", assumed(PLACES // 100, "1 % of the places")),
            "after": asked(INFUSED),
        },
        {
            "name": "relapse",
            "signal": "leukemia",
            "above": assumed(RELAPSED, "5 % of the places"),
            "after": "remission",
        },
        {
            "name": "antigen-negative-relapse",
            "when": [
                {"signal": "leukemia", "above": assumed(RELAPSED, "5 % of the places")},
                {"signal": "antigen_negative", "above": assumed(RELAPSED // 2, "half of them")},
            ],
            "after": "remission",
        },
        {
            "name": "cure",
            "when": _recovered("leukemia", derived(1, "no cell is left")),
            "after": asked(INFUSED),
        },
        {
            "name": "aplasia",
            "signal": "normal",
            "below": assumed(100, f"less than 1 % of {NORMAL:.0f}"),
            "after": asked(INFUSED),
        },
    ],
    "record": {
        "clones": True,
        "causes": True,
        "signals": ["leukemia", "normal", "antigen_negative"],
    },
}
