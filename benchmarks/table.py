"""What a benchmark found, and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.measure import Timing
from benchmarks.moments import LIMIT, Agreement


@dataclass(frozen=True)
class Entry:
    """One engine on one workload; ``problem`` says why there is no time."""

    engine: str
    timing: Timing | None = None
    agreement: Agreement | None = None
    problem: str = ""
    detail: str = ""

    @property
    def believed(self) -> bool:
        """Whether there is a time, and moments that agree."""
        return self.timing is not None and self.agreement is not None and self.agreement.holds


@dataclass(frozen=True)
class Comparison:
    """One workload: ours first, then the floor, then the peers."""

    key: str
    title: str
    entries: list[Entry] = field(default_factory=list)

    def find(self, start: str) -> Entry | None:
        """Return the first entry whose engine's name starts so."""
        return next((e for e in self.entries if e.engine.startswith(start)), None)


@dataclass(frozen=True)
class Figure:
    """One of our own figures: ``value`` against ``goal`` (its text), and how it came about."""

    key: str
    title: str
    value: str
    goal: str
    detail: str


def _nanoseconds(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _row(entry: Entry, ours: Entry | None) -> str:
    if entry.timing is None:
        return f"| {entry.engine} | – | – | – | {entry.problem.replace('|', '/')} |"
    time = entry.timing
    spread = f"{_nanoseconds(time.low)} – {_nanoseconds(time.high)}"
    ratio = "–"
    if ours is not None and ours.timing is not None:
        ratio = f"{time.nanoseconds / ours.timing.nanoseconds:,.2f}"
    said = []
    if entry.agreement is None:
        said.append("moments not compared")
    elif entry.agreement.runs == 0:
        said.append("the reference")
    else:
        found = entry.agreement
        said.append(
            f"{found.mean:.1f} / {found.variance:.1f} s.e. over {found.runs:,} runs"
            + ("" if found.holds else f" **DISAGREES** (limit {LIMIT:.0f})")
        )
    if entry.detail:
        said.append(entry.detail)
    shown = _nanoseconds(time.nanoseconds)
    return f"| {entry.engine} | {shown} | {spread} | {ratio} | {'; '.join(said)} |"


#: By workload: the most over the floor, and the least of the fastest peer over ours.
GOALS = {"W1": ("≤ 1.25×", "≥ 12×")}

INTRODUCTION = """# Benchmarks

Written by `python -m benchmarks`; do not edit. Times are CPU nanoseconds per event on one core: the
median of repetitions that take turns (A B A B …), and their extremes. Before a time is believed the
means and variances of the populations, by lineage and niche at three times, are compared with the
reference loop's; the largest deviations stand beside it in standard errors, and an engine beyond
{limit:.0f} is marked as disagreeing and left out of the summary.

* **clonal** is the engine alone: from the initial state to the last sample in memory.
* **C loop** is the floor: the model as compile-time constants, inlined xoshiro256++ and ziggurat,
  gcc -O3, in several ways to choose the cell. The fastest is the floor of that row.
* **Peers** run from their packages in an environment of their own, each in the fastest form of the
  model we know; loading the model and reading the result out are not timed.

W1: two niches of 2,000 and 4,000 places, half full with 3,000 cells; births (1 a day, ±10 % between
clones) times the free share of the niche, deaths (0.5 a day), migration both ways (0.1 and 0.05).
W2: the same without capacities, births as frequent as deaths. W3: W1 with more clones. W4: niches
of 50 and 200 places, 2 clones in 2 lineages, 7.5 days.

aml-microenvironment is the scenario of version 0.1.0, kept in `benchmarks/`, so that its figures
stay comparable when the built-in one changes. Without sections: named sections, pools, signals,
modifiers, endpoints and effects on them are deleted, and deaths (0.01 a day of normal cells, 0.029
of leukaemic) keep the numbers of cells as they are with them; days 0 to 9, before treatment. At 10⁶
cells all its numbers of cells are multiplied by 400; clones are founded until day 5, which is not
timed, and no more of them on the three days that are.

## Machine
"""


def _summary(comparisons: list[Comparison]) -> list[str]:
    lines = [
        "| workload | clonal | floor | clonal / floor | goal "
        "| fastest peer | peer / clonal | goal |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for comparison in comparisons:
        ours = comparison.find("clonal")
        believed = [e for e in comparison.entries if e.believed and e.timing is not None]
        floors = [e for e in believed if e.engine.startswith("C loop")]
        peers = [e for e in believed if e not in floors and e is not ours]
        if ours is None or ours.timing is None or not floors:
            continue
        floor = min(e.timing.nanoseconds for e in floors if e.timing is not None)
        cells = [comparison.key, f"{ours.timing.nanoseconds:.1f} ns", f"{floor:.1f} ns"]
        most, least = GOALS.get(comparison.key, ("–", "–"))
        cells += [f"{ours.timing.nanoseconds / floor:.2f}×", most]
        if peers:
            peer = min(peers, key=lambda e: e.timing.nanoseconds if e.timing else 0.0)
            assert peer.timing is not None
            cells.append(f"{peer.engine}: {_nanoseconds(peer.timing.nanoseconds)} ns")
            cells.append(f"{peer.timing.nanoseconds / ours.timing.nanoseconds:,.0f}×")
        else:
            cells += ["–", "–"]
        cells.append(least)
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def markdown(comparisons: list[Comparison], figures: list[Figure], machine: str) -> str:
    """Return the page that ``docs/benchmarks.md`` holds."""
    lines = [INTRODUCTION.format(limit=LIMIT), machine, ""]
    if comparisons:
        lines += ["## Summary", "", *_summary(comparisons)]
    if figures:
        lines += ["## Our own figures", "", "| what | found | goal | how |", "|---|---|---|---|"]
        lines += [f"| {f.title} | {f.value} | {f.goal} | {f.detail} |" for f in figures] + [""]
    for comparison in comparisons:
        ours = comparison.find("clonal")
        lines += [f"## {comparison.key}: {comparison.title}", ""]
        lines += [
            "| engine | ns/event | low – high | over clonal's | agreement: mean / variance |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(entry, ours) for entry in comparison.entries] + [""]
    return "\n".join(lines)
