"""`cml-tki` from its sources.

Michor 2005 (Nature 435:1267): stem cells, progenitors, differentiated and terminally differentiated
cells, normal (x), leukaemic (y) and resistant (z), and Foo 2009 (PLoS Comput Biol 5:e1000503):
quiescence, both as coded in github.com/radivot/myelo. Arora 2013 (Indian J Med Paediatr Oncol
34:224): the trough. ELN 2020 and PMC7520857: molecular responses.
"""

from __future__ import annotations

from .cited import asked, assumed, derived, read, recalled, significant

D = (0.003, 0.008, 0.05, 1.0)  # deaths of the four compartments, Michor 2005
AX, BX, CX = 0.8, 5.0, 100.0  # cells made of the next compartment, normal, Michor 2005
AY, BY, CY = 2 * AX, 2 * BX, CX  # and leukaemic
RY, RZ = 0.008, 0.023  # divisions of leukaemic and of resistant stem cells, Michor 2005
X0, Y0 = 2_000_000, 250_000  # stem cells, normal and leukaemic, Michor 2005
TREATED_A, TREATED_B = 100, 750  # by which ay and by are divided under imatinib, Michor 2005
U = 4e-8  # mutants a division, Michor 2005
ALF, BET = 1e-4, 9e-4  # into quiescence and out of it, Foo 2009
TROUGH = 1000.0  # ng/mL, Arora 2013

# Fewer cells are made here of the next compartment, by these factors: an assumption on size alone.
LESS = (100, 100, 25)
EIGHT = 8  # mature cells at a time

# Stem cells, so that each of the four compartments below is whole; a scale of 2e6 / 2360.
X = 2360
Y = round(Y0 * X / X0)


def _made(a: float, b: float, c: float) -> dict[str, object]:
    rates = (a / LESS[0], b / LESS[1], c / LESS[2] / EIGHT)
    stages = ("stem", "progenitor", "differentiated")
    return {
        stage: derived(significant(rate, 12), "cells made, Michor 2005")
        for stage, rate in zip(stages, rates, strict=True)
    }


def _balance(stem: int, a: float, b: float, c: float) -> dict[str, object]:
    """Return the compartments as they stand while the stem cells do."""
    counts = [float(stem)]
    for made, less, death in zip((a, b, c), LESS, D[1:], strict=True):
        counts.append(counts[-1] * made / less / death)
    stages = ("stem", "progenitor", "differentiated", "mature")
    return {
        stage: derived(round(count), "balance, Michor 2005")
        for stage, count in zip(stages, counts, strict=True)
    }


def _quiescent(growth: float) -> float:
    """Return quiescent cells for one in cycle, in the long run of stem cells that grow so."""
    return ALF / (BET + growth)


def _lost(growth: float) -> float:
    """Return what quiescence takes of the growth of stem cells, less what it gives back."""
    return ALF - BET * _quiescent(growth)


DEATH = {
    stage: read(rate, "d0 to d3, Michor 2005")
    for stage, rate in zip(("stem", "progenitor", "differentiated", "mature"), D, strict=True)
}
ALL = read(1.0, "stem cells are not used up by the progenitors they make, Michor 2005")
AMPLIFICATION = {"differentiated": assumed(EIGHT, "eight mature cells at a time")}
NORMAL = _balance(X, AX, BX, CX)
MATURE = X * AX * BX * CX / (LESS[0] * LESS[1] * LESS[2] * D[1] * D[2] * D[3])
STOPPED = {"of": {"niche": "quiescent"}, "times": read(0.0, "Foo 2009")}


def _ec50(divided_by: int) -> float:
    """Return the concentration of half the effect, where all of it divides so at the trough."""
    return TROUGH / (divided_by - 1)


