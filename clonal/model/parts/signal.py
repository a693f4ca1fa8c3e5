"""Signals: numbers that rates may depend on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import NUMBER, TABLE, Flag, Name, Number, tag_of
from clonal.model.grammar.part import Fault, Part

from .response import KINDS, Responding, Response
from .selector import Cells, without_trait


class Term(Cells):
    """A weighted population or pool in a sum.

    Attributes
    ----------
    weight : float
    lineage, clone, niche, stage, state : str, optional
        Which cells; nothing named means every cell.
    pool : str, optional
        A pool in place of cells.
    trait : str, optional
        The clone's trait that weighs each of its cells, beside `weight`.
    without : float, optional
        The trait of clones that do not state it: 0 where nothing says so, one number for a
        scenario.
    """

    weight: Number = Field(default=1.0, description="Factor.")
    pool: Name | None = Field(default=None, description="A pool in place of cells.")
    trait: Name | None = Field(default=None, description="The clone's trait that weighs each cell.")
    without: Number | None = Field(
        default=None, description="The trait of clones that do not state it; absent: 0."
    )

    def _faults(self) -> Iterator[Fault]:
        yield from without_trait(self)


class Share(Part):
    """A part of a whole: ``min(1, [of]+ / [over]+)``, and 1 where the whole is not above 0."""

    of: Name = Field(description="The signal that is a part.")
    over: Name = Field(description="The signal that is the whole.")


class Signal(Responding):
    """A signal: a sum (with a constant), a drug's concentration, or what is made of signals.

    Attributes
    ----------
    name : str
    per_niche : bool
        Whether there is one value in each niche, of what that niche holds.
    sum : tuple of Term, optional
    constant : float or dict of str to float, optional
        Added to the sum; a table by niche where `per_niche`.
    drug : str, optional
        Its concentration.
    of : str, optional
        The signal that this one responds to, with one form of response.
    share : Share, optional
        One signal over another, within 0 and 1.
    product : tuple of str, optional
        The signals that it is the product of, two or more.
    """

    name: Name
    per_niche: Flag = Field(default=False, description="Whether each niche has its own value.")
    sum: tuple[Term, ...] | None = Field(default=None, description="Weighted counts.")
    constant: (
        Annotated[
            Annotated[Number, Tag(NUMBER)] | Annotated[dict[Name, Number], Tag(TABLE)],
            Discriminator(tag_of()),
        ]
        | None
    ) = Field(default=None, description="A number, or a table by niche.")
    drug: Name | None = Field(default=None, description="The drug whose concentration it is.")
    of: Name | None = Field(default=None, description="The signal that this one responds to.")
    share: Share | None = Field(default=None, description="One signal over another, at most 1.")
    product: tuple[Name, ...] | None = Field(
        default=None, description="The signals that are multiplied."
    )

    @property
    def inputs(self) -> tuple[str, ...]:
        """The signals that it is made of."""
        if self.of is not None:
            return (self.of,)
        if self.share is not None:
            return (self.share.of, self.share.over)
        return self.product or ()

    @property
    def response(self) -> Response | None:
        """The response beside `of`."""
        if self.kind is None:
            return None
        return Response(**{self.kind: getattr(self, self.kind)})

    def _faults(self) -> Iterator[Fault]:
        ways = [
            way
            for way, given in (
                ("sum", self.sum is not None or self.constant is not None),
                ("drug", self.drug is not None),
                ("of", self.of is not None),
                ("share", self.share is not None),
                ("product", self.product is not None),
            )
            if given
        ]
        keys = ("sum", "constant", "drug", "of", "share", "product")
        if not ways:
            message = "one of sum, constant, drug, of, share or product is missing"
            yield Fault("", message, keys, form="sum")
        if self.product is not None and len(self.product) < 2:
            message = f"needs two signals or more, has {len(self.product)}"
            yield Fault("product", message, ("product",), form="product")
        for way in ways[1:]:
            first = ways[0]
            if first == "sum" and self.sum is None:
                first = "constant"
            yield Fault(way, f"cannot stand beside {first}: give one of them", (first, way))
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if self.of is not None and not given:
            message = f"needs a response beside it: one of {', '.join(KINDS)}"
            yield Fault("of", message, KINDS, form=KINDS[0])
        for kind in given[1:]:
            yield Fault(kind, f"cannot stand beside {given[0]}: give one", (given[0], kind))
        if given and self.of is None:
            yield Fault(given[0], "needs of: the signal to respond to", ("of", given[0]))
        if isinstance(self.constant, dict) and not self.per_niche:
            yield Fault(
                "constant",
                "must be a number: a table by niche needs per_niche = true",
                ("constant", "per_niche"),
                form="constant",
            )
