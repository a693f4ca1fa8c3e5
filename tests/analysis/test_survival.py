import hashlib

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from clonal.analysis import aalen_johansen, event_free, kaplan_meier, wilson_interval
from clonal.analysis.incidence import CENSORED, COMPETING, EVENT, incidence_steps, tally
from clonal.analysis.survival import follow_up
from clonal.errors import ClonalError

# Freireich et al. 1963 (Blood 21:699-716): weeks in remission of children with acute leukaemia
# under 6-mercaptopurine; the table of every textbook, its product-limit column by hand.
REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [EVENT] * 9 + [CENSORED] * 12


def test_kaplan_meier_of_freireich():
    curve = kaplan_meier(REMISSION, RELAPSED)
    at = dict(zip(curve.time, curve.without, strict=True))
    factors = {6: 18 / 21, 7: 16 / 17, 10: 14 / 15, 13: 11 / 12, 16: 10 / 11, 22: 6 / 7, 23: 5 / 6}
    expected = np.cumprod(list(factors.values()))
    np.testing.assert_allclose([at[week] for week in factors], expected)
    # Greenwood's standard error at week 23, printed as 0.135 (Collett; Kleinbaum).
    week = int(np.searchsorted(curve.time, 23))
    greenwood = sum(
        d / (n * (n - d)) for n, d in [(21, 3), (17, 1), (15, 1), (12, 1), (11, 1), (7, 1), (6, 1)]
    )
    s = expected[-1]
    assert round(s * np.sqrt(greenwood), 3) == 0.135
    shift = 1.959963984540054 * np.sqrt(greenwood) / np.log(s)
    np.testing.assert_allclose(curve.lower[week], s ** np.exp(-shift), rtol=1e-12)
    np.testing.assert_allclose(curve.upper[week], s ** np.exp(shift), rtol=1e-12)
    assert curve.at_risk[week] == 6


def test_without_competing_events_both_estimators_agree():
    rng = np.random.default_rng(3)
    time = np.round(rng.exponential(10.0, 200), 0) + 1
    cause = np.where(rng.random(200) < 0.6, EVENT, CENSORED)
    for confidence in (0.8, 0.95):
        ours, theirs = (f(time, cause, confidence) for f in (aalen_johansen, kaplan_meier))
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12)
    steps = ecdf(CensoredData(time[cause == EVENT], right=time[cause == CENSORED])).sf
    np.testing.assert_allclose(aalen_johansen(time, cause).without, steps.probabilities, rtol=1e-12)


def test_aalen_johansen_by_hand():
    # Ten runs: n, events, competing events at each time, and the table worked with fractions:
    #   t  n  d1 d2   S(t-)     F1 = sum S(t-) d1/n      S
    #   1 10   1  0   1         1/10                     9/10
    #   2  9   0  1   9/10      1/10                     8/10
    #   3  8   1  1   8/10      1/10 + 8/10*1/8 = 1/5    8/10*6/8 = 3/5
    #   4  6   0  0   (two censored)                     3/5
    #   5  4   1  0   3/5       1/5 + 3/5*1/4 = 7/20     9/20
    #   6  3   0  1   9/20      7/20                     3/10
    #   7  2   1  0   3/10      7/20 + 3/10*1/2 = 1/2    3/20
    #   8  1   0  0   (one censored)
    time = [1, 2, 3, 3, 4, 4, 5, 6, 7, 8]
    cause = [
        EVENT,
        COMPETING,
        EVENT,
        COMPETING,
        CENSORED,
        CENSORED,
        EVENT,
        COMPETING,
        EVENT,
        CENSORED,
    ]
    curve = aalen_johansen(time, cause)
    expected = 1 - np.array([1 / 10, 1 / 10, 1 / 5, 1 / 5, 7 / 20, 7 / 20, 1 / 2, 1 / 2])
    np.testing.assert_allclose(curve.without, expected, rtol=1e-14)
    assert curve.at_risk.tolist() == [10, 9, 8, 6, 4, 3, 2, 1]


