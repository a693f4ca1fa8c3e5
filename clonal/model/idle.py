"""What a scenario states without effect: allowed, and worth a word before a long simulation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clonal.errors import Problem
from clonal.moments import moment

from .attachment import BONDS
from .clone import Clone
from .expand import expand
from .modifier import ADHESION_RATES, Modifier
from .mutation import NEW, Mutation
from .part import Part
from .problems import Location, path_of
from .scenario import Scenario

Note = tuple[Location, str]


def idle(scenario: Scenario) -> list[Problem]:
    """List what is stated without effect, with its path.

    Examples
    --------
    >>> from clonal.model import load
    >>> [str(note) for note in idle(load("two-niches"))]  # doctest: +ELLIPSIS
    ['niche[0].oxygen: hypoxia is not modelled...
    """
    plain = expand(scenario)
    notes = (
        *_niches(plain, scenario.hypoxia is not None),
        *_clones(plain),
        *_movements(plain),
        *_drugs(plain),
        *_signals(plain),
        *_bonds(plain),
        *_contradictions(plain, ()),
        *_sources(scenario, ()),
    )
    return [
        Problem(path_of(location), message)
        for location, message in notes
        if _stated(location, scenario)
    ]


def _stated(location: Location, scenario: Scenario) -> bool:
    """Whether a place is the scenario's own, and not made by one of its sections."""
    parts = getattr(scenario, str(location[0]), ()) if location else ()
    index = location[1] if len(location) > 1 else 0
    return not (isinstance(parts, tuple) and isinstance(index, int) and index >= len(parts))


def by_stage(value: Any, stages: tuple[str, ...], otherwise: float) -> dict[str, float]:
    """Spread a number or a table over the stages: a plain number is the first stage's."""
    given = value if isinstance(value, dict) else {} if value is None else {stages[0]: value}
    return {stage: given.get(stage, otherwise) for stage in stages}


def divides(clone: Clone, stages: tuple[str, ...]) -> bool:
    """Whether any cell of a clone divides by its own rates."""
    division = by_stage(clone.birth if clone.division is None else clone.division, stages, 0.0)
    return any(division.values()) or any(by_stage(clone.asymmetric, stages, 0.0).values())


def sources_of(mutation: Mutation, scenario: Scenario) -> list[Clone]:
    """The declared clones that a mutation concerns."""
    if isinstance(mutation.from_, str):
        return [clone for clone in scenario.clone if clone.name == mutation.from_]
    lineage = mutation.from_.lineage
    return [c for c in scenario.clone if c.lineage == lineage and c.name != mutation.to]


def _niches(scenario: Scenario, hypoxia: bool) -> Iterator[Note]:
    for index, niche in enumerate(scenario.niche):
        if niche.oxygen is not None and not hypoxia:
            yield ("niche", index, "oxygen"), "hypoxia is not modelled here"
        if niche.perfusion != 1 and not scenario.drug:
            yield ("niche", index, "perfusion"), "there is no drug"
        if niche.counts is not None and niche.capacity is None:
            yield ("niche", index, "counts"), "the niche has no capacity"


def _clones(scenario: Scenario) -> Iterator[Note]:
    acting = {drug.name for drug in scenario.drug if drug.effect}
    weighing = {modifier.trait for modifier in scenario.modifier}
    arriving = {mutation.to for mutation in scenario.mutation if mutation.rate > 0}
    for intervention in scenario.intervention:
        for place in (intervention.set, intervention.add):
            if place is not None and place.value > 0:
                arriving.add(place.clone)
    for index, clone in enumerate(scenario.clone):
        here = ("clone", index)
        starting = any(
            any(cells.values()) if isinstance(cells, dict) else cells
            for cells in clone.initial.values()
        )
        if not starting and not any(clone.immigration.values()) and clone.name not in arriving:
            yield here, f"no cell of {clone.name} ever appears"
        for key in ("sensitivity", "ec50_fold"):
            for drug in getattr(clone, key):
                if drug not in acting:
                    yield (*here, key, drug), "the drug has no effect on cells"
        for trait in clone.traits:
            if trait not in weighing:
                yield (*here, "traits", trait), "no modifier is weighed by it; it is recorded"
        if clone.tropism != 1 and not scenario.migration:
            yield (*here, "tropism"), "there is no migration"
        yield from _stages_of(clone, here, scenario.stages)


def _stages_of(clone: Clone, here: Location, stages: tuple[str, ...]) -> Iterator[Note]:
    division = by_stage(clone.birth if clone.division is None else clone.division, stages, 0.0)
    renewal = by_stage(clone.self_renewal, stages, 1.0)
    asymmetric = by_stage(clone.asymmetric, stages, 0.0)
    stated = clone.self_renewal if isinstance(clone.self_renewal, dict) else {}
    for stage in stages:
        if stage in stated and division[stage] == 0:
            yield (*here, "self_renewal", stage), "cells of this stage do not divide"
        leaving = (division[stage] > 0 and renewal[stage] < 1) or asymmetric[stage] > 0
        if by_stage(clone.amplification, stages, 1.0)[stage] > 1 and not leaving:
            yield (*here, "amplification"), f"no daughter moves on from {stage}"


def _movements(scenario: Scenario) -> Iterator[Note]:
    capacities = {niche.name: niche.capacity for niche in scenario.niche}
    for index, migration in enumerate(scenario.migration):
        if migration.rate == 0:
            yield ("migration", index, "rate"), "nothing migrates at rate 0"
        if migration.vacancy and capacities[migration.to] is None:
            yield ("migration", index, "vacancy"), f"{migration.to} has no capacity: always free"
    for index, attachment in enumerate(scenario.attachment):
        if attachment.attach == 0 and not any(one.on == "attach" for one in scenario.modifier):
            yield ("attachment", index, "attach"), "nothing attaches at rate 0"
    raised = any(modifier.on in ("birth", "division") for modifier in scenario.modifier)
    for index, mutation in enumerate(scenario.mutation):
        if mutation.rate == 0:
            yield ("mutation", index, "rate"), "nothing mutates at rate 0"
        elif not raised and not any(
            divides(clone, scenario.stages) for clone in sources_of(mutation, scenario)
        ):
            yield ("mutation", index, "from"), "no clone that it concerns divides"
        if mutation.to == NEW and not scenario.record.clones and not mutation.effects:
            message = "founders differ from their parent in nothing, and clones are not recorded"
            yield ("mutation", index, "to"), message
    for index, intervention in enumerate(scenario.intervention):
        if intervention.scale is not None and intervention.scale.factor == 1:
            yield ("intervention", index, "scale", "factor"), "every cell survives a factor of 1"


def _drugs(scenario: Scenario) -> Iterator[Note]:
    end = scenario.time.end
    read = {signal.drug for signal in scenario.signal}
    for index, drug in enumerate(scenario.drug):
        here = ("drug", index)
        if not drug.effect and drug.name not in read:
            yield here, f"{drug.name} does nothing, and no signal reads it"
        given = [dose.amount > 0 for dose in drug.doses]
        if not any([*given, *(constant.value > 0 for constant in drug.constant)]):
            yield here, f"{drug.name} is never given"
        for number, dose in enumerate(drug.doses):
            place = (*here, "doses", number) if len(drug.doses) > 1 else (*here, "doses")
            last = moment(dose.start, every=dose.every or 0.0, index=dose.count - 1)
            if dose.start > end:
                yield (*place, "start"), f"is after the end, {end:g}"
            elif last > end:
                yield (*place, "count"), f"the last doses are after the end, {end:g}"
        for number, constant in enumerate(drug.constant):
            place = (*here, "constant", number) if len(drug.constant) > 1 else (*here, "constant")
            if constant.start > end:
                yield (*place, "start"), f"is after the end, {end:g}"
        for number, effect in enumerate(drug.effect):
            if effect.emax == 0:
                yield (*here, "effect", number, "emax"), "an effect of 0 at most is none"


def _signals(scenario: Scenario) -> Iterator[Note]:
    read = {
        *(signal.of for signal in scenario.signal),
        *(modifier.signal for modifier in scenario.modifier if _responds(modifier)),
        *(endpoint.signal for endpoint in scenario.endpoint),
        *scenario.record.signals,
    }
    for index, signal in enumerate(scenario.signal):
        if signal.name not in read:
            yield ("signal", index), f"nothing reads {signal.name}, and it is not recorded"
    for index, modifier in enumerate(scenario.modifier):
        if modifier.signal is not None and not _responds(modifier):
            yield ("modifier", index, "signal"), "a plain number responds to no signal"
    for index, endpoint in enumerate(scenario.endpoint):
        if isinstance(endpoint.after, float) and endpoint.after > scenario.time.end:
            yield ("endpoint", index, "after"), "is after the end: the endpoint is never reached"


def _bonds(scenario: Scenario) -> Iterator[Note]:
    if scenario.attachment:
        return
    for index, modifier in enumerate(scenario.modifier):
        if modifier.on in ADHESION_RATES:
            yield ("modifier", index, "on"), "adhesion is not modelled here"
    for index, drug in enumerate(scenario.drug):
        for number, effect in enumerate(drug.effect):
            if effect.on in ADHESION_RATES:
                yield ("drug", index, "effect", number, "on"), "adhesion is not modelled here"


def _responds(modifier: Modifier) -> bool:
    return isinstance(modifier.times, Part) or isinstance(modifier.plus, Part)


def _contradictions(part: Part, here: Location, lineages: Any = None) -> Iterator[Note]:
    """Find selectors that contradict themselves, at any depth."""
    if lineages is None:
        lineages = {clone.name: clone.lineage for clone in getattr(part, "clone", ())}
    clone, lineage = getattr(part, "clone", None), getattr(part, "lineage", None)
    if isinstance(clone, str) and lineage is not None and lineages[clone] != lineage:
        yield (*here, "lineage"), f"{clone} is {lineages[clone]}: no cell is meant"
    stage, state = getattr(part, "stage", None), getattr(part, "state", None)
    if stage is not None and state not in (None, stage, *BONDS) and stage != state.split(":")[0]:
        yield (*here, "state"), f"is no state of stage {stage}: no cell is meant"
    for location, inner in _inside(part, here):
        yield from _contradictions(inner, location, lineages)


def _sources(part: Part, here: Location) -> Iterator[Note]:
    """Find sources of keys that their table does not have, at any depth."""
    known = {field.alias or name for name, field in type(part).model_fields.items()}
    for key in part.sources:
        if key not in known:
            yield (*here, "sources", key), "the table has no such key"
    for location, inner in _inside(part, here):
        yield from _sources(inner, location)


def _inside(part: Part, here: Location) -> Iterator[tuple[Location, Part]]:
    """Yield the tables inside a table, with their places."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        at = (*here, field.alias or name)
        if isinstance(value, Part):
            yield at, value
        elif isinstance(value, tuple):
            yield from (((*at, i), item) for i, item in enumerate(value) if isinstance(item, Part))
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, Part):
                    yield (*at, key), item
                elif isinstance(item, dict):
                    yield from (
                        ((*at, key, word), inner)
                        for word, inner in item.items()
                        if isinstance(inner, Part)
                    )
