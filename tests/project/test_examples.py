"""Every example in a docstring runs, in a folder of its own."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import clonal

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(clonal.__path__, "clonal.")
    if not module.name.endswith("__main__")
)


def test_every_part_is_looked_at() -> None:
    parts = {name.split(".")[1] for name in MODULES}
    assert {"analysis", "compile", "ensemble", "model", "plot", "simulation", "store"} <= parts


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for examples in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        failed = runner.run(examples).failed
        assert failed == 0, f"{examples.name}: see what was printed"
