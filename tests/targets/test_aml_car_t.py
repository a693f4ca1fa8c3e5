"""`aml-car-t`: without loss of the antigen a cure, with it relapse from cells that have lost it.

Of 200 runs, as was asked for before the scenario was there: at least 95 % cured where the loss has
rate 0; with it more than half relapse, each with the cells without antigen in the majority.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from clonal.model import load, with_values
from support.samplers import Block, engine

RUNS = 200
BASE = load("aml-car-t")
NO_LOSS = {"mutation.antigen-loss.rate": 0.0}
UNTREATED = {"intervention.infusion.add.value": 0}


@cache
def runs(**values: float) -> Block:
    return engine(with_values(BASE, values), RUNS, 20_261_127)


def reached(block: Block, name: str) -> np.ndarray:
    return ~np.isnan(block[f"endpoint_{name}"])


def test_without_loss_of_the_antigen_nearly_all_are_cured() -> None:
    block = runs(**NO_LOSS)
    assert reached(block, "cure").sum() >= 0.95 * RUNS
    assert not reached(block, "relapse").any()
    assert not reached(block, "aplasia").any()


def test_with_it_most_relapse_without_the_antigen() -> None:
    block = runs()
    assert reached(block, "remission").sum() >= 0.95 * RUNS
    relapsed = reached(block, "relapse")
    assert relapsed.sum() > 0.5 * RUNS
    when = block["endpoint_relapse"][relapsed]
    assert (block["endpoint_antigen-negative-relapse"][relapsed] == when).all()
    assert not (relapsed & reached(block, "cure")).any()


def test_without_infusion_there_is_no_remission() -> None:
    assert not reached(runs(**UNTREATED), "remission").any()


def test_effectors_expand_and_exhaust() -> None:
    """200 infused cells peak more than a hundredfold within three weeks, and some exhaust."""
    block = runs()
    active, exhausted = (block["pool_size"][:, :, pool].mean(axis=0) for pool in (0, 1))
    peak = int(active.argmax())
    assert active[peak] > 100 * 200
    assert 7.0 < BASE.time.samples[peak] <= 28.0
    assert exhausted.max() > 1000
    assert active[-1] < 1.0
