"""A run's state as bytes: another engine goes on from it, by the same law."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

import clonal
from clonal._engine import Engine
from clonal.compile import compile_scenario
from support.cases import CASES
from support.checks import follows_master_equation
from support.engine_strategies import Strategy
from support.fixtures import gate
from support.golden import FOUNDERS
from support.mechanisms import MECHANISMS
from support.samplers import Block, opened, seed_key
from support.scenarios import scenario
from support.statistics import Gate, gated

__all__ = ["gate"]

#: Proposals between two times of saving: some of each run, and no divisor of what runs take.
SLICE = 61

DOSED = """
[time]
end = 9.0
every = 0.25
[[niche]]
name = "n"
capacity = 60
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = {death}
initial = {{ n = 50 }}
[[mutation]]
name = "m"
from = "A"
to = "new"
rate = 0.2
effects = {{ birth = {{ times = {{ lognormal = [0.0, 0.3] }} }} }}
[[pool]]
name = "p"
initial = 5
inflow = 1.0
death = 0.1
[[drug]]
name = "d"
half_life = 0.8
doses = {{ amount = 2.0, every = 0.7, count = 9, absorption_half_life = 0.2 }}
[[drug.effect]]
on = "kill"
emax = 0.5
ec50 = 0.7
[[signal]]
name = "level"
drug = "d"
[[signal]]
name = "cells"
sum = [{{}}]
[[endpoint]]
name = "low"
signal = "level"
below = 0.5
[record]
signals = ["level", "cells"]
clones = true
"""


def dosed(death: float = 0.2) -> Any:
    return clonal.loads(DOSED.format(death=death))


def carried(text: Any, runs: int, seed: int, **strategy: int) -> Block:
    """Sample with two engines in turn: each slice goes on from what the other has saved."""
    one, other = (opened(text, runs, seed, **strategy) for _ in range(2))
    blocks: list[Block] = []
    first = 0
    while not one.advance(SLICE):
        try:
            saved = one.save()
        except ValueError:  # the slice ended with a run
            saved = None
        if one.finished:
            first += one.finished
            blocks.append(dict(one.take()))
            other.open(seed_key(seed), first, runs - first)
            one.open(seed_key(seed), first, runs - first)
        if saved is not None:
            other.load(saved)
        one, other = other, one
    blocks.append(dict(one.take()))
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


LAWS = {
    name: {**CASES, **MECHANISMS}[name]
    for name in ("everything-superposed", "interventions", "mutual-mutation", "pools")
}


@pytest.mark.parametrize("name", LAWS)
@gated(alpha=1e-9)
def test_the_law_is_kept(gate: Gate, strategy: Strategy, name: str) -> None:
    sampler = functools.partial(carried, **strategy)
    follows_master_equation(gate, sampler, LAWS[name], 10_000)


def test_what_is_loaded_is_what_was_saved() -> None:
    one, other = opened(dosed(), 3, 5), opened(dosed(), 3, 5)
    while not one.advance(SLICE):
        saved = one.save()
        other.load(saved)
        other.verify()
        assert other.save() == saved
        if one.finished:
            break


def test_from_one_state_come_the_same_bits() -> None:
    begun = opened(dosed(), 1, 5)
    begun.advance(150)
    saved = begun.save()
    blocks = []
    for slices in (50, 10_000):
        engine = opened(dosed(), 1, 9)
        engine.load(saved)
        while not engine.advance(slices):
            engine.verify()
        blocks.append(engine.take())
    for name, values in blocks[0].items():
        assert np.array_equal(values, blocks[1][name], equal_nan=values.dtype.kind == "f"), name


def test_what_was_recorded_comes_along() -> None:
    one, other = opened(dosed(), 1, 5), opened(dosed(), 1, 6)
    one.advance(150)
    other.load(one.save())
    while not other.advance(10_000):
        pass
    day = one.state()["time"]
    while not one.advance(10_000):
        pass
    before, after = one.take(), other.take()
    known = int(np.count_nonzero(compile_scenario(dosed()).layout.time <= day))
    assert known > 3
    for name in ("population", "pool_size", "signal_level", "signal_cells"):
        assert np.array_equal(before[name][:, :known], after[name][:, :known])
    rows = before["clone_count/row_size"][0, :known]
    assert np.array_equal(rows, after["clone_count/row_size"][0, :known])
    for name in ("clone_id", "count"):
        column = f"clone_count/{name}"
        assert np.array_equal(before[column][: rows.sum()], after[column][: rows.sum()])


def test_rates_may_be_others() -> None:
    """As in an arm: the state carries over to a program of the same structure."""
    begun = opened(dosed(), 1, 5)
    begun.advance(150)
    engine = opened(dosed(death=0.9), 1, 5)
    engine.load(begun.save())
    engine.verify()
    while not engine.advance(10_000):
        engine.verify()


def test_what_does_not_fit_is_refused() -> None:
    begun = opened(dosed(), 2, 5)
    with pytest.raises(ValueError, match="no run is under way"):
        begun.save()
    begun.advance(50)
    saved = begun.save()
    damaged = bytearray(saved)
    damaged[-3] ^= 1
    for wrong in (b"", saved[:-1], saved + b"x", bytes(damaged), b"\0" * len(saved)):
        with pytest.raises(ValueError, match="saved by another program, or damaged"):
            begun.load(wrong)
    with pytest.raises(ValueError, match="saved by another program"):
        opened(scenario(FOUNDERS), 1, 1).load(saved)
    with pytest.raises(ValueError, match="no run to come"):
        Engine(compile_scenario(dosed())).load(saved)
    begun.verify()
    assert begun.save() == saved


def test_memory_is_made_for_the_clones_that_are_loaded() -> None:
    many = clonal.loads(
        DOSED.format(death=0.2)
        .replace("n = 50", "n = 900")
        .replace("capacity = 60", "capacity = 2000")
    )
    begun = opened(many, 1, 5)
    begun.advance(300)
    assert len(begun.state()["clones"]) > 10
    engine = opened(many, 1, 5)
    engine.load(begun.save())
    engine.verify()
    assert engine.state()["clones"] == begun.state()["clones"]