WORDS = {
    "stages": ["stem", "progenitor", "differentiated", "mature"],
    "time": {"end": asked(500.0), "every": asked(5.0)},
    "niche": [{"name": "cycling"}, {"name": "quiescent"}],
    "clone": [
        {
            "name": "HSC",
            "lineage": "normal",
            "division": derived(D[0], "as many as die, Michor 2005"),
            "self_renewal": ALL,
            "asymmetric": _made(AX, BX, CX),
            "amplification": AMPLIFICATION,
            "death": DEATH,
            "initial": {
                "cycling": NORMAL,
                "quiescent": derived(round(X * _quiescent(0.0)), "balance, Foo 2009"),
            },
        },
        {
            "name": "LSC",
            "lineage": "leukemic",
            "division": derived(RY + _lost(RY - D[0]), "ry, Michor 2005; quiescence, Foo 2009"),
            "self_renewal": ALL,
            "asymmetric": _made(AY, BY, CY),
            "amplification": AMPLIFICATION,
            "death": DEATH,
            "initial": {
                "cycling": _balance(Y, AY, BY, CY),
                "quiescent": derived(round(Y * _quiescent(RY - D[0])), "in the long run, Foo 2009"),
            },
        },
        {
            "name": "T315I",
            "lineage": "leukemic",
            "division": derived(RZ + _lost(RZ - D[0]), "rz, Michor 2005; quiescence, Foo 2009"),
            "self_renewal": ALL,
            "asymmetric": {key: read(n.value, n.source) for key, n in _made(AY, BY, CY).items()},
            "amplification": AMPLIFICATION,
            "death": DEATH,
            "sensitivity": {"imatinib": read(0.0, "not touched, Michor 2005")},
        },
    ],
    "migration": [
        {"from": "cycling", "to": "quiescent", "stage": "stem", "rate": read(ALF, "alf, Foo 2009")},
        {"from": "quiescent", "to": "cycling", "stage": "stem", "rate": read(BET, "bet, Foo 2009")},
    ],
    "modifier": [
        {"on": "division", **STOPPED},
        {"on": "asymmetric", **STOPPED},
        {"on": "death", **STOPPED},
    ],
    "mutation": [
        {
            "name": "T315I",
            "from": "LSC",
            "to": "T315I",
            "rate": derived(significant(U * X0 / X, 2), "u for each of the cells it stands for"),
        }
    ],
    "drug": [
        {
            "name": "imatinib",
            "constant": [
                {
                    "value": read(TROUGH, "Arora 2013"),
                    "start": asked(0.0),
                    "stop": assumed(365.0, "a year"),
                }
            ],
            "effect": [
                {
                    "on": "asymmetric",
                    "kind": "inhibition",
                    "lineage": "leukemic",
                    "stage": "stem",
                    "emax": assumed(1.0, "complete at high concentrations"),
                    "ec50": derived(_ec50(TREATED_A), "ay / 100, Michor 2005"),
                },
                {
                    "on": "asymmetric",
                    "kind": "inhibition",
                    "lineage": "leukemic",
                    "stage": "progenitor",
                    "emax": assumed(1.0, "complete at high concentrations"),
                    "ec50": derived(_ec50(TREATED_B), "by / 750, Michor 2005"),
                },
                {
                    "on": "inhibition",
                    "lineage": "leukemic",
                    "stage": "stem",
                    "emax": read(0.0, "stem cells go on, Michor 2005"),
                    "ec50": assumed(_ec50(TREATED_A), "as of the first"),
                },
            ],
        }
    ],
    "signal": [
        {"name": "mature-leukemic", "sum": [{"lineage": "leukemic", "stage": "mature"}]},
        {
            "name": "bcr-abl",
            "of": "mature-leukemic",
            # 100 Y / (Y + 2 X), X at its mean: a normal cell has two alleles of ABL.
            "hill": {
                "from": read(0.0, "no transcripts"),
                "to": read(100.0, "percent"),
                "half": read(2 * MATURE, "2 X, Michor 2005"),
                "power": read(1.0, "a ratio"),
            },
        },
        {"name": "resistant-stem", "sum": [{"clone": "T315I", "stage": "stem"}]},
        {"name": "leukemic-stem", "sum": [{"lineage": "leukemic", "stage": "stem"}]},
    ],
    "endpoint": [
        {"name": "early-response", "signal": "bcr-abl", "below": recalled(10.0, "ELN 2020")},
        {"name": "MR3", "signal": "bcr-abl", "below": recalled(0.1, "0.1 %")},
        {"name": "MR4", "signal": "bcr-abl", "below": read(0.01, "0.01 %, PMC7520857")},
        {
            "name": "resistance",
            "signal": "resistant-stem",
            "above": assumed(10, "too many to die out by chance"),
        },
        {
            "name": "relapse",
            "signal": "bcr-abl",
            "above": assumed(10 * 0.1, "ten times MR3"),
            "after": "MR3",
        },
    ],
    "record": {"clones": True, "signals": ["bcr-abl", "leukemic-stem", "resistant-stem"]},
}
