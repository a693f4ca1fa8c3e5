"""A foreign extension in plain C steps runs by the installed header, without Python."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import clonal


@pytest.fixture(scope="module")
def walker(build: Callable[[str, str], ModuleType]) -> ModuleType:
    return build("c_consumer", "c_walker")


@pytest.mark.parametrize("stride", [1, 1_000_000])
def test_same_bits_as_from_python(
    walker: ModuleType, scenario: Any, program: Any, key: np.ndarray, stride: int
) -> None:
    runs = [clonal.simulate(scenario, seed=11, run=index) for index in (4, 5)]
    walked = walker.walk_two(program, tuple(int(word) for word in key), 4, stride)
    assert [(run.end_time, run.events, run.population[-1, 0, 0, 0]) for run in runs] == list(walked)


def test_failures_are_exceptions(walker: ModuleType, program: Any) -> None:
    with pytest.raises(RuntimeError, match="index"):
        walker.walk_two(program, (1, 2, 3, 4), -5, 100)
    with pytest.raises(TypeError, match="Program"):
        walker.walk_two(object(), (1, 2, 3, 4), 0, 100)


def test_the_table_is_as_large_as_the_header_says(walker: ModuleType) -> None:
    assert walker.abi_version == 1
    assert walker.struct_size == 2 * 4 + 8 * np.dtype(np.uintp).itemsize
