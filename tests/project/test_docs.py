"""The pages say what the code does, where that can be compared."""

from __future__ import annotations

import re
from pathlib import Path

import h5py
import numpy as np

import clonal
from clonal.layout import OUTCOMES, Layout
from clonal.store import schema

EVERYTHING = Layout(
    time=np.array([0.0, 1.0]),
    lineages=("normal",),
    niches=("marrow",),
    states=("stem",),
    pools=("effector",),
    signals=(("NAME", True),),
    endpoints=("NAME",),
    clones=("HSC",),
    clone_lineage=(0,),
    mutations=("driver",),
    traits=("NAME",),
    record_clones=True,
)


def test_every_dataset_of_the_file_is_described(repository: Path) -> None:
    page = (repository / "docs" / "file.md").read_text()
    described = set(re.findall(r"`(\w+)`", page))
    fields = [*schema.run_fields(EVERYTHING), *schema.row_fields(EVERYTHING)]
    written = {field.path.split("/")[-1] for field in fields} | set(schema.labels(EVERYTHING))
    assert written - described == set()
    for outcome, value in OUTCOMES.items():
        assert f"`{outcome}` ({value})" in page


def test_every_attribute_of_the_file_is_described(repository: Path, tmp_path: Path) -> None:
    scenario = clonal.loads(
        """
        time = { end = 1.0 }
        niche = [{ name = "marrow" }]
        clone = [{ name = "HSC", lineage = "normal", birth = 0.0, initial = { marrow = 1 } }]
        """
    )
    file = tmp_path / "small.h5"
    clonal.run(scenario, file, runs=1, seed=1, workers=1).close()
    with h5py.File(file) as opened:
        attributes = set(opened.attrs)
    page = (repository / "docs" / "file.md").read_text()
    assert attributes - set(re.findall(r"`(\w+)`", page)) == set()


def test_every_published_function_is_described(repository: Path) -> None:
    page = (repository / "docs" / "compiled.md").read_text()
    header = (repository / "clonal" / "include" / "clonal.h").read_text()
    table = set(re.findall(r"\(\*(\w+)\)\(", header))
    assert table
    assert table - set(re.findall(r"`(\w+)`", page)) == set()


def test_files_that_pages_name_exist(repository: Path) -> None:
    for page in (repository / "docs").glob("*.md"):
        for name in re.findall(r"`((?:clonal|ext|tests|docs)/[\w/.]*)`", page.read_text()):
            assert (repository / name).exists(), f"{page.name}: {name}"
