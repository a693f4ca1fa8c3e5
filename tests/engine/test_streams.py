"""The engine's random numbers: known answers, a second implementation, and their laws.

`clonal._engine.draws(key, run, sampler, count, *parameters)` gives the first draws of a run's
stream. The second implementation, `support.streams`, is plain Python from the papers;
tests/data/streams.json has what it gives, by the version of the streams: a draw that changes asks
for another version.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy import stats

from clonal import _engine
from support import streams
from support.fixtures import gate
from support.samplers import opened, seed_key
from support.scenarios import scenario
from support.statistics import Gate, gated

__all__ = ["gate"]

GOLDEN = json.loads(streams.GOLDEN.read_text(encoding="utf-8"))

#: Philox4x64-10 of Random123's file kat_vectors: counter, key, block.
PHILOX = (
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B),
    ),
    (
        (streams.WORD,) * 4,
        (streams.WORD,) * 2,
        (0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0),
    ),
    (
        (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0x452821E638D01377, 0xBE5466CF34E90C6C),
        (0xA528F45403E61D95, 0x38C72DBD566E9788, 0xA5A1610E72FD18B5, 0x57BD43B5E52B7FE6),
    ),
)
#: xoshiro256++ from the state 1, 2, 3, 4: its authors' code, as rand_xoshiro's test has it.
XOSHIRO = (
    41943041,
    58720359,
    3588806011781223,
    3591011842654386,
    9228616714210784205,
    9973669472204895162,
    14011001112246962877,
    12406186145184390807,
    15849039046786891736,
    10450023813501588000,
)


def _cases() -> list[Any]:
    """Return the file's cases of the engine's version, named for their test."""
    cases = GOLDEN.get(str(_engine.STREAM_VERSION), [])
    return [pytest.param(case, id=_name(case)) for case in cases]


def _name(case: dict[str, Any]) -> str:
    words = [case["sampler"], *map(str, case["parameters"]), f"run {case['run']}"]
    return " ".join(words)


def _same(sampler: str, seen: np.ndarray, known: np.ndarray) -> bool:
    """Return whether draws are the same, to the last bits of a gamma's arithmetic."""
    if sampler == "gamma":
        return bool(np.allclose(seen, known, rtol=1e-13, atol=0.0))
    return bool(np.array_equal(seen, known))


@pytest.mark.parametrize(("counter", "key", "block"), PHILOX)
def test_philox_gives_the_published_answers(
    counter: tuple[int, ...], key: tuple[int, ...], block: tuple[int, ...]
) -> None:
    assert streams.philox(counter, key) == block


def test_philox_is_numpys() -> None:
    """numpy counts before it makes a block."""
    generator = np.random.Philox(key=[5, 6], counter=[41, 2, 3, 4])
    assert tuple(generator.random_raw(4).tolist()) == streams.philox((42, 2, 3, 4), (5, 6))


def test_xoshiro_gives_the_published_answers() -> None:
    stream = streams.Stream((0, 0, 0, 0), 0)
    stream.state = [1, 2, 3, 4]
    assert tuple(stream.word() for _ in XOSHIRO) == XOSHIRO


def test_the_layers_of_the_ziggurat_have_equal_areas() -> None:
    edges, heights = (np.array(side) for side in streams.ziggurat())
    area = float(streams.ZIGGURAT_AREA)
    edge = float(streams.ZIGGURAT_EDGE)
    np.testing.assert_allclose(edges[1:256] * np.diff(heights[1:]), area, rtol=2e-13)
    assert edge * np.exp(-edge) + np.exp(-edge) == pytest.approx(area, rel=1e-14)
    assert edges[0] * np.exp(-edge) == pytest.approx(area, rel=1e-14)
    assert np.all(np.diff(edges) < 0.0)
    np.testing.assert_allclose(heights[1:], np.exp(-edges[1:]), rtol=1e-15)


def test_the_file_has_the_engines_version() -> None:
    assert str(_engine.STREAM_VERSION) in GOLDEN, "run `python -m support.streams VERSION`"


@pytest.mark.parametrize("case", _cases())
def test_the_engine_draws_what_is_known(case: dict[str, Any]) -> None:
    sampler = case["sampler"]
    key = np.array(case["key"], dtype=np.uint64)
    seen = _engine.draws(key, case["run"], sampler, case["count"], *case["parameters"])
    assert seen.dtype == streams.SAMPLERS[sampler][1]
    places = [int(place) for place in case["values"]]
    known = np.array(list(case["values"].values()), dtype=seen.dtype)
    assert _same(sampler, seen[places], known), (seen[places].tolist(), known.tolist())
    assert streams.digest(sampler, seen) == case["sha256"]


@pytest.mark.parametrize("case", _cases())
def test_the_file_is_what_the_second_implementation_gives(case: dict[str, Any]) -> None:
    """Of each case as many draws as are quick: a gamma with 60 digits takes its time."""
    places = [int(place) for place in case["values"] if int(place) <= 100]
    seen = streams.draws(
        case["key"], case["run"], case["sampler"], max(places) + 1, *case["parameters"]
    )
    assert [seen[place].item() for place in places] == [
        case["values"][str(place)] for place in places
    ]


