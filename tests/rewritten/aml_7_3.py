"""`aml-7+3` from its sources.

Haematopoiesis and leukaemia as in `stiehl.py`. Schedules: cytarabine 100 mg/m2 on days 1-7 and
daunorubicin 60 mg/m2 on days 1-3 (medscape 968484); half-lives of 1 to 3 h (review.clateway) and of
18.5 h (Davis's Drug Guide, 19th edition).
"""

from __future__ import annotations

from math import log

from .cited import asked, assumed, derived, read, recalled, significant
from .stiehl import C2, P1, P2, STAGES, clones, endpoints, modifiers, signals

CYTARABINE = 2 / 24  # days: the middle of 1 to 3 h
DAUNORUBICIN = 18.5 / 24  # days
DAYS = 7.0
# Infused at this amount in so many days, a drug comes to stand at 1, where amount / duration = ln 2
# / half-life.
INFUSED = DAYS * log(2) / CYTARABINE


def _kill(stage: str, lineage: str, emax: float, why: str) -> dict[str, object]:
    return {
        "on": "kill",
        "stage": stage,
        "lineage": lineage,
        "emax": assumed(significant(emax, 2), why),
        "ec50": assumed(1.0),
    }


def _consolidation(start: float) -> dict[str, object]:
    return {
        "amount": assumed(100.0),
        "start": assumed(start),
        "every": recalled(2.0, "days 1, 3, 5"),
        "count": recalled(3, "days 1, 3, 5"),
        "duration": recalled(3 / 24, "3 h"),
    }


WORDS: dict[str, object] = {
    "stages": STAGES,
    "time": {"end": asked(730.0), "every": asked(4.0)},
    "niche": [{"name": "marrow"}],
    "clone": clones(),
    "modifier": modifiers(),
    "drug": [
        {
            "name": "cytarabine",
            "half_life": read(significant(CYTARABINE, 3), "1 to 3 h, review.clateway"),
            "doses": [
                {
                    "amount": read(significant(INFUSED, 3), "100 mg/m2 a day stands at 1"),
                    "start": asked(0.0),
                    "duration": read(DAYS, "days 1-7, medscape 968484"),
                },
                _consolidation(35.0),
                _consolidation(70.0),
                _consolidation(105.0),
            ],
            "effect": [
                _kill("stem", "normal", 3 * P1, "three times the divisions"),
                _kill("stem", "leukemic", 10 * P1, "ten times the divisions"),
                _kill("committed", "normal", 4 * P2, "four times the divisions"),
                _kill("committed", "leukemic", 8 * P2 / 2, "eight times the divisions"),
            ],
        },
        {
            "name": "daunorubicin",
            "half_life": read(significant(DAUNORUBICIN, 2), "18.5 h, drugguide ed. 19"),
            "doses": [
                {
                    "amount": read(1.0, "60 mg/m2 gives 1"),
                    "start": asked(0.0),
                    "every": read(1.0, "days 1-3, medscape 968484"),
                    "count": read(3, "days 1-3, medscape 968484"),
                }
            ],
            "effect": [
                _kill("stem", "normal", 2 * P1, "twice the divisions"),
                _kill("stem", "leukemic", 8 * P1, "eight times the divisions"),
                _kill("committed", "normal", 3 * P2, "three times the divisions"),
                _kill("committed", "leukemic", 5 * P2 / 2, "five times the divisions"),
            ],
        },
    ],
    "signal": signals(),
    "endpoint": endpoints(derived(0.05 * C2, "5 % of a full marrow")),
    "record": {"signals": ["neutrophils", "LSC", "blasts"]},
}
