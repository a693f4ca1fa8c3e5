"""What is recorded beside populations, pools and endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Flag, Name
from clonal.model.grammar.part import Fault, Part


class Record(Part):
    """What a run records on request.

    Attributes
    ----------
    clones : bool
        Every clone, its founding and its counts at each sample.
    signals : tuple of str
        Signals, at each sample.
    causes : bool
        Deaths by cause since the sample before, at each sample.
    """

    clones: Flag = Field(default=False, description="Whether the clone tables are recorded.")
    signals: tuple[Name, ...] = Field(default=(), description="Signals that are recorded.")
    causes: Flag = Field(default=False, description="Whether deaths are recorded by cause.")

    def _faults(self) -> Iterator[Fault]:
        if len(set(self.signals)) < len(self.signals):
            yield Fault("signals", "must name each signal once", ("signals",))
