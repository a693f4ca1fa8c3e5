import numpy as np
import pytest

from clonal.analysis import quantile_bands
from clonal.errors import ClonalError


def cells(runs=7, times=5, lineages=2, niches=3, states=2):
    rng = np.random.default_rng(11)
    return rng.integers(0, 1000, size=(runs, times, lineages, niches, states))


@pytest.mark.parametrize("by", [("lineage",), ("lineage", "niche"), ("niche", "state"), ()])
def test_bands_are_the_quantiles_over_runs_of_the_sums(build, by):
    population = cells()
    bands = quantile_bands(build(population), by=by)
    axes = {"lineage": 2, "niche": 3, "state": 4}
    summed = population.sum(axis=tuple(place for axis, place in axes.items() if axis not in by))
    assert bands["quantiles"].dims == ("quantile", "time", *by)
    for level in bands["quantile"].values:
        expected = np.quantile(summed, level, axis=0)
        np.testing.assert_allclose(bands["quantiles"].sel(quantile=level), expected, rtol=1e-14)
    np.testing.assert_allclose(bands["mean"], summed.mean(axis=0))
    assert bands["quantiles"].attrs["units"] == "cells"
    assert bands["time"].attrs["units"] == "day"


def test_one_axis_may_be_named_alone(build):
    source = build(cells())
    assert quantile_bands(source, by="niche").identical(quantile_bands(source, by=("niche",)))


def test_a_stopped_run_is_left_out_after_it_stopped_and_an_extinct_one_is_not(build):
    population = np.array([10, 20, 1000, 0]).reshape(4, 1, 1, 1, 1) * np.ones((4, 4, 1, 1, 1))
    source = build(
        population,
        outcome=["reached_end", "reached_end", "stopped", "extinct"],
        end_time=[3.0, 3.0, 1.0, 0.5],
    )
    bands = quantile_bands(source, quantiles=[1.0])
    # The state at the time of stopping is a state of the process; later samples only repeat it.
    assert bands["quantiles"].values.ravel().tolist() == [1000.0, 1000.0, 20.0, 20.0]
    assert bands["mean"].values.ravel().tolist() == [257.5, 257.5, 10.0, 10.0]
    assert bands["runs"].values.tolist() == [4, 4, 3, 3]


def test_where_no_run_is_followed_there_is_no_number(build):
    source = build(np.ones((2, 3, 1, 1, 1)), outcome=["stopped"] * 2, end_time=[0.5, 1.0])
    bands = quantile_bands(source)
    assert np.isnan(bands["quantiles"].isel(time=2)).all()
    assert bands["runs"].values.tolist() == [2, 1, 0]


def test_slices_of_any_size_give_the_same_bands_and_read_no_more_than_allowed(build, monkeypatch):
    import clonal.analysis.bands as module

    population = cells(runs=50, times=40)
    whole = quantile_bands(build(population))
    source = build(population)
    monkeypatch.setattr(module, "READ_BYTES", 2000)
    sliced = quantile_bands(source, memory=3 * 50 * 2 * 8)
    assert whole.identical(sliced)
    assert source["population"].largest <= 2000


def test_sums_near_the_limit_of_counts_do_not_wrap(build):
    population = np.full((1, 1, 1, 2, 1), 2**62)
    assert float(quantile_bands(build(population))["mean"][0, 0]) == 2.0**63


def test_pools_and_signals_have_bands_of_their_own(build):
    from dataclasses import replace

    source = build(cells(runs=3, times=2, niches=2))
    source.layout = replace(source.layout, pools=("msc",), signals=(("o2", True), ("all", False)))
    counted = type(source["population"])
    source.arrays["pool_size"] = counted(np.arange(6).reshape(3, 2, 1))
    source.arrays["signal_o2"] = counted(np.arange(12.0).reshape(3, 2, 2))
    source.arrays["signal_all"] = counted(np.arange(6.0).reshape(3, 2))
    assert quantile_bands(source, "pool_size")["mean"].sel(pool="msc").values.tolist() == [2, 3]
    assert quantile_bands(source, "signal_o2")["mean"].sel(niche="niche1").values.tolist() == [5, 7]
    assert quantile_bands(source, "signal_all")["mean"].values.tolist() == [2, 3]
    with pytest.raises(ValueError, match="sum has no meaning"):
        quantile_bands(source, "signal_o2", by=())


def test_what_makes_no_sense_is_refused(build):
    source = build(cells())
    with pytest.raises(ClonalError, match="no dataset 'cells'"):
        quantile_bands(source, "cells")
    with pytest.raises(ValueError, match="no axis 'clone'"):
        quantile_bands(source, by=("clone",))
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_bands(source, quantiles=[50.0])
    with pytest.raises(ClonalError, match="no finished run"):
        quantile_bands(build(np.zeros((0, 2, 1, 1, 1))))
