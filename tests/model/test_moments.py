"""Moments that are equal on paper: sums and multiples of decimals, rounded once."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clonal.model.parts.time import Time
from clonal.moments import decimal_of, moment, moments, over_common_power, rounded, steps_until

FINITE = st.floats(allow_nan=False, allow_infinity=False)
DAYS = st.one_of(
    st.floats(0.0, 1e5),
    st.floats(0.0, 1e300),
    st.builds(
        lambda digits, power: float(f"{digits}e{power}"),
        st.integers(0, 10**14),
        st.integers(-20, 5),
    ),
)


def on_paper(number: float) -> Fraction:
    """Return what Python prints, exactly."""
    return Fraction(repr(number))


def nearest(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        return math.inf


@given(FINITE)
def test_a_number_stands_for_its_shortest_decimal(number: float) -> None:
    digits, power = decimal_of(number)
    assert Decimal(digits).scaleb(power) == Decimal(repr(number))
    assert digits % 10 or (digits, power) == (0, 0)
    assert abs(digits) < 10**17
    assert rounded(digits, power) == number


@given(st.lists(FINITE, min_size=1, max_size=4))
def test_numbers_over_a_common_power(numbers: list[float]) -> None:
    wholes, power = over_common_power(*numbers)
    assert [whole * Fraction(10) ** power for whole in wholes] == [on_paper(x) for x in numbers]


@given(st.lists(DAYS, max_size=3), DAYS, st.integers(0, 10**12))
def test_a_moment_is_the_sum_on_paper(terms: list[float], every: float, index: int) -> None:
    exact = sum((on_paper(term) for term in terms), index * on_paper(every))
    assert moment(*terms, every=every, index=index) == nearest(exact)


@given(st.lists(DAYS, max_size=2), DAYS, st.integers(0, 30), st.integers(0, 10**9))
def test_a_series_has_the_moments_of_its_indices(
    terms: list[float], every: float, count: int, first: int
) -> None:
    found = moments(*terms, every=every, count=count, first=first)
    assert found.dtype == np.float64
    assert found.tolist() == [
        moment(*terms, every=every, index=first + index) for index in range(count)
    ]


@given(DAYS, DAYS, DAYS.filter(lambda every: every > 0.0))
def test_how_many_are_not_after_the_end(end: float, start: float, every: float) -> None:
    count = steps_until(end, start, every=every)
    assert count == 0 or moment(start, every=every, index=count - 1) <= end
    assert moment(start, every=every, index=count) > end


@pytest.mark.parametrize("parts", [3, 7, 11])
def test_the_last_step_is_there_when_its_product_is_rounded_to_the_end(parts: int) -> None:
    every = 1 / parts
    for index in range(1, 100):
        assert steps_until(index * every, every=every) >= index
        assert steps_until(moment(every=every, index=index), every=every) == index + 1


#: Days of at most 14 digits, the scale of their last one, and a power of two.
SCALED = {
    "days": st.lists(st.integers(0, 10**14 - 1), min_size=3, max_size=3),
    "places": st.integers(0, 9),
    "power": st.integers(-12, 12),
    "index": st.integers(0, 10**6),
}


@given(**SCALED)
def test_moments_scale_by_powers_of_two(
    days: list[int], places: int, power: int, index: int
) -> None:
    """As long as a double can tell the scaled days apart, by 15 digits."""
    exact = [Fraction(day, 10**places) for day in days]
    scaled = [day * Fraction(2) ** power for day in exact]
    for day in scaled:
        digits = day * 10 ** (places + 12)
        assume(len(str(digits.numerator).rstrip("0")) <= 15)
    start, every, end = map(float, exact)
    factor = 2.0**power
    assert [float(day) for day in scaled] == [x * factor for x in (start, every, end)]
    whole = moment(start, every=every, index=index)
    assert moment(start * factor, every=every * factor, index=index) == whole * factor
    assume(every > 0.0)
    assert steps_until(end * factor, start * factor, every=every * factor) == steps_until(
        end, start, every=every
    )


@pytest.mark.parametrize(
    ("end", "every", "count"),
    [(8.4, 0.7, 13), (1.2, 0.1, 13), (0.3, 0.1, 4), (365.0, 7.0, 53), (1.0, 0.3, 4), (0.6, 0.2, 4)],
)
def test_samples_are_multiples_on_paper(end: float, every: float, count: int) -> None:
    samples = Time(end=end, every=every).samples.tolist()
    assert samples == [float(Decimal(repr(every)) * index) for index in range(count)]
    assert (samples[-1] == end) == (Decimal(repr(end)) % Decimal(repr(every)) == 0)


def test_a_step_as_long_as_the_run() -> None:
    assert Time(end=0.1).samples.tolist() == [0.0, 0.1]
    assert Time(end=0.1, every=0.1).samples.tolist() == [0.0, 0.1]
    assert Time(end=0.1, every=0.2).samples.tolist() == [0.0]
