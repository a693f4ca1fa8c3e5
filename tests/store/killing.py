"""Kill ensembles at random moments, several shards in flight, and continue them: run as a script.

Prints what became of it as JSON. A process of its own, because it forks: its children start with
everything imported, so that a kill falls into the work and not into the start.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

import clonal
from clonal import store
from clonal.ensemble import collect
from clonal.store import schema

SCENARIO = """
[time]
end = 12.0
every = 0.5
[[niche]]
name = "hypoxic"
capacity = 60
[[niche]]
name = "vascular"
capacity = 90
[[clone]]
name = "LSC"
lineage = "leukemic"
birth = 1.0
death = 0.4
initial = { hypoxic = 20, vascular = 20 }
[[migration]]
from = "hypoxic"
to = "vascular"
rate = 0.2
[[mutation]]
name = "driver"
from = { lineage = "leukemic" }
to = "new"
rate = 0.01
effects = { birth = { times = 1.05 } }
[[signal]]
name = "burden"
sum = [{ lineage = "leukemic" }]
[[endpoint]]
name = "relapse"
signal = "burden"
above = 100
[record]
clones = true
signals = ["burden"]
"""
RUNS = 600
#: A block is finished this often, so that there are many shards.
SECONDS = 0.01


def simulate(path: Path) -> None:
    scenario = clonal.loads(SCENARIO)
    clonal.run(scenario, path, runs=RUNS, seed=5, workers=2).close()


def in_child(path: Path, kill_after: float | None) -> int:
    """Run in a child; return its exit status, negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            simulate(path)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def contents(path: Path) -> dict[str, bytes]:
    """Return every dataset as bytes, because NaN differs from itself."""
    with contextlib.closing(store.EnsembleFile(path)) as file:
        values = {name: file[name][()] for name in file.names()}
    return {
        name: repr(array.tolist()).encode() if array.dtype.kind == "O" else array.tobytes()
        for name, array in values.items()
    }


def main(folder: Path, kills: int, seed: int) -> dict[str, int]:
    collect.BLOCK_SECONDS = SECONDS
    collect._PATIENCE = SECONDS
    schema.MAX_CHUNK_RUNS = 16
    whole = folder / "whole.h5"
    duration = float("inf")
    for _ in range(2):
        whole.unlink(missing_ok=True)
        started = time.monotonic()
        assert in_child(whole, None) == 0
        duration = min(duration, time.monotonic() - started)
    expected = contents(whole)
    rng = random.Random(seed)
    report = {"kills": 0, "in work": 0, "with shards": 0, "equal": 0, "ensembles": 0}
    while report["kills"] < kills:
        path = folder / f"killed-{report['ensembles']}.h5"
        report["ensembles"] += 1
        for _ in range(rng.randint(1, 4)):
            status = in_child(path, rng.uniform(0, 0.7 * duration))
            report["kills"] += 1
            report["in work"] += status == -signal.SIGKILL
            assert status in (0, -signal.SIGKILL), status
            shards = store.shard_paths(path)
            report["with shards"] += len(shards) > 1
            for shard in shards:
                contents(shard)
            if path.exists():
                assert contents(path) == expected
        assert in_child(path, None) == 0
        assert contents(path) == expected, path
        assert store.shard_paths(path) == []
        report["equal"] += 1
        path.unlink()
    left = sorted(os.listdir(folder))
    assert left == ["whole.h5"], left
    return report


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
