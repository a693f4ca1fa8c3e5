"""SIGKILL at random moments loses no finished block, and never the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def killed(tmp_path: Path, kills: int) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killing.py"), tmp_path, str(kills), "11"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, int] = json.loads(done.stdout)
    return report


def seen_to_work(report: dict[str, int], kills: int) -> None:
    assert report["kills"] >= kills
    assert report["equal"] == report["ensembles"]
    # The test tests something: kills fell into the work, and found shards there.
    # How many depends on how busy the machine is.
    assert report["in work"] >= kills // 4
    assert report["with shards"] >= kills // 10


def test_twenty_kills(tmp_path: Path) -> None:
    seen_to_work(killed(tmp_path, 20), 20)


@pytest.mark.battery
def test_two_hundred_kills(tmp_path: Path) -> None:
    seen_to_work(killed(tmp_path, 200), 200)
