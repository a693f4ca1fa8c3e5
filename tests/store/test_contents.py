"""A file contains what was simulated, in the form that docs/file.md promises."""

from __future__ import annotations

import dataclasses
import warnings
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray

from clonal import store
from clonal.layout import OUTCOMES, Layout
from clonal.store import schema
from support import blocks

LABELS = {"lineage", "niche", "state", "pool"}


def test_everything_is_read_back(written, layout: Layout) -> None:
    file = store.EnsembleFile(written(runs=21))
    expected = blocks.as_in_file(layout, blocks.block(layout, 7, 0, 21))
    assert set(file.names()) - LABELS - {"time"} == set(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(file[name][()], values, err_msg=name)
        np.testing.assert_array_equal(np.asarray(file[name])[:3], values[:3], err_msg=name)
    np.testing.assert_array_equal(file["time"][:], layout.time)
    assert tuple(file["niche"][:]) == layout.niches
    file.close()


def test_datasets_have_the_types_and_scales_that_are_promised(written, layout: Layout) -> None:
    population = ("run", "time", "lineage", "niche", "state")
    expected = {
        "time": ("f8", ("time",)),
        "run": ("i8", ("run",)),
        "population": ("i8", population),
        "deaths_natural": ("i8", population),
        "deaths_d": ("i8", population),
        "pool_size": ("i8", ("run", "time", "pool")),
        "signal_burden": ("f8", ("run", "time")),
        "signal_oxygen": ("f8", ("run", "time", "niche")),
        "endpoint_relapse": ("f8", ("run",)),
        "events": ("i8", ("run",)),
        "end_time": ("f8", ("run",)),
        "outcome": ("i1", ("run",)),
    }
    if layout.record_clones:
        for table, names in {
            "clone": "run_index id parent name lineage_index mutation founded niche_index",
            "clone_count": "run_index time_index clone_row niche_index state_index count",
        }.items():
            wide = {"run_index", "id", "parent", "clone_row", "count"}
            for name in names.split():
                code = "f8" if name == "founded" else "i8" if name in wide else "i4"
                expected[f"{table}/{name}"] = (code, ("row",))
        expected["clone/trait_birth"] = ("f8", ("row",))
        expected["clone/row_size"] = ("i8", ("run",))
        expected["clone_count/row_size"] = ("i8", ("run", "time"))
    found = {}
    with h5py.File(written()) as file:

        def visit(name: str, item: h5py.HLObject) -> None:
            if not isinstance(item, h5py.Dataset) or name in LABELS or name.endswith("/row"):
                return
            own = name if item.is_scale else None
            dims = tuple(own or axis[0].name.rsplit("/", 1)[-1] for axis in item.dims)
            found[name] = (item.dtype.str[1:], dims)
            assert item.dtype.str[0] in "<|"

        file.visititems(visit)
    assert found == expected


def test_every_dataset_is_compressed_and_checked(written) -> None:
    wanted = [h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_FLETCHER32]
    without = set()
    with h5py.File(written()) as file:

        def visit(name: str, item: h5py.HLObject) -> None:
            if isinstance(item, h5py.Dataset):
                properties = item.id.get_create_plist()
                filters = [properties.get_filter(i)[0] for i in range(properties.get_nfilters())]
                if filters != wanted:
                    without.add(name)

        file.visititems(visit)
    # HDF5 refuses the checksum filter for text of variable length; the seal covers the labels.
    assert without == LABELS


def test_attributes(written, layout: Layout) -> None:
    with h5py.File(written(seed=2**100)) as file:
        attributes = dict(file.attrs)
        assert file["time"].attrs["units"] == "day"
        assert file["end_time"].attrs["units"] == "day"
        assert file["endpoint_relapse"].attrs["units"] == "day"
        outcome = file["outcome"].attrs
        values = outcome["flag_values"]
        assert values.dtype == np.int8
        assert dict(zip(outcome["flag_meanings"].split(), values, strict=True)) == OUTCOMES
        assert file["endpoint_relapse"].attrs["when"] == "burden is above 10"
        assert all("long_name" in file[name].attrs for name in ("run", "population", "events"))
        if layout.record_clones:
            assert file["clone/row_size"].attrs["sample_dimension"] == "row"
            names = file["clone/name"].attrs
            assert names["flag_meanings"].split() == ["founded", "HSC", "LSC"]
            assert list(names["flag_values"]) == [-1, 0, 1]
    assert attributes["Conventions"].startswith("CF-")
    assert attributes["format"] == "clonal-ensemble"
    assert int(attributes["seed"]) == 2**100
    assert attributes["scenario"] == 'title = "made up"\n'
    assert (attributes["method"], attributes["stream_version"]) == ("exact", 1)
    assert {"format_version", "clonal_version"} <= set(attributes)


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_xarray_opens_it_as_it_is(written, layout: Layout, engine: str) -> None:
    path = written()
    expected = blocks.as_in_file(layout, blocks.block(layout, 7, 0, 20))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with xarray.open_dataset(path, engine=engine) as data:
            assert data["population"].dims == ("run", "time", "lineage", "niche", "state")
            assert list(data["lineage"].values) == list(layout.lineages)
            assert data["time"].dtype == np.float64
            assert data["endpoint_relapse"].dtype == np.float64
            chosen = data["population"].sel(lineage="leukemic", niche="hypoxic", run=3)
            np.testing.assert_array_equal(
                chosen.values[:, 0], expected["population"][3, :, 1, 0, 0]
            )
            assert not [name for name in data.dims if "phony" in str(name)]
        for group in ("clone", "clone_count") if layout.record_clones else ():
            with xarray.open_dataset(path, engine=engine, group=group) as data:
                assert not [name for name in data.dims if "phony" in str(name)]
                for name in data.data_vars:
                    np.testing.assert_array_equal(data[name].values, expected[f"{group}/{name}"])
        if layout.record_clones:
            with xarray.open_datatree(path, engine=engine) as tree:
                assert set(tree.children) == {"clone", "clone_count"}


def test_a_run_wider_than_a_chunk_is_cut_in_time(
    tmp_path: Path, identity: store.Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "CHUNK_BYTES", 64)
    layout = blocks.layout(samples=23)
    arrays = blocks.block(layout, 7, 0, 5)
    for runs in (3, 5):
        with store.opened(tmp_path / "wide.h5", layout, identity) as opened:
            block = store.MemoryBlock(layout, runs)
            first = 0 if runs == 3 else 3
            block.add(blocks.block(layout, 7, first, runs - first))
            opened.merge(runs, block)
    file = store.EnsembleFile(tmp_path / "wide.h5")
    for name, values in arrays.items():
        np.testing.assert_array_equal(file[name][()], values, err_msg=name)
    file.close()
    with h5py.File(tmp_path / "wide.h5") as raw:
        assert raw["population"].chunks[1] < 23


@pytest.mark.parametrize("samples", [0, 1])
def test_few_samples(tmp_path: Path, identity: store.Identity, samples: int) -> None:
    layout = blocks.layout(samples=samples, clones=True)
    with store.opened(tmp_path / "few.h5", layout, identity) as opened:
        block = store.MemoryBlock(layout, 3)
        block.add(blocks.block(layout, 7, 0, 3))
        opened.merge(3, block)
    expected = blocks.as_in_file(layout, blocks.block(layout, 7, 0, 3))
    file = store.EnsembleFile(tmp_path / "few.h5")
    assert file["population"].shape == (3, samples, 2, 2, 1)
    for name, values in expected.items():
        np.testing.assert_array_equal(file[name][()], values, err_msg=name)
    file.close()


def test_a_scenario_beyond_the_size_of_an_attribute(written) -> None:
    text = "# " + "x" * 200_000
    file = store.EnsembleFile(written(scenario=text))
    assert file.identity.scenario == text
    file.close()


def test_ten_thousand_declared_clones(tmp_path: Path, identity: store.Identity) -> None:
    layout = dataclasses.replace(
        blocks.layout(clones=True), clones=tuple(f"clone-{i}" for i in range(10_000))
    )
    with store.opened(tmp_path / "many.h5", layout, identity) as opened:
        block = store.MemoryBlock(layout, 1)
        block.add(blocks.block(layout, 7, 0, 1))
        opened.merge(1, block)
    file = store.EnsembleFile(tmp_path / "many.h5")
    assert file.layout.clones == layout.clones
    file.close()


@pytest.mark.parametrize("name", ["founded", "none", "LSC"])
def test_labels_are_distinct_whatever_the_names(
    tmp_path: Path, identity: store.Identity, name: str
) -> None:
    """Our words for no clone and no mutation stand in one list with the user's names."""
    layout = dataclasses.replace(
        blocks.layout(clones=True), clones=("HSC", name), mutations=(name,)
    )
    with store.opened(tmp_path / "named.h5", layout, identity) as opened:
        block = store.MemoryBlock(layout, 1)
        block.add(blocks.block(layout, 7, 0, 1))
        opened.merge(1, block)
    listed = 0
    with h5py.File(tmp_path / "named.h5") as file:

        def visit(_: str, item: h5py.HLObject) -> None:
            nonlocal listed
            if "flag_meanings" in item.attrs:
                meanings = item.attrs["flag_meanings"].split(" ")
                assert len(meanings) == len(set(meanings)) == len(item.attrs["flag_values"])
                listed += 1

        file.visititems(visit)
    assert listed == 3
    found = store.EnsembleFile(tmp_path / "named.h5")
    assert found.layout.clones == layout.clones
    assert found.layout.mutations == layout.mutations
    found.close()


def test_unknown_names_are_key_errors(written) -> None:
    file = store.EnsembleFile(written())
    for name in ("nothing", "clone", "/", "clone/nothing"):
        with pytest.raises(KeyError):
            file[name]
    file.close()
