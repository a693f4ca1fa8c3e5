"""Modifiers: rates that depend on signals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import NUMBER, TABLE, Name, Number, Text, tag_of
from clonal.model.grammar.part import Fault, Part, exactly_one

from .response import Response
from .selector import Of, without_trait

#: Rates of cells that can be modified; ``birth`` and ``division`` are one.
CELL_RATES = (
    "birth",
    "division",
    "self_renewal",
    "asymmetric",
    "death",
    "migration",
    "mutation",
    "kill",
)
#: Rates between the states of adhesion.
ADHESION_RATES = ("attach", "detach")
#: Rates between the phases.
PHASE_RATES = ("switch",)
#: Every rate of cells, those included that need adhesion or phases.
ALL_CELL_RATES = (*CELL_RATES, *ADHESION_RATES, *PHASE_RATES)
#: How much of a drug reaches a niche: no rate of cells, but modified like one.
PERFUSION = "perfusion"
#: Rates of pools that can be modified.
POOL_RATES = ("inflow", "birth", "death", "convert")

NumberOrResponse = Annotated[
    Annotated[Number, Tag(NUMBER)] | Annotated[Response, Tag(TABLE)], Discriminator(tag_of())
]


class Modifier(Part):
    """A factor on a rate, or something added to it, often in response to a signal.

    Attributes
    ----------
    name : str, optional
        For paths (``modifier.rescue.plus``) and messages; nothing else depends on it.
    on : str
        The rate; or ``"perfusion"``, of a niche and a drug where `of` names them, which `times`
        alone may multiply. Its signal depends on no concentration.
    of : Of, optional
        Which cells, or which pool; every cell where left out.
    signal : str, optional
        What the response responds to.
    times, plus : float or Response, optional
        Exactly one of them; a plain number needs no signal.
    at : str, optional
        ``"destination"``: a migration responds to the signal of the niche that it leads to, in
        place of that which is left.
    trait : str, optional
        The clone's trait t that weighs it: `times` f acts as 1 + t (f - 1), `plus` f as t f.
    without : float, optional
        The trait of clones that do not state it: 0 where nothing says so, one number for a
        scenario.
    """

    name: Name | None = Field(default=None, description="For paths and messages; no other's.")
    on: Text = Field(description="The rate that is modified.")
    of: Of | None = Field(default=None, description="Which cells, or which pool.")
    signal: Name | None = Field(default=None, description="The signal responded to.")
    at: Literal["destination"] | None = Field(
        default=None, description='"destination": the signal of the niche that cells migrate to.'
    )
    times: NumberOrResponse | None = Field(default=None, description="Factor on the rate.")
    plus: NumberOrResponse | None = Field(default=None, description="Added to the rate.")
    trait: Name | None = Field(default=None, description="The clone's trait that weighs it.")
    without: Number | None = Field(
        default=None, description="The trait of clones that do not state it; absent: 0."
    )

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, "times", "plus")
        for key in ("times", "plus"):
            if isinstance(getattr(self, key), Response) and self.signal is None:
                yield Fault("signal", f"is missing: {key} is a response to one", ("signal", key))
        yield from without_trait(self)
        if self.at is not None and self.on != "migration":
            yield Fault("at", 'is for on = "migration" alone', ("at", "on"))
        if self.at is not None and self.signal is None:
            yield Fault("at", "needs signal: what is read there", ("at", "signal"))


def perfuses(modifier: Any, drug: str | None, niche: str) -> bool:
    """Whether a modifier is on how much of a drug (None: of any) reaches a niche."""
    if modifier.on != PERFUSION:
        return False
    of = modifier.of
    named = (None, None) if of is None else (of.drug, of.niche)
    return (drug is None or named[0] in (None, drug)) and named[1] in (None, niche)
