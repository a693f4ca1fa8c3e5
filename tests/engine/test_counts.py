"""Counts at the edges: vast, emptied, overflowing, and events that change none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import clonal
from clonal.errors import SimulationError
from support.fixtures import gate, sampler
from support.samplers import Sampler
from support.statistics import Gate, gated

__all__ = ["gate", "sampler"]

QUIET = """
[time]
end = 4.0
every = 1.0
[[niche]]
name = "marrow"
[[clone]]
name = "A"
lineage = "normal"
birth = 0.0
death = 0.0
initial = { marrow = 100 }
[[clone]]
name = "B"
lineage = "leukemic"
birth = 0.0
"""


def test_a_sum_forgets_what_has_left() -> None:
    """2^60 cells come and go; the hundred that stay are counted to the last."""
    scenario = clonal.loads(
        QUIET
        + """
[[intervention]]
at = 1.0
add = { clone = "B", niche = "marrow", value = 1152921504606846976 }
[[intervention]]
at = 2.0
set = { clone = "B", niche = "marrow", value = 0 }
[[signal]]
name = "all"
sum = [{}]
[[endpoint]]
name = "low"
signal = "all"
below = 50
[record]
signals = ["all"]
"""
    )
    run = clonal.simulate(scenario)
    assert run.signal_all[-1] == run.population[-1].sum() == 100
    assert np.isnan(run.endpoint_low)


def test_a_heavy_weight_leaves_no_trace() -> None:
    scenario = clonal.loads(
        QUIET
        + """
[[intervention]]
at = 1.0
add = { clone = "B", niche = "marrow", value = 1 }
[[intervention]]
at = 2.0
set = { clone = "B", niche = "marrow", value = 0 }
[[signal]]
name = "load"
sum = [{ clone = "A" }, { clone = "B", weight = 1e17 }]
[record]
signals = ["load"]
"""
    )
    assert clonal.simulate(scenario).signal_load.tolist() == [100, 1e17 + 100, 100, 100, 100]


def test_overflow_is_told_with_its_place_and_time() -> None:
    most = 2**62
    scenario = clonal.loads(
        QUIET.replace("100", str(most))
        + f"""
[[intervention]]
at = 1.5
add = {{ clone = "B", niche = "marrow", value = {most} }}
"""
    )
    with pytest.raises(SimulationError, match=r"clone B in niche marrow .*day 1\.5.*2\^62"):
        clonal.simulate(scenario)


@pytest.mark.parametrize("words", ["inflow = 20.0", "birth = 5e-18", ""])
def test_a_pool_that_overflows_is_told_with_its_name_and_time(words: str) -> None:
    """Whatever fills it: what comes, what is born in it, what another pool turns into."""
    scenario = clonal.loads(
        QUIET
        + f"""
[[pool]]
name = "full"
initial = {2**62}
{words}
[[pool]]
name = "source"
initial = 1000
convert = [{{ to = "full", rate = {0.0 if words else 0.1} }}]
"""
    )
    with pytest.raises(SimulationError, match=r"pool full.*day [0-3]\..*2\^62"):
        clonal.simulate(scenario)


@pytest.mark.parametrize("cells", [1000, 10**9, 10**16, 2**62])
@gated(alpha=1e-9)
def test_survivors_of_a_scale_are_binomial(gate: Gate, sampler: Sampler, cells: int) -> None:
    """Bulk and tails of the standardised survivors, at any size."""
    scenario = clonal.loads(
        QUIET.replace("100", str(cells))
        + """
[[intervention]]
at = 1.0
scale = { factor = 0.5 }
"""
    )
    runs = 4000
    left = sampler(scenario, runs, gate.seed())["population"][:, 1].sum(axis=(1, 2, 3))
    spread = np.sqrt(cells / 4)
    for z in (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5):
        cut = int(cells / 2 + z * spread)
        law = stats.binom.cdf(cut, cells, 0.5) if cells < 10**6 else stats.norm.cdf(z)
        gate.count(f"below {z} sd", int(np.count_nonzero(left <= cut)), runs, float(law))


def test_a_division_without_a_trace_is_an_event() -> None:
    """In the last stage one daughter stays and the other leaves: nothing is more or less."""
    asymmetric = QUIET.replace(
        "birth = 0.0\ndeath = 0.0\ninitial", "birth = 0.0\nasymmetric = 0.5\ninitial", 1
    )
    scenario = clonal.loads(asymmetric)
    run = clonal.simulate(scenario)
    assert run.events > 100
    assert (run.population[:, 0] == 100).all()


def test_inherited_self_renewal_is_recorded() -> None:
    scenario = clonal.loads(
        QUIET.replace(
            "birth = 0.0\ndeath = 0.0\ninitial", "division = 0.5\nself_renewal = 1.0\ninitial", 1
        )
        + """
