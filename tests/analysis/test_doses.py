from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from clonal.analysis import concentrations, plasma_concentration
from clonal.analysis.doses import breaks, envelope, fine_times


def dose(amount, start=0.0, every=None, count=1, duration=None, absorption_half_life=None):
    return SimpleNamespace(**locals())


def drug(half_life, *doses, constant=()):
    return SimpleNamespace(name="drug", half_life=half_life, doses=doses, constant=constant)


def window(value, start=0.0, stop=None):
    return SimpleNamespace(value=value, start=start, stop=stop)


def test_bolus_halves_with_each_half_life_and_is_there_at_once():
    given = drug(2.0, dose(8.0, start=1.0))
    times = [0.0, np.nextafter(1.0, 0.0), 1.0, 3.0, 7.0]
    np.testing.assert_allclose(plasma_concentration(given, times), [0, 0, 8, 4, 1], rtol=1e-14)


def test_daily_doses_settle_at_the_geometric_sum():
    given = drug(0.75, dose(1.0, every=1.0, count=365))
    peak = 1.0 / (1.0 - 2.0 ** (-1.0 / 0.75))
    np.testing.assert_allclose(plasma_concentration(given, [300.0]), peak, rtol=1e-12)
    np.testing.assert_allclose(
        plasma_concentration(given, [np.nextafter(301.0, 0.0)]), peak - 1.0, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("half_life", "given"),
    [
        (0.5, dose(3.0, start=0.3, every=0.7, count=4, duration=0.4)),
        (1.5, dose(2.0, start=0.1, every=1.0, count=3, absorption_half_life=0.2)),
        (0.2, dose(2.0, start=0.1, every=1.0, count=3, absorption_half_life=1.5)),
        (0.8, dose(2.0, start=0.5, absorption_half_life=0.8)),
        (0.8, dose(2.0, start=0.5, absorption_half_life=0.8 + 1e-12)),
    ],
)
def test_infusion_and_absorption_solve_their_equation(half_life, given):
    # dC/dt = input - k C, with what is infused at a constant rate or leaves a depot.
    k = np.log(2.0) / half_life
    starts = [given.start + i * (given.every or 0.0) for i in range(given.count)]

    def slope(time, state):
        if given.duration:
            on = sum(start <= time < start + given.duration for start in starts)
            return [on * given.amount / given.duration - k * state[0], 0.0]
        ka = np.log(2.0) / given.absorption_half_life
        return [ka * state[1] - k * state[0], -ka * state[1]]

    state, now, seen, expected = np.zeros(2), 0.0, [], []
    for stop in sorted({*breaks(drug(half_life, given), 5.0), 5.0} - {0.0}):
        if now in starts and not given.duration:
            state = state + np.array([0.0, given.amount])
        times = np.linspace(now, stop, 5)[1:] - 1e-12
        piece = solve_ivp(slope, (now, stop - 1e-12), state, t_eval=times, rtol=1e-10, atol=1e-13)
        seen.extend(times)
        expected.extend(piece.y[0])
        state, now = piece.y[:, -1], stop
    level = plasma_concentration(drug(half_life, given), seen)
    np.testing.assert_allclose(level, expected, rtol=1e-7, atol=1e-9)


def test_an_infusion_gives_its_amount_however_short_it_is():
    """The day's number rounds both of its moments: by a ten-thousandth of its length."""
    given = drug(1.0, dose(8.0, start=1000.1, duration=1e-9))
    np.testing.assert_allclose(
        plasma_concentration(given, [1000.2, 1001.1]), [8.0 * 2.0**-0.1, 4.0], rtol=1e-8
    )


def test_windows_include_their_start_and_not_their_stop_and_add_up():
    given = drug(1.0, dose(4.0), constant=(window(1.0, 1.0, 2.0), window(0.5, 1.5)))
    level = plasma_concentration(given, [0.0, 1.0, 1.5, 2.0, 3.0])
    np.testing.assert_allclose(level, [4, 3, 1.5 + np.sqrt(2), 1.5, 1.0])


def test_the_envelope_holds_the_course_and_its_mean_is_the_area():
    given = drug(0.75, dose(1.0, start=10.0, every=1.0, count=100))
    spans = envelope(given, 150.0, spans=60)
    # Spans hold whole days, so that the mean does not waver where the course repeats itself.
    # They begin anew with the first dose and where the series is over.
    assert spans.edges.tolist() == [*range(0, 10, 3), *range(10, 110, 3), *range(110, 150, 3), 150]
    assert not spans.high[spans.edges[:-1] < 10.0].any()
    times = fine_times(given, 150.0, points=40_001)
    level = plasma_concentration(given, times)
    span = np.searchsorted(spans.edges, times[:-1], side="right") - 1
    assert (level[:-1] >= spans.low[span]).all()
    assert (level[:-1] <= spans.high[span]).all()
    steady = slice(20, 30)
    # The mean in steady state is one dose's area over the interval between doses.
    np.testing.assert_allclose(spans.mean[steady], 0.75 / np.log(2.0), rtol=5e-3)
    np.testing.assert_allclose(spans.high[steady], 1 / (1 - 2 ** (-1 / 0.75)), rtol=1e-9)


def test_the_envelope_of_absorbed_doses_is_level_in_steady_state():
    given = drug(0.75, dose(1.0, every=1.0, count=400, absorption_half_life=0.04))
    spans = envelope(given, 390.0)
    steady = slice(20, -1)
    assert np.ptp(spans.high[steady]) < 1e-9
    assert np.ptp(spans.low[steady]) < 1e-9
    np.testing.assert_allclose(spans.mean[steady], 0.75 / np.log(2.0), rtol=2e-3)


def test_concentrations_are_labelled_and_perfused():
    scenario = SimpleNamespace(
        time=SimpleNamespace(end=2.0, samples=np.array([0.0, 1.0, 2.0])),
        drug=(drug(1.0, dose(4.0)),),
        modifier=(),
        niche=(
            SimpleNamespace(name="hypoxic", perfusion=0.5),
            SimpleNamespace(name="vascular", perfusion=1.0),
        ),
    )
    table = concentrations(scenario)
    assert table["plasma"].sel(drug="drug").values.tolist() == [4, 2, 1]
    assert table["concentration"].sel(niche="hypoxic", time=1.0).item() == 1.0
    # Modified: by a number, or by a signal, which is another in each run.
    of = SimpleNamespace(drug=None, niche="vascular")
    scenario.modifier = (
        SimpleNamespace(on="perfusion", of=None, times=0.5),
        SimpleNamespace(on="death", of=of, times=7.0),
    )
    table = concentrations(scenario)["concentration"]
    assert table.sel(niche="vascular", time=1.0).item() == 1.0
    scenario.modifier += (SimpleNamespace(on="perfusion", of=of, times=object()),)
    table = concentrations(scenario)["concentration"]
    assert np.isnan(table.sel(niche="vascular", time=1.0).item())
    assert table.sel(niche="hypoxic", time=1.0).item() == 0.5
    scenario.drug = ()
    assert concentrations(scenario, [0.0, 5.0])["plasma"].shape == (0, 2)
    with pytest.raises(ValueError, match="ascend"):
        plasma_concentration(drug(1.0), [1.0, 0.0])
