"""What files cost: time beside the events, bytes beside plain deflate, memory as runs grow."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import zlib
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import h5py

import clonal
from benchmarks import workloads
from benchmarks.measure import Options
from benchmarks.network import Network
from benchmarks.ours import Ours
from benchmarks.peers import Peer, PeerError
from benchmarks.table import Figure
from clonal.model import builtin_names, loads
from clonal.store.codec import LEVEL

ROOT = Path(__file__).resolve().parent.parent
CHECKSUM = 4  # bytes behind a chunk, of HDF5's third filter
FILE_RUNS = 100
MEMORY_RUNS = (200_000, 1_200_000)
ROUNDS = 3  # of each: a peak differs by a MiB or two from time to time


def ensemble(network: Network, runs: int, workers: int, folder: Path) -> tuple[float, float]:
    """Return the wall and CPU seconds of a whole ensemble: events, shards, merge."""
    scenario = loads(network.to_toml())
    file = folder / "ensemble.h5"
    file.unlink(missing_ok=True)
    wall, cpu = time.perf_counter(), time.process_time()
    clonal.run(scenario, file, runs=runs, seed=1, workers=workers)
    return time.perf_counter() - wall, time.process_time() - cpu


def store(options: Options, missing: dict[str, str]) -> Figure:
    """W4 written to HDF5, against its events alone and against bngsim, which writes nothing."""
    network, runs = workloads.short(), 10_000
    ours = Ours(network)
    written: list[tuple[float, float]] = []
    alone: list[tuple[float, float]] = []
    peer: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bngsim = None
        problem = missing.get("bngsim", "" if options.peers else "not asked for")
        if not problem:
            bngsim = stack.enter_context(Peer("bngsim", network, "sum", folder))
            bngsim.measure(1, 1)
        for _round in range(max(3, options.repetitions)):
            written.append(ensemble(network, runs, 1, folder))
            taken = ours.measure(runs, 1)
            alone.append((taken.wall, taken.cpu))
            if bngsim is not None:
                try:
                    peer.append(bngsim.measure(runs // 10, 1).wall * 10)
                except PeerError as error:
                    bngsim, problem = None, str(error)
    wall, cpu = (median(w[i] / a[i] for w, a in zip(written, alone, strict=True)) for i in (0, 1))
    whole, events = (median(pair[0] for pair in pairs) for pairs in (written, alone))
    detail = f"{whole:.3f} s with the merge, {events:.3f} s the events alone; {cpu:.2f}× in CPU "
    detail += "time; bngsim, which writes nothing, "
    detail += f"{median(peer):.2f} s, {median(peer) / whole:.1f}×" if peer else problem
    title = "W4 written to HDF5 against its events alone, one worker"
    return Figure("store", title, f"{wall:.2f}×", "≤ 1.2×", detail)


def _size_and_plain(file: Path) -> tuple[int, int]:
    """Return the size of a file, and what it were with deflate's default strategy throughout."""
    more = 0

    def visit(name: str, part: h5py.Dataset | h5py.Group) -> None:
        nonlocal more
        if not isinstance(part, h5py.Dataset) or part.compression != "gzip":
            return
        for number in range(part.id.get_num_chunks()):
            offset = part.id.get_chunk_info(number).chunk_offset
            kept = part.id.read_direct_chunk(offset)[1][:-CHECKSUM]
            more += len(zlib.compress(zlib.decompress(kept), LEVEL)) - len(kept)

    with h5py.File(file) as opened:
        opened.visititems(visit)
    size = file.stat().st_size
    return size, size + more


def files(_: Options, __: dict[str, str]) -> Figure:
    """Files of all built-in scenarios beside the same in plain deflate."""
    told, ratios = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name in builtin_names():
            file = Path(folder) / f"{name}.h5"
            clonal.run(clonal.load(name), file, runs=FILE_RUNS, seed=1, workers=1)
            size, plain = _size_and_plain(file)
            ratios.append(size / plain)
            told.append(f"{name} {size / 1000:,.0f} kB, {plain / 1000:,.0f} kB")
            file.unlink()
    title = f"files of the built-in scenarios ({FILE_RUNS} runs) against plain deflate, the largest"
    detail = "ours, plain: " + "; ".join(told)
    return Figure("files", title, f"{max(ratios):.4f}×", "≤ 1×", detail)


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


def _peak(scenario: str, runs: int) -> int:
    """Return the peak resident bytes of a process that writes an ensemble."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "scenario.toml"
        text.write_text(scenario)
        command = [sys.executable, "-c", PEAK, str(text), f"{folder}/ensemble.h5", str(runs)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout) * 1024


def memory(_: Options, __: dict[str, str]) -> Figure:
    """Peak memory of 1,200,000 short runs over that of 200,000, by run, clones recorded or not."""
    plain = workloads.short().with_(times=(0.0, 0.5, 1.0)).to_toml()
    kinds = {"without clones": plain, "with clones": plain + "\n[record]\nclones = true\n"}
    few, many = MEMORY_RUNS
    values, told = [], []
    for kind, scenario in kinds.items():
        peaks = [median(_peak(scenario, runs) for _ in range(ROUNDS)) for runs in MEMORY_RUNS]
        values.append(f"{(peaks[1] - peaks[0]) / (many - few):.1f} B a run {kind}")
        told.append(f"{kind} {peaks[0] / 2**20:.1f} MiB, {peaks[1] / 2**20:.1f} MiB")
    title = f"peak memory, from {few:,} runs to {many:,}"
    return Figure("memory", title, ", ".join(values), "≤ 2 B a run", "; ".join(told))
