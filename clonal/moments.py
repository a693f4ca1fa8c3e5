"""Moments of time that are equal on paper are equal: sums of decimal numbers, rounded once.

A number stands for its shortest decimal, the one that Python prints and that a file states:
``0.1`` is a tenth, and not the double next to it. So the third of the days that are 0.1 apart is
day 0.3, and a dose, a sample and an intervention of that day meet, whoever works it out. What is
worked out here is exact, in whole numbers over a common power of ten; only the result is rounded
to a double, to the nearest, ties to even.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

#: Whole numbers below, and powers of ten up to this, are doubles; their quotient is rounded once.
_WHOLE = 2**53
_POWER = 22


def decimal_of(number: float) -> tuple[int, int]:
    """Take a number apart into the digits of its shortest decimal and a power of ten.

    Parameters
    ----------
    number : float
        Finite.

    Returns
    -------
    digits, power : int
        ``number`` stands for ``digits · 10^power``; `digits` has the sign and does not end in 0,
        unless the number is 0, which is (0, 0). There are at most 17 of them.

    Examples
    --------
    >>> decimal_of(0.7), decimal_of(-1200.0), decimal_of(5e-324)
    ((7, -1), (-12, 2), (5, -324))
    """
    mantissa, _, exponent = repr(float(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = int(whole + fraction)
    power = int(exponent or 0) - len(fraction)
    if digits == 0:
        return 0, 0
    while digits % 10 == 0:
        digits //= 10
        power += 1
    return digits, power


def over_common_power(*numbers: float) -> tuple[list[int], int]:
    """Write numbers as whole numbers of one power of ten.

    Parameters
    ----------
    *numbers : float
        Finite.

    Returns
    -------
    wholes : list of int
        ``numbers[i]`` stands for ``wholes[i] · 10^power``.
    power : int
        The least power of ten in any of them.

    Examples
    --------
    >>> over_common_power(8.4, 0.25, 100.0)
    ([840, 25, 10000], -2)
    """
    parts = [decimal_of(number) for number in numbers]
    power = min((power for digits, power in parts if digits), default=0)
    return [digits * 10 ** (own - power) if digits else 0 for digits, own in parts], power


def rounded(whole: int, power: int) -> float:
    """Return ``whole · 10^power`` as the nearest double, ties to even; infinite where none is.

    Examples
    --------
    >>> rounded(21, -1), rounded(3, 400)
    (2.1, inf)
    """
    try:
        return float(whole * 10**power) if power >= 0 else whole / 10**-power
    except OverflowError:
        return float("inf") if whole > 0 else float("-inf")


def moment(*terms: float, every: float = 0.0, index: int = 0) -> float:
    """Return the sum of `terms` and ``index · every``, as on paper.

    Parameters
    ----------
    *terms : float
        Days: a start, a delay, a duration.
    every : float
        Days between the moments of a series.
    index : int
        Which of the series, from 0.

    Returns
    -------
    float
        Days.

    Examples
    --------
    >>> moment(0.1, 0.2), moment(every=0.7, index=3), 3 * 0.7
    (0.3, 2.1, 2.0999999999999996)
    """
    (step, *wholes), power = over_common_power(every, *terms)
    return rounded(sum(wholes) + index * step, power)


def moments(*terms: float, every: float, count: int, first: int = 0) -> npt.NDArray[np.float64]:
    """Return the sums of `terms` and ``i · every`` for `count` indices i from `first` on.

    Parameters
    ----------
    *terms : float
        Days: a start, a delay, a duration.
    every : float
        Days between the moments.
    count, first : int

    Returns
    -------
    ndarray of float64, shape (count,)
        Days; each is the `moment` of its index.

    Examples
    --------
    >>> moments(0.5, every=0.1, count=3).tolist()
    [0.5, 0.6, 0.7]
    """
    (step, *wholes), power = over_common_power(every, *terms)
    start = sum(wholes) + first * step
    largest = max(abs(start), abs(step), abs(start + count * step))
    if largest < _WHOLE and abs(power) <= _POWER:
        digits = start + step * np.arange(count, dtype=np.float64)
        scale = np.float64(10.0 ** abs(power))
        return digits * scale if power > 0 else digits / scale
    return np.array([rounded(start + i * step, power) for i in range(count)])


def steps_until(end: float, *terms: float, every: float) -> int:
    """Return how many moments ``terms + i · every``, i from 0 on, are not after `end`.

    Parameters
    ----------
    end : float
        Days.
    *terms : float
        Days: a start, a delay, a duration.
    every : float
        Days between the moments, positive.

    Returns
    -------
    int

    Examples
    --------
    >>> steps_until(0.6, every=0.2), int(0.6 / 0.2) + 1
    (4, 3)
    >>> third = 1 / 3
    >>> steps_until(34 * third, every=third)
    35
    """
    (step, *wholes), power = over_common_power(every, *terms)
    start = sum(wholes)
    # What is rounded to `end` on paper lies up to half way to the next number.
    above = math.nextafter(end, math.inf)
    last = (Fraction(end) + Fraction(above)) / 2 if above < math.inf else Fraction(end)
    count = max(0, (last / Fraction(10) ** power - start) // step + 1)
    halfway = count > 0 and rounded(start + (count - 1) * step, power) > end
    return count - 1 if halfway else count
