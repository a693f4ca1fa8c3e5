"""Write outcomes.md, what partners of chemotherapy change: ``make outcomes``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

import clonal
from clonal.analysis import wilson_interval

PAGE = Path(__file__).parent / "outcomes.md"
RUNS, SEED = 200, 2026

PARTNERS = {
    "": "",
    "plerixafor": "mobiliser (plerixafor)",
    "echinomycin": "HIF inhibitor (echinomycin)",
    "nivolumab": "checkpoint inhibitor (nivolumab)",
}
CHEMOTHERAPY = ("cytarabine", "daunorubicin")
ENDPOINTS = ("blasts-cleared", "remission", "relapse", "cure", "aplasia")

COLUMNS = (
    "treatment",
    *ENDPOINTS,
    "normal, day 36",
    "leukaemic, day 36",
    "normal, end",
    "leukaemic, end",
)
HEAD = f"""# What partners of chemotherapy change

Made by `make outcomes`, which runs [aml-microenvironment](scenarios.md#aml-microenvironment)
{RUNS} times with seed {SEED} for each row. Per cent of the runs in which each endpoint was reached
by day 540, with Wilson's interval of 95 %; cells outside the blood, medians, on day 36 and in the
end. Every strength in the scenario is an assumption: the page compares mechanisms, and predicts
nothing.

| {" | ".join(COLUMNS)} |
|{"---|" * len(COLUMNS)}
"""


def row(partner: str, *, chemotherapy: bool) -> str:
    """Return a line of the table."""
    values = {} if chemotherapy else {f"drug.{name}.doses.amount": 0.0 for name in CHEMOTHERAPY}
    if partner:
        values[f"drug.{partner}.doses.amount"] = 1.0
    scenario = clonal.with_values(clonal.load("aml-microenvironment"), values)
    with (
        tempfile.TemporaryDirectory() as folder,
        clonal.run(scenario, Path(folder) / "a.h5", runs=RUNS, seed=SEED) as ensemble,
    ):
        layout = ensemble.layout
        marrow = [k for k, niche in enumerate(layout.niches) if niche != "blood"]
        cells = np.asarray(ensemble["population"][:])[:, :, :, marrow].sum(axis=(3, 4))
        reached = [int(np.isfinite(ensemble[f"endpoint_{name}"][:]).sum()) for name in ENDPOINTS]
    shares = []
    for number in reached:
        low, high = (100.0 * float(end) for end in wilson_interval(number, RUNS))
        shares.append(f"{100 * number / RUNS:.0f} ({low:.0f}–{high:.0f})")
    lineages = [layout.lineages.index(name) for name in ("normal", "leukemic")]
    medians = [
        f"{np.median(cells[:, at, lineage]):,.0f}"
        for at in (int(np.searchsorted(layout.time, 36.0)), -1)
        for lineage in lineages
    ]
    both = " and ".join(filter(None, ("7+3" if chemotherapy else "", PARTNERS[partner])))
    return f"| {both or 'none'} | {' | '.join([*shares, *medians])} |\n"


def main() -> None:
    """Write the page."""
    lines = [row(name, chemotherapy=chemo) for chemo in (False, True) for name in PARTNERS]
    PAGE.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
