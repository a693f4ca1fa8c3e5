"""The one build that holds errors on purpose, and tests that are run against it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

#: The environment variable that asks setup.py for the build, and that tells it which error to make.
VARIABLE = "CLONAL_SABOTAGE"
FAILED, PASSED = 1, 0
#: Seconds after which a run has not ended, because of the error.
LONGEST = 1800


def build(repository: Path, package: Path, place: Path) -> None:
    """Build the package in `place`: the one under test, with another engine."""
    for folder, source in (("ext", repository / "ext"), ("clonal", package)):
        shutil.copytree(
            source, place / folder, ignore=shutil.ignore_patterns("*.so", "__pycache__")
        )
    # Without the metadata of pyproject.toml, which the build of an engine does not need.
    shutil.copy(repository / "setup.py", place)
    done = subprocess.run(
        [sys.executable, "setup.py", "build_ext", "--inplace"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place), VARIABLE: ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{done.stdout}\n{done.stderr}")


def outcome(repository: Path, place: Path, number: int, tests: list[str]) -> tuple[int, str]:
    """Run tests with an error until one fails, and return pytest's status and what it said."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    # Without PYTHONSAFEPATH the sources beside the tests would come first.
    environment = {
        **os.environ,
        "PYTHONPATH": str(place),
        "PYTHONSAFEPATH": "1",
        VARIABLE: str(number),
    }
    done = subprocess.run(
        [*command, "--hypothesis-profile=unshrunk", *tests],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    return done.returncode, done.stdout + done.stderr
