"""Progress goes to a terminal's stderr, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from clonal.ensemble import progress

#: What takes less than half a second is over before anybody reads.
CODE = """
import sys, time
from clonal.ensemble.progress import Progress
wanted, pause = sys.argv[1] == "wanted", float(sys.argv[2])
with Progress(40, 10, wanted) as bar:
    for _ in range(3):
        bar.add(10)
        time.sleep(pause)
    bar.writing()
"""


def told(stderr: int | None, wanted: str = "wanted", pause: float = 0.6) -> bytes:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-c", CODE, wanted, str(pause)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if stderr is None else stderr,
        env=env,
        check=True,
    )
    assert done.stdout == b""
    return done.stderr or b""


def told_to_a_terminal(wanted: str = "wanted", pause: float = 0.6) -> str:
    reader, writer = pty.openpty()
    told(writer, wanted, pause)
    os.set_blocking(reader, False)
    try:
        return os.read(reader, 1 << 16).decode()
    except BlockingIOError:
        return ""
    finally:
        os.close(writer)
        os.close(reader)


def test_a_terminal_is_told() -> None:
    seen = told_to_a_terminal()
    assert "simulating" in seen
    assert "40/40" in seen
    assert "0:00" in seen


def test_a_file_is_not() -> None:
    assert told(None) == b""


def test_silence_is_silent_on_a_terminal_too() -> None:
    assert told_to_a_terminal("unwanted") == ""


def test_what_is_over_at_once_is_not_told() -> None:
    assert told_to_a_terminal(pause=0.0) == ""


VANISHING = """
import sys, time
from clonal.ensemble.progress import Progress
with Progress(40, 10, True) as bar:
    for _ in range(3):
        bar.add(10)
        time.sleep(0.6)
    bar.writing()
"""


def test_a_terminal_that_goes_away_ends_nothing() -> None:
    code = VANISHING.replace("bar.add(10)", "bar.add(10); gone()").replace(
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
