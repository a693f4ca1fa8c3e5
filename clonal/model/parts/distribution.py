"""Changes of a trait at mutation: by a number, or by a draw from a distribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import NUMBER, TABLE, Number, Positive, Rate, tag_of
from clonal.model.grammar.part import Fault, Part, exactly_one

KINDS = ("lognormal", "normal", "exponential", "gamma", "uniform")


class Distribution(Part):
    """A distribution, drawn anew for each founder.

    Attributes
    ----------
    lognormal : (float, float), optional
        Mean and standard deviation of the logarithm.
    normal : (float, float), optional
        Mean and standard deviation.
    exponential : (float,), optional
        Mean.
    gamma : (float, float), optional
        Shape and scale.
    uniform : (float, float), optional
        Lower and upper bound.
    """

    lognormal: tuple[Number, Rate] | None = Field(
        default=None, description="[mean, standard deviation] of the logarithm."
    )
    normal: tuple[Number, Rate] | None = Field(
        default=None, description="[mean, standard deviation]."
    )
    exponential: tuple[Positive] | None = Field(default=None, description="[mean].")
    gamma: tuple[Positive, Positive] | None = Field(default=None, description="[shape, scale].")
    uniform: tuple[Number, Number] | None = Field(default=None, description="[low, high].")

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *KINDS)
        if self.uniform is not None and self.uniform[0] > self.uniform[1]:
            message = "must be [low, high] with low at most high"
            yield Fault("uniform", message, ("uniform",), form="uniform")

    @property
    def kind(self) -> str:
        """Name of the distribution."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def parameters(self) -> tuple[float, ...]:
        """The distribution's numbers, in the order of the file."""
        parameters: tuple[float, ...] = getattr(self, self.kind)
        return parameters


NumberOrDraw = Annotated[
    Annotated[Number, Tag(NUMBER)] | Annotated[Distribution, Tag(TABLE)], Discriminator(tag_of())
]


class Change(Part):
    """A founder's trait against its parent's: `times` it, or `plus`."""

    times: NumberOrDraw | None = Field(default=None, description="Factor on the parent's value.")
    plus: NumberOrDraw | None = Field(default=None, description="Added to the parent's value.")

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, "times", "plus")
