"""An ensemble is read lazily, and says what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

import clonal


@pytest.fixture(scope="module")
def path(scenario: clonal.Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ensemble") / "some.h5"
    clonal.run(scenario, file, runs=12, seed=3).close()
    return file


@pytest.fixture
def ensemble(path: Path) -> Iterator[clonal.Ensemble]:
    with clonal.open(path) as opened:
        yield opened


def test_what_it_says_of_itself(ensemble: clonal.Ensemble, scenario: clonal.Scenario) -> None:
    assert ensemble.runs == len(ensemble) == 12
    assert (ensemble.seed, ensemble.method, ensemble.version) == (3, "exact", clonal.__version__)
    assert ensemble.scenario == scenario
    assert "12 runs" in repr(ensemble)
    assert "population" in ensemble
    assert "clone/founded" in ensemble
    assert "nothing" not in ensemble
    assert "run: 12" in repr(ensemble["population"])
    assert "on disk" in repr(ensemble["population"])


def test_the_layout_is_that_of_the_program(
    ensemble: clonal.Ensemble, scenario: clonal.Scenario
) -> None:
    from clonal.compile import compile_scenario

    expected = compile_scenario(scenario).layout
    found = ensemble.layout
    np.testing.assert_array_equal(found.time, expected.time)
    for name in vars(expected):
        if name not in ("time", "traits"):
            assert getattr(found, name) == getattr(expected, name), name
    assert set(found.traits) == set(expected.traits)


def test_slices_are_numpy(ensemble: clonal.Ensemble) -> None:
    population = ensemble["population"]
    assert population.ndim == 5
    assert population.dims == ("run", "time", "lineage", "niche", "state")
    assert isinstance(population[:2], np.ndarray)
    np.testing.assert_array_equal(np.asarray(population), population[:])
    assert int(population[0, 0].sum()) == 30
    with pytest.raises(ValueError, match="copy"):
        np.array(population, copy=False)


def test_clones_of_a_run(ensemble: clonal.Ensemble) -> None:
    for run in (0, 5, 11):
        clones = ensemble.clones(run)
        counts = ensemble.clone_counts(run)
        assert clones["name"][:2].tolist() == ["HSC", "LSC"]
        assert set(clones["name"][2:]) <= {""}
        assert set(clones["mutation"][2:]) <= {"driver"}
        assert set(clones["mutation"][:2]) == {""}
        np.testing.assert_array_equal(clones["id"], np.arange(len(clones["id"])))
        assert set(counts["id"]) <= set(clones["id"])
        cells = np.zeros_like(ensemble["population"][run])
        lineage = clones["lineage_index"][counts["id"]]
        where = (counts["time_index"], lineage, counts["niche_index"], counts["state_index"])
        np.add.at(cells, where, counts["count"])
        np.testing.assert_array_equal(cells, ensemble["population"][run])


@pytest.mark.parametrize("run", [-1, 12])
def test_no_such_run(ensemble: clonal.Ensemble, run: int) -> None:
    with pytest.raises(clonal.ClonalError, match="runs 0 to 11"):
        ensemble.clones(run)
    with pytest.raises(clonal.ClonalError, match="runs 0 to 11"):
        ensemble.clone_counts(run)


def test_clones_that_were_not_recorded(tmp_path: Path) -> None:
    scenario = clonal.load("luria-delbruck")
    with (
        clonal.run(scenario, tmp_path / "x.h5", runs=1, seed=1) as ensemble,
        pytest.raises(clonal.ClonalError, match="not recorded"),
    ):
        ensemble.clones(0)


def test_labelled(ensemble: clonal.Ensemble) -> None:
    data = ensemble.to_xarray()
    sick = data["population"].sel(lineage="leukemic").sum(["niche", "state"])
    np.testing.assert_array_equal(sick.values, ensemble["signal_burden"][:])
    data.close()
    tree = ensemble.to_datatree()
    assert set(tree.children) == {"clone", "clone_count"}
    np.testing.assert_array_equal(tree["clone/founded"].values, ensemble["clone/founded"][:])
    tree.close()


def test_reading_is_lazy(ensemble: clonal.Ensemble, path: Path) -> None:
    """A dataset of which nothing is sliced may be damaged without anybody noticing."""
    with h5py.File(path) as file:
        chunk = file["population"].id.get_chunk_info(0)
    data = bytearray(path.read_bytes())
    data[chunk.byte_offset + 5] ^= 1
    copy = path.with_name("damaged.h5")
    copy.write_bytes(data)
    with clonal.open(copy) as damaged:
        np.testing.assert_array_equal(damaged["events"][:], ensemble["events"][:])
        labelled = damaged.to_xarray()
        assert labelled["population"].shape == (12, 9, 2, 2, 1)
        labelled.close()
        with pytest.raises(clonal.StoreError, match="damaged"):
            damaged["population"][0]


def test_a_closed_ensemble(path: Path) -> None:
    ensemble = clonal.open(path)
    population = ensemble["population"]
    ensemble.close()
    for read in (lambda: ensemble["population"], lambda: population[0]):
        with pytest.raises(clonal.StoreError, match="is closed"):
            read()


def test_an_unfinished_ensemble(tmp_path: Path) -> None:
    (tmp_path / "some.h5.parts").mkdir()
    with pytest.raises(clonal.StoreError, match="is not finished"):
        clonal.open(tmp_path / "some.h5")


def test_errors_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(clonal.StoreError, match="nothing"):
        clonal.open(tmp_path / "nothing.h5")
