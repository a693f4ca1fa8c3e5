"""Responses: how a rate or a signal depends on a signal.

Each form is one class, which owns its keys, its words, its value and bounds, and what the engine
knows it by. A new form is a class here and a key of `Responding`; the engine has its value too.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from clonal.model.grammar.kinds import Number, Positive
from clonal.model.grammar.part import Fault, Part, exactly_one
from clonal.model.grammar.wording import number

Bounds = tuple[float, float]


class Form(Part):
    """A function of a signal, with the numbers of one table of the file."""

    #: Its kind of node in the engine, a name of `clonal.compile.codes`.
    node: ClassVar[str]

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of the engine's node: the values of the table, in the order of its keys."""
        return tuple(getattr(self, key) for key in type(self).model_fields if key != "sources")

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The points (x, y) of the engine's node, ascending."""
        return ()

    def words(self, x: str) -> str:
        """Write it as a formula of the signal `x`."""
        raise NotImplementedError

    def at(self, x: float) -> float:
        """The value where the signal is `x`, computed as the engine does."""
        raise NotImplementedError

    def bounds(self, low: float = -math.inf, high: float = math.inf) -> Bounds:
        """The least and the greatest value while the signal is between `low` and `high`."""
        ends = self.at(low), self.at(high)
        return min(ends), max(ends)

    @property
    def flat(self) -> float | None:
        """The value of a form that answers every signal alike; None for any other."""
        low, high = self.bounds()
        return high if low == high else None


class Hill(Form):
    """``from + (to - from) x^power / (half^power + x^power)``; `from` below 0."""

    node = "NODE_HILL"

    from_: Number = Field(alias="from", description="Value at 0.")
    to: Number = Field(description="Value at infinity.")
    half: Positive = Field(description="Where it is half way.")
    power: Positive = Field(description="Steepness.")

    def words(self, x: str) -> str:
        turn = "rising" if self.to >= self.from_ else "falling"
        return (
            f"Hill of {x}, {turn} from {number(self.from_)} to {number(self.to)}, "
            f"half way at {number(self.half)}, power {number(self.power)}"
        )

    def at(self, x: float) -> float:
        if x <= 0.0:
            return self.from_
        try:
            return self.from_ + (self.to - self.from_) / (1.0 + math.pow(self.half / x, self.power))
        except OverflowError:  # as far below half as a number can be
            return self.from_

    def bounds(self, low: float = -math.inf, high: float = math.inf) -> Bounds:
        ends = self.at(low), self.to if high == math.inf else self.at(high)
        return min(ends), max(ends)


class Linear(Form):
    """``at_zero + slope x``."""

    node = "NODE_LINEAR"

    at_zero: Number = Field(description="Value at 0.")
    slope: Number = Field(description="Change per unit.")

    def words(self, x: str) -> str:
        return f"{number(self.at_zero)} + {number(self.slope)} x {x}"

    def at(self, x: float) -> float:
        return self.at_zero + self.slope * x

    def bounds(self, low: float = -math.inf, high: float = math.inf) -> Bounds:
        # No slope of 0 is multiplied by infinity, which is no number.
        return super().bounds(low, high) if self.slope else (self.at_zero, self.at_zero)


class Window(Form):
    """``height 2 (x/peak) / (1 + (x/peak)^2)``."""

    node = "NODE_WINDOW"

    height: Number = Field(description="Value at the peak.")
    peak: Positive = Field(description="Where it is highest.")

    def words(self, x: str) -> str:
        return f"window of {x}, up to {number(self.height)} where it is {number(self.peak)}"

    def at(self, x: float) -> float:
        u = x / self.peak
        if abs(u) > 1.0:  # the same, and no square that overflows
            u = 1.0 / u
        return self.height * (2.0 * u / (1.0 + u * u))

    def bounds(self, low: float = -math.inf, high: float = math.inf) -> Bounds:
        found = [self.at(low), self.at(high)]
        found += [self.height] if low < self.peak < high else []
        found += [-self.height] if low < -self.peak < high else []
        return min(found), max(found)


class Log(Form):
    """``at_zero + slope ln(1 + x/scale)``; `at_zero` below 0."""

    node = "NODE_LOG"

    at_zero: Number = Field(description="Value at 0.")
    slope: Number = Field(description="Change while 1 + x/scale grows e-fold.")
    scale: Positive = Field(description="Where the line at 0 turns into a logarithm.")

    def words(self, x: str) -> str:
        return f"{number(self.at_zero)} + {number(self.slope)} x ln(1 + {x} / {number(self.scale)})"

    def at(self, x: float) -> float:
        return self.at_zero + self.slope * math.log1p(x / self.scale if x > 0.0 else 0.0)

    def bounds(self, low: float = -math.inf, high: float = math.inf) -> Bounds:
        # No slope of 0 is multiplied by infinity, which is no number.
        return super().bounds(low, high) if self.slope else (self.at_zero, self.at_zero)


class Table(Form):
    """Linear between the points, flat outside."""

    node = "NODE_TABLE"

    x: tuple[Number, ...] = Field(description="Ascending.")
    y: tuple[Number, ...] = Field(description="As many as x.")

    def _faults(self) -> Iterator[Fault]:
        if not self.x:
            yield Fault("x", "must have at least one point", ("x",), form="x")
        if len(self.x) != len(self.y):
            yield Fault("y", f"must be as long as x: {len(self.x)}, not {len(self.y)}", ("x", "y"))
        if any(a >= b for a, b in zip(self.x, self.x[1:], strict=False)):
            yield Fault("x", "must be ascending", ("x",))

    @property
    def numbers(self) -> tuple[float, ...]:
        """None: it has points."""
        return ()

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The points (x, y), ascending."""
        return tuple(zip(self.x, self.y, strict=True))

    def words(self, x: str) -> str:
        points = ", ".join(f"{number(a)}: {number(b)}" for a, b in self.points)
        return f"table of {x} ({points})"

    def at(self, x: float) -> float:
        place = bisect_right(self.x, x)
        if place == 0:
            return self.y[0]
        if place == len(self.x):
            return self.y[-1]
        (x0, x1), (y0, y1) = self.x[place - 1 : place + 1], self.y[place - 1 : place + 1]
        return y0 + (y1 - y0) * ((x - x0) / (x1 - x0))

    def bounds(self, low: float = -math.inf, high: float = math.inf) -> Bounds:
        found = [self.at(low), self.at(high)]
        found += [y for x, y in self.points if low < x < high]
        return min(found), max(found)


class Responding(Part):
    """What may respond to a signal, in one of these forms."""

    hill: Hill | None = Field(default=None, description="Saturating, rising or falling.")
    linear: Linear | None = Field(default=None, description="A straight line.")
    window: Window | None = Field(default=None, description="Rising to a peak, then falling.")
    log: Log | None = Field(default=None, description="A line that bends to a logarithm.")
    table: Table | None = Field(default=None, description="Points with lines between.")

    @property
    def kind(self) -> str | None:
        """The key of the form that it has, None for none."""
        return next((kind for kind in KINDS if getattr(self, kind) is not None), None)

    @property
    def form(self) -> Form | None:
        """The form that it has."""
        form: Form | None = None if self.kind is None else getattr(self, self.kind)
        return form


#: The keys of the forms.
KINDS = tuple(key for key in Responding.model_fields if key not in Part.model_fields)


class Response(Responding):
    """A response to a signal, in exactly one of these forms.

    Examples
    --------
    >>> response = Response(linear=Linear(at_zero=1.0, slope=0.5))
    >>> response.kind
    'linear'
    >>> response.form.at(4.0)
    3.0
    """

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *KINDS)
