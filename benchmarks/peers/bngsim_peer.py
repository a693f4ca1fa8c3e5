"""bngsim's exact method, replicates of one simulator on one thread."""

import bngsim
import numpy as np

_model = {}


def load(network, path):
    """Load the model (BioNetGen's network file), unless it is the one loaded last."""
    if _model.get("path") != path:
        model = bngsim.Model.from_net(path)
        _model.update(path=path, simulator=bngsim.Simulator(model, method="ssa"))


def run(network, end, points, runs, seed):
    """Run the replicates, in one chunk."""
    yield _model["simulator"].run_replicates(
        runs, t_span=(0.0, end), n_points=points, seed=seed, num_processors=1
    )


def cells(raw, network):
    """Return (run, time, species), by the species' names."""
    names = [name.removesuffix("()") for name in raw[0].species_names]
    clones = range(len(network["birth"]))
    wanted = [names.index(f"n{k}_{c}") for k in (0, 1) for c in clones]
    return np.stack([np.asarray(result.species)[:, wanted] for result in raw])
