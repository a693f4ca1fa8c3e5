"""The random streams once more, in plain Python, from the papers and not from the engine.

Philox4x64-10: Salmon, Moraes, Dror and Shaw, SC11. xoshiro256++: Blackman and Vigna 2021, ACM TOMS
47:36. Exponential: ziggurat, Marsaglia and Tsang 2000, J Stat Softw 5(8). Normal: polar method,
Marsaglia and Bray 1964. Gamma: Marsaglia and Tsang 2000, ACM TOMS 26:363. Binomial: inversion where
the mean is below 10, else BTRS, Hörmann 1993, J Stat Comput Simul 46:101; more than 2^26 trials are
halved by the median of as many uniforms, Relles 1972, JASA 67:612.

What the papers leave open is decided as the streams' version 1 has it:

* Run i's state is the Philox block of the counter (i, key[2], key[3], 0) under (key[0], key[1]).
* A uniform is the upper 53 bits of a word. Where its logarithm is taken, it is one less it.
* An exponential's layer is the lowest 8 bits of a word, its place in the layer the upper 53.
* A normal is the first of the polar method's two, and the second is not kept.
* A gamma below shape 1 draws the power's uniform before anything else.
* BTRS draws u first, then v.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

GOLDEN = Path(__file__).resolve().parent.parent / "data" / "streams.json"

WORD = 2**64 - 1
#: Multipliers and Weyl constants of Philox4x64 (table 2 of the paper and its library).
MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
#: Where the ziggurat of 256 layers begins, and the area of each.
ZIGGURAT_EDGE = "7.69711747013104972"
ZIGGURAT_AREA = "0.0039496598225815571993"
MANY = 2**26


def philox(counter: Sequence[int], key: Sequence[int], rounds: int = 10) -> tuple[int, ...]:
    """Return the block of four words that Philox4x64 makes of a counter under a key."""
    c, k = list(counter), list(key)
    for _ in range(rounds):
        first, second = MULTIPLIERS[0] * c[0], MULTIPLIERS[1] * c[2]
        c = [
            (second >> 64) ^ c[1] ^ k[0],
            second & WORD,
            (first >> 64) ^ c[3] ^ k[1],
            first & WORD,
        ]
        k = [(word + step) & WORD for word, step in zip(k, WEYL, strict=True)]
    return tuple(c)


def _rotated(word: int, by: int) -> int:
    return ((word << by) | (word >> (64 - by))) & WORD


@cache
def ziggurat() -> tuple[list[float], list[float]]:
    """Return the right edges of the exponential's layers and the density at each, widest first.

    Layer 0 is the rectangle under the tail's height and the tail; its edge is its area over that
    height. Made in extended precision, and rounded once.
    """
    edge, area = np.longdouble(ZIGGURAT_EDGE), np.longdouble(ZIGGURAT_AREA)
    edges, heights = [float(area / np.exp(-edge))], [0.0]
    for _ in range(255):
        edges.append(float(edge))
        heights.append(float(np.exp(-edge)))
        edge = -np.log(area / edge + np.exp(-edge))
    return [*edges, 0.0], [*heights, 1.0]


class Stream:
    """One run's stream.

    Parameters
    ----------
    key : sequence of int
        Four words, the ensemble's.
    run : int
        Index of the run.
    """

    def __init__(self, key: Sequence[int], run: int) -> None:
        state = philox((run, key[2], key[3], 0), (key[0], key[1]))
        self.state = list(state) if any(state) else [1, 0, 0, 0]

    def word(self) -> int:
        a, b, c, d = self.state
        out = (_rotated((a + d) & WORD, 23) + a) & WORD
        c ^= a
        d ^= b
        self.state = [a ^ d, b ^ c, c ^ (b << 17) & WORD, _rotated(d, 45)]
        return out

    def uniform(self) -> float:
        return (self.word() >> 11) / 2.0**53

    def exponential(self) -> float:
        edges, heights = ziggurat()
        shift = 0.0
        while True:
            word = self.word()
            layer = word % 256
            x = (word >> 11) / 2.0**53 * edges[layer]
            if x < edges[layer + 1]:
                return shift + x
            if layer == 0:
                shift += edges[1]  # the tail beyond r is the exponential again
                continue
            y = heights[layer] + self.uniform() * (heights[layer + 1] - heights[layer])
            if y < math.exp(-x):
                return shift + x

    def normal(self) -> float:
        while True:
            u, v = 2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0
            square = u * u + v * v
            if 0.0 < square < 1.0:
                return u * math.sqrt(-2.0 * math.log(square) / square)

    def gamma(self, shape: float) -> float:
        """Return a draw of scale 1, accepted as the paper has it, judged with 60 digits."""
        if shape < 1.0:
            boost = (1.0 - self.uniform()) ** (1.0 / shape)
            return boost * self.gamma(shape + 1.0)
        with localcontext() as context:
            context.prec = 60
            d = Decimal(shape) - Decimal(1) / 3
            c = 1 / (9 * d).sqrt()
            while True:
                x = Decimal(self.normal())
                if 1 + c * x <= 0:
                    continue
                v = (1 + c * x) ** 3
                if Decimal(1.0 - self.uniform()).ln() < x * x / 2 + d - d * v + d * v.ln():
                    return float(d * v)

    def binomial(self, trials: int, p: float) -> int:
        successes = 0
        while trials > MANY and 0.0 < p < 1.0:
            rank = 1 + trials // 2
            one = self.gamma(float(rank))
            median = one / (one + self.gamma(float(trials + 1 - rank)))
            if median > p:
                trials, p = rank - 1, p / median
            else:
                successes += rank
                trials, p = trials - rank, (p - median) / (1.0 - median)
        return successes + self._few(trials, p)

    def _few(self, trials: int, p: float) -> int:
        if p <= 0.0 or trials == 0:
            return 0
        if p >= 1.0:
            return trials
        if p > 0.5:
            return trials - self._few(trials, 1.0 - p)
        return self._inverted(trials, p) if trials * p < 10.0 else self._btrs(trials, p)

    def _inverted(self, trials: int, p: float) -> int:
        u, share = self.uniform(), math.exp(trials * math.log1p(-p))
        k = 0
        while u >= share:
            u -= share
            k += 1
            share *= (trials - k + 1) / k * (p / (1.0 - p))
        return k

    def _btrs(self, trials: int, p: float) -> int:
        spq = math.sqrt(trials * p * (1.0 - p))
        b = 1.15 + 2.53 * spq
        a = -0.0873 + 0.0248 * b + 0.01 * p
        c = trials * p + 0.5
        v_r = 0.92 - 4.2 / b
        alpha = (2.83 + 5.1 / b) * spq
        mode = math.floor((trials + 1) * p)
        while True:
            u = self.uniform() - 0.5
            v = 1.0 - self.uniform()
            us = 0.5 - abs(u)
            if us == 0.0:
                continue
            k = math.floor((2.0 * a / us + b) * u + c)
            if not 0 <= k <= trials:
                continue
            if us >= 0.07 and v <= v_r:
                return k
            ratio = _log_ratio(trials, p, k, mode)
            if math.log(v * alpha / (a / (us * us) + b)) <= ratio:
                return k


def _log_ratio(trials: int, p: float, k: int, mode: int) -> float:
    """Return the logarithm of a binomial probability over that of the mode."""
    far = math.lgamma(mode + 1) + math.lgamma(trials - mode + 1)
    near = math.lgamma(k + 1) + math.lgamma(trials - k + 1)
    return far - near + (k - mode) * math.log(p / (1.0 - p))


#: What each sampler gives, and in which type.
SAMPLERS: dict[str, tuple[Callable[..., Any], Any]] = {
    "word": (Stream.word, np.uint64),
    "uniform": (Stream.uniform, np.float64),
    "exponential": (Stream.exponential, np.float64),
    "normal": (Stream.normal, np.float64),
    "gamma": (Stream.gamma, np.float64),
    "binomial": (Stream.binomial, np.int64),
}


def draws(key: Sequence[int], run: int, sampler: str, count: int, *parameters: Any) -> np.ndarray:
    """Return the first draws of a run's stream, all of one sampler."""
    draw, kind = SAMPLERS[sampler]
    stream = Stream([int(word) for word in key], run)
    return np.array([draw(stream, *parameters) for _ in range(count)], dtype=kind)


