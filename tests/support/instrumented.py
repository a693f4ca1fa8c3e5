"""An engine that counts which of its lines run, and that tests can spoil.

It is built from the same sources, with gcov's counters and with tests/support/spoil.pxi behind
them; neither is in what is shipped. Cython marks the C code with the line of ext/ that each part of
it comes from, so that gcov's counts are those of ext/ itself.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

#: What of setup.py is otherwise: little optimisation, counters, and the lines of ext/.
SETUP = (
    ('"-O2"', '"-O1", "--coverage"'),
    ('libraries=["m"]', 'libraries=["m"], extra_link_args=["--coverage"]'),
    ('include_path=["ext", "."],', 'include_path=["ext", "."], emit_linenums=True,'),
)


def _done(command: list[str], place: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def environment(place: Path) -> dict[str, str]:
    """Return the environment in which `clonal` is the package that was built in `place`."""
    without = {"CLONAL_INSTALLED", "PYTEST_ADDOPTS"}
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return {**kept, "PYTHONPATH": str(place), "PYTHONSAFEPATH": "1"}


def setup_of(repository: Path) -> str:
    """Return setup.py with what is otherwise."""
    setup = (repository / "setup.py").read_text(encoding="utf-8")
    for before, after in SETUP:
        if setup.count(before) != 1:
            raise ValueError(f"setup.py: {setup.count(before)} times {before!r}")
        setup = setup.replace(before, after)
    return setup


def build(repository: Path, place: Path) -> None:
    """Build the package in `place`, its engine with counters."""
    for folder in ("ext", "clonal"):
        shutil.copytree(
            repository / folder,
            place / folder,
            ignore=shutil.ignore_patterns("*.so", "__pycache__"),
        )
    shutil.copy(Path(__file__).with_name("spoil.pxi"), place / "ext" / "spoil.pxi")
    with (place / "ext" / "_engine.pyx").open("a", encoding="utf-8") as engine:
        engine.write('\ninclude "spoil.pxi"\n')
    (place / "setup.py").write_text(setup_of(repository), encoding="utf-8")
    _done([sys.executable, "setup.py", "build_ext", "--inplace"], place, environment(place))


def module(place: Path) -> Any:
    """Return the engine that was built in `place` as a module."""
    (built,) = (place / "clonal").glob("_engine.*.so")
    spec = importlib.util.spec_from_file_location("clonal._engine", built)
    if spec is None or spec.loader is None:
        raise ImportError(str(built))
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def passed(repository: Path, place: Path, arguments: Iterable[str]) -> None:
    """Run tests on the package in `place`; raise where they do not pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *arguments]
    _done(command, repository, environment(place))


def counts(place: Path) -> dict[tuple[str, int], int]:
    """Return how often each line of the kernel, ext/*.pxd, has run: by file and number."""
    (data,) = place.rglob("*.gcda")
    told = json.loads(
        _done(["gcov", "--json-format", "--stdout", str(data)], place, environment(place))
    )
    found: dict[tuple[str, int], int] = {}
    for file in told["files"]:
        if not (place / "ext" / file["file"]).is_file() or not file["file"].endswith(".pxd"):
            continue
        for line in file["lines"]:
            key = file["file"], line["line_number"]
            found[key] = max(found.get(key, 0), line["count"])
    return found
