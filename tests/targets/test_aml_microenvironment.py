"""`aml-microenvironment`: a cure leaves the patient alive, and single agents disappoint.

Numbers of 200 runs each. What is asked for was written down before: a checkpoint inhibitor alone
brings remission in fewer than a quarter (Jimbu 2021: single agents), with chemotherapy in no fewer
than chemotherapy alone; a mobiliser with it keeps the recovery of normal cells (Uy 2012); and no
partner, nor two of them together, leaves a marrow without normal cells and calls that a cure.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from clonal.analysis import wilson_interval
from clonal.model import load, with_values
from support.samplers import Block, engine

RUNS = 200
BASE = load("aml-microenvironment")
NO_CHEMOTHERAPY = {"drug.cytarabine.doses.amount": 0.0, "drug.daunorubicin.doses.amount": 0.0}


def given(*drugs: str) -> dict[str, float]:
    return {f"drug.{name}.doses.amount": 1.0 for name in drugs}


@cache
def runs(*drugs: str, chemotherapy: bool = True) -> Block:
    """Sample with these partners, with chemotherapy or without."""
    values = given(*drugs) | ({} if chemotherapy else NO_CHEMOTHERAPY)
    return engine(with_values(BASE, values), RUNS, 20_261_127)


def reached(block: Block, name: str) -> int:
    return int(np.count_nonzero(~np.isnan(block[f"endpoint_{name}"])))


def normal_cells(block: Block) -> np.ndarray:
    """Return the normal cells outside the blood, by run and sample."""
    lineages = list(dict.fromkeys(clone.lineage for clone in BASE.clone))
    return np.asarray(block["population"][:, :, lineages.index("normal"), :2].sum(axis=(2, 3)))


def test_untreated_leukaemia_takes_the_marrow() -> None:
    block = runs(chemotherapy=False)
    assert reached(block, "remission") == reached(block, "cure") == 0
    normal = normal_cells(block)
    assert np.median(normal[:, -1]) < np.median(normal[:, 0]) / 2


def test_chemotherapy_brings_remission_and_relapse() -> None:
    block = runs()
    remissions, relapses = reached(block, "remission"), reached(block, "relapse")
    assert wilson_interval(remissions, RUNS)[0] > 0.5
    assert wilson_interval(relapses, remissions)[0] > 0.5


def test_a_checkpoint_inhibitor_alone_disappoints_and_adds_to_chemotherapy() -> None:
    alone = runs("nivolumab", chemotherapy=False)
    assert wilson_interval(reached(alone, "remission"), RUNS)[1] < 0.25
    both, chemotherapy = (reached(runs(*d), "remission") for d in (("nivolumab",), ()))
    # Newcombe's interval of the difference: from the Wilson intervals of both.
    (low, _), (_, high) = wilson_interval(both, RUNS), wilson_interval(chemotherapy, RUNS)
    shares = both / RUNS, chemotherapy / RUNS
    below = np.hypot(shares[0] - low, high - shares[1])
    assert shares[0] - shares[1] - below > -0.1
    assert reached(runs("nivolumab"), "relapse") < reached(runs(), "relapse")


def test_partners_of_chemotherapy_leave_normal_cells() -> None:
    for drugs in (("plerixafor",), ("echinomycin",), ("plerixafor", "echinomycin")):
        block = runs(*drugs)
        normal = normal_cells(block)
        assert reached(block, "aplasia") == 0, drugs
        assert normal.min() > 40, drugs
        assert reached(block, "remission") >= reached(runs(), "remission") - 0.1 * RUNS, drugs
        assert reached(block, "relapse") < reached(runs(), "relapse"), drugs
        cured = ~np.isnan(block["endpoint_cure"])
        assert (normal[cured, -1] > 400).all(), drugs


def test_aplasia_is_no_cure() -> None:
    """Ten times the chemotherapy clears the leukaemia, and the normal cells with it."""
    doses = {"drug.cytarabine.effect[0].emax": 60.0, "drug.daunorubicin.effect[1].emax": 30.0}
    block = engine(with_values(BASE, doses), 40, 3)
    gone = (block["population"][:, -1].sum(axis=(2, 3)) == 0).all(axis=1)
    assert gone.any()
    assert np.isnan(block["endpoint_cure"][gone]).all()
    assert not np.isnan(block["endpoint_aplasia"][gone]).any()
