"""C(t), one piece of code for rates and pictures, against closed forms in eighty digits."""

from __future__ import annotations

import itertools
import math
import time
import tracemalloc
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import clonal
from clonal import _engine
from clonal.analysis.doses import breaks, envelope, fine_times, plasma_concentration
from clonal.compile import compile_scenario
from clonal.compile.drugs import drugs_alone
from support import exact_course
from support.samplers import engine, opened
from support.scenarios import scenario

#: Relative: no term of C is negative, so this is of the sum of the positive terms too.
CLOSE = 1e-12


def dose(
    amount: float,
    *,
    start: float = 0.0,
    every: float | None = None,
    count: int = 1,
    duration: float | None = None,
    absorption_half_life: float | None = None,
) -> Any:
    return SimpleNamespace(**locals())


def drug(half_life: float, *doses: Any, constant: tuple[Any, ...] = ()) -> Any:
    return SimpleNamespace(half_life=half_life, doses=doses, constant=constant)


def window(value: float, start: float = 0.0, stop: float | None = None) -> Any:
    return SimpleNamespace(value=value, start=start, stop=stop)


def engine_course(given: Any, times: list[float]) -> np.ndarray:
    return _engine.concentrations(drugs_alone([given]), 0, times)


def assert_exact(given: Any, times: list[float]) -> None:
    """Compare where a double holds the value with all its digits."""
    times = sorted(set(times))
    for now, level in zip(times, engine_course(given, times), strict=True):
        right = exact_course.plasma(given, now)
        if right > 1e-290:
            error = abs(float(exact_course.Decimal(float(level)) / right - 1))
            assert error < CLOSE, f"C({now!r}) = {level!r}, not {float(right)!r}: {error:.2g}"
        else:
            assert 0.0 <= level <= 1e-289


HALF_LIVES = [1e-6, 1e-3, 0.75, 30.0, 1e4, 1e9, 1e13, 1e16]
LENGTHS = [1e-12, 1e-9, 1e-6, 1e-3, 0.5, 7.0, 1e3, 1e6]
SHARES = [0.0, 1e-9, 0.01, 0.3, 1.0, 1.7, 5.0, 40.0]


@pytest.mark.parametrize("start", [0.0, 0.1, 8.0, 1e6])
@pytest.mark.parametrize("half_life", HALF_LIVES)
def test_a_bolus(half_life: float, start: float) -> None:
    times = [start + share * scale for share in SHARES for scale in (half_life, 1.0)]
    assert_exact(drug(half_life, dose(3.0, start=start)), times)


@pytest.mark.parametrize("start", [0.0, 0.1, 8.0, 1e6])
@pytest.mark.parametrize("half_life", HALF_LIVES)
def test_an_infusion(half_life: float, start: float) -> None:
    for length in LENGTHS:
        times = [start + share * scale for share in SHARES for scale in (half_life, length)]
        stop = exact_course.on_paper(start, length)
        times += [stop, float(np.nextafter(stop, np.inf)), max(0.0, float(np.nextafter(stop, 0.0)))]
        assert_exact(drug(half_life, dose(3.0, start=start, duration=length)), times)


#: Absorption equal to elimination, nearer than doubles tell apart, near, faster and slower.
RATIOS = [1.0, 1.0 + 2.0**-52, 1.0 - 2.0**-53, 1.0 + 1e-12, 1.0 - 1e-9, 1.001, 1e-3, 1e3, 1e-9, 1e9]


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("half_life", HALF_LIVES)
def test_an_absorbed_dose(half_life: float, ratio: float) -> None:
    for start in (0.0, 0.1, 1e6):
        times = [
            start + share * scale
            for share in SHARES
            for scale in (half_life, half_life * ratio, 1.0)
        ]
        given = dose(3.0, start=start, absorption_half_life=half_life * ratio)
        assert_exact(drug(half_life, given), times)


@pytest.mark.parametrize("half_life", [1e-3, 0.75, 1e4, 1e16])
def test_many_that_overlap(half_life: float) -> None:
    """Infusions longer than the days between them, doses before the last is absorbed, windows."""
    given = drug(
        half_life,
        dose(1.0, start=0.3, every=0.01, count=400, duration=1.7),
        dose(2.0, every=0.07, count=50, absorption_half_life=2.0),
        dose(0.5, start=0.1, every=0.3, count=20),
        dose(0.1, start=0.1, every=0.1, count=30, duration=0.1),
        constant=(window(0.25, 0.3, 2.1), window(0.5, 1.0), window(4.0, 2.1, 2.4)),
    )
    assert_exact(given, [0.0, 0.1, 0.3, 0.4, 1.0, 2.0, 2.1, 2.4, 3.0, 4.29, 5.99, 6.0, 9.0, 200.0])


