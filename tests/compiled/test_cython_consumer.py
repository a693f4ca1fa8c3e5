"""A foreign Cython extension steps runs by the installed .pxd, and gets the same bits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import clonal
from clonal.compile import compile_scenario


@pytest.fixture(scope="module")
def walker(build: Callable[[str, str], ModuleType]) -> ModuleType:
    return build("cython_consumer", "cython_walker")


@pytest.mark.parametrize("stride", [1, 7, 1_000_000])
def test_same_bits_as_from_python(
    walker: ModuleType, scenario: Any, program: Any, key: np.ndarray, stride: int
) -> None:
    for index in range(5):
        run = clonal.simulate(scenario, seed=11, run=index)
        time, events, cells = walker.walk(program, key, index, stride)
        assert (time, events) == (run.end_time, run.events)
        assert np.array_equal(cells, run.population[-1])


def test_every_sample_is_passed_on_the_way(
    walker: ModuleType, scenario: Any, program: Any, key: np.ndarray
) -> None:
    run = clonal.simulate(scenario, seed=11, run=3)
    times, cells = zip(*walker.path(program, key, 3), strict=True)
    assert np.all(np.diff(times) >= 0.0)
    after = np.searchsorted(times, run.time, side="right") - 1
    assert np.array_equal(np.array(cells)[after], run.population)


def test_threads_do_not_disturb_each_other(
    walker: ModuleType, program: Any, key: np.ndarray
) -> None:
    def walk(index: int) -> Any:
        return walker.walk(program, key, index, 50)

    alone = [walk(index) for index in range(8)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(walk, range(8)))
    assert together == alone


def test_mistakes_are_told(walker: ModuleType, program: Any) -> None:
    refused, why, nowhere, afterwards = walker.outside(program)
    assert refused < 0
    assert "index" in why
    assert nowhere == [-1, -1, -1]
    assert afterwards == ""
    with pytest.raises(TypeError, match="Program"):
        walker.make_of("not a program")


def test_a_failing_run_says_why_and_stays_failed(walker: ModuleType, key: np.ndarray) -> None:
    full = clonal.loads(
        """
        time = { end = 1.0 }
        niche = [{ name = "marrow" }]
        clone = [{ name = "HSC", lineage = "normal", birth = 1.0, initial = { marrow = COUNT } }]
        """.replace("COUNT", str(2**62))
    )
    before, at, after, afresh = walker.failures(compile_scenario(full), key)
    assert before[0] < 0
    assert "started" in before[1]
    assert at[0] < 0
    assert "HSC" in at[1]
    assert "marrow" in at[1]
    assert after == at
    assert afresh == (0, "")


def test_abi_version(walker: ModuleType) -> None:
    assert walker.abi_version() == 1
