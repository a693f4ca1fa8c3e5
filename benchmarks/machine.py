"""The machine that was measured on, and how busy others kept it: else no time means much."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _commit() -> str:
    """Return the commit that is measured, and whether the tree differs from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _processor() -> str:
    """Return the processor's name, with family and model where the name alone says too little."""
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    said: dict[str, str] = {}
    for line in info.read_text().splitlines():
        key, _, value = line.partition(":")
        said.setdefault(key.strip(), value.strip())
    name = said.get("model name", platform.machine())
    if "cpu family" in said:
        name += f" (family {said['cpu family']}, model {said['model']})"
    return name


def _busy() -> float | None:
    """Return the core seconds that all processes have taken since the machine started."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    user, nice, system, _, _, irq, softirq, steal = stat.read_text().split()[1:9]
    ticks = sum(map(int, (user, nice, system, irq, softirq, steal)))
    return ticks / float(os.sysconf("SC_CLK_TCK"))


def _own() -> float:
    """Return the core seconds of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


class Machine:
    """How busy the machine is, from now on."""

    def __init__(self) -> None:
        self._load = os.getloadavg()[0]
        self._began, self._busy, self._own = time.monotonic(), _busy(), _own()

    def tell(self) -> str:
        """Say what it is, and how busy it was until now."""
        cores = os.cpu_count() or 1
        told = (
            f"{_processor()}, {cores} cores, {platform.system()}, CPython "
            f"{platform.python_version()}; commit {_commit()}. Load average {self._load:.2f} at "
            f"the start and {os.getloadavg()[0]:.2f} at the end, the benchmarks included"
        )
        busy, passed = _busy(), time.monotonic() - self._began
        if busy is not None and self._busy is not None and passed > 0:
            others = max(0.0, busy - self._busy - (_own() - self._own))
            told += f"; other processes took {others / passed:.2f} of the {cores} cores meanwhile"
        return (
            f"{told}. Other work raises every time, and those of several workers most; ratios of "
            "single threads suffer less."
        )
