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
