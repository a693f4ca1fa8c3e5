"""How long a run lasts, and when its state is recorded."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from pydantic import Field

from clonal.model.grammar.kinds import Number, Positive
from clonal.model.grammar.part import Fault, Part
from clonal.moments import moments, steps_until

#: More samples than this are refused: the file would hold nothing else.
MOST_SAMPLES = 10_000_000


class Time(Part):
    """The end of the run and its sampling times, in days.

    Attributes
    ----------
    end : float
        Length of the run in days.
    every : float, optional
        Samples at 0, every, 2 every ... up to `end`. With neither `every` nor `at`, at 0 and `end`.
    at : tuple of float, optional
        Sampling times, ascending, within [0, end].

    Examples
    --------
    >>> Time(end=1.0, every=0.5).samples
    array([0. , 0.5, 1. ])
    """

    end: Positive = Field(description="Length of the run, in days.")
    every: Positive | None = Field(default=None, description="Days between samples.")
    at: tuple[Number, ...] | None = Field(
        default=None, description="Sampling times in days, ascending, from 0 to end."
    )

    def _faults(self) -> Iterator[Fault]:
        if self.every is not None and self.at is not None:
            yield Fault("at", "cannot stand beside every: give one of them", ("every", "at"))
        elif self.at is not None:
            if not self.at:
                yield Fault("at", "must name at least one time", ("at",), form="at")
            elif len(self.at) > MOST_SAMPLES:
                yield Fault("at", "must be at most 10^7 samples", ("at",))
            if any(a >= b for a, b in zip(self.at, self.at[1:], strict=False)):
                yield Fault("at", "must be ascending", ("at",))
            for index, time in enumerate(self.at):
                if not 0 <= time <= self.end:
                    yield Fault(
                        ("at", index), f"must be within [0, end], is {time:g}", ("at", "end")
                    )
        elif self.every is not None and steps_until(self.end, every=self.every) > MOST_SAMPLES:
            yield Fault("every", "must leave at most 10^7 samples up to end", ("end", "every"))

    @property
    def samples(self) -> npt.NDArray[np.float64]:
        """Sampling times in days, ascending.

        Multiples of `every` are those on paper: the third of 0.1 days is 0.3.
        """
        if self.at is not None:
            return np.array(self.at, dtype=np.float64)
        every = self.end if self.every is None else self.every
        return moments(every=every, count=steps_until(self.end, every=every))
