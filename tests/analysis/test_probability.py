import numpy as np
import pytest
from scipy.stats import binomtest

from clonal.analysis import (
    endpoint_probability,
    extinction_probability,
    outcome_probability,
    wilson_interval,
)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (0, 30), (30, 30), (7, 30), (499, 1000)])
def test_wilson_is_that_of_scipy(k, n, confidence):
    theirs = binomtest(k, n).proportion_ci(confidence, method="wilson")
    np.testing.assert_allclose(wilson_interval(k, n, confidence), theirs, rtol=1e-12, atol=1e-15)


def test_wilson_of_newcombe():
    # Newcombe 1998, Stat Med 17:857-872, table I, score method without continuity correction.
    for k, n, expected in [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ]:
        np.testing.assert_allclose(wilson_interval(k, n), expected, atol=5e-5)


def test_nothing_tried_nothing_known():
    assert np.isnan(wilson_interval([0], [0])).all()
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 2, 95)


def test_endpoints_count_runs_that_reached_them(build_endpoints):
    nan = np.nan
    source = build_endpoints(
        10.0,
        ["reached_end", "stopped", "stopped", "extinct"],
        [10.0, 4.0, 6.0, 2.0],
        relapse=[nan, 4.0, 6.0, nan],
        cure=[nan, nan, nan, 2.0],
    )
    table = endpoint_probability(source)
    assert table["probability"].sel(endpoint="relapse") == 0.5
    assert table["median_time"].sel(endpoint="relapse") == 5.0
    assert table["reached"].values.tolist() == [2, 1]
    np.testing.assert_allclose(
        (table["lower"].sel(endpoint="cure"), table["upper"].sel(endpoint="cure")),
        binomtest(1, 4).proportion_ci(method="wilson"),
    )
    outcomes = outcome_probability(source)
    assert outcomes["count"].to_series().to_dict() == {
        "reached_end": 1,
        "stopped": 2,
        "extinct": 1,
    }
    assert "Wilson" in outcomes.attrs["interval"]


def test_extinction_by_lineage_among_the_runs_still_followed(build):
    population = np.zeros((4, 3, 2, 1, 1), dtype=int)
    population[:, :, 0] = 5
    population[:2, :, 1] = 1
    population[1, 2, 1] = 0
    source = build(
        population,
        outcome=["reached_end", "reached_end", "stopped", "reached_end"],
        end_time=[2.0, 2.0, 1.0, 2.0],
    )
    gone = extinction_probability(source)
    assert gone["probability"].sel(lineage="normal").values.tolist() == [0, 0, 0]
    np.testing.assert_allclose(gone["probability"].sel(lineage="leukemic"), [0.5, 0.5, 2 / 3])
    assert gone["runs"].values.tolist() == [4, 4, 3]
    np.testing.assert_allclose(gone["upper"].sel(lineage="leukemic")[2], wilson_interval(2, 3)[1])
    assert (extinction_probability(source, by=())["probability"] == 0).all()
