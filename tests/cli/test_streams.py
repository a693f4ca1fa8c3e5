"""Standard streams in any state: the work is done, or one message says why it is not."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import clonal as package

#: What the shell does to the streams, and whether standard error can be read.
STATES = {
    "no input": ("<&-", True),
    "no errors": ("2>&-", False),
    "no output": (">&-", True),
    "neither": (">&- 2>&-", False),
    "nothing": ("<&- >&- 2>&-", False),
    "full output": ("> /dev/full", True),
    "full errors": ("2> /dev/full", False),
    "both full": ("> /dev/full 2> /dev/full", False),
}
RUN = "run ../scenario.toml --runs 3 --seed 4 --workers 1 --out some.h5"
#: Commands that are there to print, and mistakes in words and in values.
PRINTS = ["scenarios", "check ../scenario.toml", "info mine.h5", "--help"]
MISTAKES = ["walk", "info nothing.h5"]


def shell(words: str, streams: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        ["sh", "-c", f"{shlex.quote(sys.executable)} -m clonal {words} {streams}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def one_message(told: str) -> bool:
    return told.startswith("clonal: ") and told.count("\n") == 1


@pytest.mark.parametrize("state", STATES)
def test_a_run_leaves_its_file(folder: Path, state: str) -> None:
    done = shell(RUN, STATES[state][0])
    assert (done.returncode, done.stderr) == (0, "")
    assert os.listdir(folder) == ["some.h5"]
    with package.open("some.h5") as ensemble:
        assert ensemble.runs == 3


def test_a_picture_is_drawn(clonal, folder: Path) -> None:
    clonal(*RUN.split())
    done = shell("plot some.h5", STATES["nothing"][0])
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(os.listdir(folder)) == ["some.h5", "some.png"]


@pytest.mark.parametrize("words", PRINTS)
@pytest.mark.parametrize("state", ["no errors", "no output", "full output", "nothing"])
def test_what_cannot_be_printed_is_told(clonal, folder: Path, words: str, state: str) -> None:
    if "mine.h5" in words:
        clonal(*RUN.replace("some", "mine").split())
    streams, readable = STATES[state]
    done = shell(words, streams)
    if state == "no errors":
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == clonal(*words.split()).out
    else:
        assert done.returncode == 2
        assert done.stdout == ""
        assert one_message(done.stderr) if readable else done.stderr == ""


@pytest.mark.parametrize("words", MISTAKES)
@pytest.mark.parametrize("state", ["no output", "nothing", "both full"])
def test_a_mistake_keeps_its_status(folder: Path, words: str, state: str) -> None:
    done = shell(words, STATES[state][0])
    assert done.returncode == 2
    assert bool(done.stderr) == STATES[state][1]
    assert "Traceback" not in done.stderr
    assert os.listdir(folder) == []


@pytest.mark.parametrize("words", ["scenarios", RUN])
def test_a_reader_that_has_seen_enough(folder: Path, words: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-m", "clonal", *words.split()]
        done = subprocess.run(
            command, env=environment, stdout=gone, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (folder / "some.h5").exists() == (words == RUN)


def test_only_the_first_line(folder: Path) -> None:
    done = shell("scenarios", "| head -1")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
