"""A scenario: everything that a simulation needs to know, and nothing that a seed decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, ModelWrapValidatorHandler, ValidationError, model_validator

from clonal.errors import ClonalError, Problem, ScenarioError

from .checks import examine
from .grammar.kinds import Name, Text
from .grammar.part import Part
from .grammar.tables import tables_of
from .grammar.toml import toml_of
from .mechanisms import Adhesion, Blood, Hypoxia, Immunity, Stroma
from .parts.attachment import Attachment
from .parts.cause import NATURAL, Cause
from .parts.clone import Clone
from .parts.drug import Drug
from .parts.endpoint import Endpoint
from .parts.intervention import Intervention
from .parts.migration import Migration
from .parts.modifier import Modifier
from .parts.mutation import Mutation
from .parts.niche import Niche
from .parts.pool import Pool
from .parts.record import Record
from .parts.signal import Signal
from .parts.switch import Switch
from .parts.time import Time


class Scenario(Part):
    """A scenario, with the words of its file.

    Times are in days, populations in cells, rates per cell per day, oxygen in mmHg.

    Attributes
    ----------
    title : str
    stages : tuple of str
        Stages of differentiation, from the stem cell on.
    phases : tuple of str
        Phases that cells of every stage are in, none or at least two; they divide in the first.
    time : Time
    niche : tuple of Niche
    clone : tuple of Clone
    migration : tuple of Migration
    attachment : tuple of Attachment
    switch : tuple of Switch
    mutation : tuple of Mutation
    drug : tuple of Drug
    intervention : tuple of Intervention
    cause : tuple of Cause
    pool : tuple of Pool
    signal : tuple of Signal
    modifier : tuple of Modifier
    endpoint : tuple of Endpoint
    blood, stroma, adhesion, hypoxia, immunity : optional
        Named mechanisms: shorthand that `expand` writes out.
    record : Record

    Raises
    ------
    ScenarioError
        With all problems at once.

    Examples
    --------
    >>> scenario = Scenario(
    ...     time=Time(end=10.0),
    ...     niche=[Niche(name="marrow", capacity=100)],
    ...     clone=[Clone(name="HSC", lineage="normal", birth=0.1, initial={"marrow": 50})],
    ... )
    >>> scenario.stages
    ('stem',)
    """

    title: Text = Field(default="", description="What the scenario shows.")
    stages: tuple[Name, ...] = Field(
        default=("stem",), description="Stages of differentiation, from the stem cell on."
    )
    phases: tuple[Name, ...] = Field(
        default=(), description="Phases of every stage, none or several; cells divide in the first."
    )
    time: Time
    niche: tuple[Niche, ...]
    clone: tuple[Clone, ...]
    migration: tuple[Migration, ...] = ()
    attachment: tuple[Attachment, ...] = ()
    switch: tuple[Switch, ...] = ()
    mutation: tuple[Mutation, ...] = ()
    drug: tuple[Drug, ...] = ()
    intervention: tuple[Intervention, ...] = ()
    cause: tuple[Cause, ...] = ()
    pool: tuple[Pool, ...] = ()
    signal: tuple[Signal, ...] = ()
    modifier: tuple[Modifier, ...] = ()
    endpoint: tuple[Endpoint, ...] = ()
    blood: Blood | None = None
    stroma: Stroma | None = None
    adhesion: Adhesion | None = None
    hypoxia: Hypoxia | None = None
    immunity: Immunity | None = None
    record: Record = Record()

    @model_validator(mode="wrap")
    @classmethod
    def _all_problems_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, Part):
            data = tables_of(data)  # what came past the checks is checked now
        if not isinstance(data, Mapping):
            raise ScenarioError([Problem("", "must be a table")])
        draft = examine(data)
        try:
            scenario = handler(draft.values)
        except ValidationError as error:
            draft.report_all(error, cls)
        else:
            if not draft.problems:
                return scenario
        raise ScenarioError(draft.problems)

    def to_toml(self) -> str:
        """Write the scenario as TOML; reading it again gives an equal scenario.

        Raises
        ------
        ScenarioError
            If it came past the checks with something wrong, which no file should have.
        """
        return toml_of(tables_of(Scenario.model_validate(self)))


def recorded_causes(scenario: Scenario) -> tuple[str, ...]:
    """What deaths are recorded by: natural death, the causes, and the drugs that kill.

    Examples
    --------
    >>> from clonal.model import load
    >>> scenario = load("cml-imatinib")
    >>> record = scenario.record.model_copy(update={"causes": True})
    >>> recorded_causes(scenario.model_copy(update={"record": record}))
    ('natural', 'imatinib')
    """
    if not scenario.record.causes:
        return ()
    killing = [drug for drug in scenario.drug if any(e.on == "kill" for e in drug.effect)]
    return (NATURAL, *(cause.name for cause in scenario.cause), *(drug.name for drug in killing))


def checked(scenario: Any) -> Scenario:
    """A scenario of plain values that passed every check, however the given one was made.

    Python has ways past the checks of a frozen object (``model_construct``, ``model_copy``,
    ``object.__setattr__``); what is simulated goes through here.

    Raises
    ------
    ScenarioError
        If anything in it is wrong; with all problems at once.
    ClonalError
        If it is no scenario at all.

    Examples
    --------
    >>> from clonal.model import load
    >>> scenario = load("luria-delbruck")
    >>> checked(scenario) == scenario
    True
    """
    if not isinstance(scenario, Scenario):
        raise ClonalError(
            f"scenario: must be a clonal.Scenario, not {type(scenario).__name__}; "
            "clonal.load reads a file or a built-in one by its name"
        )
    return Scenario.model_validate(scenario)
