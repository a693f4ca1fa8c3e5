"""`hsc-blood-exchange` from its source.

Ashcroft, Manz and Bonhoeffer 2017 (PMC5654265; code in
github.com/ashcroftp/clonal-hematopoiesis-2017): in niches n_i -> n_i + s_i at beta, out of them
n_i -> s_i at d, back s_i -> n_i at a (N - n) / N, lost from the blood at delta.
"""

from __future__ import annotations

from .cited import asked, assumed, derived, read

SCALE = 10  # of the mouse's for one here
PLACES, NICHE, BLOOD = 10_000 // SCALE, 9_900 // SCALE, 100 // SCALE  # N, n*, s* of the mouse
TAU = 3 / (24 * 60)  # days in the blood, mouse
BETA = 1 / 39  # divisions, mouse
EPSILON = 0.1  # the donor's advantage
DELTA = BETA * NICHE / BLOOD
DETACH = BLOOD / (TAU * NICHE) - BETA
HOMING = (1 / TAU - DELTA) * PLACES / (PLACES - NICHE)

WORDS: dict[str, object] = {
    "time": {"end": asked(15000.0), "every": asked(50.0)},
    "niche": [
        {
            "name": "marrow",
            "capacity": read(PLACES, "N, Ashcroft 2017"),
            "daughters": "blood",
        },
        {"name": "blood"},
    ],
    "clone": [
        {
            "name": "host",
            "lineage": "host",
            "birth": read(BETA, "beta, Ashcroft 2017"),
            "death": read(DELTA, "delta, Ashcroft 2017"),
            "initial": {
                "marrow": read(NICHE, "n*, Ashcroft 2017"),
                "blood": read(BLOOD, "s*, Ashcroft 2017"),
            },
        },
        {
            "name": "donor",
            "lineage": "donor",
            "birth": read(BETA * (1 + EPSILON), "beta (1 + epsilon)"),
            "death": read(DELTA, "delta, Ashcroft 2017"),
            "initial": {"blood": read(4, "S2, Ashcroft 2017")},
        },
    ],
    "modifier": [
        {"on": "birth", "of": {"niche": "blood"}, "times": read(0.0, "no births in the blood")},
        {"on": "death", "of": {"niche": "marrow"}, "times": read(0.0, "no deaths in niches")},
    ],
    "migration": [
        {"from": "marrow", "to": "blood", "rate": read(DETACH, "d, Ashcroft 2017")},
        {
            "from": "blood",
            "to": "marrow",
            "rate": read(HOMING, "a, Ashcroft 2017"),
            "vacancy": True,
        },
    ],
    "signal": [
        {"name": "donor", "sum": [{"clone": "donor"}]},
        {"name": "host", "sum": [{"clone": "host"}]},
    ],
    "endpoint": [
        {
            "name": "donor-lost",
            "signal": "donor",
            "below": derived(1, "no cell is left"),
            "stop": True,
        },
        {
            "name": "engrafted",
            "signal": "donor",
            "above": assumed(PLACES / 10, "a tenth of all"),
        },
        {
            "name": "takeover",
            "signal": "host",
            "below": derived(1, "no cell is left"),
            "stop": True,
        },
    ],
    "record": {"signals": ["donor", "host"]},
}
