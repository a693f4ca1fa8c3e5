"""`luria-delbruck` from its sources.

Bartlett's birth-death process with mutation, closed form in Antal and Krapivsky 2011 (J Stat Mech
P08018). The rates are those of the worked case whose law the built-in states: 0, 1, 2, 3 mutants on
day 25 with probability 0.424132, 0.178849, 0.103484, 0.0668096; tests/statistical holds the engine
to that law.
"""

from __future__ import annotations

from .cited import asked, assumed, derived

BIRTH, DEATH = 0.2, 0.05

WORDS: dict[str, object] = {
    "time": {"end": asked(25.0), "every": asked(1.0)},
    "niche": [{"name": "culture"}],
    "clone": [
        {
            "name": "wild-type",
            "lineage": "sensitive",
            "birth": assumed(BIRTH),
            "death": assumed(DEATH),
            "initial": {"culture": assumed(10)},
        },
        {
            "name": "mutant",
            "lineage": "resistant",
            "birth": assumed(0.9 * BIRTH, "costs a tenth"),
            "death": assumed(0.06),
        },
    ],
    "mutation": [
        {"name": "resistance", "from": "wild-type", "to": "mutant", "rate": assumed(2e-3)}
    ],
    "signal": [{"name": "mutants", "sum": [{"clone": "mutant"}]}],
    "endpoint": [{"name": "first-mutant", "signal": "mutants", "above": derived(0, "any")}],
    "record": {"signals": ["mutants"]},
}