def test_a_long_series_keeps_its_digits() -> None:
    """Twenty thousand folds of what has been given into one number."""
    for half_life in (0.75, 400.0, 1e16):
        given = drug(half_life, dose(0.1, every=0.7, count=20_000, absorption_half_life=0.2))
        assert_exact(given, [13_999.3, 14_000.0])


def test_what_the_clock_cannot_tell_is_given_whole() -> None:
    """Infusions shorter than the distance of two moments, and no multiple of it."""
    for start, length in itertools.product((1e6, 3e8, 123456.7), (1e-12, 1e-10, 1.7e-10, 3e-8)):
        given = drug(1e9, *(dose(1.0, start=start, every=1.0, count=5, duration=length),))
        level = engine_course(given, [start, start + 0.5, start + 10.0])
        assert level[1] == pytest.approx(1.0, rel=1e-9)
        assert level[2] == pytest.approx(5.0, rel=1e-8)
    # Eliminated within that distance: what was given too long has gone when the infusion ends.
    given = drug(1e-12, dose(1.0, start=1e6, duration=1e-10), dose(1.0, start=1e6 + 1.0))
    times = np.unique(1e6 + np.array([0.0, 1e-10, 2e-10, 4e-10, 1e-9, 0.5, 1.0]))
    level = engine_course(given, times.tolist())
    assert np.all(level >= 0.0)
    assert level[-1] == 1.0


def test_at_time_0_and_at_the_end() -> None:
    """A dose at the very time of a sample is in: recorded by a run, and told by itself."""
    described = scenario(
        "[time]\nend = 2.1\nevery = 0.7\n[[niche]]\nname = 'n'\n"
        "[[clone]]\nname = 'A'\nlineage = 'a'\nbirth = 0.0\ninitial = { n = 1 }\n"
        "[[drug]]\nname = 'd'\nhalf_life = 0.7\ndoses = { amount = 1.0, every = 0.7, count = 4 }\n"
        "constant = { value = 8.0, start = 2.1 }\n"
        "[[signal]]\nname = 'c'\ndrug = 'd'\n[record]\nsignals = ['c']"
    )
    right = [1.0, 1.5, 1.75, 9.875]
    assert clonal.simulate(described).signal_c == pytest.approx(right, rel=1e-15)
    level = _engine.concentrations(compile_scenario(described), 0, described.time.samples)
    assert level == pytest.approx(right, rel=1e-15)


numbers = st.builds(
    lambda digits, power: float(f"{digits}e{power}"),
    st.one_of(st.integers(0, 30), st.integers(0, 10**17 - 1)),
    st.integers(-45, 20),
)


@settings(max_examples=400)
@given(start=numbers, every=numbers.filter(bool), number=st.integers(0, 60), length=numbers)
@example(1e-40, 0.7, 3, 0.0)
@example(0.0, 0.1, 3, 1e-45)
@example(1e-45, 9007199254740993.0, 1, 0.0)
def test_moments_are_those_on_paper(start: float, every: float, number: int, length: float) -> None:
    """Whatever the sizes of the parts: a dose is in at its moment, and not one double before."""
    given = drug(1e300, dose(1.0, start=start, every=every, count=number + 1))
    due = exact_course.on_paper(start, number=number, every=every)
    assert round(engine_course(given, [due])[0]) == number + 1
    before = float(np.nextafter(due, -1.0))
    if before >= 0.0:
        sooner = sum(
            exact_course.on_paper(start, number=i, every=every) <= before for i in range(number + 1)
        )
        assert round(engine_course(given, [before])[0]) == sooner
    # The end of an infusion: nothing comes after it.
    if length > 0.0:
        infused = drug(1e300, dose(1.0, start=start, duration=length))
        stop = exact_course.on_paper(start, length)
        assert engine_course(infused, [stop])[0] == pytest.approx(1.0, rel=1e-14)
        before = stop - 8.0 * math.ulp(stop)
        if before > start:
            part = engine_course(infused, [before])[0]
            assert part < 1.0 - 0.5 * (stop - before) / length


MANY_DOSES = (
    "[time]\nend = 0.001\n[[niche]]\nname = 'n'\n"
    "[[clone]]\nname = 'A'\nlineage = 'a'\nbirth = 0.0\ninitial = { n = 1 }\n"
    "[[drug]]\nname = 'd'\nhalf_life = 1.0\n"
    "doses = { amount = 1, every = 1e-6, count = 1000000000 }\n"
    "[[signal]]\nname = 'c'\ndrug = 'd'\n[record]\nsignals = ['c']"
)


def test_a_thousand_million_doses_are_a_rule_and_not_a_list() -> None:
    started = time.process_time()
    tracemalloc.start()
    try:
        described = scenario(MANY_DOSES)
        program = compile_scenario(described)
        run = clonal.simulate(described)
        drawn = fine_times(described.drug[0], 1000.0)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 64 << 20
    assert time.process_time() - started < 20.0
    assert len(program.arrays["series_count"]) == 1
    assert sum(table.nbytes for table in program.arrays.values()) < 10_000
    assert drawn.size < 200_000
    right = float(exact_course.plasma(described.drug[0], 0.001))
    assert run.signal_c[-1] == pytest.approx(right, rel=CLOSE)
    assert plasma_concentration(described.drug[0], [0.001])[0] == run.signal_c[-1]


