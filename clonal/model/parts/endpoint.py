"""Endpoints: the first time that a signal passes a level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import NUMBER, WORD, Flag, Name, Number, Rate
from clonal.model.grammar.part import Fault, Part, exactly_one


def _time_or_endpoint(value: object) -> str:
    return WORD if isinstance(value, str) else NUMBER


class Endpoint(Part):
    """Diagnosis, remission, relapse, cure.

    Attributes
    ----------
    name : str
    signal : str
    above, below : float, optional
        Exactly one of them: the level, to be passed strictly.
    after : float or str, optional
        A day, or another endpoint: not before that.
    stop : bool
        Whether the run ends here.
    """

    name: Name
    signal: Name = Field(description="The signal that is watched.")
    above: Number | None = Field(default=None, description="Level to rise above.")
    below: Number | None = Field(default=None, description="Level to fall below.")
    after: (
        Annotated[
            Annotated[Rate, Tag(NUMBER)] | Annotated[Name, Tag(WORD)],
            Discriminator(_time_or_endpoint),
        ]
        | None
    ) = Field(default=None, description="A day, or an endpoint: not before that.")
    stop: Flag = Field(default=False, description="Whether the run ends here.")

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, "above", "below")
        if self.after == self.name:
            yield Fault("after", "must be another endpoint, or a day", ("name", "after"))
