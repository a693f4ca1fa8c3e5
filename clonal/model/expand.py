"""A scenario in the plain vocabulary: what its sections and its library drugs stand for."""

from __future__ import annotations

from typing import Any

from .drug_library import resolved
from .mechanisms import INTEGRIN, SECTIONS, Marrow, made_by
from .scenario import Scenario


def marrow_of(scenario: Scenario) -> Marrow:
    """The parts of a scenario that mechanisms look at."""
    stated = {name: getattr(scenario, name) for name in SECTIONS}
    return Marrow(
        stages=scenario.stages,
        niche=scenario.niche,
        clone=scenario.clone,
        migration=scenario.migration,
        mutation=scenario.mutation,
        drug=scenario.drug,
        sections={name: section for name, section in stated.items() if section is not None},
    )


def expand(scenario: Scenario) -> Scenario:
    """Write a scenario's named mechanisms and library drugs in the plain vocabulary.

    What the sections ``hypoxia``, ``adhesion``, ``stroma``, ``immunity`` and ``blood`` stand for is
    added behind the scenario's own pools, signals, modifiers, attachments, migrations and niches;
    their names are reserved. Both scenarios are simulated to the same bits.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    Scenario
        Without sections; the same one if it has none, and no drug of the library.

    Examples
    --------
    >>> from clonal.model import load
    >>> scenario = load("two-niches")
    >>> expand(scenario) is scenario
    True
    """
    if not marrow_of(scenario).sections and all(one.library is None for one in scenario.drug):
        return scenario
    return Scenario(**plain_values(scenario))


def plain_values(scenario: Scenario) -> dict[str, Any]:
    """Return the keys of a scenario, with the parts that its sections stand for, unchecked."""
    marrow = marrow_of(scenario)
    values: dict[str, Any] = {
        key: getattr(scenario, key) for key in scenario.model_fields_set if key not in SECTIONS
    }
    for made in made_by(marrow):
        values[made.key] = (*values.get(made.key, ()), made.part)
    if scenario.drug:
        values["drug"] = tuple(resolved(drug) for drug in scenario.drug)
    if "adhesion" in marrow.sections and marrow.mentions(INTEGRIN):
        values["clone"] = tuple(
            clone
            if INTEGRIN in clone.traits
            else clone.model_copy(update={"traits": {**clone.traits, INTEGRIN: 1.0}})
            for clone in scenario.clone
        )
    return values
