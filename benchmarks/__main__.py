"""``python -m benchmarks``: measure, print one table, write ``docs/benchmarks.md``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.comparisons import WORKLOADS, compare_engines
from benchmarks.figures import FIGURES
from benchmarks.measure import Options
from benchmarks.peers import install
from benchmarks.table import Comparison, Figure, markdown

ROOT = Path(__file__).resolve().parent.parent


def _commit() -> str:
    """Return the commit that is measured, and whether the tree differs from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    """Say what it ran on: without this no time means anything."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        processor = names[0].split(":")[1].strip() if names else processor
    load = os.getloadavg()[0]
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()}, CPython "
        f"{platform.python_version()}; commit {_commit()}; load average at the start {load:.2f}. "
        "Other work on the machine raises every time, and those of several workers most; ratios of "
        "single threads suffer less."
    )


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
    machine = _machine()
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
            _write(chosen.out, machine, options, comparisons, figures)
    print(markdown(comparisons, figures, machine))


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
