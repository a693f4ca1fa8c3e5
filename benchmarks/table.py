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
        return f"| {entry.engine} | – | – | – | {entry.problem} |"
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


def markdown(comparisons: list[Comparison], figures: list[Figure], machine: str) -> str:
    """Return the page that ``docs/benchmarks.md`` holds."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `python -m benchmarks`, which says what each row is. CPU nanoseconds per event "
        "of one core: the median of interleaved repetitions, and their extremes. The ratio is the "
        "engine's time over ours. Before a time is believed the engine's means and variances of "
        "the populations are compared with the reference loop's: the largest deviations are given "
        "in standard errors (mean / variance).",
        "",
        machine,
        "",
    ]
    for comparison in comparisons:
        ours = comparison.find("clonal")
        lines += [f"## {comparison.key}: {comparison.title}", ""]
        lines += ["| engine | ns/event | low – high | ratio | agreement |", "|---|---|---|---|---|"]
        lines += [_row(entry, ours) for entry in comparison.entries] + [""]
    if figures:
        lines += ["## Our own figures", "", "| what | found | goal | how |", "|---|---|---|---|"]
        lines += [f"| {f.title} | {f.value} | {f.goal} | {f.detail} |" for f in figures] + [""]
    return "\n".join(lines)
