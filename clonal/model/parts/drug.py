"""Drugs: their schedules, their elimination, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from clonal.model.grammar.kinds import CountFromOne, Flag, Name, Number, Positive, Rate, Text
from clonal.model.grammar.part import Fault, Part
from clonal.model.grammar.problems import near

from .drug_library import library
from .response import Hill
from .selector import Cells


class _OrList:
    """For editors: one table where a list of tables may stand."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(core_schema)
        return {"anyOf": [listed["items"], listed]}


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, dict | Part) else value


OneOrMany = (BeforeValidator(_listed), _OrList())


class Dose(Part):
    """A dose, or a series of equal doses: a bolus, an infusion, or absorbed.

    Attributes
    ----------
    amount : float
        The concentration that the whole dose would give at once, in the drug's own unit.
    start : float
        Day of the first dose.
    every : float, optional
        Days between doses.
    count : int
        How many doses.
    duration : float, optional
        Days that each infusion lasts.
    absorption_half_life : float, optional
        Half-life of absorption in days, for a dose that is swallowed or injected under the skin.
    """

    amount: Rate = Field(description="Concentration that the whole dose would give at once.")
    start: Rate = Field(default=0.0, description="Day of the first dose.")
    every: Positive | None = Field(default=None, description="Days between doses.")
    count: CountFromOne = Field(default=1, description="How many doses.")
    duration: Positive | None = Field(default=None, description="Days that an infusion lasts.")
    absorption_half_life: Positive | None = Field(
        default=None, description="Half-life of absorption in days."
    )

    def _faults(self) -> Iterator[Fault]:
        if self.every is None and self.count > 1:
            yield Fault("count", "needs every: the days between doses", ("every", "count"))
        if self.every is not None and "count" not in self.model_fields_set:
            yield Fault("every", "needs count: how many doses", ("every", "count"))
        if self.duration is not None and self.absorption_half_life is not None:
            yield Fault(
                "absorption_half_life",
                "cannot stand beside duration: a dose is infused or absorbed",
                ("duration", "absorption_half_life"),
            )


class Constant(Part):
    """A constant concentration from `start` (included) to `stop` (not), in days."""

    value: Rate = Field(description="Concentration in the drug's own unit.")
    start: Rate = Field(default=0.0, description="First day.")
    stop: Number | None = Field(default=None, description="Day it ends; absent: never.")

    def _faults(self) -> Iterator[Fault]:
        if self.stop is not None and self.stop <= self.start:
            yield Fault("stop", f"must be after start, {self.start:g}", ("start", "stop"))


class Effect(Cells):
    """What a drug does: ``emax C^hill / ((ec50 fold)^hill + C^hill)``, times the sensitivity.

    Attributes
    ----------
    name : str, optional
        For paths (``drug.imatinib.effect.kill.emax``) and messages; nothing else depends on it.
    on : str
        ``"kill"`` adds it to the death rate, ``"inhibition"`` multiplies the birth rate by what it
        leaves of 1; else the rate, signal or pool's rate that it acts on.
    kind : str, optional
        For those others: ``"stimulation"`` (times 1 + E) or ``"inhibition"`` (times 1 - E).
    emax, ec50, hill : float
    cycling : bool
        Whether a kill is in proportion to the cell's division rate over its unmodified one, that
        of the first phase where there are phases.
    lineage, clone, niche, stage, state, pool, to, cause : str, optional
        Which cells, or which pool's rate; `to` is the niche that cells migrate to, the phase that
        they switch to, or the pool that members convert to; `cause` the death of this cause, where
        on is "death".
    """

    name: Name | None = Field(default=None, description="For paths and messages; no other's.")
    on: Text = Field(description='"kill", "inhibition", or a rate, signal or pool rate.')
    kind: Literal["stimulation", "inhibition"] | None = Field(
        default=None, description="Direction, where on is neither kill nor inhibition."
    )
    emax: Rate = Field(description="Largest effect.")
    ec50: Positive = Field(description="Concentration of half the largest effect.")
    hill: Positive = Field(default=1.0, description="Steepness.")
    cycling: Flag = Field(default=False, description="Whether quiescent cells are spared.")
    pool: Name | None = Field(default=None, description="A rate of this pool, not of cells.")
    to: Name | None = Field(
        default=None,
        description="Migration to this niche, a switch to this phase, a pool's conversion to it.",
    )
    cause: Name | None = Field(
        default=None, description="The death of this cause, not natural death."
    )

    def response(self, fold: float = 1.0) -> Hill:
        """E, as a response to the concentration, of a clone of this `fold` of the ec50."""
        # A fold may lead beyond what a number can hold, which a file may not state.
        return Hill.model_construct(from_=0.0, to=self.emax, half=self.ec50 * fold, power=self.hill)

    def _faults(self) -> Iterator[Fault]:
        if self.on in ("kill", "inhibition"):
            if self.kind is not None:
                yield Fault("kind", f'cannot stand beside on = "{self.on}"', ("on", "kind"))
        elif self.kind is None:
            yield Fault(
                "kind",
                f'is missing: "stimulation" or "inhibition" of {self.on}',
                ("on", "kind"),
            )
        if self.cycling and self.on != "kill":
            yield Fault("cycling", 'is for on = "kill" alone', ("on", "cycling"))


class Drug(Part):
    """A drug.

    Its plasma concentration is the sum of all its doses and constants.

    Attributes
    ----------
    name : str
    half_life : float, optional
        Of elimination, in days; needed with `doses`, unless the library has it.
    library : str, optional
        A drug of the library, whose published kinetics stand where this one states none.
    doses : tuple of Dose
        One table or a list in TOML.
    constant : tuple of Constant
        One table or a list in TOML.
    effect : tuple of Effect
    """

    name: Name
    half_life: Positive | None = Field(default=None, description="Of elimination, in days.")
    library: Name | None = Field(
        default=None, description="A drug of the library, for kinetics that are not stated."
    )
    doses: Annotated[tuple[Dose, ...], *OneOrMany] = Field(
        default=(), description="A series of doses, or a list of them."
    )
    constant: Annotated[tuple[Constant, ...], *OneOrMany] = Field(
        default=(), description="A constant concentration, or a list of them."
    )
    effect: tuple[Effect, ...] = Field(default=(), description="What the drug does.")

    def _faults(self) -> Iterator[Fault]:
        if self.library is not None:
            if self.library not in library():
                message = f'no drug of the library is called "{self.library}"'
                yield Fault("library", message + near(self.library, library()), ("library",))
        elif self.doses and self.half_life is None:
            yield Fault("half_life", "is missing: doses need it", ("half_life", "doses"))