def test_the_envelope_of_very_many_doses_holds_the_course() -> None:
    given = drug(0.5, dose(1.0, every=1e-4, count=2_000_000))
    spans = envelope(given, 3.0, spans=10)
    assert breaks(given, 3.0).size < 30_000
    level = 1.0 / (1.0 - 2.0 ** (-1e-4 / 0.5)) * (1.0 - 2.0 ** (-spans.edges / 0.5))
    assert spans.low[1:] == pytest.approx(level[1:-1], rel=1e-3)
    assert spans.high[1:] == pytest.approx(level[2:], rel=1e-3)


def test_times_that_are_none_are_refused() -> None:
    program = drugs_alone([drug(1.0, dose(1.0, every=1.0, count=3))])
    for times in ([-1.0], [1.0, 0.5], [np.nan], [0.0, np.nan], [np.inf], [1.0, np.inf]):
        with pytest.raises(ValueError, match="ascend"):
            _engine.concentrations(program, 0, times)
    for number in (-1, 1):
        with pytest.raises(IndexError):
            _engine.concentrations(program, number, [0.0])
    with pytest.raises(TypeError):
        _engine.concentrations(None, 0, [0.0])


spans = st.floats(-4.0, 4.0).map(lambda power: 10.0**power)
decimals = st.integers(0, 400).map(lambda n: n / 100)


@st.composite
def doses(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(["", "duration", "absorption_half_life"]))
    every = draw(st.integers(1, 100)) / 100
    return dose(
        draw(spans),
        start=draw(decimals),
        every=every,
        count=draw(st.integers(1, 20)),
        **({kind: draw(spans)} if kind else {}),
    )


windows = st.builds(
    lambda value, start, days: window(value, start, start + days), spans, decimals, spans
)


@settings(max_examples=200)
@given(
    half_life=st.floats(-6.0, 16.0).map(lambda power: 10.0**power),
    several=st.lists(doses(), min_size=1, max_size=4),
    constant=st.lists(windows, max_size=2),
    times=st.lists(st.integers(0, 3000).map(lambda n: n / 100), min_size=1, max_size=8),
)
def test_superposition(
    half_life: float, several: list[Any], constant: list[Any], times: list[float]
) -> None:
    """The course of all is the sum of each one's, and none is negative."""
    times = sorted(times)
    together = engine_course(drug(half_life, *several, constant=tuple(constant)), times)
    alone = [engine_course(drug(half_life, one), times) for one in several]
    alone += [engine_course(drug(half_life, constant=(one,)), times) for one in constant]
    assert np.all(np.array(alone) >= 0.0)
    assert together == pytest.approx(np.sum(alone, axis=0), rel=CLOSE, abs=1e-290)
    # However one comes to a moment: by way of others, or at once.
    assert engine_course(
        drug(half_life, *several, constant=tuple(constant)), times[-1:]
    ) == pytest.approx(together[-1:], rel=CLOSE, abs=1e-290)


KILLED = """
[time]
end = 4.0
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 1.0
death = 0.5
initial = {{ n = 20 }}
[[drug]]
name = "d"
half_life = {half_life!r}
doses = [{doses}]
constant = [{constant}]
effect = [{{ on = "kill", emax = 3.0, ec50 = {ec50!r}, hill = 2.0 }},
          {{ on = "inhibition", emax = 1.0, ec50 = {ec50!r} }}]
"""


def words(one: Any) -> str:
    stated = {key: value for key, value in vars(one).items() if value is not None}
    return "{ " + ", ".join(f"{key} = {value!r}" for key, value in stated.items()) + " }"


@settings(max_examples=60)
@given(
    half_life=st.floats(-3.0, 6.0).map(lambda power: 10.0**power),
    several=st.lists(doses(), min_size=1, max_size=3),
    constant=st.lists(windows, max_size=1),
    ec50=spans,
    seed=st.integers(0, 1000),
)
@example(0.5, [dose(1.0, every=0.5, count=3, absorption_half_life=0.1)], [], 0.25, 1)
def test_bounds_hold(
    half_life: float, several: list[Any], constant: list[Any], ec50: float, seed: int
) -> None:
    """Every rate and every node lies within its bounds wherever a run is stopped and looked at."""
    described = scenario(
        KILLED.format(
            half_life=half_life,
            doses=", ".join(map(words, several)),
            constant=", ".join(map(words, constant)),
            ec50=ec50,
        )
    )
    running = opened(described, 1, seed)
    for _ in range(400):
        if running.advance(1):
            break
        running.verify()
    engine(described, 20, seed)
