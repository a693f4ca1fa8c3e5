"""Mutations: daughters that become cells of another clone, or found a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from clonal.model.grammar.kinds import TABLE, WORD, Name, Probability, StageOrState, tag_of
from clonal.model.grammar.part import Fault, Part

from .distribution import Change
from .selector import Of

#: The ``to`` of a mutation that founds a clone each time it happens.
NEW = "new"

#: What of a clone is inherited and may change, beside its own traits.
RATES = ("birth", "division", "death", "asymmetric", "self_renewal")
BY_DRUG = ("sensitivity", "ec50_fold")


def _kind_of_effect(value: Any) -> str:
    """Tell a change from a table of changes by stage, niche or drug."""
    keys = set(value) if isinstance(value, dict) else set()
    return TABLE if keys and not keys & {"times", "plus"} else "(change)"


Effects = Annotated[
    Annotated[Change, Tag("(change)")] | Annotated[dict[StageOrState, Change], Tag(TABLE)],
    Discriminator(_kind_of_effect),
]


class Mutation(Part):
    """A kind of mutation at division.

    Attributes
    ----------
    name : str
    from_ : str or Of
        A clone's name, or ``Of(lineage=...)``; ``from`` in TOML. A member of the lineage that is
        itself the ``to`` is left out.
    to : str
        A clone's name, or ``"new"``: each mutant founds a clone.
    rate : float
        Probability per division that one daughter is this mutant.
    effects : dict
        Changes of the founder's traits against its parent's, for ``to = "new"``: by the clone's own
        keys (``birth``, ``death`` ... a plain change is of the first stage, or a table by stage,
        of the first phase unless it names ``stage:phase``;
        ``tropism`` of all destinations, or by destination; ``sensitivity`` and ``ec50_fold`` by
        drug), any other key being a trait of that name.
    """

    name: Name
    from_: Annotated[
        Annotated[Name, Tag(WORD)] | Annotated[Of, Tag(TABLE)],
        Discriminator(tag_of(WORD)),
    ] = Field(alias="from", description="A clone's name, or { lineage = ... }.")
    to: Name = Field(description='A clone\'s name, or "new".')
    rate: Probability = Field(description="Probability per division.")
    effects: dict[Name, Effects] = Field(
        default={}, description="What changes in a founder, by the clone's keys and traits."
    )

    def _faults(self) -> Iterator[Fault]:
        if isinstance(self.from_, str):
            if self.from_ == self.to:
                yield Fault("to", "must be another clone than from", ("from", "to"))
        else:
            if self.from_.lineage is None:
                message = "must be a clone's name or { lineage = ... }"
                yield Fault("from", message, ("from",), form="from")
            for key in sorted(self.from_.model_fields_set - {"lineage", "sources"}):
                yield Fault(("from", key), "cannot choose here: a lineage alone", ("from",))
        if self.to != NEW and self.effects:
            yield Fault(
                "effects",
                f'only a mutation to "new" has any; clone "{self.to}" has rates of its own',
                ("to", "effects"),
            )
        yield from self._faults_of_effects()

    def _faults_of_effects(self) -> Iterator[Fault]:
        if "birth" in self.effects and "division" in self.effects:
            yield Fault("effects", "birth and division are one rate: change one", ("effects",))
        for key, change in self.effects.items():
            by_drug = key in BY_DRUG
            if by_drug and isinstance(change, Change):
                yield Fault(
                    ("effects", key), "must be a table by drug", ("effects",), form="effects"
                )
            elif not by_drug and key not in (*RATES, "tropism") and isinstance(change, dict):
                yield Fault(
                    ("effects", key), "must have times or plus", ("effects",), form="effects"
                )
