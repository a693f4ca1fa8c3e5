"""The tests, shown to fail on an engine that is wrong on purpose."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .build import FAILED, PASSED, VARIABLE, build, outcome
from .table import SABOTAGES


def test_the_table_holds_every_error_that_is_compiled_in(repository: Path) -> None:
    sources = [
        path.read_text()
        for path in (repository / "ext").iterdir()
        if path.suffix in {".pxd", ".pxi", ".pyx"} and path.name != "sabotage.pxd"
    ]
    hook = re.compile(r"\b(?:sabotaged|skew|either\w*)\((\d+)\b")
    compiled = [int(number) for text in sources for number in hook.findall(text)]
    assert sorted(set(compiled)) == sorted(SABOTAGES) == list(range(1, len(SABOTAGES) + 1))


def test_the_engine_under_test_knows_of_none(package: Path) -> None:
    (engine,) = package.glob("_engine.*.so")
    assert b"sabotage" not in engine.read_bytes().lower()


def test_the_tests_that_must_catch_them_are_there(repository: Path) -> None:
    tests = sorted({sabotage.test for sabotage in SABOTAGES.values()})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", *tests],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == PASSED, done.stdout + done.stderr


@pytest.fixture(scope="module")
def place(repository: Path, package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package lies with an engine that can be sabotaged."""
    found = tmp_path_factory.mktemp("sabotaged")
    build(repository, package, found)
    (engine,) = (found / "clonal").glob("_engine.*.so")
    assert VARIABLE.encode() in engine.read_bytes()
    return found


@pytest.mark.battery
def test_the_same_build_passes_without_sabotage(repository: Path, place: Path) -> None:
    tests = sorted({sabotage.test for sabotage in SABOTAGES.values()})
    status, said = outcome(repository, place, 0, tests)
    assert status == PASSED, said


@pytest.mark.battery
@pytest.mark.parametrize(
    "number", [pytest.param(n, id=f"{n} {s.what}") for n, s in SABOTAGES.items()]
)
def test_sabotage_is_caught(repository: Path, place: Path, number: int) -> None:
    status, said = outcome(repository, place, number, [SABOTAGES[number].test])
    assert status == FAILED, f"{SABOTAGES[number]} survived:\n{said}"
    assert f"\nFAILED {SABOTAGES[number].test}" in said, said