#: Samplers that take a logarithm: its last bit may differ between machines, and their digest is of
#: single precision, which it does not reach.
ROUNDED = {"exponential", "normal", "gamma"}
#: Draws that stand in the file by themselves.
SHOWN = (0, 1, 2, 3, 10, 100, 500, 999)
COUNT = 1000

_KEY = (0x0123456789ABCDEF, 0xFEDCBA9876543210, 0x0F1E2D3C4B5A6978, 0x8796A5B4C3D2E1F0)
#: What the file has draws of: sampler, parameters, key, run.
CASES: tuple[tuple[str, tuple[Any, ...], tuple[int, ...], int], ...] = (
    ("word", (), (0, 0, 0, 0), 0),
    ("word", (), _KEY, 0),
    ("word", (), _KEY, 1),
    ("word", (), _KEY, 2**32 + 1),
    ("word", (), (WORD, WORD, WORD, WORD), 2**62),
    ("uniform", (), _KEY, 2),
    ("exponential", (), _KEY, 3),
    ("normal", (), _KEY, 4),
    ("gamma", (0.01,), _KEY, 5),
    ("gamma", (0.73,), _KEY, 6),
    ("gamma", (1.0,), _KEY, 7),
    ("gamma", (2.5,), _KEY, 8),
    ("gamma", (2.0**61,), _KEY, 9),
    ("binomial", (10, 0.0), _KEY, 10),
    ("binomial", (10, 1.0), _KEY, 11),
    ("binomial", (0, 0.5), _KEY, 12),
    ("binomial", (5, 0.3), _KEY, 13),
    ("binomial", (12, 0.9), _KEY, 14),
    ("binomial", (10**6, 2e-6), _KEY, 15),
    ("binomial", (100, 0.3), _KEY, 16),
    ("binomial", (100, 0.7), _KEY, 17),
    ("binomial", (10**6, 0.4), _KEY, 18),
    ("binomial", (2**26, 0.5), _KEY, 19),
    ("binomial", (2**26 + 1, 0.5), _KEY, 20),
    ("binomial", (10**12, 0.25), _KEY, 21),
    ("binomial", (2**62, 1e-12), _KEY, 22),
)


def digest(sampler: str, values: np.ndarray) -> str:
    """Return the SHA-256 of the draws' bytes, little-endian."""
    kind = "<f4" if sampler in ROUNDED else values.dtype.newbyteorder("<")
    return hashlib.sha256(values.astype(kind).tobytes()).hexdigest()


def golden(case: tuple[str, tuple[Any, ...], tuple[int, ...], int]) -> dict[str, Any]:
    """Return what the file has of a case, made here."""
    sampler, parameters, key, run = case
    values = draws(key, run, sampler, COUNT, *parameters)
    return {
        "sampler": sampler,
        "parameters": list(parameters),
        "key": list(key),
        "run": run,
        "count": COUNT,
        "values": {str(index): values[index].item() for index in SHOWN},
        "sha256": digest(sampler, values),
    }


if __name__ == "__main__":
    # From tests/: python -m support.streams VERSION. Other versions in the file stay as they are.
    held = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    held[sys.argv[1]] = [golden(case) for case in CASES]
    GOLDEN.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
