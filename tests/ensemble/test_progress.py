"""Progress goes to a terminal's stderr, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from clonal.ensemble import progress

CODE = """
import sys, time
from clonal.ensemble import progress
progress._QUIET_SECONDS = 0.0
with progress.Progress(40, 10, True) as bar:
    for _ in range(3):
        bar.add(10)
        time.sleep(0.3)
    bar.writing()
"""


def told(stderr: int | None) -> bytes:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if stderr is None else stderr,
        env=env,
        check=True,
    )
    assert done.stdout == b""
    return done.stderr or b""


def test_a_terminal_is_told() -> None:
    reader, writer = pty.openpty()
    told(writer)
    os.close(writer)
    seen = os.read(reader, 1 << 16).decode()
    os.close(reader)
    assert "simulating" in seen
    assert "/40" in seen
    assert "0:00" in seen


def test_a_file_is_not() -> None:
    assert told(None) == b""


def test_silence_is_silent(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with progress.Progress(2, 0, False) as bar:
        bar.add(2)
        bar.writing()
    assert capfd.readouterr() == ("", "")


def test_a_terminal_that_goes_away_ends_nothing() -> None:
    code = CODE.replace("bar.add(10)", "bar.add(10); gone()").replace(
        "import sys, time",
        "import os, pty, sys, time\n"
        "other, own = pty.openpty()\n"
        "os.dup2(own, 2)\n"
        "def gone():\n"
        "    global other\n"
        "    if other: os.close(other)\n"
        "    other = 0",
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TERM": "xterm"}
    code += "\nprint('done')\nsys.stderr = open(os.devnull, 'w')\nos._exit(sys.stdout.flush() or 0)"
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=env, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"done\n")


def test_no_stderr_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with progress.Progress(40, 10, True) as bar:
        bar.add(10)
        bar.writing()
