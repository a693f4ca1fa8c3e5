"""Engines that are wrong on purpose, to show that the statistical tests would notice.

The engine's sources are copied away, patched so that each sabotage hangs on a switch, and built
there once; nothing of it is in the sources that are shipped. A patch whose place is no longer
found in the sources is an error: the sabotage then has to be written anew.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.samplers import SLICE, Block, Sampler, seed_key

#: What can go wrong, and its number on the switch; 0 is an engine that is right.
SABOTAGES = {
    "right": 0,
    "rate frozen between events": 1,
    "bound too low": 2,
    "bound too low, and unguarded": 3,
    "perfusion forgotten": 4,
    "mutant counted twice": 5,
    "sample before an intervention": 6,
    "missing clamp": 7,
    "stream that depends on the worker": 8,
}

SWITCH = '''
cdef extern from *:
    """
    static int clonal_sabotage = 0;
    static double clonal_last_event = 0.0;
    static int sabotaged(int which) { return clonal_sabotage == which; }
    static void sabotage_with(int which) { clonal_sabotage = which; }
    static void note_event(double time) { clonal_last_event = time; }
    static double seen_at(double time, double segment) {
        if (clonal_sabotage != 1) return time;
        return clonal_last_event > segment ? clonal_last_event : segment;
    }
    """
    bint sabotaged(int which) noexcept nogil
    void sabotage_with(int which) noexcept nogil
    void note_event(double time) noexcept nogil
    double seen_at(double time, double segment) noexcept nogil
'''

IMPORT = "from saboteur cimport note_event, sabotage_with, sabotaged, seen_at\n"

#: (file, what stands there, what takes its place)
PATCHES = [
    # A concentration as it was at the last event, or at the dose since.
    (
        "rates.pxd",
        "    since = time - T.segment_start[i]\n",
        "    since = seen_at(time, T.segment_start[i]) - T.segment_start[i]\n",
    ),
    (
        "rates.pxd",
        "    a, b = start - T.segment_start[i], end - T.segment_start[i]\n",
        "    a = seen_at(start, T.segment_start[i]) - T.segment_start[i]\n"
        "    b = seen_at(end, T.segment_start[i]) - T.segment_start[i]\n",
    ),
    (
        "exact.pxd",
        "        s.events += 1\n",
        "        s.events += 1\n        note_event(s.time)\n",
    ),
    (
        "exact.pxd",
        "    s.widened = 0\n    s.next",
        "    note_event(0.0)\n    s.widened = 0\n    s.next",
    ),
    # Half of the concentration's bounds.
    (
        "rates.pxd",
        "    s.conc_low[d] = 0.0 if low < 0.0 else low\n",
        "    if sabotaged(2) or sabotaged(3):\n"
        "        low, high = 0.5 * low, 0.5 * high\n"
        "    s.conc_low[d] = 0.0 if low < 0.0 else low\n",
    ),
    (
        "rates.pxd",
        "    if not (value <= chan.bound * (1.0 + 1e-9)):\n",
        "    if not (value <= chan.bound * (1.0 + 1e-9)) and not sabotaged(3):\n",
    ),
    # Every niche sees the plasma's concentration.
    (
        "rates.pxd",
        "        s.low[node] = number[0] * s.conc_low[T.node_drug[node]]\n"
        "        s.high[node] = number[0] * s.conc_high[T.node_drug[node]]\n",
        "        r.low = 1.0 if sabotaged(4) else number[0]\n"
        "        s.low[node] = r.low * s.conc_low[T.node_drug[node]]\n"
        "        s.high[node] = r.low * s.conc_high[T.node_drug[node]]\n",
    ),
    (
        "rates.pxd",
        "        return T.node_number[4 * node] * concentration_at(",
        "        return (1.0 if sabotaged(4) else T.node_number[4 * node]) * concentration_at(",
    ),
    # The mutant daughter also stays what she was.
    (
        "exact.pxd",
        "            add_cells(T, s, mutant, j, T.move_mutant[i], -1)\n",
        "            add_cells(T, s, mutant, j, T.move_mutant[i], -1)\n"
        "            if sabotaged(5):\n"
        "                add_cells(T, s, row, j, T.move_mutant[i], -1)\n",
    ),
    # A sample due now is taken before what is done now.
    (
        "exact.pxd",
        "        record_before(T, s, s.horizon)\n",
        "        record_before(T, s, s.horizon + (1e-9 if sabotaged(6) else 0.0))\n",
    ),
    # [x]+ is x.
    (
        "rates.pxd",
        "        return 0.0 if u < 0.0 else u\n",
        "        return 0.0 if u < 0.0 and not sabotaged(7) else u\n",
    ),
    (
        "rates.pxd",
        "        s.low[node] = 0.0 if r.low < 0.0 else r.low\n",
        "        s.low[node] = 0.0 if r.low < 0.0 and not sabotaged(7) else r.low\n",
    ),
    (
        "rates.pxd",
        "    return 0.0 if strength > 1.0 else 1.0 - strength\n",
        "    return 0.0 if strength > 1.0 and not sabotaged(7) else 1.0 - strength\n",
    ),
    # Runs are told apart by their place in the worker's block.
    (
        "_engine.pyx",
        "        begin(T, s, self.key, self.first + self.done)\n",
        "        begin(T, s, self.key, self.done if sabotaged(8) else self.first + self.done)\n",
    ),
]


def patched(sources: Path) -> None:
    """Patch the copied sources in place."""
    (sources / "saboteur.pxd").write_text(SWITCH)
    for file in {file for file, _, _ in PATCHES}:
        path = sources / file
        text = path.read_text()
        for _, before, after in (patch for patch in PATCHES if patch[0] == file):
            if text.count(before) != 1:
                raise ValueError(f"{file}: {text.count(before)} places for a sabotage: {before!r}")
            text = text.replace(before, after)
        first = text.index("from libc")
        path.write_text(text[:first] + IMPORT + text[first:])
    with (sources / "_engine.pyx").open("a") as engine:
        engine.write("\n\ndef sabotage(int which):\n    sabotage_with(which)\n")


def build(repository: Path, place: Path) -> Any:
    """Build the patched engine in `place` and return it as a module."""
    for folder in ("ext", "clonal"):
        shutil.copytree(
            repository / folder, place / folder, ignore=shutil.ignore_patterns("*.so", "*.c")
        )
    # The least that the build needs: no metadata, and little optimisation, to be quick.
    setup = (repository / "setup.py").read_text().replace('"-O3"', '"-O1"')
    (place / "setup.py").write_text(setup)
    patched(place / "ext")
    done = subprocess.run(
        [sys.executable, "setup.py", "build_ext", "--build-lib", "built"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{done.stdout}\n{done.stderr}")
    (built,) = (place / "built").rglob("_engine.*")
    spec = importlib.util.spec_from_file_location("clonal._engine", built)
    if spec is None or spec.loader is None:
        raise ImportError(str(built))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sampler(module: Any, sabotage: str) -> Sampler:
    """Return a sampler that runs the engine with one sabotage."""

    def sample(scenario: Any, runs: int, seed: int) -> Block:
        return block(module, sabotage, scenario, runs, seed, 0)

    return sample


def block(module: Any, sabotage: str, scenario: Any, runs: int, seed: int, first: int) -> Block:
    """Return a block of runs, done with one sabotage."""
    from clonal.compile import compile_scenario

    module.sabotage(SABOTAGES[sabotage])
    try:
        running = module.Engine(compile_scenario(scenario))
        running.open(seed_key(seed), first, runs)
        while not running.advance(SLICE):
            pass
        return dict(running.take())
    finally:
        module.sabotage(SABOTAGES["right"])
