"""The page on scenarios is itself a scenario, and the list of keys is the schema's."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import clonal


def blocks(repository: Path, language: str) -> list[str]:
    page = (repository / "docs" / "scenario.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)


def test_the_blocks_of_the_page_are_one_scenario(repository: Path) -> None:
    scenario = clonal.loads("\n".join(blocks(repository, "toml")))
    run = clonal.simulate(scenario, seed=1)
    assert run.events > 1000
    assert set(run) >= {"signal_burden", "endpoint_remission", "endpoint_relapse", "clone/id"}


def test_the_example_in_python_runs(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks(repository, "python")
    exec(compile(example, "scenario.md", "exec"), {})
    printed = clonal.loads(capsys.readouterr().out)
    assert printed.clone[0].name == "HSC"


def test_the_list_of_keys_is_current(repository: Path) -> None:
    made = runpy.run_path(str(repository / "docs" / "keys.py"))["page"]()
    assert (repository / "docs" / "keys.md").read_text() == made, "run `make docs`"


def test_the_file_of_values_of_the_page_is_read(repository: Path, tmp_path: Path) -> None:
    (text,) = blocks(repository, "text")
    (tmp_path / "patient-3.toml").write_text(text)
    scenario = clonal.loads("\n".join(blocks(repository, "toml")))
    hill = {"drug.imatinib.effect[0].hill": 2.0}
    changed = clonal.with_values(scenario, tmp_path / "patient-3.toml", hill)
    assert changed.title == "Patient 3"
    assert changed.drug[0].doses == (clonal.Dose(amount=2.0, start=30.0),)
    assert changed.drug[0].effect[0].emax == 0.8
    assert [clone.death for clone in changed.clone[1:]] == [0.02, 0.05]
