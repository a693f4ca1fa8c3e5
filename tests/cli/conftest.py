"""The command line, called in this process; files that are there and files that are not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from clonal.cli import main

SCENARIO = """
title = "Small"
[time]
end = 3.0
every = 1.0
[[niche]]
name = "marrow"
capacity = 30
[[clone]]
name = "LSC"
lineage = "leukemic"
birth = 0.6
death = 0.3
initial = { marrow = 5 }
[[signal]]
name = "burden"
sum = [{ lineage = "leukemic" }]
[[endpoint]]
name = "relapse"
signal = "burden"
above = 6
"""


class Done(NamedTuple):
    status: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def clonal(capfd: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command line and gives what came of it."""

    def call(*words: object) -> Done:
        capfd.readouterr()
        try:
            status = main([os.fspath(w) if isinstance(w, Path) else str(w) for w in words])
        except SystemExit as ended:
            # argparse leaves by this door.
            status = int(ended.code or 0)
        return Done(status, *capfd.readouterr())

    return call


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder, beside a scenario file outside of it."""
    (tmp_path / "scenario.toml").write_text(SCENARIO)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work
