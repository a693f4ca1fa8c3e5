"""Closed forms that an exact simulator must reproduce, each with the paper it is from.

Times in days, rates per cell per day. Distributions are arrays over n = 0, 1, 2, ...
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
from scipy import integrate, stats
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve

Rate = Callable[[float], float]


def birth_death(birth: float, death: float, time: float) -> tuple[float, float]:
    """Return (alpha, beta) of the linear birth-death process (Kendall 1948, Bailey 1964).

    One cell has no descendants after `time` with probability alpha, and n >= 1 of them with
    (1 - alpha)(1 - beta) beta^(n - 1).
    """
    if birth == death:
        share = birth * time / (1.0 + birth * time)
        return share, share
    growth = np.expm1((birth - death) * time)
    below = birth * growth + (birth - death)
    return float(death * growth / below), float(birth * growth / below)


def kendall(
    birth: Rate, death: Rate, time: float, breaks: Sequence[float] = ()
) -> tuple[float, float]:
    """Return (xi, eta), the same two numbers where both rates move in time (Kendall 1948).

    With rho = int (d - b) and W = exp(-rho) (1 + int exp(rho) d): xi = 1 - exp(-rho)/W and
    eta = 1 - 1/W. `breaks` are times at which a rate jumps or kinks.
    """

    def slope(now: float, y: np.ndarray) -> list[float]:
        return [death(now) - birth(now), np.exp(y[0]) * death(now)]

    y = np.array([0.0, 0.0])
    ends = [0.0, *sorted(t for t in set(breaks) if 0.0 < t < time), time]
    for start, stop in itertools.pairwise(ends):
        # A rate belongs to the segment that it starts: stay just inside the end.
        inside = np.nextafter(stop, start)
        solved = integrate.solve_ivp(
            lambda now, y, last=inside: slope(min(now, last), y),
            (start, stop),
            y,
            method="DOP853",
            rtol=1e-12,
            atol=1e-14,
            max_step=(stop - start) / 8.0,
        )
        y = solved.y[:, -1]
    rho, integral = y
    w = np.exp(-rho) * (1.0 + integral)
    return float(1.0 - np.exp(-rho) / w), float(1.0 - 1.0 / w)


def family(extinct: float, ratio: float, founders: int, size: int) -> np.ndarray:
    """Return P(n descendants in all) of `founders` cells with the modified geometric law.

    `extinct` and `ratio` are what `birth_death` or `kendall` return.
    """
    lines = np.arange(founders + 1)
    surviving = stats.binom.pmf(lines, founders, 1.0 - extinct)
    law = np.zeros(size)
    law[0] = surviving[0]
    for line in lines[1:]:
        law[line:] += surviving[line] * stats.nbinom.pmf(np.arange(size - line), line, 1.0 - ratio)
    return law


def moments(birth: float, death: float, time: float, founders: int) -> tuple[float, float]:
    """Return mean and variance of the linear birth-death process."""
    if birth == death:
        return float(founders), 2.0 * founders * birth * time
    rate = birth - death
    growth = np.exp(rate * time)
    return (
        float(founders * growth),
        float(founders * (birth + death) / rate * growth * (growth - 1.0)),
    )


def immigration(birth: float, death: float, inflow: float, time: float, size: int) -> np.ndarray:
    """Return the law of birth, death and immigration from 0: negative binomial, or Poisson."""
    numbers = np.arange(size)
    if birth == 0.0:
        return np.asarray(stats.poisson.pmf(numbers, -inflow * np.expm1(-death * time) / death))
    _, beta = birth_death(birth, death, time)
    return np.asarray(stats.nbinom.pmf(numbers, inflow / birth, 1.0 - beta))


def mutants(
    *,
    wild: tuple[float, float],
    mutant: tuple[float, float],
    mutation: float,
    founders: int,
    time: float,
    size: int,
) -> np.ndarray:
    """Return the law of the number of mutants, both kinds stochastic (Bartlett; Antal & Krapivsky).

    One daughter of a division mutates with probability `mutation`. The generating function w of
    one wild-type cell's mutants solves w' = b(1-u) w^2 + b u w F + d - (b+d) w, F that of one
    mutant; its values on the unit circle are turned into probabilities by FFT.
    """
    b, d = wild
    points = 4 * size
    z = np.exp(2j * np.pi * np.arange(points) / points)

    def grown(now: float) -> np.ndarray:
        alpha, beta = birth_death(*mutant, now)
        return np.asarray(alpha + (1.0 - alpha) * (1.0 - beta) * z / (1.0 - beta * z))

    def slope(now: float, w: np.ndarray) -> np.ndarray:
        change = b * (1.0 - mutation) * w * w + b * mutation * w * grown(now) + d - (b + d) * w
        return np.asarray(change)

    solved = integrate.solve_ivp(
        slope, (0.0, time), np.ones(points, complex), method="DOP853", rtol=1e-11, atol=1e-13
    )
    coefficients = np.fft.fft(solved.y[:, -1] ** founders) / points
    return np.maximum(coefficients.real[:size], 0.0)


def resistant_at_size(size: int, mutation: float, birth: float, death: float) -> float:
    """Return P(a mutant among the first `size` cells), from one cell whose progeny gets there.

    The finite first passage behind Iwasa, Nowak & Michor (2006, Genetics 172:2557), mutants with
    the rates of the wild type: a linear system over (wild type, mutants).
    """
    places = {(x, y): None for x in range(size) for y in range(size - x) if x + y > 0}
    index = {place: number for number, place in enumerate(places)}
    matrix = lil_matrix((len(index), len(index)))
    with_mutant = np.zeros(len(index))
    at_all = np.zeros(len(index))
    for (x, y), row in index.items():
        total = (birth + death) * (x + y)
        matrix[row, row] = 1.0
        moves = [
            ((x + 1, y), birth * x * (1.0 - mutation)),
            ((x, y + 1), birth * (x * mutation + y)),
            ((x - 1, y), death * x),
            ((x, y - 1), death * y),
        ]
        for (to_x, to_y), rate in moves:
            if rate == 0.0 or to_x + to_y == 0:
                continue
            if to_x + to_y == size:
                at_all[row] += rate / total
                with_mutant[row] += rate / total * (to_y > 0)
            else:
                matrix[row, index[to_x, to_y]] -= rate / total
    start = index[1, 0]
    solved = spsolve(matrix.tocsc(), np.column_stack([with_mutant, at_all]))
    return float(solved[start, 0] / solved[start, 1])


def resistance_under_therapy(
    cells: int, mutation: float, sensitive: tuple[float, float], resistant: tuple[float, float]
) -> float:
    """Return P(a resistant line is founded and never dies out), as in Komarova & Wodarz (2005).

    `sensitive` and `resistant` are (birth, death) under therapy. The chance q that one sensitive
    cell leaves none solves b(1-u) q^2 + b u q q_r + d - (b+d) q = 0, q_r = d_r / b_r.
    """
    b, d = sensitive
    lost = min(1.0, resistant[1] / resistant[0])
    square = b * (1.0 - mutation)
    linear = b * mutation * lost - b - d
    q = (-linear - np.sqrt(linear * linear - 4.0 * square * d)) / (2.0 * square)
    return float(1.0 - q**cells)


def resistance_under_pulses(
    *,
    cells: int,
    mutation: float,
    birth: float,
    death: Rate,
    resistant: tuple[float, float],
    time: float,
    breaks: Sequence[float],
) -> float:
    """Return P(resistant cells at `time`) where the death rate is pulsed (after Foo & Michor 2009).

    Backward equation of the chance that a sensitive cell at time t leaves no resistant one at the
    end: -v' = b(1-u) v^2 + b u v xi_r(t, T) + d(t) - (b + d(t)) v.
    """
    value = np.array([1.0])
    ends = sorted({0.0, time, *(t for t in breaks if 0.0 < t < time)}, reverse=True)
    for late, early in itertools.pairwise(ends):
        inside = np.nextafter(late, early)

        def slope(back: float, v: np.ndarray, last: float = inside) -> np.ndarray:
            now = time - back
            d = death(min(now, last))
            gone, _ = birth_death(*resistant, back)
            change = birth * (1.0 - mutation) * v * v + birth * mutation * v * gone
            return np.asarray(change + d - (birth + d) * v)

        solved = integrate.solve_ivp(
            slope, (time - late, time - early), value, method="DOP853", rtol=1e-12, atol=1e-14
        )
        value = solved.y[:, -1]
    return float(1.0 - value[0] ** cells)


def linear_moments(
    flow: np.ndarray, start: np.ndarray, time: float, noise: Callable[[np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and covariance of a linear model: x' = A x, C' = A C + C A^T + B(x)."""
    size = len(start)

    def slope(_: float, y: np.ndarray) -> np.ndarray:
        x, c = y[:size], y[size:].reshape(size, size)
        return np.concatenate([flow @ x, (flow @ c + c @ flow.T + noise(x)).ravel()])

    begin = np.concatenate([start, np.zeros(size * size)])
    solved = integrate.solve_ivp(slope, (0.0, time), begin, rtol=1e-11, atol=1e-11)
    return solved.y[:size, -1], solved.y[size:, -1].reshape(size, size)


