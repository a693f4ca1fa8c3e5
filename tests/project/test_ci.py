"""The scripts that judge a change judge rightly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PASSED = '<testcase classname="tests.store.test_merge" name="test_a"/>'
SKIPPED = '<testcase classname="tests.store.test_merge" name="test_b"><skipped/></testcase>'
FAILED = '<testcase classname="tests.store.test_merge" name="test_c"><failure/></testcase>'
ELSEWHERE = '<testcase classname="tests.cli.test_help" name="test_d"/>'


def judge(repository: Path, folder: Path, cases: list[str]) -> subprocess.CompletedProcess[str]:
    (folder / "tests" / "store").mkdir(parents=True)
    (folder / "tests" / "store" / "test_merge.py").touch()
    report = folder / "report.xml"
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return subprocess.run(
        [sys.executable, repository / ".ci" / "ran.py", report, folder / "tests"],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("cases", "good"),
    [
        ([PASSED], True),
        ([PASSED, SKIPPED], True),
        ([], False),
        ([SKIPPED], False),
        ([PASSED, FAILED], False),
        ([ELSEWHERE], False),
    ],
    ids=["passed", "some-skipped", "nothing-ran", "all-skipped", "failed", "a-folder-is-silent"],
)
def test_a_run_without_tests_is_a_failure(
    repository: Path, tmp_path: Path, cases: list[str], good: bool
) -> None:
    done = judge(repository, tmp_path, cases)
    assert (done.returncode == 0) == good, done.stdout + done.stderr


def test_a_machine_without_a_compiler_is_told_so(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, repository / ".ci" / "prerequisites.py"],
        env={**os.environ, "CC": "no-such-compiler"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no-such-compiler" in done.stderr
    assert "Traceback" not in done.stderr
