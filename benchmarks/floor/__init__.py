"""The floor: loops in C, each hand-specialised for one model, compiled for it on the spot.

Several ways of choosing the cell are tried and the fastest is the floor of that workload; each is
a file beside this one. gcc -O3 without -march=native or -ffast-math, like what is shipped.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from pathlib import Path

import numpy as np

from benchmarks.contender import Measurement
from benchmarks.network import Network

SOURCES = Path(__file__).parent
FLAGS = ["-O3", "-std=gnu11", "-ffp-contract=off", "-Wall", "-Wextra", "-Wno-unused"]
FLAGS += ["-shared", "-fPIC"]
VARIANTS = ("cells", "flat", "classes", "counts", "tree", "bins")


def _array(kind: str, name: str, values: object) -> str:
    flat = ", ".join(repr(v) for v in values)  # type: ignore[attr-defined]
    return f"static const {kind} {name} = {{{flat}}};"


def model_header(network: Network) -> str:
    """Return model.h: the network as compile-time constants."""
    total = sum(sum(cells) for cells in network.initial)
    places = 1 << (4 * total if network.capacity is None else 2 * total).bit_length()
    lowest = min(network.birth)
    # Bin b holds birth rates in (lowest * 2^b, lowest * 2^(b + 1)].
    bins = [max(0, int(np.ceil(np.log2(b / lowest))) - 1) for b in network.birth]
    tops = [max([b for b, i in zip(network.birth, bins, strict=True) if i == j], default=0.0)
            for j in range(max(bins) + 1)]  # fmt: skip
    kind = "uint8_t" if network.clones < 256 else "uint16_t"
    kind = kind if network.clones < 65536 else "uint32_t"
    capacity = network.capacity or (1.0, 1.0)
    cells = "{{" + "}, {".join(", ".join(map(str, row)) for row in network.initial) + "}}"
    return "\n".join(
        [
            "#include <stdint.h>",
            f"#define CLONES {network.clones}",
            f"#define LEAVES {1 << (network.clones - 1).bit_length()}",
            f"#define SAMPLES {len(network.times)}",
            f"#define PLACES {places}",
            f"#define CROWDED {int(network.capacity is not None)}",
            f"#define DEATH {network.death!r}",
            f"#define MOVE0 {network.migration[0]!r}",
            f"#define MOVE1 {network.migration[1]!r}",
            f"#define BIRTH_MAX {max(network.birth)!r}",
            f"#define BINS {len(tops)}",
            f"typedef {kind} clone_t;",
            _array("double", "INVERSE_CAPACITY[2]", [1.0 / c for c in capacity]),
            _array("double", "BIRTH[CLONES]", network.birth),
            _array("uint8_t", "LINEAGE[CLONES]", network.lineage),
            _array("uint8_t", "BIN[CLONES]", bins),
            _array("double", "BIN_MAX[BINS]", tops),
            _array("double", "TIMES[SAMPLES]", network.times),
            f"static const int32_t INITIAL[2][CLONES] = {cells};",
        ]
    )


class Floor:
    """One variant, compiled for one network.

    Parameters
    ----------
    network : Network
    variant : str
        A name of `VARIANTS`.
    folder : Path
        Where the header and the library are built.

    Raises
    ------
    RuntimeError
        If the compiler refuses, or a niche outgrows the loop's array.
    """

    def __init__(self, network: Network, variant: str, folder: Path) -> None:
        self.name = f"C loop, {variant}"
        self.network = network
        (folder / "model.h").write_text(model_header(network))
        library = folder / f"{variant}.so"
        command = [os.environ.get("CC", "gcc"), *FLAGS, f"-I{folder}", f"-I{SOURCES}"]
        command += [str(SOURCES / f"{variant}.c"), "-o", str(library), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{variant}.c does not compile: {done.stderr}")
        compiled = ctypes.CDLL(str(library))
        compiled.prepare()
        self._simulate = compiled.simulate
        self._simulate.restype = ctypes.c_int64
        self._simulate.argtypes = [ctypes.c_uint64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]

    def measure(self, runs: int, seed: int, *, keep: bool = False) -> Measurement:
        """Simulate ``runs`` runs and time them; see `Contender`."""
        population = np.empty((runs, len(self.network.times), 2, 2), dtype=np.int64)
        wall, cpu = time.perf_counter(), time.process_time()
        events = self._simulate(seed, 0, runs, population.ctypes.data)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        if events < 0:
            raise RuntimeError(f"{self.name}: a niche outgrew its array")
        return Measurement(cpu, wall, int(events), population if keep else None)