def marubini_valsecchi(at_risk, events, competing):
    """The delta-method variance as their book prints it: three sums for each time."""
    n, d1, d = (np.asarray(x, dtype=float) for x in (at_risk, events, events + competing))
    alive = np.cumprod(1 - d / n)
    before = np.concatenate([[1.0], alive[:-1]])
    reached = np.cumsum(before * d1 / n)
    variance = []
    for j in range(n.size):
        i = slice(0, j + 1)
        gap = reached[j] - reached[i]
        variance.append(
            np.sum(gap**2 * d[i] / (n[i] * (n[i] - d[i])))
            + np.sum(before[i] ** 2 * d1[i] * (n[i] - d1[i]) / n[i] ** 3)
            - 2 * np.sum(gap * before[i] * d1[i] / n[i] ** 2)
        )
    return np.array(variance)


def test_the_variance_is_the_delta_methods():
    rng = np.random.default_rng(5)
    time = rng.integers(1, 30, size=150).astype(float)
    cause = rng.choice([CENSORED, EVENT, COMPETING], size=150, p=[0.4, 0.35, 0.25])
    cause[time == 29] = CENSORED
    _, at_risk, events, competing = tally(time, cause)
    _, variance = incidence_steps(at_risk, events, competing)
    np.testing.assert_allclose(variance, marubini_valsecchi(at_risk, events, competing), rtol=1e-10)


def test_without_censoring_the_incidence_is_a_proportion_with_binomial_variance():
    rng = np.random.default_rng(6)
    time = rng.integers(1, 20, size=80).astype(float)
    cause = rng.choice([EVENT, COMPETING], size=80)
    steps, at_risk, events, competing = tally(time, cause)
    without, variance = incidence_steps(at_risk, events, competing)
    share = np.array([np.mean((time <= step) & (cause == EVENT)) for step in steps])
    np.testing.assert_allclose(1 - without, share, rtol=1e-12)
    np.testing.assert_allclose(variance, share * (1 - share) / 80, rtol=1e-12)


def test_kaplan_meier_refuses_competing_events():
    with pytest.raises(ValueError, match="competing"):
        kaplan_meier([1.0], [COMPETING])


def test_what_ends_the_follow_up(build_endpoints):
    nan = np.nan
    source = build_endpoints(
        100.0,
        ["reached_end", "extinct", "stopped", "stopped", "reached_end", "extinct"],
        [100.0, 20.0, 40.0, 50.0, 100.0, 30.0],
        relapse=[nan, nan, 40.0, nan, 60.0, 70.0],
        death=[nan, nan, nan, 50.0, nan, nan],
    )
    time, cause = follow_up(source, "relapse")
    # Extinct runs stay event-free to the end; an endpoint reached after extinction still counts.
    assert time.tolist() == [100.0, 100.0, 40.0, 50.0, 60.0, 70.0]
    assert cause.tolist() == [CENSORED, CENSORED, EVENT, COMPETING, EVENT, EVENT]
    curve = event_free(source, "relapse")
    assert curve.attrs["estimator"] == "Aalen-Johansen"
    assert (curve.attrs["events"], curve.attrs["competing"]) == (3, 1)
    assert curve["time"].values.tolist() == [0, 40, 50, 60, 70, 100]
    # Nobody is censored before the end: each event takes a sixth.
    np.testing.assert_allclose(curve["without"], [1, 5 / 6, 5 / 6, 4 / 6, 3 / 6, 3 / 6])
    assert curve["at_risk"].values.tolist() == [6, 6, 5, 4, 3, 2]
    death = event_free(source, "death")
    np.testing.assert_allclose(death["without"][-1], 5 / 6)
    with pytest.raises(ClonalError, match="there is relapse, death"):
        follow_up(source, "cure")


