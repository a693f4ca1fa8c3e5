"""What an installed clonal holds: all that its users need, and nothing that only we do."""

from __future__ import annotations

import importlib.metadata
import importlib.resources
from pathlib import Path, PurePosixPath

import pytest

import clonal

SHIPPED = {".py", ".pyi", ".pxd", ".h", ".toml", ".json", ".typed"}


@pytest.fixture(scope="module")
def contents(repository: Path, package: Path) -> set[str]:
    """Paths of the installed distribution's files."""
    if package == repository / "clonal":
        pytest.skip("this is the source tree: `make test` installs the wheel, and CI runs that")
    files = importlib.metadata.files("clonal")
    assert files
    return {str(PurePosixPath(file)) for file in files}


def test_the_wheel_holds_every_part_of_the_package(repository: Path, contents: set[str]) -> None:
    expected = {
        path.relative_to(repository).as_posix()
        for path in (repository / "clonal").rglob("*")
        if path.suffix in SHIPPED or path.name == "py.typed"
    }
    assert {"clonal/_engine.pxd", "clonal/_engine.pyi", "clonal/py.typed"} <= expected
    assert {"clonal/include/clonal.h", "clonal/scenarios/cml-imatinib.toml"} <= expected
    assert expected - contents == set()


def test_the_wheel_holds_the_engine_and_no_source_of_it(contents: set[str]) -> None:
    assert any(name.startswith("clonal/_engine.") and name.endswith(".so") for name in contents)
    assert {name for name in contents if name.endswith((".pyx", ".c"))} == set()


def test_the_wheel_holds_nothing_else(contents: set[str]) -> None:
    places = {name.split("/")[0] for name in contents if not name.startswith("..")}
    assert {place for place in places if not place.endswith(".dist-info")} == {"clonal"}


def test_get_include_names_the_header(package: Path) -> None:
    assert Path(clonal.get_include(), "clonal.h").is_file()
    assert Path(clonal.get_include()).resolve() == package / "include"


def test_the_schema_is_shipped(package: Path) -> None:
    shipped = importlib.resources.files("clonal.model") / "scenario.schema.json"
    assert shipped.is_file()
