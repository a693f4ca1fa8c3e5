"""``python -m benchmarks``: measure, print one table, write ``docs/benchmarks.md``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.comparisons import WORKLOADS, compare_engines
from benchmarks.figures import FIGURES
from benchmarks.machine import Machine
from benchmarks.measure import Options
from benchmarks.peers import install
from benchmarks.table import Comparison, Figure, markdown


def main() -> None:
    """Measure the chosen rows."""
    rows = [*WORKLOADS, *FIGURES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(rows)}; default all")
    parser.add_argument("--seconds", type=float, default=Options.seconds)
    parser.add_argument("--repetitions", type=int, default=Options.repetitions)
    parser.add_argument("--agreement", type=float, default=Options.agreement)
    parser.add_argument("--no-peers", action="store_true", help="ours and the floor alone")
    parser.add_argument("--out", type=Path, help="write the table and, beside it, JSON")
    chosen = parser.parse_args()
    unknown = [row for row in chosen.rows if row not in rows]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)} (there are {', '.join(rows)})")
    options = Options(
        chosen.seconds, chosen.repetitions, chosen.agreement, peers=not chosen.no_peers
    )
    machine = Machine()
    missing = install() if options.peers else {}
    comparisons: list[Comparison] = []
    figures: list[Figure] = []
    for row in chosen.rows or rows:
        print(f"measuring {row}", file=sys.stderr, flush=True)
        if row in WORKLOADS:
            comparisons.append(compare_engines(row, options, missing))
        else:
            figures.append(FIGURES[row](options, missing))
        if chosen.out is not None:  # after every row: a long measurement may be stopped
            _write(chosen.out, machine.tell(), options, comparisons, figures)
    print(markdown(comparisons, figures, machine.tell()))


def _write(
    page: Path,
    machine: str,
    options: Options,
    comparisons: list[Comparison],
    figures: list[Figure],
) -> None:
    page.write_text(markdown(comparisons, figures, machine))
    found = {
        "machine": machine,
        "options": asdict(options),
        "comparisons": [asdict(c) for c in comparisons],
        "figures": [asdict(f) for f in figures],
    }
    page.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
