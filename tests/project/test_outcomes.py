"""The page of outcomes is what its command makes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.mark.battery
def test_the_page_of_outcomes_is_made_by_its_command(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.spec_from_file_location("outcomes", repository / "docs" / "outcomes.py")
    assert spec is not None
    assert spec.loader is not None
    outcomes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(outcomes)
    monkeypatch.setattr(outcomes, "PAGE", tmp_path / "outcomes.md")
    outcomes.main()
    page = (repository / "docs" / "outcomes.md").read_text(encoding="utf-8")
    assert (tmp_path / "outcomes.md").read_text(encoding="utf-8") == page
