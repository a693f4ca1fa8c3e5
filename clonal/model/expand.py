"""A scenario in the plain vocabulary: what its sections and its library drugs stand for."""

from __future__ import annotations

from typing import Any

from .mechanisms import SECTIONS, Marrow, made_by
from .parts.drug import Drug
from .parts.drug_library import library
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


def resolved(drug: Drug) -> Drug:
    """A drug with the library's numbers in the places that it leaves open.

    Parameters
    ----------
    drug : Drug

    Returns
    -------
    Drug
        The same one, if it names no drug of the library.

    Examples
    --------
    >>> from clonal.model import Dose
    >>> resolved(Drug(name="TKI", library="imatinib", doses=[Dose(amount=1.0)])).half_life
    0.75
    """
    if drug.library is None:
        return drug
    known = library()[drug.library]
    stated = {key: getattr(drug, key) for key in drug.model_fields_set if key != "library"}
    sources = dict(drug.sources)
    if drug.half_life is None:
        stated["half_life"] = known["half_life"]
        sources = {"half_life": known["sources"]["half_life"], **sources}
    if (absorption := known.get("absorption_half_life")) is not None and drug.doses:
        stated["doses"] = tuple(
            dose
            if dose.duration is not None or dose.absorption_half_life is not None
            else dose.model_copy(
                update={
                    "absorption_half_life": absorption,
                    "sources": {
                        "absorption_half_life": known["sources"]["absorption_half_life"],
                        **dose.sources,
                    },
                }
            )
            for dose in drug.doses
        )
    if sources:
        stated["sources"] = sources
    return Drug(**stated)


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
    return values
