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

A wrong rate shows only where a test has the power to see it. The tables below give the smallest
relative error that is seen in nine of ten runs of the suite, number by number.

**How.** Each case is a scenario so small that the law of its whole state is known. Between two
samples the state moves by transition probabilities P(x, y) that follow from the master equation.
Let θ scale one number of the scenario, so that θ = 1 is the law. Its *score* is
Σ ∂ log P(x, y)/∂θ over all steps that were seen; the derivative is the difference of two solutions,
at θ = 1 ± {step}. Under the law the score has mean 0. Its variance is N·I, where N is the number of
runs and I the Fisher information of one run. Both hold exactly, so that the test is a z test.

**Power.** An error ε moves z by ε·√(N·I). The error that is stated moves it by
z(α/2m) + z({power}). Here α = {alpha:g} is the chance that the test of a case fails on a right
engine, and m is how many numbers share it.

**Goal.** A case is there for some of its numbers: those are seen to {goal:.0%} in `make test` and
to {battery:.1%} in `make battery`, which does {times} times the runs. A test holds that every rate
of every event class is among them. The other numbers of the cases are scored too; they stand in the
second table, without a goal. Where `times`, `plus` or a signal is named whole, all its values are
scaled together. A dash is an error above 100 %, or a number that no count depends on.

**Strategies.** The power is that of the engine's default strategy. Each case runs under two others
too, with a quarter of the runs, so that they see twice the error; the battery runs it under all.

**Is it true?** `tests/sabotage/test_wrong_rates.py` gives the engine scenarios with one number off.
Twice the size that is stated is seen each time, for a few numbers in `make test` and for all of
them in the battery. The size itself is seen as often as is stated: nine times in ten, over all.

**Errors of the engine itself** are compiled into one extra build and chosen by number: signs,
clamps, bounds, stale sums, wrong niches, clones, streams and moments, of 1 to 2 % where a size
makes sense. `tests/sabotage/table.py` lists each with the test that must catch it. The battery
holds that it does, and that the same build passes where none is chosen. No other build has any of
them.

Beside the scores, the joint law of all counts is compared at each sample, for every case of
`tests/support/cases.py` and `tests/support/mechanisms.py`. That sees an error of any kind, but only
a larger one.
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