def test_an_endpoint_that_stops_its_own_run_is_no_competing_risk(build_endpoints):
    source = build_endpoints(
        10.0, ["stopped", "reached_end", "extinct"], [3.0, 10.0, 1.0], relapse=[3.0, np.nan, np.nan]
    )
    curve = event_free(source, "relapse")
    assert curve.attrs["estimator"] == "Kaplan-Meier"
    np.testing.assert_allclose(curve["without"], [1, 2 / 3, 2 / 3])


def test_nothing_happened_or_all_has_and_the_interval_is_still_honest(build_endpoints):
    never = event_free(
        build_endpoints(10.0, ["reached_end"] * 50, [10.0] * 50, relapse=[np.nan] * 50), "relapse"
    )
    assert never["without"].values.tolist() == [1, 1]
    np.testing.assert_allclose(never["lower"], wilson_interval(50, 50)[0])
    assert (never["upper"] == 1).all()
    always = event_free(
        build_endpoints(10.0, ["stopped"] * 3, [2.0, 0.0, 4.0], relapse=[2.0, 0.0, 4.0]), "relapse"
    )
    assert always["time"].values.tolist() == [0, 2, 4, 10]
    np.testing.assert_allclose(always["without"], [2 / 3, 1 / 3, 0, 0], atol=1e-15)
    # Every run is followed to its event: the interval is that of none of three.
    np.testing.assert_allclose(always["lower"][-2:], 0, atol=1e-15)
    np.testing.assert_allclose(always["upper"][-2:], wilson_interval(0, 3)[1])
    assert not np.isnan(always["upper"]).any()


def test_runs_that_others_stopped_are_known_never_to_have_the_event(build_endpoints):
    source = build_endpoints(
        10.0,
        ["stopped"] * 40,
        np.linspace(1.0, 9.0, 40),
        relapse=[np.nan] * 40,
        death=np.linspace(1.0, 9.0, 40),
    )
    curve = event_free(source, "relapse")
    assert (curve["without"] == 1).all()
    np.testing.assert_allclose(curve["lower"], wilson_interval(40, 40)[0])
    # A run censored before tells nothing any more.
    early = kaplan_meier([1.0, 1.0, 2.0, 3.0], [CENSORED, CENSORED, CENSORED, CENSORED])
    np.testing.assert_allclose(early.lower, wilson_interval([4, 2, 1], [4, 2, 1])[0])


def test_read_at_given_times(build_endpoints):
    source = build_endpoints(
        10.0, ["reached_end"] * 4, [10.0] * 4, relapse=[2.0, 5.0, np.nan, np.nan]
    )
    curve = event_free(source, "relapse", times=[0.0, 1.9, 2.0, 7.0, 10.0])
    assert curve["without"].values.tolist() == [1, 1, 0.75, 0.5, 0.5]
    assert curve["at_risk"].values.tolist() == [4, 4, 4, 2, 2]
    with pytest.raises(ValueError, match="within"):
        event_free(source, "relapse", times=[11.0])


def test_the_interval_covers():
    # Exponential times with a competing risk and random censoring, F(1) known. The interval is
    # approximate: it may miss 6 % of 1,000 samples, and then more than 110 with probability 5e-10.
    seed = hashlib.sha256(b"test_the_interval_covers").digest()[:8]
    rng = np.random.default_rng(list(seed))
    truth = 1 - 0.6 * (1 - np.exp(-1.0))
    missed = 0
    for _ in range(1000):
        time, late = rng.exponential(1.0, 60), rng.uniform(0.5, 3.0, 60)
        cause = np.where(rng.random(60) < 0.6, EVENT, COMPETING)
        cause[time > late] = CENSORED
        curve = aalen_johansen(np.minimum(time, late), cause)
        place = np.searchsorted(curve.time, 1.0, side="right") - 1
        missed += not curve.lower[place] <= truth <= curve.upper[place]
    assert missed <= 110
