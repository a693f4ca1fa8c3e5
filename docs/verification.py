"""Write verification.md, what errors the tests see: ``make verification``.

The tables are worked out from the laws that the tests hold the engine to; nothing is simulated.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "verification.md"

HEAD = """# What the tests would see

Made by `make verification`, and compared with the code by `tests/statistical/test_rates.py`.

A wrong rate shows only where a test has the power to see it. Here stands, for every number of every case that is scored, the smallest
relative error that the test sees in nine of ten runs of the suite.

**How.** Each case is a scenario so small that the law of its whole state is known: between two samples it moves by transition probabilities
P(x, y) that follow from the master equation. Runs are sampled often, and the *score* of a number θ (scaled so that θ = 1 is the law) is
Σ ∂ log P(x, y)/∂θ over all steps that were seen, the derivative being the difference of two solutions at θ = 1 ± {step}. Under the law the
score has mean 0, and its variance is the Fisher information I of one run times the number of runs N, both exactly. So the test is a z test,
and an error ε moves z by ε·√(N·I). It is seen with {power:.0%} where that is z(α/2m) + z({power}): α = {alpha:g} is the chance that the test of a case fails on a
right engine, which its m numbers share.

**Goal.** {goal:.0%} in `make test` and {battery:.1%} in `make battery` (with {times} times the runs) for every number that a case is there for; together the cases
are there for every rate of every event class, and a test holds them to that. All other numbers of the cases are scored as well: they stand in
the second table, without a goal. A `times`, `plus` or signal that is named whole has all its values scaled together.

**Does it see what it says?** `tests/sabotage/test_wrong_rates.py` gives the engine scenarios in which one number is off: by twice the size
that is stated, which has to be seen each time, and in the battery by the size itself, for each number in turn, which has to be seen as often
as is stated.

Beside the scores, every case of `tests/support/cases.py` and `tests/support/mechanisms.py` has the joint law of all counts compared at each sample; that sees
an error of any kind, though only when it is larger.
"""


def page() -> str:
    """Return the page."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from support import rate_checks as checks
    from support.scores import POWER, STEP

    held, others = [], []
    for name, case in checks.RATED.items():
        closely = checks.smallest(case, checks.BATTERY_TIMES)
        for label, error in checks.smallest(case).items():
            row = f"| {name} | `{label}` | {percent(error)} | {percent(closely[label])} |"
            (held if case.meant(label) else others).append(row)
    head = HEAD.format(
        step=STEP,
        power=POWER,
        alpha=checks.ALPHA,
        goal=checks.GOAL,
        battery=checks.BATTERY_GOAL,
        times=checks.BATTERY_TIMES,
    )
    columns = ["| case | number | `make test` | `make battery` |", "|---|---|---|---|"]
    first = ["## Held to the goal", "", *columns, *held]
    second = ["## Stated, without a goal", "", *columns, *others]
    return "\n".join([head, *first, "", *second, ""])


def percent(error: float) -> str:
    """Return an error to two digits, in per cent."""
    return "—" if error > 1.0 else f"{100.0 * error:.2g} %"


if __name__ == "__main__":
    PAGE.write_text(page())
