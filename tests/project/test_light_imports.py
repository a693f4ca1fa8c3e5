"""What is imported before it is needed costs everybody: told by name, times depend on the day."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "pydantic",
    "h5py",
    "rich",
    "tomlkit",
    "scipy",
    "pandas",
    "matplotlib",
    "xarray",
    "netCDF4",
    "h5netcdf",
}

HELP = """
import sys
from clonal.cli import main
sys.argv = ["clonal", "--help"]
try:
    main()
except SystemExit as ended:
    assert not ended.code
"""


def loaded_by(code: str) -> set[str]:
    report = "\nimport sys; print('loaded:', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("code", ["import clonal", HELP], ids=["import", "help"])
def test_heavy_packages_are_not_loaded(code: str) -> None:
    loaded = loaded_by(code)
    assert "clonal" in loaded
    assert loaded & HEAVY == set()


def test_a_heavy_import_is_seen() -> None:
    assert "h5py" in loaded_by("import h5py") & HEAVY
