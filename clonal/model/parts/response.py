"""Responses: how a rate or a signal depends on a signal."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from clonal.model.grammar.kinds import Number, Positive
from clonal.model.grammar.part import Fault, Part, exactly_one

KINDS = ("hill", "linear", "window", "table")


class Hill(Part):
    """``from + (to - from) x^power / (half^power + x^power)``."""

    from_: Number = Field(alias="from", description="Value at 0.")
    to: Number = Field(description="Value at infinity.")
    half: Positive = Field(description="Where it is half way.")
    power: Positive = Field(description="Steepness.")


class Linear(Part):
    """``at_zero + slope x``."""

    at_zero: Number = Field(description="Value at 0.")
    slope: Number = Field(description="Change per unit.")


class Window(Part):
    """``height 2 (x/peak) / (1 + (x/peak)^2)``."""

    height: Number = Field(description="Value at the peak.")
    peak: Positive = Field(description="Where it is highest.")


class Table(Part):
    """Linear between the points, flat outside."""

    x: tuple[Number, ...] = Field(description="Ascending.")
    y: tuple[Number, ...] = Field(description="As many as x.")

    def _faults(self) -> Iterator[Fault]:
        if not self.x:
            yield Fault("x", "must have at least one point", ("x",), form="x")
        if len(self.x) != len(self.y):
            yield Fault("y", f"must be as long as x: {len(self.x)}, not {len(self.y)}", ("x", "y"))
        if any(a >= b for a, b in zip(self.x, self.x[1:], strict=False)):
            yield Fault("x", "must be ascending", ("x",))


class Responding(Part):
    """The four responses, of which one may be given."""

    hill: Hill | None = Field(default=None, description="Saturating, rising or falling.")
    linear: Linear | None = Field(default=None, description="A straight line.")
    window: Window | None = Field(default=None, description="Rising to a peak, then falling.")
    table: Table | None = Field(default=None, description="Points with lines between.")

    @property
    def kind(self) -> str | None:
        """Which of the four it is, None for none of them."""
        return next((kind for kind in KINDS if getattr(self, kind) is not None), None)


class Response(Responding):
    """A response to a signal: exactly one of `hill`, `linear`, `window` and `table`.

    Examples
    --------
    >>> Response(linear=Linear(at_zero=1.0, slope=0.5)).kind
    'linear'
    """

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *KINDS)
