"""Our own figures: what grows with clones, drugs, workers, runs, and what starting up costs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median

import clonal
from benchmarks import workloads
from benchmarks.floor import Floor
from benchmarks.measure import Options, Timing, interleave
from benchmarks.network import Network
from benchmarks.ours import Ours
from benchmarks.peers import Peer, PeerError
from benchmarks.table import Figure
from clonal.model import loads

ROOT = Path(__file__).resolve().parent.parent


def _shown(timing: Timing) -> str:
    return f"{timing.nanoseconds:.1f} ns ({timing.low:.1f} – {timing.high:.1f})"


def _ratio(
    key: str, title: str, goal: str, pair: tuple[Network, Network], options: Options
) -> Figure:
    """Return the ratio of our times per event on two networks, the second over the first."""
    first, second = interleave([Ours(pair[0]), Ours(pair[1])], 0.0, options)
    value = second.nanoseconds / first.nanoseconds
    return Figure(key, title, f"{value:.2f}×", goal, f"{_shown(first)}, {_shown(second)}")


def clones(options: Options, _: dict[str, str]) -> Figure:
    """W3's 1,000 clones against 8 of them in as many cells."""
    pair = workloads.crowded(8, 4.0), workloads.crowded(1000, 4.0)
    return _ratio("clones", "1,000 clones against 8", "≤ 1.2×", pair, options)


def wide(options: Options, _: dict[str, str]) -> Figure:
    """100,000 live clones against 10, in 10^6 cells; the floor's own ratio beside it."""
    few, many = workloads.wide(10), workloads.wide(100_000)
    ours = _ratio("wide", "100,000 clones against 10, 10⁶ cells", "≤ 2×", (few, many), options)
    loops = []
    with tempfile.TemporaryDirectory() as folder:
        for name, network in (("few", few), ("many", many)):
            (Path(folder) / name).mkdir()
            loops += [Floor(network, v, Path(folder) / name) for v in ("classes", "bins")]
        timings = [t.nanoseconds for t in interleave(loops, 0.0, options)]
    floor = f"; the best C loop: {min(timings[:2]):.1f} ns, {min(timings[2:]):.1f} ns"
    return Figure(ours.key, ours.title, ours.value, ours.goal, ours.detail + floor)


def drug(options: Options, _: dict[str, str]) -> Figure:
    """A kill that follows a daily drug's concentration, against the same death at a fixed rate."""
    pair = workloads.dosed()
    return _ratio("drug", "a kill that follows a concentration", "≤ 1.5×", pair, options)


def _wall(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _ensemble(network: Network, runs: int, workers: int, folder: Path) -> float:
    """Return the wall time of a whole ensemble: events, shards, merge."""
    scenario = loads(network.to_toml())
    file = folder / "ensemble.h5"
    file.unlink(missing_ok=True)
    return _wall(lambda: clonal.run(scenario, file, runs=runs, seed=1, workers=workers))


def workers(options: Options, _: dict[str, str]) -> Figure:
    """The wall time of an ensemble of W1 with one worker over that with two."""
    network = workloads.crowded(8)
    taken: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        for _round in range(max(3, options.repetitions // 2)):
            for count, walls in taken.items():
                walls.append(_ensemble(network, 1500, count, Path(folder)))
    one, two = median(taken[1]), median(taken[2])
    detail = f"1,500 runs of W1 into a file: {one:.2f} s, {two:.2f} s"
    return Figure("workers", "two workers against one", f"{one / two:.2f}×", "≥ 1.9×", detail)


def store(options: Options, missing: dict[str, str]) -> Figure:
    """W4 written to HDF5, against its events alone and against bngsim, which writes nothing."""
    network, runs = workloads.short(), 10_000
    ours = Ours(network)
    written: list[float] = []
    alone: list[float] = []
    peer: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bngsim = None
        problem = missing.get("bngsim", "" if options.peers else "not asked for")
        if not problem:
            bngsim = stack.enter_context(Peer("bngsim", network, "sum", folder))
            bngsim.measure(1, 1)
        for _round in range(max(3, options.repetitions // 2)):
            written.append(_ensemble(network, runs, 1, folder))
            alone.append(ours.measure(runs, 1).wall)
            if bngsim is not None:
                try:
                    peer.append(bngsim.measure(runs // 10, 1).wall * 10)
                except PeerError as error:
                    bngsim, problem = None, str(error)
    value = median(written) / median(alone)
    detail = f"{median(written):.3f} s with the merge, {median(alone):.3f} s the events alone; "
    beside = f"{median(peer):.2f} s, {median(peer) / median(written):.1f}×" if peer else problem
    detail += f"bngsim {beside}"
    goal = "≤ 1.3×; bngsim ≥ 4×"
    return Figure("store", "W4 written to HDF5, one worker", f"{value:.2f}×", goal, detail)


PEAK = """
import sys
from pathlib import Path
import clonal
from clonal.model import loads
scenario = loads(Path(sys.argv[1]).read_text())
clonal.run(scenario, sys.argv[2], runs=int(sys.argv[3]), seed=1, workers=1)
status = Path("/proc/self/status").read_text()
print(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
"""


def memory(options: Options, _: dict[str, str]) -> Figure:
    """Peak resident memory of a process that runs 2,000, and 200,000, short runs into a file."""
    network = workloads.short().with_(times=(0.0, 0.5, 1.0))
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "scenario.toml"
        scenario.write_text(network.to_toml())
        for runs in (2_000, 200_000):
            command = [sys.executable, "-c", PEAK, str(scenario), f"{folder}/{runs}.h5", str(runs)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
            peaks.append(int(done.stdout) / 1024)
    detail = f"{peaks[0]:.0f} MiB, {peaks[1]:.0f} MiB"
    value = f"{peaks[1] - peaks[0]:+.1f} MiB"
    return Figure("memory", "200,000 runs against 2,000, peak memory", value, "flat", detail)


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
            walls[name].append(_wall(partial(_python, code)))
    middle = {name: median(values) for name, values in walls.items()}
    value = f"{middle['import clonal']:.2f} s, {middle['clonal --help']:.2f} s"
    detail = f"of which the interpreter itself {middle['python']:.2f} s"
    return Figure("import", "`import clonal`, `clonal --help`", value, "< 0.3 s", detail)


FIGURES: dict[str, Callable[[Options, dict[str, str]], Figure]] = {
    "clones": clones,
    "wide": wide,
    "drug": drug,
    "workers": workers,
    "store": store,
    "memory": memory,
    "import": imports,
}
