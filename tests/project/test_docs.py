"""The pages say what the code does, where that can be compared."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import clonal
from clonal.layout import OUTCOMES, Layout
from clonal.store import schema

EVERYTHING = Layout(
    time=np.array([0.0, 1.0]),
    lineages=("normal",),
    niches=("marrow",),
    states=("stem",),
    causes=("NAME",),
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


#: The tables of the page, by what stands before them, and the group of their datasets.
TABLES = {"## At the root": "", "`clone/` has": "clone/", "`clone_count/` has": "clone_count/"}


def test_the_types_of_the_file_are_those_of_the_page(repository: Path) -> None:
    """A row gives dataset, dimensions (at the root) and type; several share a row, and a type."""
    page = (repository / "docs" / "file.md").read_text()
    described: dict[str, tuple[str, str]] = {}
    for title, group in TABLES.items():
        table = page.partition(title)[2].partition("\n|")[2].partition("\n\n")[0]
        for line in table.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            if not cells[0].startswith("`"):
                continue
            kinds = cells[1 if group else 2].rpartition(") ")[2].split(", ")
            for place, name in enumerate(re.findall(r"`(\w+)`", cells[0])):
                described[group + name] = cells[1], kinds[min(place, len(kinds) - 1)]
    for field in [*schema.run_fields(EVERYTHING), *schema.row_fields(EVERYTHING)]:
        dims, kind = described[field.path]
        assert kind == str(field.dtype), field.path
        if "/" not in field.path:
            assert re.sub(r"[()]| (?=\()", "", dims).split(", ") == list(field.dims), field.path


def test_the_page_of_benchmarks_is_made_from_its_figures(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (repository / "benchmarks").exists():
        pytest.skip("no benchmarks here: this is a source distribution")
    monkeypatch.syspath_prepend(str(repository))
    from benchmarks import table
    from benchmarks.measure import Timing

    def entry(found: dict[str, Any]) -> table.Entry:
        timing, agreement = found.pop("timing"), found.pop("agreement")
        return table.Entry(
            **found,
            timing=Timing(**timing) if timing else None,
            agreement=table.Agreement(**agreement) if agreement else None,
        )

    found = json.loads((repository / "docs" / "benchmarks.json").read_text())
    comparisons = [
        table.Comparison(one["key"], one["title"], [entry(each) for each in one["entries"]])
        for one in found["comparisons"]
    ]
    figures = [table.Figure(**one) for one in found["figures"]]
    made = table.markdown(comparisons, figures, found["machine"])
    assert (repository / "docs" / "benchmarks.md").read_text() == made


def test_links_between_pages_lead_somewhere(repository: Path) -> None:
    def anchors(page: Path) -> set[str]:
        titles = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
        return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}

    for page in [*(repository / "docs").glob("*.md"), repository / "README.md"]:
        links = re.findall(r"\]\(([\w./-]*\.md)?(?:#([\w-]+))?\)", page.read_text())
        for file, anchor in links:
            target = page.parent / file if file else page
            assert target.exists(), f"{page.name}: {file}"
            assert not anchor or anchor in anchors(target), f"{page.name}: {file}#{anchor}"


def test_laws_are_written_on_one_page(repository: Path) -> None:
    """Pages beside model.md link to laws: of two places for one law, one would go stale."""
    for name in ("index.md", "architecture.md"):
        page = (repository / "docs" / name).read_text()
        assert not re.search(r"\]\+|ec50|capacity\]|Σ", page), name


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


def test_the_examples_of_the_compiled_interface_run(repository: Path) -> None:
    page = repository / "docs" / "compiled.md"
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted > 10
    assert found.failed == 0


def test_files_that_pages_name_exist(repository: Path) -> None:
    for page in (repository / "docs").glob("*.md"):
        for name in re.findall(r"`((?:clonal|ext|tests|docs)/[\w/.]*)`", page.read_text()):
            assert (repository / name).exists(), f"{page.name}: {name}"
