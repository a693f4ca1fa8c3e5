"""rebop's Python interface: mass action where the rate allows it, else an expression.

The compiled object is called directly, so that building an xarray dataset is not timed.
"""

import numpy as np
import rebop

_model = {}


def load(network, path):
    """Build the reactions; the form is told by the model file's name."""
    if _model.get("path") == path:
        return
    counted = network["capacity"] is not None and "count" in path
    system = rebop.Gillespie()
    clones = len(network["birth"])
    initial = {}
    for k in (0, 1):
        names = [f"n{k}_{c}" for c in range(clones)]
        initial.update(zip(names, network["initial"][k], strict=True))
        if counted:
            initial[f"total{k}"] = sum(network["initial"][k])
        full = f"total{k}" if counted else "(" + " + ".join(names) + ")"
        here, there = [[f"total{i}"] if counted else [] for i in (k, 1 - k)]
        for c, cell in enumerate(names):
            birth, death, move = network["birth"][c], network["death"], network["migration"][k]
            if network["capacity"] is not None:
                birth = f"{birth!r} * {cell} * (1 - {full} / {network['capacity'][k]!r})"
            if counted:
                death, move = f"{death!r} * {cell}", f"{move!r} * {cell}"
            system.add_reaction(birth, [cell], [cell, cell, *here])
            system.add_reaction(death, [cell, *here], [])
            system.add_reaction(move, [cell, *here], [f"n{1 - k}_{c}", *there])
    names = [f"n{k}_{c}" for k in (0, 1) for c in range(clones)]
    _model.update(path=path, system=system, initial=initial, names=names)


def run(network, end, points, runs, seed):
    """Yield each run's columns."""
    system = _model["system"].gillespie
    for index in range(runs):
        system.set_init(_model["initial"])
        yield system.run(
            end, points - 1, params={}, seed=seed + index, sparse=None, var_names=None
        )[1]


def cells(raw, network):
    """Return (run, time, species)."""
    return np.stack([np.asarray(raw[name]) for name in _model["names"]], axis=-1)[None]
