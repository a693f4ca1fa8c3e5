"""`all-in-small`: no source stands behind any number; only slips of the pen are caught here.

What the numbers mean for the law is held by tests/targets/test_all_in_small.py, against the master
equation.
"""

from __future__ import annotations

from .cited import asked, assumed


def _doses(**words: float) -> list[dict[str, object]]:
    return [{key: assumed(value) for key, value in words.items()}]


def _drug(name: str, effect: dict[str, object], **kinetics: object) -> dict[str, object]:
    return {"name": name, **kinetics, "effect": [effect]}


def _effect(on: str, emax: float, ec50: float, **further: object) -> dict[str, object]:
    return {"on": on, **further, "emax": assumed(emax), "ec50": assumed(ec50)}


WORDS: dict[str, object] = {
    "time": {"end": asked(0.3), "at": [asked(0.15), asked(0.3)]},
    "niche": [
        {
            "name": "marrow",
            "capacity": assumed(2),
            "oxygen": assumed(8.0),
            "perfusion": assumed(0.6),
        }
    ],
    "clone": [
        {
            "name": "H",
            "lineage": "normal",
            "birth": assumed(0.8),
            "death": assumed(0.3),
            "initial": {"marrow": assumed(1)},
        },
        {
            "name": "L",
            "lineage": "leukemic",
            "birth": assumed(1.2),
            "death": assumed(0.2),
            "initial": {"marrow": assumed(1)},
            "traits": {
                "glycolysis": assumed(0.5),
                "integrin": assumed(1.5),
                "pd_l1": assumed(0.6),
            },
        },
    ],
    "mutation": [{"name": "transformation", "from": "H", "to": "L", "rate": assumed(0.1)}],
    "blood": {
        "egress": assumed(0.5),
        "homing": assumed(3.0),
        "death": assumed(0.6),
        "division": assumed(0.2),
    },
    "stroma": {
        "half_burden": assumed(1.5),
        "reprogramming": assumed(1.5),
        "recovery": assumed(0.5),
        "displacement": assumed(1.0),
        "msc": {
            "number": assumed(1),
            "turnover": assumed(0.0),
            "growth": assumed(0.6),
            "sites": assumed(1.0),
        },
        "osteoblasts": {"number": assumed(1), "turnover": assumed(0.0), "places": assumed(0.4)},
    },
    "adhesion": {"fibronectin": assumed(1), "attach": assumed(2.0), "detach": assumed(0.8)},
    "hypoxia": {
        "consumption": assumed(1.5),
        "cycling": assumed(0.3),
        "kill": assumed(0.4),
        "death": assumed(0.6),
        "homing": assumed(2.5),
        "activated": ["prodrug"],
    },
    "immunity": {
        "effectors": assumed(1),
        "kill": assumed(0.8),
        "turnover": assumed(0.0),
        "silencing": assumed(0.6),
        "treg": {
            "half": assumed(1.5),
            "recruitment": assumed(0.8),
            "half_burden": assumed(2.0),
            "turnover": assumed(0.8),
        },
    },
    "drug": [
        _drug(
            "chemotherapy",
            _effect("kill", 2.0, 0.8, cycling=True),
            half_life=assumed(0.3),
            doses=_doses(amount=2.0, start=0.05),
        ),
        _drug(
            "prodrug",
            _effect("kill", 1.5, 0.5),
            half_life=assumed(0.2),
            doses=_doses(amount=1.0, start=0.05, duration=0.1),
        ),
        _drug(
            "mobiliser",
            _effect("detach", 3.0, 0.5, kind="stimulation"),
            half_life=assumed(0.2),
            doses=_doses(amount=1.0, start=0.05, absorption_half_life=0.05),
        ),
        _drug(
            "HIF-inhibitor",
            _effect("hif", 0.9, 0.5, kind="inhibition"),
            half_life=assumed(0.3),
            doses=_doses(amount=1.0, start=0.15),
        ),
        _drug(
            "checkpoint-inhibitor",
            _effect("pd_l1", 0.9, 0.5, kind="inhibition"),
            constant=_doses(value=1.0, start=0.12),
        ),
        _drug(
            "antiinflammatory",
            _effect("inflammation", 0.8, 0.5, kind="inhibition"),
            constant=_doses(value=1.0, start=0.05, stop=0.2),
        ),
    ],
    "intervention": [
        {
            "at": asked(0.25),
            "scale": {"lineage": "leukemic", "niche": "blood", "factor": assumed(0.5)},
        }
    ],
    "endpoint": [
        {"name": "cleared", "signal": "leukemic_burden", "below": assumed(1)},
        {"name": "spread", "signal": "leukemic_burden", "above": assumed(2)},
    ],
    "record": {"signals": ["leukemic_burden", "hif", "free_sites", "immune_kill"]},
}
