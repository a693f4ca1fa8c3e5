"""One version, wherever it is written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import clonal


def test_versions_agree(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    citation = re.search(r"^version: (\S+)$", (repository / "CITATION.cff").read_text(), re.M)
    newest = re.search(r"^## (\S+)", (repository / "CHANGELOG.md").read_text(), re.M)
    assert citation is not None
    assert newest is not None
    assert {citation[1], newest[1], clonal.__version__} == {project["version"]}


def test_licences_agree(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    citation = re.search(r"^license: (\S+)$", (repository / "CITATION.cff").read_text(), re.M)
    assert citation is not None
    assert citation[1] == project["license"]
    assert (repository / "LICENSE").read_text().startswith("BSD 3-Clause License")