def exchange(cells: int, places: tuple[int, int], rates: tuple[float, float]) -> np.ndarray:
    """Return the stationary law of cells in the first of two niches that only exchange.

    Moves m12 n1 (K2 - n2)/K2 and m21 n2 (K1 - n1)/K1 balance in detail, and the law is Fisher's
    noncentral hypergeometric with odds (m21/K1)/(m12/K2).
    """
    first, second = places
    odds = (rates[1] / first) / (rates[0] / second)
    law = stats.nchypergeom_fisher(first + second, first, cells, odds)
    return np.asarray(law.pmf(np.arange(cells + 1)))


def allele_sizes(cells: int, mutation: float) -> np.ndarray:
    """Return E(number of clones of k cells) when a Yule tree first has `cells` (Simon 1955).

    Every division mutates one daughter with probability `mutation` into a clone of its own, so the
    number of clones is 1 + Binomial(cells - 1, mutation).
    """
    expected = np.zeros(cells + 1)
    expected[1] = 1.0
    sizes = np.arange(cells + 1)
    for now in range(1, cells):
        leaving = (1.0 - mutation) * sizes * expected / now
        expected -= leaving
        expected[1:] += leaving[:-1]
        expected[1] += mutation
    return expected


def site_frequencies(
    birth: float, death: float, mutation: float, founders: int, time: float, size: int
) -> np.ndarray:
    """Return E(number of mutations that k cells carry) at `time`, k = 0 ... size - 1.

    A mutation arises at rate u b n(s), and its carriers are a birth-death family from then on:
    u b n0 int exp((b - d) s) p_k(time - s) ds, without any large-population limit.
    """

    def density(s: float) -> np.ndarray:
        alpha, beta = birth_death(birth, death, time - s)
        law = family(alpha, beta, 1, size)
        return np.asarray(np.exp((birth - death) * s) * law)

    value, _ = integrate.quad_vec(density, 0.0, time, epsrel=1e-10)
    return np.asarray(mutation * birth * founders * value)
