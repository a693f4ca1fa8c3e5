"""W1 to W4: ours, the floor and the peers on the same network."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import workloads
from benchmarks.contender import Contender
from benchmarks.floor import VARIANTS, Floor
from benchmarks.measure import Options, interleave, runs_for
from benchmarks.moments import Agreement, compare
from benchmarks.network import Network
from benchmarks.ours import Ours
from benchmarks.peers import PEERS, Peer, PeerError
from benchmarks.table import Comparison, Entry

WORKLOADS: dict[str, tuple[str, Callable[[], Network]]] = {
    "W1": ("two niches with capacity, 8 clones", lambda: workloads.crowded(8)),
    "W2": ("linear, mass action, 8 clones", workloads.linear),
    "W3-10": ("W1 with 10 clones in as many cells", lambda: workloads.crowded(10, 4.0)),
    "W3-100": ("W1 with 100 clones in as many cells", lambda: workloads.crowded(100, 4.0)),
    "W3-1000": ("W1 with 1,000 clones in as many cells", lambda: workloads.crowded(1000, 4.0)),
    "W4": ("short runs of about 1,000 events, 50 samples, 2 clones", workloads.short),
}
LEAST_RUNS = 8
GLIMPSE = 90.0  # seconds for loading a model and a fiftieth of a run of it
MOST_REFERENCE_RUNS = 20_000


def _pick_floor(network: Network, folder: Path, options: Options) -> list[Floor]:
    """Return all variants, the fastest first; what scans is not tried where clones are many."""
    floors = [Floor(network, v, folder) for v in VARIANTS if v != "counts" or network.clones <= 100]
    quick = Options(seconds=options.seconds / 4, repetitions=3, seed=options.seed)
    timings = interleave(floors, 0.0, quick)
    order = sorted(range(len(floors)), key=lambda i: timings[i].nanoseconds)
    return [floors[i] for i in order]


def _faster_form(key: str, network: Network, folder: Path, stack: ExitStack) -> Peer:
    """Return the peer in the form of model that it runs faster, by a glimpse of the workload."""
    forms = PEERS[key][2]
    if network.capacity is None or len(forms) == 1:
        return stack.enter_context(Peer(key, network, forms[0], folder))
    glimpse = network.with_(times=tuple(t / 50 for t in network.times))
    cost: dict[str, float] = {}
    problem = PeerError("no form was tried")
    for form in forms:
        with Peer(key, glimpse, form, folder) as peer:
            peer.patience = GLIMPSE
            try:
                peer.measure(1, 1)
                cost[form] = peer.measure(3, 1).cpu
            except PeerError as error:
                problem = error
    if not cost:
        raise problem
    return stack.enter_context(Peer(key, network, min(cost, key=lambda f: cost[f]), folder))


def _agreement(contender: Contender, reference: NDArray[np.int64], options: Options) -> Agreement:
    runs = runs_for(contender, options.agreement, least=LEAST_RUNS, most=MOST_REFERENCE_RUNS)
    population = contender.measure(runs, options.seed + 17, keep=True).population
    assert population is not None
    return compare(reference, population)


def compare_engines(key: str, options: Options, missing: dict[str, str]) -> Comparison:
    """Measure one workload.

    Parameters
    ----------
    key : str
        A name of `WORKLOADS`.
    options : Options
    missing : dict
        Packages that could not be installed, and why.

    Returns
    -------
    Comparison
        Moments first: an engine that disagrees is reported so beside its time.
    """
    title, make = WORKLOADS[key]
    network = make()
    entries: list[Entry] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        floors = _pick_floor(network, folder, options)
        best = floors[0]
        runs = runs_for(best, options.agreement, most=MOST_REFERENCE_RUNS)
        taken = best.measure(runs, options.seed, keep=True)
        assert taken.population is not None
        assert taken.events is not None
        contenders: list[tuple[Contender, str]] = [(Ours(network), "")]
        contenders += [(floor, "") for floor in floors]
        if options.peers:
            for short, (name, package, _) in PEERS.items():
                if package in missing:
                    entries.append(Entry(name, problem=f"not installed: {missing[package]}"))
                    continue
                try:
                    peer = _faster_form(short, network, folder, stack)
                    peer.measure(1, 0)
                except PeerError as error:
                    entries.append(Entry(name, problem=str(error)))
                    continue
                told = f"form `{peer.form}`" if network.capacity is not None else ""
                contenders.append((peer, told))
        agreements: list[Agreement] = []
        for contender, _ in contenders:
            if contender is best:
                agreements.append(Agreement(0.0, 0.0, 0))
            else:
                agreements.append(_agreement(contender, taken.population, options))
        timings = interleave([c for c, _ in contenders], taken.events / runs, options)
        measured = [
            Entry(contender.name, timing, agreement, detail=told)
            for (contender, told), timing, agreement in zip(
                contenders, timings, agreements, strict=True
            )
        ]
    return Comparison(key, f"{title}; {taken.events / runs:,.0f} events a run", measured + entries)
