"""How far an ensemble has come, told to a person and to nobody else."""

from __future__ import annotations

import contextlib
import sys
import time
from types import TracebackType
from typing import Any

#: Shorter ensembles are over before anybody reads.
_QUIET_SECONDS = 0.5


class Progress:
    """A line on a terminal's stderr with the runs done and the time left; silent elsewhere.

    Parameters
    ----------
    runs : int
        How many runs there are to be.
    present : int
        How many were there before.
    wanted : bool
        False keeps it silent on a terminal too.
    """

    def __init__(self, runs: int, present: int, wanted: bool) -> None:
        self._runs = runs
        self._done = self._present = present
        self._wanted = wanted and sys.stderr is not None and sys.stderr.isatty()
        self._started = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            with contextlib.suppress(OSError):
                self._bar.stop()

    def add(self, runs: int) -> None:
        """Count finished runs."""
        self._done += runs
        if not self._wanted:
            return
        try:
            if self._bar is None and time.monotonic() - self._started > _QUIET_SECONDS:
                self._open()
            if self._bar is not None:
                self._bar.update(self._task, completed=self._done)
        except OSError:
            # The terminal is gone; the runs are not.
            self._wanted = False

    def writing(self) -> None:
        """Say that the runs are done and the file is being written."""
        if self._bar is not None:
            with contextlib.suppress(OSError):
                self._bar.update(self._task, description="writing")

    def _open(self) -> None:
        from rich import progress
        from rich.console import Console

        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn("runs"),
            progress.TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("simulating", total=self._runs, completed=self._present)
        self._bar.start()