[[mutation]]
name = "worn"
from = "A"
to = "new"
rate = 0.2
effects = { self_renewal = { times = 0.5 } }
[record]
clones = true
"""
    )
    run = clonal.simulate(scenario)
    assert set(run["clone/trait_self_renewal"].tolist()) >= {1.0, 0.5}


def test_a_rate_falls_no_lower_than_zero() -> None:
    """A falling line times a death rate stops deaths; it does not give any back."""
    scenario = clonal.loads(
        QUIET.replace("death = 0.0", "death = 0.5")
        + """
[[signal]]
name = "crowd"
sum = [{}]
[[modifier]]
on = "death"
signal = "crowd"
times = { linear = { at_zero = 1.0, slope = -0.1 } }
"""
    )
    run = clonal.simulate(scenario)
    assert run.events == 0
    assert (run.population[:, 0] == 100).all()


def test_amplification_may_be_as_large_as_a_count() -> None:
    scenario = clonal.loads(
        """
stages = ["stem", "blast"]
[time]
end = 50.0
[[niche]]
name = "marrow"
[[clone]]
name = "A"
lineage = "normal"
division = 1.0
self_renewal = 0.0
amplification = 3000000000
initial = { marrow = 1 }
"""
    )
    run = clonal.simulate(scenario)
    assert run.population[-1].ravel().tolist() == [0, 6_000_000_000]


def test_a_run_too_fast_for_time_to_go_on_is_told() -> None:
    scenario = clonal.loads(
        QUIET.replace(
            '"B"\nlineage = "leukemic"\nbirth = 0.0', '"B"\nlineage = "leukemic"\nbirth = 1e17'
        )
        + """
[[intervention]]
at = 2.0
add = { clone = "B", niche = "marrow", value = 100 }
"""
    )
    with pytest.raises(SimulationError, match="too many for time to go on"):
        clonal.simulate(scenario)


def test_cycling_with_growth_factors_and_unequal_clones() -> None:
    """`plus` on division raises what a cycling kill sees, for each clone by its own rate."""
    scenario = clonal.loads(
        QUIET.replace(
            '"A"\nlineage = "normal"\nbirth = 0.0', '"A"\nlineage = "normal"\nbirth = 0.2'
        ).replace(
            '"B"\nlineage = "leukemic"\nbirth = 0.0', '"B"\nlineage = "leukemic"\nbirth = 0.4'
        )
        + """
initial = { marrow = 100 }
[[modifier]]
on = "birth"
plus = 0.2
[[drug]]
name = "cytarabine"
constant = { value = 1.0, start = 0.0 }
[[drug.effect]]
on = "kill"
emax = 0.5
ec50 = 1.0
cycling = true
"""
    )
    ends = [clonal.simulate(scenario, seed=3, run=i).population[1, :, 0, 0] for i in range(400)]
    # A: 0.4 − 0.25 · 2; B: 0.6 − 0.25 · 1.5 a day. Six standard errors at the least.
    mean = np.mean(ends, axis=0)
    assert np.allclose(mean, 100 * np.exp([-0.1, 0.225]), atol=6 * 14 / 20)


VAST_AND_GROWING = """
[time]
end = 1.0
every = 0.5
[[niche]]
name = "marrow"
[[clone]]
name = "A"
lineage = "normal"
birth = {birth}
initial = {{ marrow = {cells} }}
[[signal]]
name = "load"
sum = [{{ weight = {weight} }}]
[record]
signals = ["load"]
"""
# Events keep a sum up to date that an endpoint reads; one that is only recorded is added up.
WATCHED = '[[endpoint]]\nname = "more"\nsignal = "load"\nabove = 1e30\n'


@pytest.mark.parametrize("watched", [True, False])
@pytest.mark.parametrize(("cells", "weight"), [(2**60, 1), (2_000, 0.1)])
def test_a_sum_is_that_of_the_counts_to_the_last_digit(
    cells: int, weight: float, watched: bool
) -> None:
    """Thousands of births add nothing that is lost: neither beside 2^60 cells nor by 0.1 each."""
    described = VAST_AND_GROWING.format(birth=8_000.0 / cells, cells=cells, weight=weight)
    run = clonal.simulate(clonal.loads(described + WATCHED * watched), seed=4)
    counts = run.population.reshape(3, -1).sum(axis=1)
    assert counts[-1] - counts[0] > 5_000
    assert run.signal_load.tolist() == [weight * float(count) for count in counts]
