"""`clonal-haematopoiesis` from its sources.

Mitchell 2022 (PMC9177428): 20,000 to 200,000 stem cells, and, as recalled, fitness of drivers gamma
distributed with shape 0.73; Fabre 2022 (PMC9177423): clones grow by 5 to 50 % a year; Watson 2020
(Science 367:1449), as recalled: a drift scale of 100,000 cell years.
"""

from __future__ import annotations

from .cited import asked, assumed, derived, read, recalled, significant

YEAR = 365
CELLS = 20_000  # the lower end, Mitchell 2022
DEATH = 0.001  # as many divisions in balance
LEFT = 0.5  # of divisions at half the places taken
SHAPE = 0.73  # Mitchell 2022
GROWTH = 0.023  # a year, the mean driver
DRIVERS = 1.8e-4  # per stem cell and year
# A driver adds to divisions without crowding, of which a half comes to pass.
SCALE = GROWTH / YEAR / LEFT / SHAPE


def _share(share: float) -> list[dict[str, object]]:
    """Return mutated cells less so many of all: positive where they are a larger share.

    The endpoint has the source of the share.
    """
    return [
        {"lineage": "normal", "weight": asked(1 - share)},
        {"clone": "HSC", "weight": asked(-1.0)},
    ]


WORDS: dict[str, object] = {
    "time": {"end": asked(90.0 * YEAR), "every": asked(1.0 * YEAR)},
    "niche": [{"name": "marrow", "capacity": derived(CELLS / LEFT, "balance at half the places")}],
    "clone": [
        {
            "name": "HSC",
            "lineage": "normal",
            "birth": derived(DEATH / LEFT, "as many as die, where half is left of it"),
            "death": assumed(DEATH, "a division in 1,000 days; Lee-Six 2018: 2 to 20 months"),
            "initial": {"marrow": read(CELLS, "Mitchell 2022")},
        }
    ],
    "mutation": [
        {
            "name": "driver",
            "from": {"lineage": "normal"},
            "to": "new",
            "rate": assumed(significant(DRIVERS / (DEATH * YEAR), 1), "1.8e-4 a cell and year"),
            "effects": {
                "birth": {
                    "plus": {
                        "gamma": [
                            recalled(SHAPE, "Mitchell 2022"),
                            derived(significant(SCALE, 2), "a mean of 2.3 % a year"),
                        ]
                    }
                }
            },
        }
    ],
    "signal": [
        {
            "name": "mutated",
            "sum": [{"lineage": "normal"}, {"clone": "HSC", "weight": asked(-1.0)}],
        },
        {"name": "above-4-percent", "sum": _share(0.04)},
        {"name": "above-20-percent", "sum": _share(0.20)},
        {"name": "above-50-percent", "sum": _share(0.50)},
    ],
    "endpoint": [
        # A variant allele fraction of 2 %, one allele of two.
        {"name": "4-percent", "signal": "above-4-percent", "above": recalled(0, "4 % of cells")},
        {"name": "20-percent", "signal": "above-20-percent", "above": assumed(0)},
        {"name": "half", "signal": "above-50-percent", "above": assumed(0)},
    ],
    "record": {"clones": True, "signals": ["mutated"]},
}
