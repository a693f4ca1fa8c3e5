"""`aml-venetoclax-azacitidine` from its sources.

Haematopoiesis and leukaemia as in `stiehl.py`. Venetoclax: half-life 26 h, peak at 5 to 8 h, AUC of
32.8 ug h/mL a day at 400 mg (copies of the label), ramp of 100 and 200 mg (label, as recalled).
Azacitidine: 41 min, days 1-7 of 28 (label, as recalled). Karjalainen 2017 (Blood 130:789): BCL2
gives way to BCLXL. VIALE-A (DiNardo 2020), as recalled: 66 % remissions.
"""

from __future__ import annotations

from math import log

from .cited import asked, assumed, derived, read, recalled, significant
from .stiehl import C2, STAGES, clones, endpoints, modifiers, signals

VENETOCLAX = 26 / 24  # days
AUC = 32.8  # ug h/mL in a day of 400 mg
# Of what is given at once, amount / rate of elimination is the area under the curve.
DOSE = AUC * log(2) / 26
ABSORPTION = 1.4 / 24  # days; the peak is at 6.2 h
MEAN = AUC / 24
AZACITIDINE = 41 / (24 * 60)
CYCLE = 28.0
CYCLES = 22
END = 600.0


def _dose(amount: float, start: float, **further: object) -> dict[str, object]:
    return {
        "amount": derived(amount, "400 mg a day with an AUC of 32.8 ug h/mL"),
        "start": derived(start, "ramp"),
        **further,
        "absorption_half_life": derived(significant(ABSORPTION, 1), "peak at 5 to 8 h"),
    }


WORDS: dict[str, object] = {
    "stages": STAGES,
    "time": {"end": asked(END), "every": asked(4.0)},
    "niche": [{"name": "marrow"}],
    "clone": clones(),
    "modifier": [
        *modifiers(),
        # Mutants among blasts would die out with them.
        {"on": "mutation", "of": {"stage": "committed"}, "times": asked(0.0)},
    ],
    "mutation": [
        {
            "name": "resistance",
            "from": {"lineage": "leukemic"},
            "to": "new",
            "rate": assumed(0.008, "two of three runs reach remission"),
            "effects": {
                "ec50_fold": {
                    "venetoclax": {
                        "times": {
                            "lognormal": [
                                assumed(2.0, "median 7.4"),
                                assumed(0.7, "above 25 in one of 25"),
                            ]
                        }
                    }
                }
            },
        }
    ],
    "drug": [
        {
            "name": "venetoclax",
            "half_life": read(significant(VENETOCLAX, 4), "26 h, label"),
            "doses": [
                _dose(significant(DOSE / 4, 3), 0.0),
                _dose(significant(DOSE / 2, 3), 1.0),
                _dose(significant(DOSE, 3), 2.0, every=asked(1.0), count=asked(round(END) - 2)),
            ],
            "effect": [
                {
                    "on": "kill",
                    "stage": "stem",
                    "lineage": "leukemic",
                    "emax": assumed(0.04),
                    "ec50": assumed(significant(0.3 * MEAN, 1), "three tenths of the mean"),
                    "hill": assumed(2.0),
                },
                {
                    "on": "kill",
                    "stage": "committed",
                    "lineage": "leukemic",
                    "emax": assumed(0.3),
                    "ec50": assumed(significant(0.3 * MEAN, 1), "three tenths of the mean"),
                    "hill": assumed(2.0),
                },
            ],
        },
        {
            "name": "azacitidine",
            "half_life": recalled(significant(AZACITIDINE, 3), "41 min, label"),
            "doses": [
                {
                    "amount": recalled(1.0, "75 mg/m2 gives 1"),
                    "start": recalled(CYCLE * cycle, "every 28 days"),
                    "every": recalled(1.0, "days 1-7"),
                    "count": recalled(7, "days 1-7"),
                }
                for cycle in range(CYCLES)
            ],
            "effect": [
                {
                    "on": "kill",
                    "lineage": "leukemic",
                    "emax": assumed(0.4),
                    "ec50": assumed(0.2),
                    "cycling": True,
                },
                {
                    "on": "kill",
                    "stage": "committed",
                    "lineage": "normal",
                    "emax": assumed(0.8),
                    "ec50": assumed(0.2),
                    "cycling": True,
                },
            ],
        },
    ],
    "signal": signals(),
    "endpoint": endpoints(assumed(0.15 * C2, "15 % of a full marrow")),
    "record": {"clones": True, "signals": ["neutrophils", "LSC", "blasts"]},
}
