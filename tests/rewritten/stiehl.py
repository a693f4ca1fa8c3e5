"""Haematopoiesis after Stiehl, and an acute leukaemia in it: shared by the scenarios of both.

Stiehl 2015 (fig. 3A) as coded in github.com/radivot/myelo, demo/stiehl15fig3.R: three
compartments, stem and early, committed, and neutrophils in the blood; mature cells lower self-
renewal. Stiehl 2014 (J R Soc Interface 11:20140079): leukaemic clones of relapse are slow. CR by
jmhg s43042-019-0012-7.
"""

from __future__ import annotations

from .cited import Cited, asked, assumed, derived, read

KG = 100_000  # cells per kg for one here
C1, C2, C3 = 10_000_000 // KG, 2_000_000_000 // KG, 400_000_000 // KG
P1, P2 = 0.1, 0.4595  # divisions of stem and early, and of committed cells
A1, A2 = 0.85, 0.849075  # self-renewal, at most
D3 = 2.3  # clearance of neutrophils

# s = 1 / (1 + k C3) is 1 / (2 a1) in balance, so that k = (2 a1 - 1) / C3.
HALF = C3 / (2 * A1 - 1)

STAGES = ["stem", "committed", "mature"]
DISPLACED = 1 / 5

LOW = 0.25  # neutrophils of 1e9 per litre, of 4e9 normally
FEW = 0.05  # blasts in remission


def clones() -> list[dict[str, object]]:
    """Return the normal and the leukaemic clone."""
    # The leukaemia has displaced a fifth of the cells that stem cells make, and none of those.
    start = (C1, round(C2 * (1 - DISPLACED)), round(C3 * (1 - DISPLACED)))
    return [
        {
            "name": "HSC",
            "lineage": "normal",
            "division": {
                "stem": read(P1, "p1, Stiehl 2015"),
                "committed": derived(P2, "p2c, Stiehl 2015"),
            },
            "self_renewal": {
                "stem": read(A1, "a1, Stiehl 2015"),
                "committed": derived(A2, "a2c, Stiehl 2015"),
            },
            "death": {"mature": read(D3, "d3, Stiehl 2015")},
            "initial": {
                "marrow": {
                    stage: derived(count, "balance, Stiehl 2015, less what is displaced")
                    for stage, count in zip(STAGES, start, strict=True)
                }
            },
        },
        {
            "name": "LSC",
            "lineage": "leukemic",
            "division": {
                "stem": assumed(P1, "as the normal; slow at relapse, Stiehl 2014"),
                "committed": read(P2 / 2, "half of the normal, Stiehl 2015 fig. 3A"),
            },
            "self_renewal": {
                "stem": derived(A1, "as the normal, times the modifier"),
                "committed": assumed(0.5, "blasts do not last without stem cells"),
            },
            "amplification": {"stem": assumed(64, "about one stem cell in fifty blasts")},
            "death": {"mature": read(D3 / 4, "a quarter of the normal, Stiehl 2015 fig. 3A")},
            "initial": {
                "marrow": {
                    "stem": assumed(300, "half of the marrow is blasts"),
                    "committed": assumed(16_000, "half of the marrow is blasts"),
                    "mature": assumed(7_000),
                }
            },
        },
    ]


def modifiers() -> list[dict[str, object]]:
    """Return the advantage of leukaemic stem cells, and the feedback."""
    return [
        {
            "on": "self_renewal",
            "of": {"lineage": "leukemic", "stage": "stem"},
            "times": assumed(1.25, "1.6 in Stiehl 2015 fig. 3A"),
        },
        {
            "on": "self_renewal",
            "signal": "mature",
            "times": {
                "hill": {
                    "from": derived(1.0, "without mature cells"),
                    "to": derived(0.0, "with very many"),
                    "half": derived(HALF, "1 / k, Stiehl 2015"),
                    "power": derived(1.0, "1 / (1 + k x), Stiehl 2015"),
                }
            },
        },
    ]


def signals() -> list[dict[str, object]]:
    """Return what is looked at: mature cells, blasts against a share of the marrow, and others."""
    marrow = [(line, stage) for line in ("leukemic", "normal") for stage in ("stem", "committed")]
    # (1 - p) x leukaemic - p x normal > 0 where leukaemic ones are more than the share p.
    weight = {"leukemic": asked(1 - FEW), "normal": asked(-FEW)}
    blasts = [{"lineage": "leukemic", "stage": stage} for stage in ("stem", "committed")]
    return [
        {"name": "mature", "sum": [{"stage": "mature"}]},
        {
            "name": "above-5-percent",
            "sum": [
                {"lineage": line, "stage": stage, "weight": weight[line]} for line, stage in marrow
            ],
        },
        {"name": "neutrophils", "sum": [{"lineage": "normal", "stage": "mature"}]},
        {"name": "LSC", "sum": [{"lineage": "leukemic", "stage": "stem"}]},
        {"name": "blasts", "sum": blasts},
        {"name": "leukemic", "sum": [{"lineage": "leukemic"}]},
    ]


def endpoints(relapse: Cited) -> list[dict[str, object]]:
    """Return recovery, remission, relapse and cure."""
    return [
        {
            "name": "recovery",
            "signal": "neutrophils",
            "above": derived(LOW * C3, "1e9 per litre of 4 to 5e9"),
            "after": asked(14.0),
        },
        {
            "name": "remission",
            "signal": "above-5-percent",
            "below": read(0, "fewer than 5 % blasts"),
            "after": "recovery",
        },
        {"name": "relapse", "signal": "blasts", "above": relapse, "after": "remission"},
        {"name": "cure", "signal": "leukemic", "below": derived(1, "no cell is left")},
    ]
