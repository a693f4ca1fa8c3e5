"""A sample, a dose, an intervention and an end of the same day meet, however each is worked out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import clonal
from clonal.analysis.doses import breaks, plasma_concentration
from support import concentrations
from support.samplers import Sampler, engine, twin
from support.scenarios import scenario

CELLS = """
[[niche]]
name = "n"
[[clone]]
name = "A"
lineage = "a"
birth = 0.0
initial = { n = 10 }
"""


@pytest.mark.parametrize("sampled", [engine, twin])
def test_a_sample_sees_what_is_done_at_its_time(sampled: Sampler) -> None:
    """Interventions on days 0.7, 1.4, 2.1 … add a cell each."""
    days = [0.7, 1.4, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7.0, 7.7, 8.4]
    described = scenario(
        "[time]\nend = 8.4\nevery = 0.7",
        CELLS,
        *(
            f'[[intervention]]\nat = {day}\nadd = {{ clone = "A", niche = "n", value = 1 }}'
            for day in days
        ),
    )
    assert described.time.samples.tolist() == [0.0, *days]
    block = sampled(described, 1, 1)
    assert block["population"][0].ravel().tolist() == list(range(10, 23))


@pytest.mark.parametrize("sampled", [engine, twin])
@pytest.mark.parametrize("start", [0.0, 0.1, 0.3])
def test_a_sample_sees_the_dose_of_its_time(sampled: Sampler, start: float) -> None:
    """A dose each 0.1 days that does not go away within the run."""
    described = scenario(
        "[time]\nend = 1.2\nevery = 0.1",
        CELLS,
        "[[drug]]\nname = 'd'\nhalf_life = 1e6\n"
        f"doses = {{ amount = 1.0, start = {start}, every = 0.1, count = 100 }}\n"
        "[[signal]]\nname = 'c'\ndrug = 'd'\n[record]\nsignals = ['c']",
    )
    block = sampled(described, 1, 1)
    given = np.maximum(0, np.arange(13) - round(10 * start) + 1)
    assert block["signal_c"][0] == pytest.approx(given, abs=1e-4)
    drug = described.drug[0]
    assert plasma_concentration(drug, described.time.samples) == pytest.approx(given, abs=1e-4)


def test_an_infusion_ends_when_it_does_on_paper() -> None:
    """0.1 + 0.2 is 0.3, and so are the ends of a series of infusions multiples of 0.1."""
    drug = scenario(
        "[time]\nend = 2.0",
        CELLS,
        "[[drug]]\nname = 'd'\nhalf_life = 1.0\n"
        "doses = { amount = 1.0, start = 0.1, every = 0.3, count = 5, duration = 0.2 }",
    ).drug[0]
    paper = [0.1, 0.3, 0.4, 0.6, 0.7, 0.9, 1.0, 1.2, 1.3, 1.5]
    assert breaks(drug, 2.0).tolist() == [0.0, *paper, 2.0]
    assert sorted(concentrations.breaks(drug)) == paper


def test_a_window_holds_at_its_start_and_not_at_its_end() -> None:
    described = scenario(
        "[time]\nend = 2.1\nevery = 0.7",
        CELLS,
        "[[drug]]\nname = 'd'\nconstant = [{ value = 1.0, start = 0.7, stop = 2.1 }]\n"
        "[[signal]]\nname = 'c'\ndrug = 'd'\n[record]\nsignals = ['c']",
    )
    assert clonal.simulate(described).signal_c.tolist() == [0.0, 1.0, 1.0, 0.0]


def test_a_sample_is_found_by_its_day(tmp_path: Path) -> None:
    described = scenario("[time]\nend = 1.2\nevery = 0.1", CELLS)
    ensemble = clonal.run(described, tmp_path / "out.h5", runs=2, seed=1)
    with ensemble.to_xarray() as data:
        for day in (0.1, 0.2, 0.3, 0.6, 0.7, 1.1, 1.2):
            assert float(data["population"].sel(time=day).sum()) == 20.0


def test_files_of_the_streams_before_are_read_and_not_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their samples and doses were multiples of doubles: version 1."""
    path = tmp_path / "out.h5"
    described = scenario("[time]\nend = 1.0", CELLS)
    with monkeypatch.context() as before:
        before.setattr("clonal._engine.STREAM_VERSION", 1)
        clonal.run(described, path, runs=2, seed=1)
    with pytest.raises(clonal.ClonalError, match="version of the random streams is 1, not 2"):
        clonal.run(described, path, runs=4, seed=1)
    with clonal.open(path).to_xarray() as data:
        assert data["population"].sizes["run"] == 2
