"""No line of the kernel is left that no test runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support import instrumented

pytestmark = pytest.mark.battery

#: The tests that have to run every line of ext/, under gcov.
TESTS = (
    ("tests/engine", "tests/property", "tests/statistical/test_master_equation.py"),
    ("-m", "battery", "tests/engine/test_verify.py"),
)

#: Lines that no test can be made to run, by their file and text, and why.
UNREACHED: dict[tuple[str, str], str] = {}


def test_every_line_of_the_kernel_runs(repository: Path, instrumented_build: Path) -> None:
    if shutil.which("gcov") is None:
        pytest.fail("gcov is wanted: it comes with gcc")
    for arguments in TESTS:
        instrumented.passed(repository, instrumented_build, arguments)
    never = []
    unreached = set(UNREACHED)
    for (file, number), count in sorted(instrumented.counts(instrumented_build).items()):
        text = (repository / "ext" / file).read_text(encoding="utf-8").splitlines()[number - 1]
        if (file, text.strip()) in UNREACHED:
            unreached.discard((file, text.strip()))
        elif count == 0:
            never.append(f"{file}:{number}: {text.strip()}")
    assert not never, "these lines never ran:\n" + "\n".join(never)
    assert not unreached, f"there are no such lines any more: {sorted(unreached)}"
