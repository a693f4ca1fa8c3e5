"""Endpoints: the first time that signals are beyond their levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import NUMBER, WORD, Flag, Name, Number, Rate
from clonal.model.grammar.part import Fault, Part, exactly_one
from clonal.model.grammar.wording import number


def _time_or_endpoint(value: object) -> str:
    return WORD if isinstance(value, str) else NUMBER


class Condition(Part):
    """A signal that is strictly above, or below, a level.

    Attributes
    ----------
    signal : str
    above, below : float, optional
        Exactly one of them.

    Examples
    --------
    >>> str(Condition(signal="burden", below=10))
    'burden is below 10'
    """

    signal: Name = Field(description="The signal that is watched.")
    above: Number | None = Field(default=None, description="It is above this level.")
    below: Number | None = Field(default=None, description="It is below this level.")

    @property
    def level(self) -> float:
        """The level, on whichever side."""
        return float(self.below if self.above is None else self.above)  # type: ignore[arg-type]

    def __str__(self) -> str:
        side = "below" if self.above is None else "above"
        return f"{self.signal} is {side} {number(self.level)}"

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, "above", "below")


class Endpoint(Part):
    """Diagnosis, remission, relapse, cure.

    Attributes
    ----------
    name : str
    signal : str, optional
    above, below : float, optional
        Exactly one of them: the level, to be passed strictly.
    when : tuple of Condition, optional
        Several conditions in place of `signal` and its level: all of them at one moment.
    after : float or str, optional
        A day, or another endpoint: not before that.
    stop : bool
        Whether the run ends here.
    """

    name: Name
    signal: Name | None = Field(default=None, description="The signal that is watched.")
    above: Number | None = Field(default=None, description="Level to rise above.")
    below: Number | None = Field(default=None, description="Level to fall below.")
    when: tuple[Condition, ...] | None = Field(
        default=None, description="Several conditions instead: all of them at one moment."
    )
    after: (
        Annotated[
            Annotated[Rate, Tag(NUMBER)] | Annotated[Name, Tag(WORD)],
            Discriminator(_time_or_endpoint),
        ]
        | None
    ) = Field(default=None, description="A day, or an endpoint: not before that.")
    stop: Flag = Field(default=False, description="Whether the run ends here.")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What has to hold, all of it at one moment."""
        if self.when is not None:
            return self.when
        # The endpoint has been checked itself; one that is read in part may lack a level.
        signal: Any = self.signal
        return (Condition.model_construct(signal=signal, above=self.above, below=self.below),)

    def _faults(self) -> Iterator[Fault]:
        if self.when is None:
            if self.signal is None:
                yield Fault("signal", "is missing: the signal that is watched", ("signal", "when"))
            yield from exactly_one(self, "above", "below")
        else:
            for key in ("signal", "above", "below"):
                if getattr(self, key) is not None:
                    yield Fault(key, "cannot stand beside when: write it there", (key, "when"))
            if not self.when:
                yield Fault("when", "needs one condition or more", ("when",), form="when")
        if self.after == self.name:
            yield Fault("after", "must be another endpoint, or a day", ("name", "after"))
