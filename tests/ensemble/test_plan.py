"""Every run is handed out once, in ranges that are neither too long nor too short."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from clonal.ensemble.plan import RANGE_BYTES, Planner
from clonal.store.source import assign, missing, runs_as_intervals, union

INTERVALS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8).map(
    lambda pairs: [(first, first + length) for first, length in pairs]
)


def members(intervals: list[tuple[int, int]]) -> set[int]:
    return {i for first, stop in intervals for i in range(first, stop)}


@given(
    INTERVALS,
    st.integers(1, 5),
    st.sampled_from([1, 8, 64]),
    st.lists(st.tuples(st.floats(0, 10), st.booleans()), max_size=30),
)
def test_each_run_once(
    present: list[tuple[int, int]],
    workers: int,
    chunk: int,
    course: list[tuple[float, bool]],
) -> None:
    todo = missing(present, 70)
    planner = Planner(todo, workers=workers, chunk=chunk, run_bytes=8)
    simulated: list[int] = []
    last, seconds = 0, 0.0
    while (taken := planner.take(last, seconds)) is not None:
        first, stop = taken
        assert first < stop
        seconds, early = course.pop() if course else (0.0, False)
        done = stop - first - 1 if early else stop - first
        simulated += range(first, first + done)
        planner.give_back(first + done, stop)
        last = max(done, 1)
    assert sorted(simulated) == sorted(members(todo))


def test_slow_runs_are_handed_out_one_by_one() -> None:
    planner = Planner([(0, 1000)], workers=2, chunk=64, run_bytes=8)
    assert planner.take() == (0, 1)
    assert planner.take(1, 3.0) == (1, 2)


def test_quick_runs_come_in_ranges_that_end_at_chunks() -> None:
    planner = Planner([(0, 10**6)], workers=2, chunk=512, run_bytes=8)
    last = 0
    for _ in range(5):
        first, stop = planner.take(last, last * 1e-5) or (0, 0)
        last = stop - first
    assert stop % 512 == 0
    assert 512 <= last <= 10_000 + 512


def test_ranges_fit_in_memory() -> None:
    planner = Planner([(0, 10**6)], workers=1, chunk=1, run_bytes=RANGE_BYTES // 3)
    for _ in range(5):
        first, stop = planner.take(10**5, 1e-3) or (0, 0)
        assert 1 <= stop - first <= 3


def test_the_last_ranges_are_short() -> None:
    planner = Planner([(0, 1000)], workers=4, chunk=1, run_bytes=8)
    lengths = []
    while (taken := planner.take(10, 0.1)) is not None:
        lengths.append(taken[1] - taken[0])
    assert lengths[0] == 10
    assert lengths[-1] == 1


@given(INTERVALS)
def test_union_and_missing_are_complements(intervals: list[tuple[int, int]]) -> None:
    joined = union(intervals)
    assert members(joined) == members(intervals)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(joined))
    assert members(missing(intervals, 50)) == set(range(50)) - members(intervals)


@given(st.lists(INTERVALS, max_size=4), st.integers(1, 70))
def test_each_run_comes_from_one_source(held: list[list[tuple[int, int]]], runs: int) -> None:
    class Some:
        def __init__(self, intervals: list[tuple[int, int]]) -> None:
            self.held = union(intervals)

        def intervals(self) -> list[tuple[int, int]]:
            return self.held

    parts = assign([Some(intervals) for intervals in held], runs)  # type: ignore[misc]
    taken = [i for first, stop, _ in parts for i in range(first, stop)]
    assert taken == sorted({i for intervals in held for i in members(intervals) if i < runs})
    assert all(set(range(first, stop)) <= members(some.held) for first, stop, some in parts)


@given(st.lists(st.integers(0, 100), unique=True))
def test_stretches_of_rows(run: list[int]) -> None:
    import numpy as np

    found = runs_as_intervals(np.array(run, dtype=np.int64))
    assert [i for first, stop, _ in found for i in range(first, stop)] == run
    assert all(run[row] == first for first, _, row in found)
