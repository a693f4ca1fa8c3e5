"""Foreign extensions, built away from the repository against the clonal under test."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import clonal
from clonal.compile import compile_scenario

HERE = Path(__file__).parent

#: Everything that changes a run's course between its events: crowding, mutation, a moving kill.
SCENARIO = """
stages = ["stem"]

[time]
end = 20.0
every = 2.0

[[niche]]
name = "hypoxic"
capacity = 60
perfusion = 0.5
[[niche]]
name = "vascular"
capacity = 140

[[clone]]
name = "HSC"
lineage = "normal"
birth = 0.5
death = 0.1
initial = { hypoxic = 20, vascular = 30 }
[[clone]]
name = "LSC"
lineage = "leukemic"
birth = 0.7
death = 0.1
initial = { hypoxic = 10 }
sensitivity = { imatinib = 1.0 }

[[migration]]
from = "hypoxic"
to = "vascular"
rate = 0.2
[[migration]]
from = "vascular"
to = "hypoxic"
rate = 0.1
vacancy = true

[[mutation]]
name = "driver"
from = { lineage = "leukemic" }
to = "new"
rate = 0.01
effects = { birth = { times = { lognormal = [0.1, 0.1] } } }

[[drug]]
name = "imatinib"
half_life = 0.75
doses = { amount = 1.0, start = 5.0, every = 1.0, count = 10 }
[[drug.effect]]
on = "kill"
lineage = "leukemic"
emax = 0.4
ec50 = 0.5
"""


@pytest.fixture(scope="session")
def scenario() -> Any:
    return clonal.loads(SCENARIO)


@pytest.fixture(scope="session")
def program(scenario: Any) -> Any:
    return compile_scenario(scenario)


@pytest.fixture(scope="session")
def key() -> np.ndarray:
    """The four words that stand for seed 11."""
    return np.random.SeedSequence(11).generate_state(4, np.uint64)


@pytest.fixture(scope="session")
def build(
    tmp_path_factory: pytest.TempPathFactory, package: Path
) -> Callable[[str, str], ModuleType]:
    """Build one of the consumers beside this file as its author would, and import it."""

    def build_and_import(folder: str, module: str) -> ModuleType:
        place = tmp_path_factory.mktemp(folder) / folder
        shutil.copytree(HERE / folder, place)
        done = subprocess.run(
            [sys.executable, "setup.py", "build_ext", "--inplace"],
            cwd=place,
            # The folder of the package under test, so that an uninstalled one is found as well.
            env={**os.environ, "PYTHONPATH": str(package.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        (built,) = place.glob(f"{module}.*.so")
        spec = importlib.util.spec_from_file_location(module, built)
        assert spec is not None
        assert spec.loader is not None
        imported = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(imported)
        return imported

    return build_and_import
