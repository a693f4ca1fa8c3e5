"""Endpoints on moving concentrations: the moment of crossing, against closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import clonal
from support.samplers import engine, opened
from support.scenarios import scenario

NAN = math.nan
LN2 = math.log(2.0)
CELLS = """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.0
initial = { n = 10 }
[[signal]]
name = "c"
drug = "d"
[[signal]]
name = "cells"
sum = [{}]
"""


def drug(doses: str, half_life: float = 2.0, more: str = "") -> str:
    return f'[[drug]]\nname = "d"\nhalf_life = {half_life!r}\ndoses = {doses}\n{more}\n'


def endpoint(words: str, name: str = "e") -> str:
    return f'[[endpoint]]\nname = "{name}"\n{words}\n'


def simulated(*texts: str, end: float = 20.0) -> Any:
    return clonal.simulate(
        scenario(f"[time]\nend = {end!r}\nevery = {end / 20!r}", CELLS, *texts), seed=1
    )


def moment(*texts: str, end: float = 20.0) -> float:
    return float(simulated(*texts, end=end).endpoint_e)


def close(found: float, right: float) -> bool:
    return bool(found == pytest.approx(right, rel=1e-12, abs=1e-12, nan_ok=True))


BOLUS = drug("{ amount = 8.0, start = 1.0 }")


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ('signal = "c"\nabove = 7.5', 1.0),  # at the dose itself
        ('signal = "c"\nabove = 8.0', NAN),  # strictly
        ('signal = "c"\nbelow = 8.0', 0.0),  # before it there is none
        ('signal = "c"\nbelow = 8.0\nafter = 1.0', 1.0),  # a little after: told below
        ('signal = "c"\nbelow = 5.0\nafter = 1.0', 1.0 + 2.0 * math.log2(8.0 / 5.0)),
        ('signal = "c"\nbelow = 1.0\nafter = 1.0', 7.0),
        ('signal = "c"\nbelow = 1.0\nafter = 9.5', 9.5),
        ('signal = "c"\nbelow = 1e-300\nafter = 1.0', NAN),
        ('signal = "c"\nbelow = 0.0\nafter = 1.0', NAN),
        ('signal = "c"\nabove = 0.0', 1.0),
    ],
)
def test_a_bolus(words: str, right: float) -> None:
    assert close(moment(BOLUS, endpoint(words)), right)


@pytest.mark.parametrize("half_life", [1e-6, 1e-3, 0.75, 30.0, 1e9])
@pytest.mark.parametrize("start", [0.0, 0.1, 12.3])
def test_a_bolus_of_any_half_life(half_life: float, start: float) -> None:
    for share in (0.9, 0.5, 0.123, 1e-6):
        right = start - half_life * math.log2(share)
        found = moment(
            drug(f"{{ amount = 3.0, start = {start} }}", half_life),
            endpoint(f'signal = "c"\nbelow = {3.0 * share!r}\nafter = {start!r}'),
            end=1e12,
        )
        # Not before, and no more than the clock can tell after; relative to the half-life.
        assert abs(found - right) <= 1e-12 * half_life + 2.0 * math.ulp(right), share


def absorbed(t: float, k: float, a: float) -> float:
    return a / (a - k) * (math.exp(-k * t) - math.exp(-a * t))


@pytest.mark.parametrize(("half_life", "absorption"), [(2.0, 0.25), (0.5, 3.0), (1.0, 0.9)])
def test_an_absorbed_dose_rises_and_falls(half_life: float, absorption: float) -> None:
    k, a = LN2 / half_life, LN2 / absorption
    top = math.log(a / k) / (a - k)
    peak = absorbed(top, k, a)
    given = drug(f"{{ amount = 1.0, start = 1.0, absorption_half_life = {absorption} }}", half_life)
    for share in (0.999, 0.5, 0.01):
        level = share * peak
        rises, falls = (
            1.0 + brentq(lambda t, level=level: absorbed(t, k, a) - level, *within, xtol=1e-15)
            for within in ((0.0, top), (top, 1e3))
        )
        run = simulated(
            given,
            endpoint(f'signal = "c"\nabove = {level!r}', "up"),
            endpoint(f'signal = "c"\nbelow = {level!r}\nafter = "up"', "down"),
            endpoint(f'signal = "c"\nabove = {level!r}\nafter = "down"', "again"),
            end=60.0,
        )
        near = pytest.approx
        assert float(run.endpoint_up) == near(rises, rel=1e-12 / (1.0 - share))
        assert float(run.endpoint_down) == near(falls, rel=1e-12 / (1.0 - share))
        assert math.isnan(run.endpoint_again)
    for level, reached in ((peak * (1.0 + 1e-9), False), (peak * (1.0 - 1e-9), True)):
        found = moment(given, endpoint(f'signal = "c"\nabove = {level!r}'))
        assert not math.isnan(found) if reached else math.isnan(found)
        assert not reached or found == pytest.approx(1.0 + top, rel=1e-3)


def test_an_infusion_rises_to_its_end() -> None:
    k = LN2 / 2.0
    given = drug("{ amount = 4.0, start = 1.0, duration = 3.0 }")
    rate = 4.0 / 3.0
    top = rate / k * (1.0 - math.exp(-3.0 * k))
    for level in (0.1, 1.0, 0.999 * top):
        right = 1.0 - math.log(1.0 - level * k / rate) / k
        assert close(moment(given, endpoint(f'signal = "c"\nabove = {level!r}')), right)
        falls = 4.0 + math.log(top / level) / k
        words = endpoint(f'signal = "c"\nbelow = {level!r}\nafter = 4.0')
        assert close(moment(given, words), falls)
    assert math.isnan(moment(given, endpoint(f'signal = "c"\nabove = {top!r}')))


RESPONSES = {
    "hill": (
        "hill = { from = 0.0, to = 2.0, half = 1.0, power = 2.0 }",
        lambda c: 2.0 * c**2 / (1.0 + c**2),
    ),
    "falling hill": (
        "hill = { from = 2.0, to = 0.5, half = 1.0, power = 3.0 }",
        lambda c: 2.0 - 1.5 * c**3 / (1.0 + c**3),
    ),
    "linear": ("linear = { at_zero = 5.0, slope = -0.5 }", lambda c: 5.0 - 0.5 * c),
    "window": ("window = { height = 3.0, peak = 2.0 }", lambda c: 3.0 * c / (1.0 + c**2 / 4.0)),
    "table": (
        "table = { x = [0.5, 1.0, 2.5, 6.0], y = [0.0, 4.0, 1.0, 3.0] }",
        lambda c: float(np.interp(c, [0.5, 1.0, 2.5, 6.0], [0.0, 4.0, 1.0, 3.0])),
    ),
}


@pytest.mark.parametrize("kind", RESPONSES)
def test_a_response(kind: str) -> None:
    """Every level that the response takes, from above and from below: the first crossing."""
    words, law = RESPONSES[kind]
    fine = np.linspace(1.0, 20.0, 400_001)
    values = np.array([law(8.0 * 0.5 ** ((t - 1.0) / 2.0)) for t in fine])
    for level in np.linspace(values.min(), values.max(), 7)[1:-1].tolist():
        for key, beyond in (("above", values > level), ("below", values < level)):
            at = int(np.argmax(beyond))
            right = 1.0
            if at:
                right = brentq(
                    lambda t, level=level: law(8.0 * 0.5 ** ((t - 1.0) / 2.0)) - level,
                    fine[at - 1],
                    fine[at],
                    xtol=1e-15,
                )
            found = moment(
                BOLUS,
                f'[[signal]]\nname = "r"\nof = "c"\n{words}',
                endpoint(f'signal = "r"\n{key} = {level!r}\nafter = 1.0'),
            )
            assert close(found, right), (level, key)


EFFECT = 'effect = [{{ on = "{on}", kind = "{kind}", emax = {emax}, ec50 = 1.0 }}]'


def test_a_sum_times_the_effect_of_a_drug() -> None:
    """10 cells · [1 − C/(1 + C)] = 10/(1 + C) rises above 4 where C falls below 1.5."""
    given = drug("{ amount = 8.0 }", 2.0, EFFECT.format(on="cells", kind="inhibition", emax=1.0))
    right = 2.0 * math.log2(8.0 / 1.5)
    assert close(moment(given, endpoint('signal = "cells"\nabove = 4.0')), right)
    given = drug("{ amount = 8.0 }", 2.0, EFFECT.format(on="cells", kind="stimulation", emax=1.0))
    # 10 · (1 + C/(1 + C)) falls below 14 where C falls below 2/3.
    right = 2.0 * math.log2(8.0 * 1.5)
    assert close(moment(given, endpoint('signal = "cells"\nbelow = 14.0')), right)


def test_perfusion_is_of_the_niche_and_endpoints_see_plasma() -> None:
    words = CELLS.replace('name = "n"\n', 'name = "n"\nperfusion = 0.1\n', 1)
    run = clonal.simulate(
        scenario("[time]\nend = 20.0", words, BOLUS, endpoint('signal = "c"\nabove = 7.0'))
    )
    assert run.endpoint_e == 1.0


# -- what touches ---------------------------------------------------------------------------


@pytest.mark.parametrize("half_life", [0.7, 0.3, 2.0, 0.1, 1.1, 13.7])
@pytest.mark.parametrize("halvings", [1, 2, 3, 5])
def test_a_trough_that_touches_is_not_below(half_life: float, halvings: int) -> None:
    """The next dose comes as the concentration arrives at the level: 2^n, halved n times, is 1."""
    from clonal.moments import moment as on_paper

    every = on_paper(every=half_life, index=halvings)
    given = drug(f"{{ amount = {2.0**halvings}, every = {every!r}, count = 2 }}", half_life)
    words = endpoint('signal = "c"\nbelow = 1.0')
    assert math.isnan(moment(given, words, end=every))
    last = every + half_life * math.log2(2.0**halvings + 1.0)
    assert close(moment(given, words, end=1000.0), last)


@pytest.mark.parametrize("count", [3, 6, 7, 8, 10])
def test_doses_that_add_up_to_the_level_are_not_above(count: int) -> None:
    """0.1 three times is 0.3 on paper, and more in doubles."""
    given = drug(f"{{ amount = 0.1, every = 1.0, count = {count} }}", 1e18)
    assert math.isnan(moment(given, endpoint(f'signal = "c"\nabove = {count / 10}')))
    assert moment(given, endpoint(f'signal = "c"\nabove = {count / 10 - 0.01}')) == count - 1.0


def test_what_only_touches_is_not_reached() -> None:
    window = "[[signal]]\nname = 'r'\nof = 'c'\nwindow = { height = 3.0, peak = 2.0 }"
    assert math.isnan(moment(BOLUS, window, endpoint('signal = "r"\nabove = 3.0')))
    assert close(
        moment(BOLUS, window, endpoint('signal = "r"\nabove = 2.4')), 1.0 + 2.0
    )  # C = 4, twice the peak
    constant = "[[drug]]\nname = 'd'\nconstant = { value = 0.3, start = 1.0, stop = 2.0 }"
    assert math.isnan(moment(constant, endpoint('signal = "c"\nabove = 0.3')))
    assert moment(constant, endpoint('signal = "c"\nabove = 0.29')) == 1.0
    assert moment(constant, endpoint('signal = "c"\nbelow = 0.3\nafter = 1.0')) == 2.0
    table = "[[signal]]\nname = 'r'\nof = 'c'\ntable = { x = [1.0, 2.0, 3.0], y = [0.0, 1.0, 0.0] }"
    assert math.isnan(moment(BOLUS, table, endpoint('signal = "r"\nabove = 1.0')))
    assert math.isnan(moment(BOLUS, table, endpoint('signal = "r"\nbelow = 0.0')))


def test_a_tangent_is_told_in_little_time() -> None:
    """C·[1 − 2C/(1 + C)] has its peak 3 − 2√2 where C = √2 − 1: bounds tell it apart slowly."""
    given = drug("{ amount = 3.0 }", 1.0, EFFECT.format(on="c", kind="inhibition", emax=2.0))
    peak = 3.0 - 2.0 * math.sqrt(2.0)
    running = opened(
        scenario(
            "[time]\nend = 20.0",
            CELLS,
            given,
            *(
                endpoint(f'signal = "c"\nabove = {peak * (1.0 + part)!r}', f"e{place}")
                for place, part in enumerate((1e-6, 1e-12, 0.0))
            ),
            endpoint(f'signal = "c"\nabove = {peak * (1.0 - 1e-6)!r}', "over"),
        ),
        1,
        1,
    )
    import time

    started = time.process_time()
    while not running.advance(100):
        pass
    assert time.process_time() - started < 2.0
    block = running.take()
    assert all(math.isnan(block[f"endpoint_e{place}"][0]) for place in range(3))
    assert block["endpoint_over"][0] == pytest.approx(
        math.log2(3.0 / (math.sqrt(2.0) - 1.0)), abs=0.01
    )


# -- equal times ----------------------------------------------------------------------------


def test_the_order_of_equal_times() -> None:
    """Interventions, endpoints, doses, endpoints on concentrations, the sample: all on day 2."""
    run = clonal.simulate(
        scenario(
            "[time]\nend = 4.0\nevery = 1.0",
            CELLS,
            drug("{ amount = 8.0, start = 2.0 }"),
            "[[intervention]]\nat = 2.0\nset = { clone = 'A', niche = 'n', value = 3 }",
            endpoint('signal = "cells"\nbelow = 5', "few"),
            endpoint('signal = "c"\nabove = 1.0\nafter = "few"', "much"),
            endpoint('signal = "c"\nbelow = 1.0\nafter = "few"', "little"),
            endpoint('signal = "cells"\nbelow = 5\nafter = "much"', "still"),
            "[record]\nsignals = ['c', 'cells']",
        )
    )
    assert run.endpoint_few == run.endpoint_much == run.endpoint_still == 2.0
    # The concentration of before the dose is nobody's: not even that of an endpoint just armed.
    assert float(run.endpoint_little) > 4.0 or math.isnan(run.endpoint_little)
    assert run.signal_c[2] == 8.0
    assert run.signal_cells[2] == 3.0


def test_an_endpoint_on_counts_stops_before_the_dose() -> None:
    run = clonal.simulate(
        scenario(
            "[time]\nend = 4.0\nevery = 1.0",
            CELLS,
            drug("{ amount = 8.0, start = 2.0 }"),
            "[[intervention]]\nat = 2.0\nset = { clone = 'A', niche = 'n', value = 3 }",
            endpoint('signal = "cells"\nbelow = 5\nstop = true', "few"),
            endpoint('signal = "c"\nabove = 1.0', "much"),
            "[record]\nsignals = ['c']",
        )
    )
    assert run.outcome == "stopped"
    assert run.end_time == 2.0
    assert math.isnan(run.endpoint_much)
    assert run.signal_c.tolist() == [0.0, 0.0, 0.0, 0.0, 0.0]


def test_crossing_at_a_sample_an_intervention_and_the_end() -> None:
    """C passes 1 on day 7, whatever else is done then."""
    words = endpoint('signal = "c"\nbelow = 1.0\nafter = 1.0')
    set_cells = "[[intervention]]\nat = 7.0\nset = { clone = 'A', niche = 'n', value = 3 }"
    for texts, end in (((), 20.0), ((set_cells,), 20.0), ((), 7.0 + 1e-9), ((set_cells,), 8.0)):
        assert close(moment(BOLUS, words, *texts, end=end), 7.0)
    # At the end itself it is the level, and not below.
    assert math.isnan(moment(BOLUS, words, end=7.0))


def test_stopping_leaves_the_state_of_that_moment() -> None:
    run = clonal.simulate(
        scenario(
            "[time]\nend = 20.0\nevery = 1.0",
            CELLS.replace("birth = 0.0", "birth = 0.4\ndeath = 0.2"),
            BOLUS,
            endpoint('signal = "c"\nbelow = 2.0\nafter = 1.0\nstop = true'),
            endpoint('signal = "c"\nbelow = 1.0\nafter = 1.0', "later"),
            "[record]\nsignals = ['c', 'cells']",
        ),
        seed=3,
    )
    assert run.outcome == "stopped"
    assert run.end_time == run.endpoint_e == pytest.approx(5.0, rel=1e-12)
    assert math.isnan(run.endpoint_later)
    after = run.time >= float(run.end_time)
    assert np.all(run.signal_cells[after] == run.signal_cells[after][0])
    assert run.signal_c[after] == pytest.approx(np.full(after.sum(), 2.0), rel=1e-12)
    assert run.signal_c[3] == pytest.approx(4.0, rel=1e-14)


def test_chains_on_counts_and_concentrations() -> None:
    """Each waits for the one before; what holds already counts from that moment."""
    run = simulated(
        drug("[{ amount = 8.0 }, { amount = 8.0, start = 12.0 }]"),
        "[[intervention]]\nat = 9.0\nset = { clone = 'A', niche = 'n', value = 3 }",
        endpoint('signal = "c"\nbelow = 4.0', "one"),
        endpoint('signal = "cells"\nabove = 5\nafter = "one"', "two"),
        endpoint('signal = "cells"\nbelow = 5\nafter = "two"', "three"),
        endpoint('signal = "c"\nbelow = 1.0\nafter = "three"', "four"),
        endpoint('signal = "c"\nabove = 5.0\nafter = "four"', "five"),
        endpoint('signal = "c"\nbelow = 5.0\nafter = "five"\nstop = true', "six"),
        endpoint('signal = "c"\nbelow = 4.0\nafter = "six"', "seven"),
    )
    trough = 8.0 * 0.5**6
    right = {
        "one": 2.0,
        "two": 2.0,
        "three": 9.0,
        "four": 9.0,
        "five": 12.0,
        "six": 12.0 + 2.0 * math.log2((8.0 + trough) / 5.0),
        "seven": NAN,
    }
    for name, time in right.items():
        assert close(float(run[f"endpoint_{name}"]), time), name
    assert run.end_time == run.endpoint_six


# -- bits -----------------------------------------------------------------------------------

BUSY = """
[[niche]]
name = "n"
capacity = 60
[[clone]]
name = "A"
lineage = "a"
birth = 1.5
death = 0.3
initial = { n = 20 }
[[drug]]
name = "d"
half_life = 0.7
doses = { amount = 2.0, every = 1.3, count = 6, absorption_half_life = 0.2 }
effect = [
    { on = "kill", emax = 1.0, ec50 = 0.8, hill = 2.0 },
    { on = "load", kind = "inhibition", emax = 0.9, ec50 = 0.5 },
]
[[signal]]
name = "c"
drug = "d"
[[signal]]
name = "load"
sum = [{}]
[[signal]]
name = "answer"
of = "c"
hill = { from = 0.0, to = 1.0, half = 0.5, power = 8.0 }
[record]
signals = ["c", "load"]
clones = true
"""
TIMED = "[time]\nend = 10.0\nevery = 0.5"


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_slices_change_no_bit(size: int) -> None:
    described = scenario(
        TIMED,
        BUSY,
        endpoint('signal = "load"\nbelow = 6.0', "low"),
        endpoint('signal = "load"\nabove = 9.0\nafter = "low"', "high"),
        endpoint('signal = "answer"\nbelow = 0.5\nafter = "high"', "gone"),
        endpoint('signal = "load"\nabove = 12.0\nafter = "gone"\nstop = true', "end"),
    )
    whole = engine(described, 20, 5)
    running = opened(described, 20, 5)
    while not running.advance(size):
        running.verify()
    cut = running.take()
    for name, values in whole.items():
        assert np.array_equal(values.view(np.uint8), cut[name].view(np.uint8)), name
    for name in ("low", "high", "gone", "end"):
        assert np.isfinite(whole[f"endpoint_{name}"]).any(), name


@pytest.mark.parametrize(
    "words",
    [
        'signal = "c"\nabove = 50.0',
        'signal = "c"\nabove = 2.2',  # near
        'signal = "answer"\nabove = 1.5',
        'signal = "load"\nabove = 1000.0',
        'signal = "load"\nbelow = 0.0',
    ],
)
def test_what_is_never_reached_changes_no_bit(words: str) -> None:
    without = engine(scenario(TIMED, BUSY), 50, 6)
    watched = engine(scenario(TIMED, BUSY, endpoint(words)), 50, 6)
    assert np.all(np.isnan(watched["endpoint_e"]))
    for name, values in without.items():
        assert np.array_equal(values.view(np.uint8), watched[name].view(np.uint8)), name


def test_what_is_reached_and_stops_nothing_changes_no_bit() -> None:
    without = engine(scenario(TIMED, BUSY), 50, 7)
    words = (
        'signal = "load"\nbelow = 8.0',
        'signal = "c"\nbelow = 0.5',
        'signal = "answer"\nabove = 0.5',
    )
    watched = engine(
        scenario(TIMED, BUSY, *(endpoint(one, f"e{i}") for i, one in enumerate(words))), 50, 7
    )
    for name, values in without.items():
        assert np.array_equal(values.view(np.uint8), watched[name].view(np.uint8)), name


def test_what_is_seen_at_a_sample_has_been_reached() -> None:
    """And no sample before the moment shows it."""
    block = engine(
        scenario(
            "[time]\nend = 10.0\nevery = 0.01",
            BUSY,
            *(endpoint(f'signal = "load"\nbelow = {level}.0', f"e{level}") for level in (4, 8, 12)),
            *(endpoint(f'signal = "load"\nabove = {level}.0', f"f{level}") for level in (25, 30)),
        ),
        100,
        8,
    )
    time = np.linspace(0.0, 10.0, 1001)
    for name in ("e4", "e8", "e12", "f25", "f30"):
        level = float(name[1:])
        seen = block["signal_load"] < level if name[0] == "e" else block["signal_load"] > level
        reached = np.nan_to_num(block[f"endpoint_{name}"], nan=np.inf)
        first = np.where(seen.any(axis=1), time[seen.argmax(axis=1)], np.inf)
        assert np.all(reached <= first), name
        assert np.isfinite(reached).any(), name
        # Between two samples it may be reached and left again; most often it is not.
        late = first[np.isfinite(first)] - reached[np.isfinite(first)]
        assert np.mean(late < 0.0101) > 0.5, name


def held(curve: Any, level: float, peak: float, end: float) -> tuple[float, float]:
    """Return when a curve that rises to its peak and falls is above a level."""
    if curve(peak) <= level:
        return NAN, NAN
    falls = brentq(lambda t: curve(t) - level, peak, end, xtol=1e-15)
    return brentq(lambda t: curve(t) - level, 0.0, peak, xtol=1e-15), falls


@pytest.mark.parametrize("number", range(25))
def test_two_concentrations_at_once(number: int) -> None:
    """Two drugs that rise and fall: all conditions hold first where the last of them comes to."""
    random = np.random.default_rng([20_261_127, number])
    spans, texts, conditions = [], [], []
    for name in "de":
        half_life, absorption = random.uniform(0.5, 4.0), random.uniform(0.1, 0.4)
        k, a = LN2 / half_life, LN2 / absorption
        top = math.log(a / k) / (a - k)
        level = float(random.uniform(0.1, 0.9)) * absorbed(top, k, a)
        start = float(random.uniform(0.0, 3.0))
        up, down = held(lambda t, k=k, a=a: absorbed(t, k, a), level, top, 200.0)
        spans.append((start + up, start + down))
        texts.append(
            f'[[drug]]\nname = "{name}"\nhalf_life = {half_life!r}\ndoses = {{ amount = 1.0, '
            f"start = {start!r}, absorption_half_life = {absorption!r} }}\n"
            f'[[signal]]\nname = "c{name}"\ndrug = "{name}"\n'
        )
        conditions.append(f'{{ signal = "c{name}", above = {level!r} }}')
    first, last = max(up for up, _ in spans), min(down for _, down in spans)
    when = f"when = [{', '.join(conditions)}]"
    cells = CELLS.replace('[[signal]]\nname = "c"\ndrug = "d"\n', "")
    run = clonal.simulate(
        scenario("[time]\nend = 60.0\nevery = 3.0", cells, *texts, endpoint(when)), seed=1
    )
    assert close(float(run.endpoint_e), first if first < last else NAN)


def test_a_band_of_one_concentration_is_entered_from_above() -> None:
    words = 'when = [{ signal = "c", above = 2.0 }, { signal = "c", below = 4.0 }]\nafter = 1.0'
    assert close(moment(BOLUS, endpoint(words)), 3.0)
    empty = words.replace("above = 2.0", "above = 4.0")
    assert math.isnan(moment(BOLUS, endpoint(empty)))


def test_a_concentration_over_a_sum_of_sums() -> None:
    """10 and 5 cells that stay: C / 15, within 0 and 1, and C · 15, fall below their levels."""
    cells = """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.0
initial = { n = 10 }
[[clone]]
name = "B"
lineage = "b"
birth = 0.0
initial = { n = 5 }
[[signal]]
name = "c"
drug = "d"
[[signal]]
name = "a"
sum = [{ lineage = "a" }]
[[signal]]
name = "b"
sum = [{ lineage = "b" }]
[[signal]]
name = "all"
sum = [{ lineage = "a" }, { lineage = "b" }]
[[signal]]
name = "part"
share = { of = "c", over = "all" }
[[signal]]
name = "mass"
product = ["c", "all"]
"""
    watched = [
        endpoint('signal = "part"\nbelow = 0.25\nafter = 1.0', "thin"),
        endpoint('signal = "mass"\nbelow = 30.0\nafter = 1.0', "light"),
        endpoint('signal = "a"\nabove = 20', "never"),
        endpoint('signal = "b"\nabove = 20', "neither"),
    ]
    run = clonal.simulate(
        scenario("[time]\nend = 20.0\nevery = 1.0", cells, BOLUS, *watched), seed=1
    )
    assert close(float(run.endpoint_thin), 1.0 + 2.0 * math.log2(8.0 / 3.75))
    assert close(float(run.endpoint_light), 1.0 + 2.0 * math.log2(8.0 / 2.0))
