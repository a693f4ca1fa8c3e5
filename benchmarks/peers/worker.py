"""The loop inside a peer's process: it runs under the peers' interpreter, not under ours.

``python worker.py NAME`` reads one JSON request a line and answers each with one JSON line.
Only the peer's own simulating call is timed: neither loading the model nor turning its result
into an array.
"""

import importlib
import json
import os
import sys
import time

import numpy as np


def lineages(cells, network):
    """Sum (run, time, niche * clone) over clones to (run, time, lineage, niche)."""
    cells = cells.reshape(cells.shape[0], cells.shape[1], 2, -1)
    of = np.asarray(network["lineage"])
    both = [cells[..., of == lineage].sum(axis=-1) for lineage in (0, 1)]
    return np.rint(np.stack(both, axis=2)).astype(np.int64)


def answer(peer, request):
    """Run what was asked for; write the populations where a file is named."""
    network = request["network"]
    peer.load(network, request["model"])
    times = network["times"]
    points = round(times[-1] / (times[1] - times[0])) + 1
    chunks = peer.run(network, times[-1], points, request["runs"], request["seed"])
    cpu, wall, kept = 0.0, 0.0, []
    while True:
        began = time.perf_counter(), time.process_time()
        raw = next(chunks, None)
        cpu, wall = cpu + time.process_time() - began[1], wall + time.perf_counter() - began[0]
        if raw is None:
            break
        if request["population"]:
            cells = np.asarray(peer.cells(raw, network))
            kept.append(lineages(cells[:, points - len(times) :], network))
    if request["population"]:
        np.save(request["population"], np.concatenate(kept))
    return {"cpu": cpu, "wall": wall}


def main():
    """Serve until the requests end."""
    # The peers' libraries print on standard output: the answers get a copy of it for themselves.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    peer = importlib.import_module(f"{sys.argv[1]}_peer")
    for line in sys.stdin:
        try:
            reply = answer(peer, json.loads(line))
        except Exception as error:  # whatever a peer raises is its result, told by name
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    main()
