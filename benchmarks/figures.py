"""Our own figures: what grows with clones, drugs, sections and workers, and what starting costs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks import microenvironment, workloads
from benchmarks import secreting as workload
from benchmarks.contender import Contender
from benchmarks.floor import Floor
from benchmarks.measure import Options, Timing, interleave
from benchmarks.ours import Ours, Simulated, Stretch
from benchmarks.storage import ensemble, files, memory, store
from benchmarks.table import Figure

ROOT = Path(__file__).resolve().parent.parent


def _shown(timing: Timing) -> str:
    return f"{timing.nanoseconds:.1f} ns ({timing.low:.1f} – {timing.high:.1f})"


def _ratio(
    key: str, title: str, goal: str, pair: tuple[Contender, Contender], options: Options
) -> Figure:
    """Return the ratio of our times per event in two contenders, the second over the first."""
    first, second = interleave(pair, 0.0, options)
    value = second.nanoseconds / first.nanoseconds
    return Figure(key, title, f"{value:.2f}×", goal, f"{_shown(first)}, {_shown(second)}")


def clones(options: Options, _: dict[str, str]) -> Figure:
    """W3's 1,000 clones against 8 of them in as many cells."""
    pair = Ours(workloads.crowded(8, 4.0)), Ours(workloads.crowded(1000, 4.0))
    return _ratio("clones", "1,000 clones against 8", "≤ 1.2×", pair, options)


def wide(options: Options, _: dict[str, str]) -> Figure:
    """100,000 live clones against 10, in 10^6 cells; the floor's own ratio beside it."""
    few, many = workloads.wide(10), workloads.wide(100_000)
    title = "100,000 clones against 10, 10⁶ cells"
    ours = _ratio("wide", title, "≤ 1.7×", (Ours(few), Ours(many)), options)
    loops = []
    with tempfile.TemporaryDirectory() as folder:
        for name, network in (("few", few), ("many", many)):
            (Path(folder) / name).mkdir()
            loops += [Floor(network, v, Path(folder) / name) for v in ("classes", "bins")]
        timings = [t.nanoseconds for t in interleave(loops, 0.0, options)]
    floor = f"; the best C loop: {min(timings[:2]):.1f} ns, {min(timings[2:]):.1f} ns"
    return replace(ours, detail=ours.detail + floor)


def drug(options: Options, _: dict[str, str]) -> Figure:
    """A kill that follows a daily drug's concentration, against the same death at a fixed rate."""
    plain, dosed = workloads.dosed()
    title = "a kill that follows a concentration, against the same death without"
    return _ratio("drug", title, "≤ 1.3×", (Ours(plain), Ours(dosed)), options)


def micro(options: Options, _: dict[str, str]) -> Figure:
    """aml-microenvironment of version 0.1.0 against the same cells without sections."""
    bare = Simulated(microenvironment.bare())
    whole = Simulated(microenvironment.sections())
    title = "aml-microenvironment (0.1.0) against the same cells without sections"
    found = _ratio("micro", title, "≤ 1.6×", (bare, whole), options)
    cells = [each.taken["population"].sum(axis=(2, 3, 4)).mean() for each in (bare, whole)]
    detail = f"{found.detail}; {cells[0]:,.0f} and {cells[1]:,.0f} cells on average, days 0 to "
    return replace(found, detail=f"{detail}{microenvironment.STRETCH:g}")


def micro_wide(options: Options, _: dict[str, str]) -> Figure:
    """100,000 founded clones against 10 in aml-microenvironment, enlarged to 10^6 cells."""
    few, many = (
        Stretch(microenvironment.wide(clones), microenvironment.FOUNDING)
        for clones in microenvironment.FOUNDED
    )
    title = "aml-microenvironment (0.1.0), 10⁶ cells: 100,000 founded clones against 10"
    return _founded(_ratio("micro-wide", title, "≤ 2×", (few, many), options), few, many)


def secreting(options: Options, _: dict[str, str]) -> Figure:
    """100,000 founded clones against 10 where each has a secretion and an antigen of its own."""
    few, many = (
        Stretch(workload.scenario(clones), workload.FOUNDING) for clones in workload.FOUNDED
    )
    title = "a sum and a cause weighed by traits, 10⁶ cells: 100,000 founded clones against 10"
    return _founded(_ratio("secreting", title, "≤ 2×", (few, many), options), few, many)


def _founded(found: Figure, few: Stretch, many: Stretch) -> Figure:
    """Add to a figure how many clones there were."""
    told = found.detail
    for each in (few, many):
        began, ended = each.living
        told += f"; {began:,} to {ended:,} clones, {each.proposals:.2f} proposals an event"
    return replace(found, detail=told)


def workers(options: Options, _: dict[str, str]) -> Figure:
    """The wall time of an ensemble of W1 with one worker over that with two."""
    network = workloads.crowded(8)
    taken: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        for _round in range(max(3, options.repetitions // 2)):
            for count, walls in taken.items():
                walls.append(ensemble(network, 1500, count, Path(folder))[0])
    one, two = median(taken[1]), median(taken[2])
    detail = f"1,500 runs of W1 into a file: {one:.2f} s, {two:.2f} s"
    return Figure("workers", "two workers against one", f"{one / two:.2f}×", "≥ 1.9×", detail)


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)


def imports(options: Options, _: dict[str, str]) -> Figure:
    """The wall time of ``import clonal`` and ``clonal --help`` in a fresh interpreter."""
    # The command's own entry point, without a script that an uninstalled copy would not have.
    shown = "import sys; from clonal.cli import main; sys.argv = ['clonal', '--help']; main()"
    commands = {"import clonal": "import clonal", "clonal --help": shown, "python": "pass"}
    walls: dict[str, list[float]] = {name: [] for name in commands}
    for _round in range(max(5, options.repetitions)):
        for name, code in commands.items():
            began = time.perf_counter()
            _python(code)
            walls[name].append(time.perf_counter() - began)
    middle = {name: median(values) for name, values in walls.items()}
    value = f"{middle['import clonal']:.2f} s, {middle['clonal --help']:.2f} s"
    detail = f"of which the interpreter itself {middle['python']:.2f} s"
    return Figure("import", "`import clonal`, `clonal --help`", value, "< 0.3 s", detail)


FIGURES: dict[str, Callable[[Options, dict[str, str]], Figure]] = {
    "clones": clones,
    "wide": wide,
    "drug": drug,
    "micro": micro,
    "micro-wide": micro_wide,
    "secreting": secreting,
    "workers": workers,
    "store": store,
    "files": files,
    "memory": memory,
    "import": imports,
}
