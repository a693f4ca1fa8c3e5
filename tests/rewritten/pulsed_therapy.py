"""`pulsed-therapy` from its sources.

Foo and Michor 2009 (PLoS Comput Biol 5:e1000557): the question and the equation. The rates are
those of the worked case whose probability of resistance on day 56 the built-in states: 1e5
sensitive cells that divide 0.1 and die 0.05 times a day, resistant ones 0.09 and 0.05, one mutant
in 1e6 divisions, a kill of 0.3 two days on and five off, or of 0.15 always.
"""

from __future__ import annotations

from .cited import asked, assumed, derived

BIRTH, DEATH, CELLS = 0.1, 0.05, 100_000
PULSE, STEADY = 0.3, 0.15  # kill at a concentration of 1, and of a third
# emax c / (ec50 + c) through both: 0.3 (ec50 + 1) = emax = 0.15 (3 ec50 + 1)
EC50 = (PULSE - STEADY) / (3 * STEADY - PULSE)
EMAX = PULSE * (EC50 + 1)

WORDS: dict[str, object] = {
    "time": {"end": asked(168.0), "every": asked(1.0)},
    "niche": [{"name": "marrow"}],
    "clone": [
        {
            "name": "sensitive",
            "lineage": "leukemic",
            "birth": assumed(BIRTH),
            "death": assumed(DEATH),
            "initial": {"marrow": assumed(CELLS)},
        },
        {
            "name": "resistant",
            "lineage": "leukemic",
            "birth": assumed(0.09, "costs a tenth"),
            "death": assumed(DEATH),
            "sensitivity": {"targeted": assumed(0.0, "full resistance")},
        },
    ],
    "mutation": [
        {"name": "resistance", "from": "sensitive", "to": "resistant", "rate": assumed(1e-6)}
    ],
    "drug": [
        {
            "name": "targeted",
            "constant": [
                {
                    "value": assumed(1.0),
                    "start": assumed(7.0 * week),
                    "stop": assumed(7.0 * week + 2.0, "two days on, five off"),
                }
                for week in range(24)
            ],
            "effect": [{"on": "kill", "emax": assumed(EMAX), "ec50": assumed(EC50)}],
        }
    ],
    "signal": [
        {"name": "burden", "sum": [{"lineage": "leukemic"}]},
        {"name": "resistant", "sum": [{"clone": "resistant"}]},
    ],
    "endpoint": [
        {"name": "first-resistant", "signal": "resistant", "above": derived(0, "any")},
        {"name": "escape", "signal": "resistant", "above": assumed(100)},
        {"name": "response", "signal": "burden", "below": assumed(CELLS / 100)},
    ],
    "record": {"signals": ["burden", "resistant"]},
}