@pytest.mark.parametrize("run", [0, 1, 2**31, 2**32 + 7])
@pytest.mark.parametrize(
    ("sampler", "parameters"),
    [
        ("uniform", ()),
        ("exponential", ()),
        ("normal", ()),
        ("binomial", (7, 0.2)),
        ("binomial", (1000, 0.6)),
    ],
)
def test_the_engine_draws_what_the_second_implementation_does(
    sampler: str, parameters: tuple[Any, ...], run: int
) -> None:
    """On one machine to the last bit; 5,000 exponentials leave the ziggurat's core 50 times."""
    key = np.random.SeedSequence(20_260_101).generate_state(4, np.uint64)
    seen = _engine.draws(key, run, sampler, 5000, *parameters)
    known = streams.draws(key.tolist(), run, sampler, 5000, *parameters)
    assert np.array_equal(seen, known)


def test_each_word_of_the_key_and_each_run_give_another_stream() -> None:
    keys = np.ones((5, 4), dtype=np.uint64)
    keys[range(1, 5), range(4)] = 2**63
    first = {
        int(_engine.draws(key, run, "word", 1)[0])
        for key in keys
        for run in (0, 1, 2**32, 2**32 + 1, 2**62)
    }
    assert len(first) == 25


@pytest.mark.parametrize("first", [0, 5])
def test_a_run_draws_from_its_own_stream(first: int) -> None:
    """The one cell dies after the first exponential, whatever else the block holds."""
    words = """
        [time]
        end = 1e3
        [[niche]]
        name = "n"
        [[clone]]
        name = "A"
        lineage = "a"
        birth = 0.0
        death = 1.0
        initial = { n = 1 }
        [[signal]]
        name = "cells"
        sum = [{}]
        [[endpoint]]
        name = "gone"
        signal = "cells"
        below = 1
    """
    running = opened(scenario(words), 4, 7, first)
    while not running.advance(1000):
        pass
    waited = [
        float(_engine.draws(seed_key(7), first + run, "exponential", 1)[0]) for run in range(4)
    ]
    assert running.take()["endpoint_gone"].tolist() == waited


CUTS = np.linspace(0.0, 1.0, 101)[1:-1]
DRAWS = 1_000_000


@gated(alpha=1e-9)
def test_continuous_draws_follow_their_laws(gate: Gate) -> None:
    """Hundredths of each law, and of its tails beyond a thousandth."""
    cuts = np.concatenate([[1e-4, 1e-3], CUTS, [0.999, 0.9999]])
    shares = dict(enumerate(np.diff(np.concatenate([[0.0], cuts, [1.0]]))))
    laws = {
        "uniform": ((), stats.uniform()),
        "exponential": ((), stats.expon()),
        "normal": ((), stats.norm()),
        "gamma 0.3": ((0.3,), stats.gamma(0.3)),
        "gamma 1": ((1.0,), stats.gamma(1.0)),
        "gamma 7.5": ((7.5,), stats.gamma(7.5)),
        "gamma 1e6": ((1e6,), stats.gamma(1e6)),
    }
    for label, (parameters, law) in laws.items():
        key = np.random.SeedSequence(gate.seed(label)).generate_state(4, np.uint64)
        seen = _engine.draws(key, 0, label.split()[0], 2 * DRAWS, *parameters)
        gate.table(label, np.searchsorted(law.ppf(cuts), seen), shares)
        for cut in (1e-4, 1e-3, 0.999, 0.9999):
            below = int(np.count_nonzero(seen <= law.ppf(cut)))
            gate.count(f"{label} below its share {cut}", below, seen.size, cut)


@gated(alpha=1e-9)
def test_binomial_draws_follow_their_laws(gate: Gate) -> None:
    """By inversion, by rejection, from the other side, and halved; of many trials it is Poisson's.

    A total variation of p, at most, lies between the two laws.
    """
    for trials, p in ((1, 0.5), (20, 0.1), (9, 0.9), (25, 0.42), (200, 0.05), (200, 0.96)):
        label = f"binomial {trials} {p}"
        key = np.random.SeedSequence(gate.seed(label)).generate_state(4, np.uint64)
        seen = _engine.draws(key, 0, "binomial", DRAWS, trials, p)
        gate.law(label, seen, stats.binom(trials, p).pmf(np.arange(trials + 1)))
    for trials, p in ((2**26, 1e-6), (10**9, 2e-8), (10**15, 1e-14), (2**62, 3e-18)):
        label = f"binomial {trials} {p}"
        key = np.random.SeedSequence(gate.seed(label)).generate_state(4, np.uint64)
        seen = _engine.draws(key, 0, "binomial", DRAWS // 5, trials, p)
        gate.law(label, seen, stats.poisson(trials * p).pmf(np.arange(200)))
